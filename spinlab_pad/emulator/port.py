"""What an emulator can do, as the rest of the house sees it.

Rules: every adapter passes one contract suite (`tests/emulator/contract.py`) on the real emulator. A call that
changes something returns only after its effect was seen, or raises. What a version can't do raises `Unsupported`.

Errors, by who must act::

    EmulatorError
     +-- Unreachable      nothing answers: not started, wrong port, interface off, or just ended
     +-- Unsupported      this emulator in this version can't; names the one that can
     +-- StateError       a save state was not written, is not complete, is of another game, or was not loaded
     +-- SetupError       the emulator or core is missing or a setting forbids it; the text holds the remedy
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntFlag
from typing import Literal, Protocol

from spinlab_pad.game.memory import Field, Snapshot


class EmulatorError(Exception):
    """Base of all errors of this room; its text is one line that says what is wrong and what to do."""


class Unreachable(EmulatorError):
    """Nothing answers."""


class Unsupported(EmulatorError):
    """This emulator in this version can't do that."""


class StateError(EmulatorError):
    """A save state is missing, incomplete, foreign, or was not loaded."""


class SetupError(EmulatorError):
    """Something must be installed or set before this can work."""


class Buttons(IntFlag):
    """SNES pad buttons; the bit is the libretro RetroPad id."""

    NONE = 0
    B = 1 << 0
    Y = 1 << 1
    SELECT = 1 << 2
    START = 1 << 3
    UP = 1 << 4
    DOWN = 1 << 5
    LEFT = 1 << 6
    RIGHT = 1 << 7
    A = 1 << 8
    X = 1 << 9
    L = 1 << 10
    R = 1 << 11


@dataclass(frozen=True, slots=True)
class Game:
    """Which content runs, in the emulator's own words. `crc32` is of the ROM file, None where it isn't told."""

    name: str
    system: str
    crc32: int | None
    core: str
    version: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this emulator in this version can do.

    `virtual_clock`: the adapter sets the pace itself, and snapshots carry the game's own time.
    `frame_hz`: frames a second at normal speed (SNES NTSC 60.0988).
    """

    emulator: str
    version: str
    save_state: bool = True
    load_state: bool = True
    pause: bool = True
    press: bool = True
    message: bool = True
    virtual_clock: bool = False
    frame_hz: float = 60.0988


@dataclass(slots=True)
class SamplingStats:
    """Counters of the sampler since the start, kept up to date by the adapter."""

    frames_seen: int = 0
    frames_missed: int = 0
    lag_frames: int = 0
    bursts: int = 0
    timeouts: int = 0
    dropped_datagrams: int = 0


class Pace(Enum):
    """What the emulator does with time right now, as its frames tell.

    `STANDSTILL`: it answers and says that it plays, but no frame runs (an open menu). `SILENT`: it doesn't answer.
    """

    NORMAL = "normal"
    FAST = "fast"
    SLOW = "slow"
    REWIND = "rewind"
    PAUSED = "paused"
    STANDSTILL = "standstill"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about a running emulator that a person should know: `text` says what it is and what to do.

    `key` names the cause: of two troubles with the same key the newer one counts.
    """

    key: str
    text: str
    level: Literal["warn", "error"] = "warn"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A confirmed load: the snapshots of the loaded state carry `load_id`; it took `ms` from command to sight."""

    load_id: int
    ms: float


@dataclass(frozen=True, slots=True)
class SavedState:
    """A complete state. `data` is the core's own state (no container); `wram` is the work RAM that it holds.

    `wram` is None where the place of work RAM in this core's states is not known.
    """

    data: bytes
    wram: bytes | None = field(repr=False, default=None)
    ms: float = 0.0


class Emulator(Protocol):
    """One running emulator with one game."""

    @property
    def capabilities(self) -> Capabilities:
        """What this emulator in this version can do."""
        ...

    @property
    def stats(self) -> SamplingStats:
        """Live counters of the sampler."""
        ...

    @property
    def pace(self) -> Pace:
        """What it does with time right now."""
        ...

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong right now and does not end the connection."""
        ...

    @property
    def details(self) -> tuple[str, ...]:
        """What this emulator in this version can and can't do, a short line each; empty where nothing needs saying."""
        ...

    async def identify(self) -> Game:
        """The running content; raises `Unreachable` or `SetupError` (nothing loaded)."""
        ...

    def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Every frame's snapshot, in order, one after another. One consumer at a time.

        The iterator ends with `Unreachable` when the emulator is gone. Waits while paused.
        """
        ...

    async def read(self, address: int, size: int) -> bytes:
        """Bytes of work RAM, for things that are looked at now and then (not frame-exact)."""
        ...

    async def save_state(self) -> SavedState:
        """A complete, parsed state of one of the next three frames."""
        ...

    async def load_state(self, data: bytes) -> Loaded:
        """Load a core state and return when the memory of the loaded state was seen.

        `frames` must be consumed meanwhile (by another task) or not be started.
        """
        ...

    async def pause(self) -> None:
        """Pause; nothing happens when paused already."""
        ...

    async def resume(self) -> None:
        """Go on; nothing happens when running already."""
        ...

    def press(self, buttons: Buttons, port: int = 0) -> None:
        """Hold exactly these buttons on pad `port` from the next frame that polls, until the next call."""
        ...

    async def message(self, text: str) -> None:
        """Show a short text on the emulator's own screen."""
        ...

    async def close(self) -> None:
        """Let go; ends the emulator only where this adapter started it."""
        ...
