"""Start states are loaded only while they are wanted, and what fails is told apart from what is tried again."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.emulator.port import EmulatorError, Pace, StateError, Unreachable
from spinlab_pad.lab.starts.loads import StartLoads, settled
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState
from tests.lab.fakes import Desk, FakeEmulator


async def start_of(desk: Desk) -> StartState:
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    course = desk.lab.context.course
    assert course is not None
    return course.starts["5.checkpoint1.goal"]


async def test_a_load_is_sent_with_the_newest_load_that_is_known(desk: Desk):
    start, context = await start_of(desk), desk.lab.context
    here, loads, sent = context.attached, StartLoads(context), list[int]()
    assert here is not None
    first = await loads.load(here, start, wanted=lambda: True, sent=sent.append)
    second = await loads.load(here, start, wanted=lambda: True, sent=sent.append)
    assert first is not None
    assert second is not None
    assert sent == [first.load_id - 1, first.load_id], "the second load was not seen in any frame yet"
    loads.forget()
    await desk.wait(1)
    await loads.load(here, start, wanted=lambda: True, sent=sent.append)
    assert sent[-1] == second.load_id
    assert len(context.figures.state_load_ms) == 3


async def test_what_is_not_wanted_any_more_when_the_emulator_is_free_is_not_loaded(desk: Desk):
    start, context = await start_of(desk), desk.lab.context
    here, loads, sent = context.attached, StartLoads(context), list[int]()
    assert here is not None
    wanted = True
    async with context.io:
        loading = asyncio.ensure_future(loads.load(here, start, wanted=lambda: wanted, sent=sent.append))
        await asyncio.sleep(0)
        wanted = False
    assert await loading is None
    wanted = True
    await desk.attach(FakeEmulator())
    assert await loads.load(here, start, wanted=lambda: wanted, sent=sent.append) is None, "that emulator has gone"
    assert sent == []


@pytest.mark.parametrize(
    ("error", "pace", "done", "refused"),
    [
        (None, Pace.NORMAL, True, False),
        (Unreachable("gone"), Pace.NORMAL, False, False),
        (StateError("no"), Pace.NORMAL, True, True),
        (StateError("no"), Pace.STANDSTILL, False, False),
        (StateFileError("lost"), Pace.STANDSTILL, True, True),
        (RuntimeError("a fault of ours"), Pace.NORMAL, False, False),
    ],
)
async def test_what_a_load_came_to(
    desk: Desk, error: Exception | None, pace: Pace, done: bool, refused: bool, faults: list[BaseException]
):
    await desk.attach()
    here = desk.lab.context.attached
    assert here is not None
    desk.emulator.speed = pace
    again: list[bool] = []
    refusals: list[EmulatorError | StateFileError] = []

    async def loading() -> None:
        if error is not None:
            raise error

    answer = await settled(desk.lab.context, here, loading(), again=lambda: again.append(True), refused=refusals.append)
    assert (answer, bool(refusals)) == (done, refused)
    assert bool(again) == (not done)
    told = [notice.text for notice in desk.lab.view().notices]
    unforeseen = isinstance(error, RuntimeError)
    assert any("a fault of ours" in text for text in told) == unforeseen
    assert faults == [error] * unforeseen
    faults.clear()
