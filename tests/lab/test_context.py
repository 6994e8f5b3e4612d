"""Work beside the frames: its faults become notices, what must be finished is, and the rest can be stopped."""

from __future__ import annotations

import asyncio
import inspect

import pytest

from spinlab_pad.emulator.port import StateError
from tests.lab.fakes import Desk, texts


async def fail(error: Exception) -> None:
    raise error


async def test_a_fault_beside_the_frames_becomes_a_notice(desk: Desk):
    await desk.lab.context.start(fail(StateError("close the menu")), "save")
    assert texts(desk) == "close the menu"


async def test_a_fault_of_ours_is_told_and_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture, faults: list[BaseException]
):
    await desk.lab.context.start(fail(ValueError("no such thing")), "rating")
    assert "rating failed (no such thing)" in texts(desk)
    assert "Traceback" in caplog.text
    assert [str(fault) for fault in faults] == ["no such thing"]
    faults.clear()


async def test_the_traceback_of_a_fault_that_comes_again_is_logged_once(desk: Desk, faults: list[BaseException]):
    for _ in range(3):
        await desk.lab.context.start(fail(ValueError("no such thing")), "rating")
    await desk.lab.context.start(fail(TypeError("another thing")), "rating")
    assert [str(fault) for fault in faults] == ["no such thing", "another thing"]
    faults.clear()


async def test_cancel_stops_what_can_be_stopped_and_waits_for_the_rest(desk: Desk):
    go, done = asyncio.Event(), []

    async def to_the_end() -> None:
        await go.wait()
        done.append("finished")

    async def endless() -> None:
        await asyncio.Event().wait()

    stopped = desk.lab.context.start(endless(), "endless")
    desk.lab.context.start(to_the_end(), "write", finish=True)
    await asyncio.sleep(0)
    cancelling = asyncio.ensure_future(desk.lab.context.cancel())
    await asyncio.sleep(0)
    assert not cancelling.done()
    go.set()
    await cancelling
    assert done == ["finished"]
    assert stopped.cancelled()


async def test_settled_means_that_every_wanted_save_and_load_is_done(desk: Desk):
    context = desk.lab.context
    await context.io_settled()
    context.want_io()
    context.want_io()
    waiting = asyncio.ensure_future(context.io_settled())
    context.did_io()
    await asyncio.sleep(0)
    assert not waiting.done()
    context.did_io()
    await asyncio.wait_for(waiting, 5)


async def test_settle_waits_for_work_that_starts_other_work(desk: Desk):
    done: list[str] = []

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    async def first() -> None:
        desk.lab.context.start(second(), "second", finish=True)

    desk.lab.context.start(first(), "first")
    await desk.lab.context.settle()
    assert done == ["second"]


async def test_work_that_is_cancelled_before_its_first_step_is_closed(desk: Desk):
    work = fail(StateError("never raised"))
    task = desk.lab.context.start(work, "save")
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED
    assert texts(desk) == ""
