"""The pause at a start: the game stands still, says what is to be held, counts down, and no clock counts it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from spinlab_pad.emulator.port import Unsupported
from spinlab_pad.lab.commands import (
    CountDown,
    HoldOn,
    NextSegment,
    Pause,
    Rate,
    Refused,
    Resume,
    Retry,
    Skip,
    StartPractice,
    StopPractice,
)
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.view import View
from tests.lab.fakes import DEATH, FRAME_NS, GOAL, NOTHING, TAPE, Desk, FakeEmulator, desk_in, texts

BUTTONS = {"held_1": 0xC1, "held_2": 0x80}
"""Right, Y and A, as Super Mario World notes them: the bit of B is set for A, too."""


@pytest.fixture
async def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    async with desk_in(tmp_path, start_pause=True, countdown_s=30.0) as desk:
        await desk.attach()
        await desk.play(BUTTONS)
        await desk.record(5)
        await desk.play({"held_1": 0, "held_2": 0})
        await desk.do(StartPractice())
        await stands(desk)
        yield desk


async def stands(desk: Desk) -> View:
    """Wait until the game is held at a start."""
    await desk.true(lambda: desk.emulator.paused)
    view = await desk.until(lambda view: view.start is not None)
    assert (view.phase, view.connection.state, desk.lab.playing) == ("standing", "paused", False)
    return view


async def goes_on(desk: Desk) -> None:
    """Let the game go on at once, and see its first frame."""
    await desk.do(Resume())
    await desk.true(lambda: not desk.emulator.paused and desk.lab.view().phase == "playing")
    await desk.play(NOTHING)


async def finish(desk: Desk, frames: int) -> None:
    """Play the segment in hand to its end in so many frames more."""
    segment = desk.lab.view().segment
    assert segment is not None
    await desk.play(*[NOTHING] * (frames - 1), TAPE if segment.end.startswith("checkpoint") else GOAL)
    await desk.until(lambda view: view.result is not None)


async def test_the_game_stands_at_the_start_and_says_what_is_held(standing: Desk):
    view = await stands(standing)
    assert view.start is not None
    assert view.start.buttons == ("right", "a", "y")
    assert (view.start.counting_ms, view.start.total_ms) == (None, 30_000)
    assert not view.timer.running


async def test_a_start_that_stands_still_is_pictured_once(standing: Desk, monkeypatch: pytest.MonkeyPatch):
    """The couch asks for the View 120 times a second, and a scene is of the whole run."""
    view = standing.lab.view()
    with monkeypatch.context() as patch:
        patch.delattr(PracticeMode, "scene")
        assert [standing.lab.view().start for _ in range(3)] == [view.start] * 3


async def test_the_countdown_runs_and_lets_the_game_go_on(standing: Desk):
    view = await standing.do(CountDown())
    assert view.phase == "counting"
    assert view.start is not None
    assert view.start.counting_ms is not None
    assert 0 < view.start.counting_ms <= 30_000
    first = view.start.counting_ms
    await standing.until(lambda view: ((view.start and view.start.counting_ms) or first) < first)
    assert standing.emulator.paused


async def test_a_button_that_is_let_go_stops_the_countdown(standing: Desk):
    await standing.do(CountDown())
    view = await standing.do(HoldOn())
    assert view.start is not None
    assert (view.phase, view.start.counting_ms) == ("standing", None)
    await standing.do(HoldOn())
    await standing.do(CountDown())
    assert (await standing.do(CountDown())).phase == "counting"
    assert standing.emulator.paused


async def test_at_zero_the_game_goes_on(tmp_path: Path):
    async with desk_in(tmp_path, start_pause=True, countdown_s=0.05) as desk:
        await desk.attach()
        await desk.record(5)
        await desk.do(StartPractice())
        await stands(desk)
        await desk.do(CountDown())
        await desk.true(lambda: not desk.emulator.paused)
        await desk.until(lambda view: view.phase == "playing")
        await finish(desk, 21)
        await stands(desk)
        assert (await desk.attempts())[0].frames == 21


@pytest.mark.parametrize("seen_before", [0, 3], ids=["no frame", "three frames"])
async def test_the_clock_is_right_to_the_frame_and_real_time_is_that_of_play(standing: Desk, seen_before: int):
    """The game was stopped so many frames after the load, then stood for a minute."""
    standing.emulator.faults.clear()
    await standing.wait(seen_before)
    standing.emulator.late_ns += 60 * 1_000_000_000
    await goes_on(standing)
    await finish(standing, 21)
    attempt = (await standing.attempts())[0]
    assert attempt.frames == attempt.tail_frames == seen_before + 1 + 21
    assert attempt.rta_ms == round(attempt.frames * FRAME_NS / 1e6)
    assert not attempt.not_real_time


async def test_the_time_at_a_start_is_none_of_practice(standing: Desk):
    mode = standing.lab.mode
    assert isinstance(mode, PracticeMode)
    served = mode.hand.serving.began_at
    await standing.do(CountDown())
    await goes_on(standing)
    assert mode.hand.serving.began_at > served
    assert mode._picking.time.still_s > 0


@pytest.mark.parametrize("command", [Retry(), Skip(), None], ids=["retry", "skip", "the emulator goes"])
async def test_the_time_at_a_start_that_is_given_up_is_none_of_practice(standing: Desk, command: Retry | Skip | None):
    mode = standing.lab.mode
    assert isinstance(mode, PracticeMode)
    mode.hand.serving.began_at -= 100
    mode._holds._start._hold._since -= 60
    served = mode.hand.serving.began_at
    if command is not None:
        await standing.do(command)
    else:
        standing.lose()
        standing.lab._condition.link.still_since -= 30
        await standing.attach(FakeEmulator())
    assert 60 <= mode._picking.time.still_s < 70
    if command != Skip():
        assert 60 <= mode.hand.serving.began_at - served < 70


async def test_each_life_starts_with_a_pause(standing: Desk):
    await goes_on(standing)
    await standing.wait(5)
    await standing.play(DEATH)
    view = await stands(standing)
    assert view.deaths == 1
    await goes_on(standing)
    await standing.complete()
    assert [attempt.deaths for attempt in await standing.attempts()] == [1]


async def test_retry_skip_and_stop_work_at_the_start(standing: Desk):
    view = standing.lab.view()
    loads = standing.emulator.load_id
    await standing.do(CountDown())
    again = await standing.do(Retry())
    assert again.segment == view.segment
    await standing.true(lambda: standing.emulator.load_id == loads + 1)
    view = await stands(standing)
    assert view.start is not None
    assert view.start.counting_ms is None
    await standing.wait(2)  # the frames until the game stood
    skipped = await standing.do(Skip())
    assert skipped.segment != view.segment
    await standing.true(lambda: standing.emulator.load_id == loads + 2)
    await stands(standing)
    view = await standing.do(StopPractice())
    assert (view.mode, view.start, standing.emulator.paused) == ("idle", None, False)
    assert await standing.attempts() == []


@pytest.mark.parametrize("command", [Retry(), Skip(), NextSegment()], ids=lambda item: item.name)
async def test_the_frames_until_the_next_load_do_not_lose_it(standing: Desk, command: Retry | Skip | NextSegment):
    """A game that was held runs on for a moment before something else is loaded."""
    loads = standing.emulator.load_id
    resuming = asyncio.Event()
    standing.emulator.resume_faults.append(resuming)
    await standing.do(command)
    await standing.play(*[NOTHING] * 5, patient=False)
    resuming.set()
    await standing.true(lambda: standing.emulator.load_id == loads + 1)
    await stands(standing)
    await goes_on(standing)
    await finish(standing, 21)
    assert [attempt.frames for attempt in await standing.attempts()] == [22]


async def test_a_pause_at_the_start_is_refused_and_resume_goes_on_at_once(standing: Desk):
    assert isinstance(await standing.lab.handle(Pause()), Refused)
    assert standing.lab.view().phase == "standing"
    await goes_on(standing)
    assert standing.lab.view().start is None
    answer = await standing.lab.handle(CountDown())
    assert isinstance(answer, Refused)


async def test_a_game_that_can_not_be_held_goes_on(standing: Desk):
    standing.emulator.pause_faults.append(Unsupported("no pause here"))
    await standing.do(Retry())
    await standing.until(lambda view: view.phase == "playing")
    assert "no pause here" in texts(standing)
    assert not standing.emulator.paused
    await standing.complete()


async def test_an_emulator_that_goes_at_the_start_stands_there_again_when_it_is_back(standing: Desk):
    segment = standing.lab.view().segment
    standing.lose()
    await standing.attach(FakeEmulator())
    view = await stands(standing)
    assert view.segment == segment
    await goes_on(standing)
    await standing.complete()


async def test_the_last_result_can_be_rated_at_the_next_start(standing: Desk):
    await goes_on(standing)
    await standing.complete()
    await stands(standing)
    view = await standing.do(Rate("good"))
    assert view.result is not None
    assert (view.result.rating, view.phase) == ("good", "standing")


@pytest.mark.parametrize("on_death", ["reload", "respawn"])
async def test_a_death_before_the_game_stands_loads_again(standing: Desk, on_death: Literal["reload", "respawn"]):
    """The few frames between the load and the pause belong to the game."""
    standing.lab.context.settings = replace(standing.lab.context.settings, on_death=on_death)
    hang = asyncio.Event()
    standing.emulator.pause_faults.append(hang)
    loads = standing.emulator.load_id
    await standing.do(Retry())
    await standing.true(lambda: standing.emulator.load_id == loads + 1)
    await standing.play(NOTHING, DEATH, patient=False)
    hang.set()
    await standing.true(lambda: standing.emulator.load_id == loads + 2)
    assert (await stands(standing)).deaths == 1


async def test_a_rating_and_a_start_both_hold_the_game_one_after_the_other(tmp_path: Path):
    async with desk_in(tmp_path, start_pause=True, rating="pause", auto_advance_s=60.0) as desk:
        await desk.attach()
        await desk.record(5)
        await desk.do(StartPractice())
        for number in (1, 2):
            await stands(desk)
            await goes_on(desk)
            segment = desk.lab.view().segment
            await desk.play(*[NOTHING] * 5, TAPE if segment and segment.end.startswith("checkpoint") else GOAL)
            await desk.true(lambda: desk.emulator.paused)
            view = await desk.until(lambda view: view.result is not None and view.result.rating is None)
            assert view.result is not None
            assert view.result.attempt == number
            assert (desk.lab.view().phase, desk.lab.view().start) == ("resting", None)
            await desk.do(Rate("good"))
        await stands(desk)
        assert [attempt.rating for attempt in await desk.attempts()] == ["good", "good"]
