"""Practice when all goes well, and when the runner, the emulator or the disk does something else meanwhile."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Pace, StateError, Unreachable, Unsupported
from spinlab_pad.lab.commands import (
    Pause,
    PinSegment,
    Rate,
    Resume,
    Retry,
    Skip,
    StartPractice,
    StopPractice,
)
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.starts.loads import FAILURES_MAX
from spinlab_pad.lab.view import View
from tests.lab.fakes import DEATH, GOAL, NOTHING, OTHER_GAME, TAPE, Desk, FakeEmulator, desk_in


def texts(desk: Desk) -> str:
    return " | ".join(notice.text for notice in desk.lab.view().notices)


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


async def test_skip_while_the_file_of_the_state_is_read_loads_the_other_segment(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(Skip())
    await desk.do(Skip())
    view = await desk.playing()
    assert view.segment is not None
    loaded = desk.emulator.loaded[-1]
    assert (loaded["level"], loaded["midway"]) == (view.segment.level, int(view.segment.start != "entrance"))


async def test_skip_while_loading_leaves_nothing_behind(desk: Desk):
    await desk.practise()
    hang = asyncio.Event()
    desk.emulator.faults.append(hang)
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    await desk.do(Skip())
    hang.set()
    view = await desk.playing()
    loaded = desk.emulator.loaded[-1]
    assert view.segment is not None
    assert (loaded["level"], loaded["midway"]) == (view.segment.level, int(view.segment.start != "entrance"))
    assert await desk.attempts() == []


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


async def test_stop_right_after_start_leaves_nothing_wanted(desk: Desk):
    await desk.practise()
    await desk.do(StopPractice())
    answers = await asyncio.gather(desk.lab.handle(StartPractice()), desk.lab.handle(StopPractice()))
    assert [answer.mode for answer in answers if isinstance(answer, View)] == ["practice", "idle"]
    await desk.wait(3)


async def test_stop_while_loading_leaves_nothing_wanted(desk: Desk):
    await desk.practise()
    desk.emulator.faults.append(asyncio.Event())
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    await desk.do(Retry())
    view = await desk.do(StopPractice())
    assert (view.mode, view.segment, view.session) == ("idle", None, None)
    await desk.wait(3)
    assert not desk.lab.context.io.locked()


async def test_a_state_that_is_lost_leaves_its_segment_out(desk: Desk, tmp_path: Path):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    for start in (desk.lab.context.course or pytest.fail("no course")).starts.values():
        if start.waypoint.is_checkpoint:
            desk.store._store.states.path(start.sha256).unlink()
    await desk.do(StartPractice())
    for _ in range(3):
        view = await desk.complete()
        assert view.result is not None
        assert view.result.segment == "5.entrance.checkpoint1"
    assert "is left out" in texts(desk)


async def test_without_any_state_practice_stands_still_and_says_so(desk: Desk, tmp_path: Path):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    for file in (tmp_path / "states").rglob("*.state"):
        file.unlink()
    await desk.do(StartPractice())
    await desk.until(lambda view: "no segment can be loaded" in texts(desk))
    await desk.wait(3)
    await desk.do(StopPractice())
    assert "no segment can be loaded" not in texts(desk)


async def test_an_emulator_that_loads_nothing_is_given_up_and_tried_again_on_retry(desk: Desk):
    await desk.practise(5, 6)
    desk.emulator.faults += [StateError("hardcore mode is on")] * FAILURES_MAX
    await desk.do(Retry())
    await desk.until(lambda view: "nothing loads any more: hardcore mode is on" in texts(desk))
    await desk.wait(3)
    assert desk.lab.view().mode == "practice"
    await desk.do(Retry())
    assert "nothing loads any more" not in texts(desk)
    await desk.complete()


async def test_practice_goes_on_by_itself_when_the_emulator_loads_again(desk: Desk):
    await desk.practise(5, 6)
    desk.emulator.faults += [StateError("the disk is full")] * (FAILURES_MAX + 4)
    await desk.do(Retry())
    await desk.until(lambda view: "nothing loads any more: the disk is full" in texts(desk))
    told = desk.lab.view().notices
    await desk.true(lambda: len(desk.emulator.faults) == 1)
    assert desk.lab.view().notices == told, "trying makes no noise"
    await desk.playing()
    assert "nothing loads any more" not in texts(desk)
    await desk.complete()


async def test_an_error_that_nobody_has_foreseen_is_told_and_does_not_end_practice(desk: Desk):
    await desk.practise()
    desk.emulator.faults += [OSError(30, "Read-only file system")] * 2
    await desk.do(Retry())
    await desk.until(lambda view: "load failed ([Errno 30] Read-only file system)" in texts(desk))
    await desk.complete()


async def test_an_emulator_that_is_back_is_asked_for_a_load_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    await desk.practise(5, 6)
    monkeypatch.setattr(loader, "RETRY_S", 60)
    desk.emulator.faults += [StateError("the disk is full")] * FAILURES_MAX
    await desk.do(Retry())
    await desk.until(lambda view: "nothing loads any more" in texts(desk))
    desk.lose()
    await desk.attach(FakeEmulator())
    await desk.playing()
    assert "nothing loads any more" not in texts(desk)


@pytest.mark.parametrize("pace", [Pace.SILENT, Pace.STANDSTILL, Pace.PAUSED])
async def test_a_load_that_a_still_emulator_refused_leaves_nothing_out(desk: Desk, pace: Pace):
    await desk.practise(5, 6)
    segment = desk.lab.view().segment
    desk.emulator.speed = pace
    desk.emulator.faults += [StateError("RetroArch didn't load the state: close its menu")] * 2 * FAILURES_MAX
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    desk.emulator.speed = Pace.NORMAL
    assert (await desk.playing()).segment == segment
    assert "left out" not in texts(desk)


async def test_a_load_that_is_not_supported_does_not_hang(desk: Desk):
    await desk.practise()
    desk.emulator.faults += [Unsupported("save states need RetroArch on this machine")] * 5
    await desk.do(Retry())
    await desk.until(lambda view: "no segment can be loaded" in texts(desk))
    await desk.wait(2)


async def test_an_emulator_that_did_not_answer_once_is_asked_again(desk: Desk):
    await desk.practise()
    desk.emulator.faults.append(Unreachable("no answer"))
    await desk.do(Retry())
    await desk.complete()
    assert "left out" not in texts(desk)


async def test_a_failed_load_does_not_undo_a_skip(desk: Desk):
    await desk.practise(5, 6)
    hang: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    desk.emulator.faults.append(hang)
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    view = await desk.do(Skip())
    hang.set_exception(StateError("not loaded"))
    assert (await desk.playing()).segment == view.segment
    assert "is left out: not loaded" in texts(desk)


async def test_a_frame_of_an_older_load_begins_no_life(desk: Desk):
    await desk.practise()
    await desk.do(Retry())
    await desk.lab.context.io_settled()
    stale = desk.emulator.step({})
    desk.emulator.faults.append(asyncio.Event())
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    desk.lab.feed(stale)
    assert not desk.lab.view().timer.running


async def test_practice_goes_on_when_the_emulator_is_back(desk: Desk):
    before = (await desk.practise()).segment
    await desk.wait(10)
    await desk.play(DEATH)
    await desk.playing()
    desk.lose()
    assert not desk.lab.view().timer.running
    assert desk.lab.view().connection.state == "lost"
    await desk.attach(FakeEmulator())
    view = await desk.playing()
    assert (view.segment, view.deaths) == (before, 1)
    assert "has gone" not in texts(desk)
    await desk.complete()
    assert (await desk.attempts())[0].deaths == 1


async def test_a_load_that_hangs_in_a_lost_emulator_does_not_hold_up_the_next_one(desk: Desk):
    await desk.practise()
    desk.emulator.faults.append(asyncio.Event())
    await desk.do(Retry())
    await desk.true(lambda: not desk.emulator.faults)
    desk.lose()
    await desk.attach(FakeEmulator())
    await desk.complete()


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


@pytest.fixture
async def resting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    async with desk_in(tmp_path, rating="pause", auto_advance_s=30.0) as made:
        yield made


async def at_rest(desk: Desk) -> None:
    await desk.complete()
    await desk.true(lambda: desk.emulator.paused)
    assert desk.lab.view().connection.state == "paused"
    assert not desk.lab.playing


async def test_a_rating_ends_the_pause(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    view = await resting.do(Rate("good"))
    assert view.result is not None
    assert view.result.rating == "good"
    await resting.playing()
    assert not resting.emulator.paused
    assert (await resting.attempts())[0].rating == "good"


async def test_without_a_rating_the_pause_ends_by_itself(tmp_path: Path):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=0.01) as desk:
        await desk.practise()
        await desk.complete()
        await desk.playing()
        assert not desk.emulator.paused


@pytest.mark.parametrize("command", [Skip(), Resume()])
async def test_skip_and_resume_end_the_pause_without_another_attempt(resting: Desk, command: Skip | Resume):
    before = (await resting.practise()).segment
    await at_rest(resting)
    await resting.do(command)
    await resting.true(lambda: not resting.emulator.paused)
    assert (await resting.playing()).segment != before
    assert len(await resting.attempts()) == 1


async def test_skip_in_the_moment_before_the_pause_makes_no_second_attempt(resting: Desk):
    view = await resting.practise()
    assert view.segment is not None
    await resting.wait(10)
    resting.lab.feed(resting.emulator.step(TAPE if view.segment.end.startswith("checkpoint") else GOAL))
    await resting.do(Skip())
    await resting.playing()
    await resting.lab.context.store.call(lambda _: None)
    assert len(await resting.attempts()) == 1


async def test_retry_in_the_pause_serves_the_same_segment(resting: Desk):
    before = (await resting.practise()).segment
    await at_rest(resting)
    await resting.do(Retry())
    await resting.true(lambda: not resting.emulator.paused)
    assert (await resting.playing()).segment == before
    await at_rest(resting)
    assert [attempt.segment for attempt in await resting.attempts()] == [before.id if before else ""] * 2


async def test_stop_in_the_pause_lets_the_game_go_on_and_loads_nothing(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    loads = resting.emulator.load_id
    slow: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    resting.emulator.resume_faults.append(slow)
    asyncio.get_running_loop().call_later(0.02, slow.set_result, None)
    view = await resting.do(StopPractice())
    assert view.mode == "idle"
    assert not resting.emulator.paused
    await resting.wait(5)
    assert resting.emulator.load_id == loads


async def test_an_emulator_that_goes_in_the_pause_does_not_end_practice(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    resting.lose()
    await resting.do(Rate("hard"))
    await resting.true(lambda: resting.lab.playing)
    await resting.attach(FakeEmulator())
    await resting.complete()


async def test_an_emulator_that_is_back_is_not_said_to_stand_still_for_a_rating(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    resting.lose()
    await resting.attach(FakeEmulator())
    await resting.true(lambda: resting.lab.playing)
    await resting.playing()


async def test_an_emulator_that_cannot_pause_goes_on_at_once(resting: Desk):
    await resting.practise()
    resting.emulator.pause_faults.append(Unsupported("no pause here"))
    await resting.complete()
    await resting.playing()
    assert "no pause here" in texts(resting)


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
