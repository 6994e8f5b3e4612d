"""Plays speed runs on a desk, and notes what the listeners of a run are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from spinlab_pad.lab import commands
from spinlab_pad.lab.run_events import RunEvent
from spinlab_pad.lab.view import SpeedRunView, View
from spinlab_pad.store.records import AttemptRecord
from spinlab_pad.store.speed_runs import SpeedRunRecord, SpeedRunSplit
from tests.lab.fakes import FRAME_NS, GAME, GOAL, LEAVE, NOTHING, TAPE, Desk, desk_in, enter

HZ = 60.0988
PARTS = 2
"""Segments of a level: to its checkpoint and to its goal."""


def ms(frames: int) -> int:
    return round(frames * 1000 / HZ)


class RunDesk:
    """A desk with a reference run over levels of two segments each."""

    def __init__(self, desk: Desk, levels: tuple[int, ...]) -> None:
        self.desk = desk
        self.levels = levels
        self.told: list[RunEvent] = []
        desk.lab.context.run_listeners.append(self.told.append)

    @property
    def view(self) -> View:
        return self.desk.lab.view()

    @property
    def run(self) -> SpeedRunView:
        assert self.view.speed_run is not None
        return self.view.speed_run

    @property
    def phase(self) -> str:
        return self.view.phase

    @property
    def names(self) -> list[str]:
        """What was told, in short: the kind, and the split where there is one."""
        return [type(event).__name__ + (f" {event.index}" if hasattr(event, "index") else "") for event in self.told]

    async def start(self, kind: str = "full") -> View:
        view = await self.desk.do(commands.StartSpeedRun(kind))  # type: ignore[arg-type]
        await self.begun()
        return view

    async def begun(self) -> None:
        """The first frame of the start that is loaded, or that it is not going to be."""
        async with asyncio.timeout(20):
            while self.phase in ("waiting", "loading"):
                await self.desk.play(NOTHING)

    async def play_level(self, level: int, *, first: int = 20, second: int = 30, entered: bool = False) -> None:
        """A level from its entrance (or from where the player is in it) to the map; frames of its two segments."""
        if not entered:
            await self.desk.play(*enter(level))
        await self.desk.wait(first)
        await self.desk.play(TAPE)
        await self.desk.wait(second)
        await self.desk.play(GOAL, *LEAVE)

    async def finished(self) -> View:
        return await self.desk.until(lambda view: view.phase == "finished")

    async def written(self) -> None:
        """All of the run that was to be kept is on disk."""
        await self.desk.true(lambda: not self.desk.lab.context.keeper.waiting())

    async def runs(self) -> list[SpeedRunRecord]:
        await self.written()
        return await self.desk.store.call(lambda store: store.speed_runs.all(f"{GAME.crc32:08x}"))

    async def splits(self, run: int) -> list[SpeedRunSplit]:
        await self.written()
        return await self.desk.store.call(lambda store: store.speed_runs.splits(run))

    async def attempts(self) -> list[AttemptRecord]:
        await self.written()
        return await self.desk.attempts()


@asynccontextmanager
async def run_desk(folder: Path, *levels: int, **changes: object) -> AsyncIterator[RunDesk]:
    """A desk with a finished reference run, at the map."""
    levels = levels or (5, 6)
    async with desk_in(folder, **changes) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.record(*levels)
        yield RunDesk(desk, levels)


assert round(1e9 / FRAME_NS, 2) == round(HZ, 2)


BACK_OUT = ({"game_mode": 0x0B}, {"game_mode": 0x0E})
"""Out of the level by a side exit."""
START = 1
"""The first frame of a state that was saved in the frame of its event."""
BETWEEN = len(LEAVE) + len(enter(6))
"""Frames from a goal to the start of the next level, as these levels are played."""


async def whole_run(runs: RunDesk, first: int = 20) -> None:
    """From the loaded start to the end."""
    await runs.play_level(5, entered=True, first=first)
    await runs.play_level(6)
    await runs.finished()
