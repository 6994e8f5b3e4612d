"""A reference run over several sittings: what is kept of each, what is new, and what the runner sees meanwhile."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.port import Game
from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.commands import (
    ActivateRun,
    DiscardReference,
    FinishReference,
    ResumeReference,
    StartPractice,
    StartReference,
    StopPractice,
    StopReference,
)
from spinlab_pad.lab.queries import RunRow
from spinlab_pad.store.records import SplitRecord
from spinlab_pad.store.store import Store
from tests.lab.fakes import (
    DEATH,
    GAME,
    GOAL,
    LEAVE,
    NOTHING,
    OTHER_GAME,
    RESPAWN,
    TAPE,
    Changes,
    Desk,
    FakeEmulator,
    desk_in,
    enter,
    texts,
)
from tests.lab.reference.test_mode import recording, splits

__all__ = ["recording"]
GAME_ID = f"{GAME.crc32:08x}"
ANOTHER_CORE = Game(GAME.name, GAME.system, GAME.crc32, "another core", "1.0")
UPDATED = Game(GAME.name, GAME.system, GAME.crc32, GAME.core, "1.1")
TITLE: tuple[Changes, ...] = ({"game_mode": 0x16}, {"game_mode": 0x02}, {"game_mode": 0x07}, {"player_anim": 0})
"""A game over, and back at the title."""
QUIT: tuple[Changes, ...] = ({"held_1": 0x30, "exit_mode": 0x80}, {"held_1": 0}, *LEAVE[1:])
"""Start and Select."""


async def whole(desk: Desk, level: int, before: int = 20, after: int = 30) -> None:
    """A level with a checkpoint, from the overworld and back to it."""
    await desk.play(*enter(level))
    await desk.wait(before)
    await desk.play(TAPE)
    await desk.wait(after)
    await desk.play(GOAL, *LEAVE)


async def rows(desk: Desk) -> tuple[RunRow, ...]:
    return await Answers(desk.lab.context, desk.lab.games).runs()


async def names(desk: Desk) -> list[str]:
    return [segment for segment, *_ in await splits(desk)]


# sittings


async def test_each_sitting_is_kept_with_what_was_closed_in_it(recording: Desk):
    await whole(recording, 5)
    await recording.do(StopReference())
    recording.lose()
    await recording.attach(FakeEmulator(), Game(GAME.name, GAME.system, GAME.crc32, "another core", "2.0"))
    await recording.wait(2)
    await recording.do(ResumeReference())
    await recording.play(*enter(6), NOTHING, TAPE)
    await recording.lab.context.settle()
    (run,) = await rows(recording)
    assert (run.source, run.segments, run.state) == ("played", 3, "recording")
    assert [(item.segments, item.emulator, item.core) for item in run.captures] == [
        (2, "fake 1.0", "fake core"),
        (1, "fake 2.0", "another core"),
    ]
    first, second = run.captures
    assert first.ended_ms is not None
    assert run.created_ms == first.started_ms <= first.ended_ms <= second.started_ms
    assert second.ended_ms is None
    await recording.do(FinishReference("Run"))
    (run,) = await rows(recording)
    assert run.captures[1].ended_ms is not None


async def test_an_emulator_that_comes_back_goes_on_in_the_same_sitting_and_another_one_in_a_new_one(recording: Desk):
    await whole(recording, 5)
    recording.lose()
    await recording.attach(FakeEmulator())
    await recording.wait(2)
    await whole(recording, 6)
    await recording.play(*enter(7), NOTHING, DEATH, *RESPAWN, *QUIT)
    await recording.lab.context.settle()
    assert [item.segments for item in (await rows(recording))[0].captures] == [4]
    recording.lose()
    await recording.attach(FakeEmulator(), UPDATED)
    assert recording.lab.view().mode == "reference"
    await recording.wait(2)
    await recording.play(*enter(7), NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
    await recording.do(StopReference())
    assert [(item.emulator, item.segments) for item in (await rows(recording))[0].captures] == [
        ("fake 1.0", 4),
        ("fake 1.1", 2),
    ]


async def test_another_core_pauses_the_run_which_goes_on_there_when_asked(recording: Desk):
    await recording.play(*enter(7), NOTHING, DEATH, *RESPAWN, TAPE, NOTHING)
    await recording.lab.context.settle()
    recording.lose()
    await recording.attach(FakeEmulator(), ANOTHER_CORE)
    assert recording.lab.view().mode == "reference_paused"
    assert "The reference run is paused: Fake World on another core runs now" in texts(recording)
    assert await names(recording) == ["7.entrance.checkpoint1"]
    await recording.wait(2)
    await recording.do(ResumeReference())
    await recording.play(*enter(7), NOTHING, DEATH, *RESPAWN, TAPE, NOTHING, GOAL, *LEAVE)
    await recording.do(StopReference())
    states = await recording.store.call(lambda store: store.start_states(GAME_ID, "another core"))
    assert [state.waypoint.id for state in states if state.kind == "cold"] == ["7.entrance"]
    assert [(item.core, item.segments) for item in (await rows(recording))[0].captures] == [
        ("fake core", 1),
        ("another core", 2),
    ]


async def test_a_disk_that_takes_no_new_sitting_lets_the_run_go_on(recording: Desk):
    recording.lose()
    await recording.writable(False)
    await recording.attach(FakeEmulator())  # the same emulator: nothing is to be written
    assert texts(recording) == ""
    recording.lose()
    await recording.attach(FakeEmulator(), UPDATED)
    assert "can't be written" in texts(recording)
    await recording.writable(True)
    await recording.wait(2)
    await whole(recording, 5)
    await recording.do(StopReference())
    assert await names(recording) == ["5.entrance.checkpoint1", "5.checkpoint1.goal"]


async def test_a_crash_leaves_the_run_paused_with_all_that_was_closed(tmp_path: Path):
    command = [sys.executable, "-m", "tests.lab.reference.crash_in_a_run", str(tmp_path)]
    ended = subprocess.run(command, check=False, timeout=60, capture_output=True)
    assert ended.returncode != 0
    assert not ended.stderr
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        view = desk.lab.view()
        assert view.mode == "reference_paused"
        found = await desk.store.call(lambda store: store.splits(1))
        assert [split.segment.id for split in found] == ["5.entrance.checkpoint1", "5.checkpoint1.goal"]
        (run,) = await rows(desk)
        assert [(item.segments, item.ended_ms) for item in run.captures] == [(2, found[-1].at_ms)]
        await desk.wait(2)
        await desk.do(ResumeReference())
        await whole(desk, 6)
        view = await desk.do(FinishReference("After the crash"))
        assert view.run is not None
        assert view.run.segments == 4


async def test_the_same_segment_in_both_sittings_is_kept_twice_and_known_once(recording: Desk):
    await whole(recording, 5, before=20)
    await recording.do(StopReference())
    await recording.do(ResumeReference())
    await whole(recording, 5, before=10)
    await recording.until(lambda _: "Recorded Level 5 2 again" in texts(recording))
    view = recording.lab.view()
    assert view.run is not None
    assert (view.run.segments, view.run.new_segments) == (4, 2)
    await recording.do(FinishReference("Twice"))
    assert "Finished 'Twice': 2 segments, all new" in texts(recording)
    assert [frames for segment, frames, _ in await splits(recording) if "entrance" in segment] == [21, 11]
    course = recording.lab.context.course
    assert course is not None
    assert len(course.segments) == 2


async def test_discarding_in_the_second_sitting_takes_both(recording: Desk):
    await whole(recording, 5)
    await recording.do(StopReference())
    await recording.do(ResumeReference())
    await whole(recording, 6)
    await recording.do(DiscardReference())
    assert await rows(recording) == ()
    view = recording.lab.view()
    assert (view.mode, view.run) == ("idle", None)
    view = await recording.record(5)
    assert "2 segments, all new" in texts(recording)


async def test_another_run_is_made_active_while_one_is_paused(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    first = (await desk.record(5)).run
    await desk.record(6)
    await desk.do(StartReference())
    await whole(desk, 7)
    await desk.do(StopReference())
    assert first is not None
    view = await desk.do(ActivateRun(first.id))
    assert view.mode == "reference_paused"
    assert view.run is not None
    assert (view.run.id, view.run.segments, view.run.new_segments, view.run.recording) == (3, 2, 2, False)
    view = await desk.do(StartPractice())
    assert view.run is not None
    assert (view.run.id, view.run.new_segments) == (first.id, 0)
    await desk.playing()
    await desk.do(StopPractice())
    assert {item.id for item in view.queue} == {"5.entrance.checkpoint1", "5.checkpoint1.goal"}
    view = await desk.do(ResumeReference())
    assert view.run is not None
    assert (view.run.segments, view.run.new_segments) == (2, 2)
    await desk.do(FinishReference("Seven"))
    assert [(run.name, run.active) for run in await rows(desk)] == [("Seven", True), ("Run", False), ("Run", False)]


async def test_frames_between_two_sittings_are_of_none(recording: Desk):
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.do(StopReference())
    await recording.play(TAPE)
    await recording.wait(5)
    await recording.do(ResumeReference())
    assert recording.lab.view().phase == "outside"
    await recording.wait(5)
    await recording.play(DEATH)
    assert recording.lab.view().phase == "outside"
    await recording.play(*RESPAWN)
    await recording.wait(9)
    await recording.play(GOAL)
    await recording.do(StopReference())
    assert await splits(recording) == [("5.checkpoint1.goal", 10, 0)]


PARTS: dict[str, tuple[Changes, ...]] = {
    "whole": (*enter(5), NOTHING, NOTHING, TAPE, NOTHING, GOAL, *LEAVE),
    "other": (*enter(6), NOTHING, TAPE, NOTHING, NOTHING, NOTHING, GOAL, *LEAVE),
    "left": (*enter(5), NOTHING, TAPE, NOTHING, *QUIT),
    "died": (*enter(6), NOTHING, DEATH, *RESPAWN, NOTHING, TAPE, DEATH, *RESPAWN, NOTHING, NOTHING, GOAL, *LEAVE),
    "over": (*enter(5), NOTHING, TAPE, NOTHING, DEATH, NOTHING, *TITLE),
}


async def sums(folder: Path, story: list[str], cuts: set[int]) -> list[tuple[object, ...]]:
    """The splits of a run that was played so, with another sitting (half of them after a restart) before `cuts`."""

    def shape(split: SplitRecord) -> tuple[object, ...]:
        return split.segment, split.frames, split.tail_frames, split.game_frames, split.deaths, split.real_time

    at = 0
    while at < len(story) or at == 0:
        async with desk_in(folder) as desk:
            await desk.attach()
            await desk.wait(2)
            await desk.do(ResumeReference() if at else StartReference())
            for part in story[at:]:
                if at in cuts and at % 2:
                    await desk.do(StopReference())
                    await desk.wait(3)
                    await desk.do(ResumeReference())
                await desk.play(*PARTS[part])
                at += 1
                if at in cuts and not at % 2:
                    break
            else:
                at = len(story) or 1
            await desk.do(StopReference())
            found = await desk.store.call(lambda store: store.splits(1))
    return [shape(split) for split in found]


@settings(max_examples=200 if os.environ.get("SPINLAB_LONG") == "1" else 8, deadline=None)
@given(st.lists(st.sampled_from(sorted(PARTS)), max_size=6), st.sets(st.integers(1, 5)))
def test_what_several_sittings_record_is_what_one_would_have(story: list[str], cuts: set[int]):
    with tempfile.TemporaryDirectory() as folder:
        one = asyncio.run(sums(Path(folder, "one"), story, set()))
        several = asyncio.run(sums(Path(folder, "several"), story, cuts))
    assert several == one
    assert len(one) == sum({"left": 1, "over": 1}.get(part, 2) for part in story)


# what is recorded


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        ((*enter(5), NOTHING, TAPE, NOTHING, *QUIT, *enter(5)), [("5.entrance.checkpoint1", 0)]),
        ((*enter(5), NOTHING, *QUIT, *enter(6), NOTHING, GOAL, *LEAVE), [("6.entrance.goal", 0)]),
        (
            (*enter(5), NOTHING, DEATH, *RESPAWN, NOTHING, TAPE, NOTHING, GOAL),
            [("5.entrance.checkpoint1", 1), ("5.checkpoint1.goal", 0)],
        ),
        (
            (*enter(5), NOTHING, TAPE, NOTHING, DEATH, *RESPAWN, NOTHING, GOAL),
            [("5.entrance.checkpoint1", 0), ("5.checkpoint1.goal", 1)],
        ),
        (
            (*enter(5), NOTHING, TAPE, NOTHING, DEATH, *TITLE, *enter(5), NOTHING, GOAL),
            [("5.entrance.checkpoint1", 0), ("5.entrance.goal", 0)],
        ),
    ],
    ids=["left after the checkpoint", "left before it", "death before it", "death after it", "game over"],
)
async def test_what_is_closed(recording: Desk, frames: tuple[Changes, ...], found: list[tuple[str, int]]):
    await recording.play(*frames)
    await recording.do(StopReference())
    assert [(segment, deaths) for segment, _, deaths in await splits(recording)] == found


async def test_another_game_in_between_leaves_the_run_as_it_was(recording: Desk):
    await whole(recording, 5)
    recording.lose()
    await recording.attach(FakeEmulator(), OTHER_GAME)
    await recording.wait(2)
    await recording.do(StartReference())
    await whole(recording, 5)
    await recording.until(lambda _: "New: Level 5 2" in texts(recording))
    await recording.do(FinishReference("Other"))
    recording.lose()
    await recording.attach(FakeEmulator())
    await recording.wait(2)
    await recording.do(ResumeReference())
    await whole(recording, 6)
    await recording.do(FinishReference("Run"))
    assert "4 segments, all new" in texts(recording)
    assert await names(recording) == [
        f"{level}.{way}" for level in (5, 6) for way in ("entrance.checkpoint1", "checkpoint1.goal")
    ]


async def test_a_store_that_was_closed_by_the_end_shows_its_sittings_as_ended(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(StartReference())
        await whole(desk, 5)
    store = Store(tmp_path)
    (capture,) = store.captures.of_run(1)
    assert (capture.segments, capture.ended_ms is not None) == (2, True)
    store.close()
