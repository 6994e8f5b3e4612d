"""Keeps an emulator attached: connects, feeds its frames, and begins again when it has gone.

One turn is one connection, from the opening to its end. A turn is broken off where a person asks for another emulator
or for this one anew; what is broken off is closed before the next turn begins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Protocol

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.identity import Identifier
from spinlab_pad.app.sources import Source
from spinlab_pad.emulator.port import ContentChanged, Emulator, EmulatorError, SetupError
from spinlab_pad.game.memory import Field, Snapshot, unique_fields
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import GameRecord, RomFile

_log = logging.getLogger(__name__)

RETRY_S: Final = 0.5
"""How often a RetroArch that is not there is asked again."""

Launcher = Callable[[GameRecord | Path | None], Awaitable[Source]]
"""Says how to start an emulator with the game that was last played, or with this file; raises `UsageError` or
`SetupError`."""


class Watcher(Protocol):
    """Sees every frame beside the lab (a bot, a witness). `fields` are read in the same snapshot."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it wants to see."""
        ...

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        """Take one frame in."""
        ...


class Supervisor:
    """Feeds `lab` from `source`. Implements `lab.starter.Starter`."""

    def __init__(
        self,
        lab: Lab,
        source: Source,
        identify: Identifier,
        watchers: tuple[Watcher, ...],
        launcher: Launcher | None,
    ) -> None:
        self._lab = lab
        self._home = source
        self._source = source
        self._identify = identify
        self._watchers = watchers
        self._launcher = launcher
        self._ran = False
        """Whether an emulator from the present source has run."""
        self._asked = asyncio.Event()
        self._feeding: asyncio.Task[None] | None = None
        self._look_again = False
        self._empty = False
        """The emulator is ours and runs without a game: another one may be started instead."""
        self.going = asyncio.Event()
        self.going.set()
        self.emulator: Emulator | None = None
        self.rom: RomFile | None = None
        """The file of the game that runs, where it was found."""

    # lab.starter.Starter

    @property
    def ours(self) -> bool:
        """Whether the emulator is one that we start, in a process of its own, and has a game."""
        return self._source.ours and not self._source.in_process and not self._empty

    @property
    def can_launch(self) -> bool:
        """Whether an emulator can be started where somebody else's was awaited."""
        return self._launcher is not None

    async def launch(self, last: GameRecord | None) -> Refused | None:
        """Start an emulator instead of waiting for one."""
        return await self._launch(last, "RetroArch is being started")

    async def launch_game(self, rom: Path) -> Refused | None:
        """Start an emulator with this game, instead of waiting for one or of the one that is ours."""
        return await self._launch(rom, f"{rom.stem} is being started")

    async def _launch(self, what: GameRecord | Path | None, text: str) -> Refused | None:
        assert self._launcher is not None
        try:
            source = await self._launcher(what)
        except (UsageError, EmulatorError) as error:
            return Refused(str(error))
        self._source = source
        self._begin_anew(text)
        return None

    def resample(self) -> None:
        """Read the fields that the lab wants now; no frame of before is handed on after this call."""
        if self._feeding is not None:
            self._feeding.cancel()

    def identify_anew(self) -> None:
        """More is known about games than before: see once more which one runs."""
        if self._feeding is not None:
            self._look_again = True
            self._feeding.cancel()

    async def restart(self) -> Refused | None:
        """End ours, and start it again."""
        self._begin_anew("RetroArch is being restarted")
        return None

    def _begin_anew(self, text: str) -> None:
        self._ran = False
        self._asked.set()
        self._lab.waiting("connecting", text)

    # turns

    async def run(self) -> None:
        """Supervise until cancelled.

        Raises:
            EmulatorError, StoreError: an emulator that is to be ours from the start can't even be started once.
        """
        while True:
            await self._turn_or_wish()
            self._asked.clear()

    async def _turn_or_wish(self) -> None:
        """One turn and the rest before the next; broken off when something else is wished for."""
        turn = asyncio.create_task(self._turn(), name="turn")
        asked = asyncio.create_task(self._asked.wait(), name="asked")
        try:
            await asyncio.wait((turn, asked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            turn.cancel()
            await asyncio.wait((turn, asked))
        if not turn.cancelled():
            turn.result()

    async def _turn(self) -> None:
        try:
            await self._connect_and_feed()
        except (EmulatorError, StoreError) as error:
            self._gone(error)
        await asyncio.sleep(RETRY_S)

    def _gone(self, error: EmulatorError | StoreError) -> None:
        """Tell why there is no emulator, and that it is sought or started again."""
        lab, source = self._lab, self._source
        seen = lab.context.last_attached is not None
        if source.ours and not self._ran and not seen and source is self._home:
            raise error  # trying again changes nothing
        text = str(error)
        if source.ours and not self._ran and source is not self._home:
            self._source = self._home
            text = f"RetroArch could not be started: {text}"
        elif source.ours:
            text = f"{text.rstrip('.')}. Starting it again"
        _log.info("no emulator: %s", text)
        if lab.context.attached is not None and type(error) is ContentChanged:
            lab.waiting("connecting", text)
        elif lab.context.attached is not None:
            lab.detach(text)
        else:
            lab.waiting("lost" if seen else "waiting", text)

    async def _connect_and_feed(self) -> None:
        source = self._source
        emulator = await source.open()
        try:
            while await self._play(emulator, source):
                pass
        finally:
            self.emulator = None
            await emulator.close()

    async def _play(self, emulator: Emulator, source: Source) -> bool:
        """Know the game that runs and feed its frames; whether to do so again in the same emulator."""
        try:
            game = await emulator.identify()
            known = await self._identify(game)
            self.rom = known.rom
            if known.profile is not None:
                emulator.count_turns(known.profile.turns)  # practice that goes on loads before the first frame
            self.emulator = emulator  # before a View says that it plays
            await self._lab.attach(emulator, game, known.profile, known.rom)
            self._ran = True
            if self._home.ours:
                self._home = source  # what runs is what is gone back to where another one can't be started
            while await self._broken_off(emulator):
                if self._look_again:
                    self._look_again = False
                    return True
        except ContentChanged as error:
            if source.follow is None:
                raise
            await self._follow(emulator, source.follow, error)
            return True
        return False

    async def _follow(
        self, emulator: Emulator, follow: Callable[[Emulator], Awaitable[None]], changed: ContentChanged
    ) -> None:
        """Wait in an emulator that is ours until it runs a game again."""
        self.emulator = None
        self._lab.waiting("connecting", str(changed))
        try:
            while True:
                try:
                    await follow(emulator)
                    return
                except SetupError as error:  # nothing is loaded yet
                    self._empty = True
                    self._lab.waiting("waiting", str(error))
                await asyncio.sleep(RETRY_S)
        finally:
            self._empty = False

    async def _broken_off(self, emulator: Emulator) -> bool:
        """Feed frames; whether that was broken off because other fields are wanted, or another look at the game."""
        self._feeding = asyncio.create_task(self._feed(emulator), name="frames")
        try:
            await asyncio.wait((self._feeding,))
        finally:
            feeding, self._feeding = self._feeding, None
            feeding.cancel()
            await asyncio.wait((feeding,))
        if feeding.cancelled():
            return True
        feeding.result()
        return False

    async def _feed(self, emulator: Emulator) -> None:
        here = self._lab.context.attached
        known = here.known if here is not None else None
        wanted = known.fields if known is not None else ()
        emulator.count_turns(known.turns if known is not None else None)
        fields = unique_fields(wanted, *(watcher.fields for watcher in self._watchers))
        # A core in this process stands still while nobody asks for its next frame: saves and loads come at once.
        patient = emulator.capabilities.virtual_clock
        async for snapshot in emulator.frames(fields):
            self._lab.feed(snapshot)
            if patient:
                await self._lab.context.io_settled()
                await self.going.wait()
            for watcher in self._watchers:
                await watcher.see(snapshot, emulator)
