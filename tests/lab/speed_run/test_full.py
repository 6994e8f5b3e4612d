"""The full run: when it begins, what its splits are, what ends it, and that nothing of it is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, Split, Started
from spinlab_pad.lab.speed_run import full
from spinlab_pad.lab.speed_run import keeper as run_keeper
from spinlab_pad.lab.speed_run import pauses as run_pauses
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.view import to_json
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import at_screen, entrance
from spinlab_pad.store.store import Store
from tests.lab.fakes import DEATH, GOAL, LEAVE, NOTHING, OTHER_GAME, RESPAWN, TAPE, FakeEmulator, desk_in, enter
from tests.lab.runner import RunDesk, ms, run_desk

BACK_OUT = ({"game_mode": 0x0B}, {"game_mode": 0x0E})
"""Out of the level by a side exit."""
START = 1
"""The first frame of a state that was saved in the frame of its event."""
BETWEEN = len(LEAVE) + len(enter(6))
"""Frames from a goal to the start of the next level, as these levels are played."""


@pytest.fixture
async def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunDesk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    monkeypatch.setattr(run_keeper, "AGAIN_S", 0.01)
    async with run_desk(tmp_path) as made:
        yield made


async def whole_run(runs: RunDesk, first: int = 20) -> None:
    """From the loaded start to the end."""
    await runs.play_level(5, entered=True, first=first)
    await runs.play_level(6)
    await runs.finished()


async def test_the_first_start_is_loaded_and_the_clock_counts_from_its_event(runs: RunDesk):
    await runs.start()
    assert runs.phase == "playing"
    assert runs.view.timer.running
    await runs.play_level(5, entered=True, first=20)
    assert [split.split_ms for split in runs.run.splits[:2]] == [ms(START + 21), ms(START + 21 + 31)]


async def test_a_run_begins_by_hand_at_the_first_level(runs: RunDesk):
    runs.desk.emulator.faults.append(StateError("hardcore mode"))
    await runs.start()
    assert runs.phase == "ready"
    assert "enter it to begin the run" in runs.view.notices[-1].text
    assert runs.view.notices[-1].level == "warn", "the overlay shows it until the run begins"
    await runs.play_level(5, first=20, second=30)
    assert [split.split_ms for split in runs.run.splits[:2]] == [ms(21), ms(21 + 31)]
    assert "enter it" not in " ".join(notice.text for notice in runs.view.notices)


async def test_splits_are_the_frames_of_the_game_map_and_deaths_included(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(10)
    await runs.desk.play(DEATH)
    assert runs.phase == "dead"
    await runs.desk.play(*RESPAWN)
    assert runs.phase == "playing"
    await runs.desk.wait(10)
    await runs.desk.play(TAPE)
    await runs.desk.wait(5)
    await runs.desk.play(GOAL, *LEAVE)
    assert runs.phase == "between"
    await runs.play_level(6)
    await runs.finished()
    first = START + 10 + 1 + len(RESPAWN) + 10 + 1
    second = first + 6
    third = second + BETWEEN + 21
    assert [split.split_ms for split in runs.run.splits] == [ms(first), ms(second), ms(third), ms(third + 31)]
    assert [split.deaths for split in runs.run.splits] == [1, 0, 0, 0]
    kept = (await runs.splits(1))[0]
    assert (kept.frames, kept.deaths, kept.entered) == (first, 1, 0)
    attempt = (await runs.attempts())[0]
    assert (attempt.source, attempt.deaths, attempt.session) == ("speed_run", 1, None)
    assert attempt.frames == first - len(RESPAWN)
    assert attempt.tail_frames == 11
    assert attempt.start == "cold"


async def test_a_faster_run_is_a_personal_best_and_a_slower_one_is_not(runs: RunDesk):
    await runs.start()
    await whole_run(runs, first=20)
    assert (runs.run.pb, runs.run.attempt, runs.run.finished) == (True, 1, 1)
    assert runs.run.result_ms == (await runs.runs())[0].time_ms
    for first, pb, delta in ((15, True, -5), (16, False, 1)):
        await runs.desk.do(commands.ResetRun())
        assert runs.run.result_ms is None
        await runs.begun()
        await whole_run(runs, first=first)
        assert runs.run.pb is pb
        deltas = [split.delta_ms for split in runs.run.splits]
        assert runs.run.ahead_ms == deltas[-1]
        assert all(abs((item or 0) - delta * 1000 / 60.0988) <= 1 for item in deltas)
    assert (runs.run.attempt, runs.run.finished) == (3, 3)
    best = min(run.time_ms for run in await runs.runs())
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms == best


async def test_the_end_is_shown_only_when_it_is_on_disk(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.desk.play(*enter(6))
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    await runs.desk.writable(False)
    await runs.desk.wait(20)
    await runs.desk.play(GOAL, *LEAVE)
    await runs.desk.until(
        lambda view: any("could not be written" in n.text or "can't be" in n.text for n in view.notices)
    )
    assert (runs.phase, runs.run.result_ms) == ("finishing", None)
    await runs.desk.writable(True)
    view = await runs.finished()
    assert view.speed_run is not None
    assert view.speed_run.result_ms is not None
    assert [split.place for split in await runs.splits(1)] == [1, 2, 3, 4]
    assert len(await runs.attempts()) == 4


async def test_a_run_that_is_waiting_for_the_disk_does_not_hold_up_the_next_one(runs: RunDesk):
    await runs.start()
    await runs.desk.writable(False)
    await runs.play_level(5, entered=True)
    await runs.play_level(6)
    assert runs.phase == "finishing"
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    assert (runs.phase, runs.run.attempt) == ("playing", 2)
    await runs.desk.writable(True)
    await runs.desk.true(lambda: runs.desk.lab.mode.sheet.keeper.waiting == 0)  # type: ignore[union-attr]
    assert runs.phase == "playing"
    assert runs.run.result_ms is None
    assert [run.state for run in await runs.runs()] == ["running", "finished"]


async def test_a_run_is_measured_against_the_one_before_it_that_is_not_on_disk_yet(runs: RunDesk):
    await runs.start()
    await runs.desk.writable(False)
    for first in (20, 30):
        await runs.play_level(5, entered=True, first=first)
        await runs.play_level(6)
        assert runs.phase == "finishing"
        if first == 20:
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
    await runs.desk.writable(True)
    await runs.finished()
    assert not runs.run.pb
    slower, faster = await runs.runs()
    assert slower.time_ms > faster.time_ms
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms == faster.time_ms


async def test_a_checkpoint_that_was_not_touched_leaves_a_gap_and_is_no_harm(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(20)
    await runs.desk.play(GOAL, *LEAVE)
    await runs.play_level(6)
    await runs.finished()
    splits = runs.run.splits
    assert splits[0].split_ms is None
    assert splits[1].split_ms == ms(START + 21)
    assert splits[1].segment_ms is None
    assert [split.place for split in await runs.splits(1)] == [2, 3, 4]
    assert runs.names[1:3] == ["Skipped 0", "Split 1"]
    assert runs.run.pb


async def test_a_run_that_leaves_a_level_out_is_no_personal_best(runs: RunDesk):
    await runs.start()
    await runs.play_level(6)
    await runs.finished()
    assert [split.split_ms is None for split in runs.run.splits] == [True, True, False, False]
    assert not runs.run.pb
    (run,) = await runs.runs()
    assert (run.state, run.whole) == ("finished", False)
    assert "left out" in " ".join(notice.text for notice in runs.view.notices)
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms is None


async def test_what_is_behind_or_not_in_the_course_makes_no_split(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.play_level(9)
    await runs.play_level(5)
    assert [split.state for split in runs.run.splits] == ["done", "done", "current", "coming"]
    assert runs.phase == "between"
    await runs.play_level(6)
    await runs.finished()
    assert runs.run.pb


async def test_a_level_that_was_left_and_entered_again_goes_on(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(10)
    await runs.desk.play(*BACK_OUT)
    assert runs.phase == "between"
    await runs.desk.play(*enter(5))
    assert runs.phase == "playing"
    await runs.play_level(5, entered=True, first=20)
    assert runs.run.splits[0].split_ms == ms(START + 10 + len(BACK_OUT) + len(enter(5)) + 21)
    attempt = (await runs.attempts())[0]
    assert attempt.frames == 21, "the life that was left is void"


async def test_a_reset_is_counted_and_kept_with_what_it_had(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.desk.do(commands.ResetRun())
    assert runs.run.splits[0].split_ms is None
    await runs.begun()
    assert (runs.run.attempt, runs.run.finished) == (2, 0)
    newest, oldest = await runs.runs()
    assert (newest.state, oldest.state) == ("running", "reset")
    assert oldest.frames > 0
    assert [split.place for split in await runs.splits(oldest.id)] == [1, 2]
    assert runs.names == ["Started", "Split 0", "Split 1", "Reset", "Started"]
    await runs.desk.do(commands.StopSpeedRun())
    assert [run.state for run in await runs.runs()] == ["reset", "reset"]
    assert runs.view.mode == "idle"


@pytest.mark.parametrize("how", ["a rewind or reset", "a load by hand", "the emulator goes"])
async def test_a_game_that_jumps_resets_the_run(runs: RunDesk, how: str):
    await runs.start()
    await runs.play_level(5, entered=True)
    before = runs.told[-1].at.frames + len(LEAVE)
    if how == "a rewind or reset":
        runs.desk.lab.feed(runs.desk.emulator.step({}, turns=99))
    elif how == "a load by hand":
        runs.desk.emulator.load_id += 1
        await runs.desk.play(NOTHING)
    else:
        runs.desk.lose()
        await runs.desk.attach(FakeEmulator())
        await runs.desk.wait(2)
    assert runs.phase == "ready"
    assert runs.run.splits[0].state != "done"
    assert isinstance(runs.told[-1], Reset)
    assert runs.told[-1].at.frames == before
    (run,) = await runs.runs()
    assert (run.state, run.frames) == ("reset", before)
    assert runs.desk.emulator.loaded == [] or how != "the emulator goes", "the game is left to the runner"
    await runs.play_level(5)
    assert runs.run.attempt == 2
    assert runs.run.splits[1].state == "done"


async def test_another_game_ends_the_mode_and_keeps_the_run(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    runs.desk.lose()
    await runs.desk.attach(FakeEmulator(), OTHER_GAME)
    assert runs.view.mode == "idle"
    assert "The speed run has ended" in " ".join(notice.text for notice in runs.view.notices)
    assert [run.state for run in await runs.runs()] == ["reset"]


async def test_a_crash_leaves_the_run_as_a_reset_with_its_splits(tmp_path: Path):
    copy = tmp_path / "copy"
    async with run_desk(tmp_path / "data") as runs:
        await runs.start()
        await runs.play_level(5, entered=True)
        await runs.splits(1)
        # What is on disk now is what a crash would leave.
        copy.mkdir()
        for file in (tmp_path / "data").glob("spinlab.db*"):
            (copy / file.name).write_bytes(file.read_bytes())
    store = Store(copy)
    (run,) = store.speed_runs.all("0000cafe")
    splits = store.speed_runs.splits(run.id)
    store.close()
    assert (run.state, run.frames, run.time_ms) == ("reset", splits[-1].frames, splits[-1].time_ms)
    assert [split.place for split in splits] == [1, 2]
    assert run.ended_ms == run.started_ms + splits[-1].rta_ms


async def test_a_skipped_split_is_a_gap_and_the_last_one_cannot_be_skipped(runs: RunDesk):
    await runs.start()
    await runs.desk.do(commands.Skip())
    assert runs.phase == "between"
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    assert runs.phase == "playing"
    assert runs.run.splits[0].split_ms is None
    await runs.desk.play(NOTHING, GOAL, *LEAVE)
    assert runs.run.splits[1].split_ms is not None
    await runs.desk.do(commands.Skip())
    answer = await runs.desk.lab.handle(commands.Skip())
    assert isinstance(answer, Refused)
    assert "last split" in answer.reason
    assert runs.names == ["Started", "Skipped 0", "Split 1", "Skipped 2"]


async def test_a_split_is_taken_back_and_counts_again(runs: RunDesk):
    await runs.start()
    assert isinstance(await runs.desk.lab.handle(commands.InvalidateLast()), Refused)
    await runs.play_level(5, entered=True)
    course = runs.desk.lab.context.course
    assert course is not None
    id_ = runs.run.splits[1].id
    await runs.desk.do(commands.InvalidateLast())
    assert runs.run.splits[1].split_ms is None
    assert [attempt.valid for attempt in await runs.attempts()] == [True, False]
    assert [split.place for split in await runs.splits(1)] == [1]
    assert course.golds[id_] == ms(31), "that of the reference run"
    assert isinstance(await runs.desk.lab.handle(commands.InvalidateLast()), Refused)
    await runs.desk.do(commands.UndoInvalidate())
    assert runs.run.splits[1].split_ms is not None
    assert [attempt.valid for attempt in await runs.attempts()] == [True, True]
    assert [split.place for split in await runs.splits(1)] == [1, 2]
    assert runs.names[2:] == ["Split 1", "Undone 1", "Skipped 1", "Undone 1", "Split 1"]


async def test_a_split_is_taken_back_at_the_time_of_that_and_what_was_skipped_after_it_stays_so(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    await runs.desk.do(commands.Skip())
    await runs.desk.wait(30)
    await runs.desk.do(commands.InvalidateLast())
    assert runs.names[1:] == ["Split 0", "Skipped 1", "Undone 0", "Skipped 0", "Skipped 1"]
    assert [event.at.frames for event in runs.told[3:]] == [START + 21 + 30] * 3
    await runs.desk.do(commands.UndoInvalidate())
    assert runs.names[6:] == ["Undone 0", "Split 0", "Skipped 1"]
    assert [event.at.frames for event in runs.told[6:]] == [START + 21 + 30, START + 21, START + 21 + 30]


async def test_a_gold_that_is_taken_back_is_one_again_when_it_counts_again(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True, second=10)
    for command, gold in ((None, True), (commands.InvalidateLast(), False), (commands.UndoInvalidate(), True)):
        if command is not None:
            await runs.desk.do(command)
        await runs.written()
        assert runs.view.result is not None
        assert runs.view.result.gold is gold


async def test_golds_and_estimates_learn_from_runs(runs: RunDesk):
    await runs.start()
    before = runs.view.estimate
    await runs.play_level(5, entered=True, first=3)
    await runs.attempts()
    course = runs.desk.lab.context.course
    assert course is not None
    assert before is not None
    first = runs.run.splits[0]
    assert first.gold
    assert course.golds[first.id] == first.segment_ms
    assert course.scheduler.estimate(first.id).attempts == before.attempts + 1
    assert runs.view.result is not None
    assert runs.view.result.segment == runs.run.splits[1].id
    await runs.desk.do(commands.StopSpeedRun())
    await runs.desk.do(commands.StartPractice())
    assert course is not runs.desk.lab.context.course
    assert runs.desk.lab.context.course is not None
    assert runs.desk.lab.context.course.golds[first.id] == first.segment_ms


async def test_sum_of_best_and_best_possible_know_what_lies_between_levels(runs: RunDesk):
    await runs.start()
    assert (runs.run.sum_of_best_ms, runs.run.best_possible_ms, runs.run.expected_ms) == (None, None, None)
    await whole_run(runs)
    await runs.desk.do(commands.ResetRun())
    golds = 21 + 31 + 21 + 31  # the reference run's own
    assert abs((runs.run.sum_of_best_ms or 0) - ms(golds + BETWEEN)) <= 4
    assert runs.run.expected_ms is not None
    await runs.begun()
    await runs.play_level(5, entered=True, first=40)
    slower = (runs.run.best_possible_ms or 0) - (runs.run.sum_of_best_ms or 0)
    assert abs(slower - ms(START + 41 - 21)) <= 4


async def test_the_standing_shows_the_chance_of_a_personal_best(runs: RunDesk):
    await runs.start()
    await whole_run(runs)
    assert runs.run.pb_chance is None
    for first in (20, 21, 19):
        await runs.desk.do(commands.ResetRun())
        await runs.begun()
        await whole_run(runs, first=first)
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    view = await runs.desk.until(lambda view: view.speed_run is not None and view.speed_run.pb_chance is not None)
    assert view.speed_run is not None
    before = view.speed_run.pb_chance
    await runs.desk.wait(120)
    await runs.desk.play(TAPE)
    view = await runs.desk.until(
        lambda view: view.speed_run is not None and view.speed_run.pb_chance not in (None, before)
    )
    assert view.speed_run is not None
    assert before is not None
    assert view.speed_run.pb_chance is not None
    assert view.speed_run.pb_chance < before


async def test_a_run_at_another_speed_or_with_a_break_is_no_personal_best(runs: RunDesk):
    await runs.start()
    runs.desk.lab.context.unreal += 1
    await whole_run(runs)
    assert not runs.run.pb
    (run,) = await runs.runs()
    assert (run.state, run.real_time) == ("finished", False)
    assert [attempt.not_real_time for attempt in await runs.attempts()] == [True, False, False, False]
    assert "not at normal speed" in " ".join(notice.text for notice in runs.view.notices)


async def test_a_short_break_in_a_long_run_is_a_break_too(runs: RunDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(full, "BREAK_S", 0.01)
    await runs.start()
    await runs.desk.do(commands.Pause())
    await asyncio.sleep(0.02)
    await runs.desk.do(commands.Resume())
    await whole_run(runs)
    assert not runs.run.pb
    assert [attempt.not_real_time for attempt in await runs.attempts()] == [False] * 4
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    await whole_run(runs)
    assert runs.run.pb, "the break was in the run before"


async def test_retry_is_refused_with_the_reason(runs: RunDesk):
    await runs.start()
    answer = await runs.desk.lab.handle(commands.Retry())
    assert isinstance(answer, Refused)
    assert "a full run has no second try" in answer.reason
    await runs.desk.play(DEATH)
    answer = await runs.desk.lab.handle(commands.Retry())
    assert isinstance(answer, Refused)
    assert "wait for that" in answer.reason


async def test_listeners_hear_of_standstills_and_times_that_agree(runs: RunDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_pauses, "STILL_S", 0.02)
    monkeypatch.setattr(run_pauses, "LOOK_EVERY_S", 0.005)
    await runs.start()
    await runs.desk.true(lambda: any(isinstance(event, Paused) for event in runs.told))
    await runs.desk.play(NOTHING)
    await runs.desk.true(lambda: any(isinstance(event, Resumed) for event in runs.told))
    paused = next(event for event in runs.told if isinstance(event, Paused))
    resumed = next(event for event in runs.told if isinstance(event, Resumed))
    assert resumed.at.frames == paused.at.frames + 1
    await whole_run(runs)
    started = runs.told[0]
    assert isinstance(started, Started)
    assert (started.kind, started.attempt, len(started.names)) == ("full", 1, 4)
    splits = [event.at.time_ms for event in runs.told if isinstance(event, Split)]
    assert splits == [split.split_ms for split in runs.run.splits]
    last = runs.told[-1]
    assert isinstance(last, Finished)
    assert (last.at.time_ms, last.pb) == (splits[-1], True)


async def test_a_listener_that_fails_does_not_disturb_the_run(runs: RunDesk):
    def fail(_event: object) -> None:
        raise RuntimeError("no timer")

    runs.desk.lab.context.run_listeners.insert(0, fail)
    await runs.start()
    await runs.play_level(5, entered=True)
    assert runs.names == ["Started", "Split 0", "Split 1"]


async def test_an_emulator_that_does_not_answer_is_tried_again(runs: RunDesk):
    runs.desk.emulator.faults += [Unreachable("busy"), Unreachable("busy")]
    await runs.start()
    await runs.desk.true(lambda: len(runs.desk.emulator.loaded) == 1)
    await runs.desk.play(NOTHING)
    assert runs.phase == "playing"


async def test_reset_while_the_start_is_being_loaded_loads_it_again(runs: RunDesk):
    await runs.desk.do(commands.StartSpeedRun())
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    assert (runs.phase, runs.run.attempt) == ("playing", 1)


async def test_a_start_whose_file_is_lost_leaves_the_run_to_the_runner(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        for file in (tmp_path / "states").rglob("*"):
            if file.is_file():
                file.unlink()
        await runs.start()
        assert runs.phase == "ready"
        await runs.play_level(5)
        assert runs.run.splits[1].state == "done"


async def test_segments_that_are_not_practised_are_splits_all_the_same(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.desk.store.call(
            lambda store: store._write(("DELETE FROM start_states WHERE waypoint = ?", ("6.entrance",)))
        )
        await runs.start()
        await runs.play_level(5, entered=True)
        await runs.play_level(6, first=10)
        await runs.finished()
        assert runs.run.of == 4
        third = runs.run.splits[2]
        assert (third.gold, third.segment_ms) == (True, ms(11))
        assert runs.view.estimate is None


async def test_a_split_that_is_taken_back_leaves_the_gold_of_the_reference_run(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.desk.store.call(
            lambda store: store._write(("DELETE FROM start_states WHERE waypoint = ?", ("6.entrance",)))
        )
        await runs.start()
        plan = runs.desk.lab.mode.sheet.plan  # type: ignore[union-attr]
        await runs.play_level(5, entered=True)
        await runs.desk.play(*enter(6))
        await runs.desk.wait(10)
        await runs.desk.play(TAPE)
        assert plan.gold_ms(2) == ms(11)
        for command, frames in ((commands.InvalidateLast(), 21), (commands.UndoInvalidate(), 11)):
            await runs.desk.do(command)
            await runs.written()
            assert plan.gold_ms(2) == ms(frames)


async def test_a_segment_under_other_conditions_is_split_but_is_no_attempt_at_it(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        await runs.desk.wait(10)
        await runs.desk.play({**TAPE, "powerup": 1})  # the next one starts big, and was recorded small
        await runs.desk.wait(10)
        await runs.desk.play(GOAL, *LEAVE)
        assert [split.split_ms is not None for split in runs.run.splits[:2]] == [True, True]
        assert [attempt.segment for attempt in await runs.attempts()] == ["5.entrance.checkpoint1"]


async def test_two_hundred_splits_stay_small(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(commands.StartReference())
        for level in range(100):
            await desk.play(*enter(level), NOTHING, NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
        await desk.do(commands.FinishReference("Long"))
        runs = RunDesk(desk, ())
        await runs.start()
        await desk.play(TAPE, NOTHING, GOAL, *LEAVE)
        for level in range(1, 60):
            await desk.play(*enter(level), NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
        assert len(json.dumps(to_json(runs.view)).encode()) < 16 * 1024
        assert runs.run.of == 200
        places = range(runs.run.first, runs.run.first + len(runs.run.splits))
        assert len(places) == 12
        current = next(place for place, split in zip(places, runs.run.splits, strict=True) if split.state == "current")
        assert current == 121


async def test_within_a_segment_the_run_stands_against_the_best_one_at_the_same_screen(runs: RunDesk):
    for seconds, slower in ((0, 0), (0, 12)):
        if seconds or slower:
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
        else:
            await runs.start()
        await runs.desk.wait(10 + slower)
        await runs.desk.play({"player_x": 300})
        await runs.desk.wait(20)
        if slower:
            delta = runs.view.delta
            assert delta is not None
            assert abs(delta.delta_ms - ms(slower)) <= 1
            assert delta.at == "screen 1"
        await runs.desk.play({**TAPE, "player_x": 0})
        delta = runs.view.delta
        if slower:
            assert delta is not None
            assert (delta.at, delta.delta_ms) == (runs.run.splits[0].name, runs.run.splits[0].delta_ms)
        await runs.desk.wait(20)
        await runs.desk.play(GOAL, *LEAVE)
        await runs.play_level(6)
        await runs.finished()


async def test_a_split_at_a_screen_is_one_of_the_run(tmp_path: Path):
    async with run_desk(tmp_path, 5) as runs:
        screen = at_screen(entrance(5), Spot(0x105, 1, 0, 1)).place

        def cut(store: Store) -> None:
            game = store.games()[0].id
            for start, finish in (("entrance", screen), (screen, "checkpoint1")):
                store._write(
                    (
                        "INSERT INTO segments (game, id, level, start, finish, name, created_ms)"
                        " VALUES (?, ?, 5, ?, ?, ?, 0)",
                        (game, f"5.{start}.{finish}", start, finish, f"Part from {start}"),
                    )
                )
            route = (f"5.entrance.{screen}", f"5.{screen}.checkpoint1", "5.checkpoint1.goal")
            store._write(
                ("DELETE FROM run_segments", ()),
                *(
                    ("INSERT INTO run_segments (run, place, game, segment) VALUES (1, ?, ?, ?)", (n, game, id_))
                    for n, id_ in enumerate(route, 1)
                ),
            )

        await runs.desk.store.call(cut)
        await runs.start()
        await runs.desk.wait(10)
        await runs.desk.play({"player_x": 300})
        border = runs.desk.emulator.frame
        await runs.desk.wait(20)
        await runs.desk.play({**TAPE, "player_x": 0})
        await runs.desk.play(NOTHING, GOAL, *LEAVE)
        await runs.finished()
        first, *others = [attempt.frames for attempt in await runs.attempts()]
        assert others == [21, 2], "counted from the frame of the border, not from that of the stay"
        assert first < border
        assert [split.split_ms for split in runs.run.splits] == [ms(first), ms(first + 21), ms(first + 23)]


async def test_sums_follow_another_estimator_at_once(runs: RunDesk):
    await runs.start()
    await whole_run(runs)
    await runs.desk.do(commands.ResetRun())
    before = runs.run.expected_ms
    assert before is not None
    await runs.desk.do(commands.SetEstimator("exp_decay"))
    assert runs.run.expected_ms != before
