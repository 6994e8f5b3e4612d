"""A run of the desk that is recorded and replayed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused, StopReplay
from spinlab_pad.store.recordings import ReplayRecord
from tests.lab.fakes import DEATH, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Changes, Desk, enter
from tests.lab.recorder import RecordingEmulator

RUN: tuple[Changes, ...] = (
    *enter(5), *[NOTHING] * 20, TAPE, *[NOTHING] * 9, DEATH, *RESPAWN, *[NOTHING] * 30, GOAL, *LEAVE,
)  # fmt: skip


def emulator_of(desk: Desk) -> RecordingEmulator:
    assert isinstance(desk.emulator, RecordingEmulator)
    return desk.emulator


async def record(desk: Desk, *frames: Changes) -> int:
    await desk.do(commands.StartReference())
    await desk.play(*(frames or RUN))
    view = await desk.do(commands.FinishReference("Run"))
    assert view.run is not None
    return view.run.id


async def run_on(desk: Desk, until: Callable[[], bool]) -> None:
    """Frames until it holds."""
    async with asyncio.timeout(20):
        while not until():
            await desk.play(NOTHING)
            await asyncio.sleep(0.001)


async def to_the_end(desk: Desk) -> None:
    await run_on(desk, lambda: desk.lab.view().mode != "replay")
    assert isinstance(await desk.lab.handle(StopReplay()), Refused)


async def results(desk: Desk, run: int) -> list[ReplayRecord]:
    return await desk.store.call(lambda store: store.recordings.replays(run))
