"""A stage for the lab on the embedded core: no pads, no pages; a parrot that repeats its inputs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import in_process
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.events import CheckpointReached, Event, LevelEntered
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import SplitRecord
from spinlab_pad.store.store import Store

LIMIT_S = 60


class Parrot:
    """Plays level 1 as the bot does, notes its buttons by frames since the event, and repeats them after each load."""

    def __init__(self) -> None:
        self.bot = Bot(skill=1.0, seed=5)
        self.lines: dict[str, list[Buttons]] = {}
        self.line: list[Buttons] | None = None
        self.lab: Lab | None = None
        self._loads = 0
        self._at = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        if self.lab is not None:
            self._repeat(self.lab, emulator)
            return
        buttons = await self.bot.see(snapshot, emulator)
        if self.line is not None:
            self.line.append(buttons)

    def _repeat(self, lab: Lab, emulator: Emulator) -> None:
        """A load happens between two frames: the frame after it already takes the first buttons of the line."""
        loads, segment = len(lab.figures.state_load_ms), lab.view().segment
        if segment is None:
            return
        if loads != self._loads:
            self._loads, self._at = loads, 0
        line = self.lines[segment.start]
        emulator.press(line[min(self._at, len(line) - 1)])
        self._at += 1


class Stage:
    """A companion without pads on the embedded core, driven by commands."""

    def __init__(self, folder: Path, config: Config | None = None) -> None:
        self.parrot = Parrot()
        parts = Parts(
            config=config or Config(),
            source=in_process(Config(), assets.path("cartridge/spinlab.sfc"), "max", why="in a test"),
            data_dir=folder,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=lambda _: load_profile("spinlab"),
        )
        self.companion = Companion(parts, (self.parrot,))

    async def until(self, holds: Callable[[View], bool]) -> View:
        async with asyncio.timeout(LIMIT_S):
            async for view in self.companion.lab.views():
                if holds(view):
                    return view
        raise AssertionError

    async def do(self, command: Command) -> View:
        answer = await self.companion.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer

    async def store(self, work: Callable[[Store], object]) -> object:
        return await self.companion.lab.context.store.call(work)


async def recorded(stage: Stage) -> list[SplitRecord]:
    """Record level 1 and return its splits."""
    await stage.until(lambda view: view.connection.state == "playing" and view.connection.frame is not None)
    await stage.do(commands.StartReference())
    parrot = stage.parrot

    def note(snapshot: Snapshot, events: tuple[Event, ...]) -> None:
        for event in events:
            start = {LevelEntered: "entrance", CheckpointReached: "checkpoint 1"}.get(type(event))
            if start is not None:
                parrot.line = parrot.lines.setdefault(start, [])

    stage.companion.lab.on_events = note
    parrot.bot.play_level(1)
    await stage.until(lambda view: view.run is not None and view.run.segments == 2)
    parrot.line = None
    await stage.companion.lab.context.settle()
    view = await stage.do(commands.FinishReference("First"))
    assert view.run is not None
    run = view.run.id
    splits = await stage.store(lambda store: store.splits(run))
    assert isinstance(splits, list)
    return splits
