"""Loads of practice that are late, fail, hang or are not wanted any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Pace, StateError, Unreachable, Unsupported
from spinlab_pad.lab.commands import (
    Retry,
    Skip,
    StartPractice,
    StopPractice,
)
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.starts.loads import FAILURES_MAX
from spinlab_pad.lab.view import View
from tests.lab.fakes import DEATH, Desk, FakeEmulator, texts


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


async def test_an_error_that_nobody_has_foreseen_is_told_and_does_not_end_practice(
    desk: Desk, faults: list[BaseException]
):
    await desk.practise()
    desk.emulator.faults += [OSError(30, "Read-only file system")] * 2
    await desk.do(Retry())
    await desk.until(lambda view: "load failed ([Errno 30] Read-only file system)" in texts(desk))
    await desk.complete()
    assert [type(fault) for fault in faults] == [OSError]
    faults.clear()


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
