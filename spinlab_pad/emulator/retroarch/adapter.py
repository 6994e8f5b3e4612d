"""RetroArch as an `Emulator`: puts link, sampler, states and pads together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import (
    Buttons,
    Capabilities,
    Game,
    Loaded,
    Pace,
    SamplingStats,
    SavedState,
    SetupError,
    StateError,
    Trouble,
    Unreachable,
)
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.launch import Process
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions
from spinlab_pad.emulator.retroarch.retropad import RetroPads
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.savestates import SaveStates
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.game.memory import WRAM_SIZE, Field, MemoryRangeError, Snapshot

FRAME_COUNTER: Final = Field("frame_counter", 0x0013)
"""The counter of Super Mario World, its hacks and the training cartridge."""

END_DEADLINE_S: Final = 0.5
"""From a refused datagram to the exit status of a RetroArch of ours; a few ms on an idle machine."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an adapter is made of; `connect` makes them."""

    questions: Questions
    sampler: Sampler
    states: SaveStates
    pads: RetroPads | None
    space: nci.Space
    version: str
    troubles: Troubles
    hotkeys: Hotkeys
    core: str = ""
    process: Process | None = None


class RetroArch:
    """One RetroArch with one game, attached to or started by us."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._closed = False
        if parts.pads is not None:
            parts.sampler.on_frame = parts.pads.tick

    @property
    def capabilities(self) -> Capabilities:
        """What this RetroArch can do; `save_state` and `load_state` need its files on this machine."""
        can_save = self._parts.states.available
        return Capabilities(
            emulator="RetroArch",
            version=self._parts.version,
            save_state=can_save,
            load_state=can_save,
            press=self._parts.pads is not None and not self._parts.pads.refused,
        )

    @property
    def stats(self) -> SamplingStats:
        """Live counters of the sampler."""
        return self._parts.sampler.stats

    @property
    def pace(self) -> Pace:
        """What it does with time right now."""
        status = self._parts.sampler.status
        return Pace.PAUSED if status is not None and status.state is nci.RunState.PAUSED else Pace.NORMAL

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong right now and does not end the connection."""
        return self._parts.troubles.current()

    @property
    def details(self) -> tuple[str, ...]:
        """What this RetroArch can and can't do, in words."""
        return ()

    @property
    def process(self) -> Process | None:
        """The RetroArch that we started; None when attached."""
        return self._parts.process

    async def identify(self) -> Game:
        """The running content; raises `Unreachable` or `SetupError` (nothing loaded)."""
        status = await self._status()
        if status.state is nci.RunState.CONTENTLESS:
            raise SetupError("RetroArch runs without a game; load one")
        core = self._parts.states.core_name or self._parts.core or status.system
        return Game(status.content, status.system, status.crc32, core, self._parts.version)

    async def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Every frame's snapshot, in order; see the port."""
        try:
            async for snapshot in self._parts.sampler.snapshots(fields):
                yield snapshot
        except Unreachable as error:
            if self._parts.process is not None and not self._closed:
                await self._parts.process.ended_within(END_DEADLINE_S)
            raise self._explained(error) from error

    async def read(self, address: int, size: int) -> bytes:
        """Bytes of work RAM, in pieces that are each of one frame.

        Raises:
            MemoryRangeError: outside of work RAM.
        """
        if size < 1 or not 0 <= address <= WRAM_SIZE - size:
            raise MemoryRangeError(f"{size} bytes at {address:#x} are not within work RAM (0 to {WRAM_SIZE:#x})")
        self._check_open()
        try:
            return await self._parts.questions.read_all(address, size, self._parts.space)
        except Unreachable as error:
            raise self._explained(error) from error
        except NoMemory as error:
            raise SetupError(f"RetroArch shows no work RAM ({error}); load a game with a SNES core") from error

    async def save_state(self) -> SavedState:
        """A complete, parsed state of one of the next three frames."""
        self._check_open()
        try:
            return await self._parts.states.save()
        except Unreachable as error:
            raise self._explained(error) from error

    async def load_state(self, data: bytes) -> Loaded:
        """Load a core state and return when the memory of the loaded state was seen."""
        self._check_open()
        try:
            return await self._parts.states.load(data)
        except Unreachable as error:
            raise self._explained(error) from error

    async def pause(self) -> None:
        """Pause; nothing happens when paused already."""
        await self._bring_to(nci.RunState.PAUSED)

    async def resume(self) -> None:
        """Go on; nothing happens when running already."""
        await self._bring_to(nci.RunState.PLAYING)

    def press(self, buttons: Buttons, port: int = 0) -> None:
        """Hold exactly these buttons on pad `port` (0 or 1), one change a frame, until the next call."""
        self._check_open()
        if self._parts.pads is None:
            raise Unreachable("this RetroArch has no network pad; turn on Settings > Network > Network RetroPad")
        self._parts.pads.press(buttons, port)

    async def message(self, text: str) -> None:
        """Show a short text on RetroArch's screen for about 3 s. They queue up: send few."""
        self._check_open()
        self._parts.questions.send(nci.show_message(text))

    async def close(self) -> None:
        """Let go; ends RetroArch only where we started it."""
        if self._closed:
            return
        self._closed = True
        self._parts.sampler.end(Unreachable(CLOSED))
        if self._parts.pads is not None:
            self._parts.pads.close()
        self._parts.states.close()
        self._parts.sampler.close()
        try:
            if self._parts.process is not None:
                await self._parts.process.close(lambda: self._parts.questions.send(nci.QUIT))
        finally:
            self._parts.questions.close()
        await asyncio.sleep(0)  # the sockets close with the next turn of the loop

    async def _status(self) -> nci.Status:
        self._check_open()
        try:
            return await self._parts.questions.status()
        except Unreachable as error:
            raise self._explained(error) from error

    async def _bring_to(self, wanted: nci.RunState) -> None:
        """Toggle only where the status says so, and until it says so."""

        async def arrived() -> bool:
            status = await self._status()
            if status.state is nci.RunState.CONTENTLESS:
                raise SetupError("RetroArch runs without a game; load one")
            return status.state is wanted

        if not await self._parts.hotkeys.until(nci.PAUSE_TOGGLE, arrived):
            raise StateError(
                f"RetroArch doesn't become {wanted.value.lower()}: close its menu, and set Latency > Run-Ahead to "
                f"second instance or off"
            )

    def _check_open(self) -> None:
        if self._closed:
            raise Unreachable(CLOSED)
        if self._parts.sampler.ended is not None:
            raise self._explained(self._parts.sampler.ended)

    def _explained(self, error: Unreachable) -> Unreachable:
        """What is known of the end of a RetroArch that we started, instead of what the socket knows."""
        process = self._parts.process
        if self._closed or process is None or process.exit_status is None:
            return error
        return Unreachable(
            f"RetroArch has ended (status {process.exit_status}); its last words: {process.last_words()}"
        )


CLOSED: Final = "the connection to RetroArch is closed; connect again"
