"""Practice when all goes well, and when the runner, the emulator or the disk does something else meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from spinlab_pad.lab.commands import (
    Pause,
    PinSegment,
    RecaptureState,
    Resume,
    Retry,
    Skip,
    StopPractice,
)
from spinlab_pad.lab.practice.mode import BEGUN_S, PracticeMode
from tests.lab.fakes import DEATH, GOAL, NOTHING, OTHER_GAME, TAPE, Desk, FakeEmulator, desk_in, texts


async def test_each_segment_is_served_from_its_own_state(desk: Desk):
    await desk.practise(5, 6)
    for _ in range(4):
        view = await desk.playing()
        assert view.segment is not None
        loaded = desk.emulator.loaded[-1]
        assert (loaded["level"], loaded["midway"]) == (view.segment.level, int(view.segment.start != "entrance"))
        await desk.complete()


async def test_the_clock_counts_from_the_event_of_the_state_and_every_life(desk: Desk):
    await desk.practise()
    await desk.wait(10)
    await desk.play(DEATH)
    await desk.playing()
    view = await desk.complete(frames=20)
    attempt = (await desk.attempts())[0]
    # 10 and 20 frames, the frames of the death and of the goal; the state is of the event's own frame, the first
    # frame after the load is one later.
    assert (attempt.frames, attempt.tail_frames, attempt.deaths) == (12 + 22, 22, 1)
    assert attempt.time_ms == round(34 * 1000 / 60.0988) + 3_200
    assert not attempt.not_real_time
    assert view.session is not None
    assert (view.session.attempts, view.session.completed, view.session.deaths) == (1, 1, 1)


async def test_results_come_in_order_and_are_on_disk_when_shown(desk: Desk):
    await desk.practise()
    for number in range(1, 13):
        view = await desk.complete()
        assert view.result is not None
        assert [attempt.id for attempt in await desk.attempts()] == list(range(1, number + 1))
        assert view.result.attempt == number
    assert len(desk.lab.view().recent) == 10


async def test_many_quick_results_keep_their_order(desk: Desk):
    """The writes run beside the next loads: twenty attempts of a frame each end before the disk has taken them."""
    await desk.practise()
    for _ in range(20):
        segment = (await desk.playing()).segment
        assert segment is not None
        await desk.play(TAPE if segment.end.startswith("checkpoint") else GOAL, NOTHING)
    view = await desk.until(lambda view: view.session is not None and view.session.attempts == 20)
    assert view.result is not None
    assert view.result.attempt == 20
    assert [attempt.id for attempt in await desk.attempts()] == list(range(1, 21))


async def test_skip_keeps_an_aborted_attempt_and_serves_another_segment(desk: Desk):
    before = (await desk.practise()).segment
    await desk.wait(15)
    await desk.do(Skip())
    view = await desk.until(lambda view: view.result is not None)
    assert view.result is not None
    assert (view.result.completed, view.result.time_ms) == (False, None)
    after = (await desk.playing()).segment
    assert before is not None
    assert after is not None
    assert after.id != before.id


PLAYED = round(BEGUN_S * 60.1) + 1
"""Frames after which a serving has been played."""


@pytest.mark.parametrize(
    ("frames", "kept"),
    [
        ((), []),
        ([NOTHING] * 20, []),
        ([NOTHING] * PLAYED, [(False, 0)]),
        ([NOTHING, DEATH], [(False, 1)]),
        ([NOTHING, DEATH, NOTHING, NOTHING, NOTHING, DEATH, NOTHING], [(False, 2)]),
    ],
    ids=["only begun", "a moment", "two seconds", "a death", "two deaths"],
)
@pytest.mark.parametrize("how", ["stop", "close", "another game"])
async def test_what_was_played_of_the_serving_in_hand_counts_as_aborted_when_practice_ends(
    desk: Desk, frames: Sequence[dict[str, int]], kept: list[tuple[bool, int]], how: str
):
    await desk.practise()
    await desk.play(*frames)
    if how == "stop":
        await desk.do(StopPractice())
    elif how == "close":
        await desk.lab.close()
    else:
        await desk.attach(FakeEmulator(), OTHER_GAME)
    attempts = await desk.attempts()
    assert [(attempt.completed, attempt.deaths) for attempt in attempts] == kept
    assert all(attempt.time_ms is None and attempt.valid and attempt.duration_ms >= 0 for attempt in attempts)


async def test_a_result_that_waits_for_its_rating_is_no_serving_in_hand(tmp_path: Path):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=30.0) as desk:
        await desk.practise()
        await desk.complete(PLAYED)
        await desk.do(StopPractice())
        assert [attempt.completed for attempt in await desk.attempts()] == [True]


async def test_the_end_of_practice_takes_only_its_own_notices_away(desk: Desk):
    await desk.practise()
    await desk.do(RecaptureState())
    await desk.playing()
    await desk.do(StopPractice())
    assert "starts here from now on" in texts(desk)


async def test_retry_drops_what_was_played(desk: Desk):
    before = (await desk.practise()).segment
    await desk.wait(10)
    await desk.play(DEATH)
    await desk.playing()
    view = await desk.do(Retry())
    assert (view.segment, view.deaths) == (before, 0)
    await desk.complete()
    attempts = await desk.attempts()
    assert [(attempt.deaths, attempt.completed) for attempt in attempts] == [(0, True)]


async def test_retry_lets_a_paused_game_go_on(desk: Desk):
    await desk.practise()
    assert (await desk.do(Pause())).connection.state == "paused"
    view = await desk.do(Retry())
    assert view.connection.state == "playing"
    assert not desk.emulator.paused


async def test_a_paused_game_is_no_practice_time(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    mode.hand.serving.began_at -= 700
    await desk.do(Pause())
    served = mode.hand.serving.began_at
    desk.lab._condition.link.still_since -= 600
    await desk.do(Resume())
    assert mode.hand.serving.began_at >= served + 600


async def test_a_serving_that_begins_in_a_pause_is_not_older_than_the_rest_of_it(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(Pause())
    desk.lab._condition.link.still_since -= 600
    await desk.do(PinSegment("6.checkpoint1.goal"))
    await desk.do(Resume())
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    assert mode.hand.serving.began_at <= time.perf_counter()
    mode.hand.serving.began_at -= 2
    await desk.complete()
    assert (await desk.attempts())[-1].duration_ms >= 2_000


async def test_a_pause_stops_the_timer_of_the_view(desk: Desk):
    await desk.practise()
    assert desk.lab.view().timer.running
    frozen = (await desk.do(Pause())).timer
    assert not frozen.running
    assert frozen.frozen_ms is not None
    assert (await desk.do(Resume())).timer.running


async def test_a_jump_voids_the_life(desk: Desk):
    await desk.practise()
    await desk.wait(10)
    loads = desk.emulator.load_id
    desk.lab.feed(desk.emulator.step({}, turns=100))
    await desk.play(NOTHING)
    await desk.playing()
    assert desk.emulator.load_id == loads + 1
    assert "jumped" in texts(desk)
    await desk.complete(frames=20)
    assert (await desk.attempts())[0].frames == 22


async def test_a_jump_while_nothing_goes_on_is_nobodys_business(desk: Desk):
    await desk.attach()
    await desk.wait(3)
    desk.lab.feed(desk.emulator.step({}, turns=100))
    assert desk.lab.view().notices == ()


async def test_another_game_ends_practice_and_gets_no_foreign_state(desk: Desk):
    await desk.practise()
    await desk.complete()
    desk.lose()
    other = FakeEmulator()
    await desk.attach(other, OTHER_GAME)
    await desk.wait(3)
    view = desk.lab.view()
    assert (view.mode, view.run) == ("idle", None)
    assert other.loaded == []
    assert "Practice has ended" in texts(desk)


async def test_the_goal_of_the_session_is_told_until_practice_stops(tmp_path: Path):
    async with desk_in(tmp_path, goal_attempts=2) as desk:
        await desk.practise()
        await desk.complete()
        await desk.complete()
        await desk.wait(3)
        view = desk.lab.view()
        assert "goal reached: 2 attempts" in texts(desk)
        assert view.segment is None
        await desk.do(StopPractice())
        assert "goal reached" not in texts(desk)
