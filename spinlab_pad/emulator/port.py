"""What an emulator can do, as the rest of the house sees it.

Rules: every adapter passes one contract suite (`tests/emulator/contract.py`) on the real emulator. A call that
changes something returns only after its effect was seen, or raises. What a version can't do raises `Unsupported`.

Errors, by who must act::

    EmulatorError
     +-- Unreachable      nothing answers: not started, wrong port, interface off, or just ended
     |    +-- ContentChanged      it answers, but another game runs: connect again
     |         +-- ContentClosed  it answers, but without a game
     +-- Unsupported      this emulator in this version can't; names the one that can
     +-- StateError       a save state was not written, is not complete, is of another game, or was not loaded
     +-- SetupError       the emulator or core is missing or a setting forbids it; the text holds the remedy
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntFlag
from typing import Final, Literal, Protocol

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.times import Times
from spinlab_pad.game.memory import Field, Snapshot

WHO_CAN: Final = "recordings need RetroArch 1.16 or newer"
"""What is said where recordings of inputs can't be made or played."""


class EmulatorError(Exception):
    """Base of all errors of this room; its text is one line that says what is wrong and what to do."""


class Unreachable(EmulatorError):
    """Nothing answers."""


class ContentChanged(Unreachable):
    """Another game runs in the same emulator."""


class ContentClosed(ContentChanged):
    """The emulator goes on without a game."""


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
    """Which content runs, in the emulator's own words. `crc32` is of the ROM file, None where it isn't told.

    `path` is where that file probably lies on this machine; None where nothing shows it.
    """

    name: str
    system: str
    crc32: int | None
    core: str
    version: str
    path: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this emulator in this version can do.

    `virtual_clock`: the adapter sets the pace itself, and snapshots carry the game's own time.
    `frame_hz`: frames a second at normal speed (SNES NTSC 60.0988, PAL 50.007); an adapter that must learn it from
    the frames says NTSC until then.
    """

    emulator: str
    version: str
    save_state: bool = True
    load_state: bool = True
    pause: bool = True
    press: bool = True
    message: bool = True
    record: bool = False
    play: bool = False
    virtual_clock: bool = False
    frame_hz: float = 60.0988


@dataclass(slots=True)
class SamplingStats(DatagramCounts):
    """Counters of the sampler since the start, kept up to date by the adapter.

    Frames: `frames_seen` were handed out, `frames_missed` ran and were not seen, `frames_in_bursts` ran less than half
    a frame after the one before, `frames_duplicated` are second looks at a frame that was seen, `lag_frames` are those
    in which the main loop stood still. `rewinds` and `foreign_loads` (also resets) were somebody else's doing.

    The wire: `bursts` were answered completely, `timeouts` not in time. `latency` is from request to answer (at most a
    frame, as the request waits for one), `age` from the answer, which is the end of the frame, until the consumer has
    the snapshot.
    """

    frames_seen: int = 0
    frames_missed: int = 0
    frames_in_bursts: int = 0
    frames_duplicated: int = 0
    lag_frames: int = 0
    rewinds: int = 0
    foreign_loads: int = 0
    bursts: int = 0
    timeouts: int = 0
    latency: Times = field(default_factory=Times, compare=False)
    age: Times = field(default_factory=Times, compare=False)


class Pace(Enum):
    """What the emulator does with time right now, as its frames tell, at most 1 s late.

    `FAST` and `SLOW` are speeds from 1.15 and up to 0.87 of `Capabilities.frame_hz`. `STANDSTILL`: it answers and says
    that it plays, but nothing moves: a game that loads may do so for up to 2.5 s, else a menu is open. `SILENT`: it
    doesn't answer; it may again.
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
    """A confirmed load: the snapshots of the loaded state carry `load_id`; it took `ms` from command to sight.

    `wram` is the work RAM that the state holds; None where its place in this core's states is not known.
    """

    load_id: int
    ms: float
    wram: bytes | None = field(repr=False, compare=False, default=None)


@dataclass(frozen=True, slots=True)
class SavedState:
    """A complete state. `data` is the core's own state (no container); `wram` is the work RAM that it holds.

    `wram` is None where the place of work RAM in this core's states is not known.
    """

    data: bytes
    wram: bytes | None = field(repr=False, default=None)
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Recording:
    """Play as it was: a start state and the buttons of every frame from it on, in the emulator's own file format.

    It plays back in the core and version that made it. `format` names the layout of `data`. `frames` is how many it
    holds, None where the format doesn't tell. `complete` is False where more was recorded than it holds. `crc32` is
    of the content, `started_s` the unix time of its start; None where the format doesn't tell. `file` is the name under
    which it lies in the emulator's folder, until that is discarded; None where it lies in none.
    """

    data: bytes = field(repr=False)
    format: str
    frames: int | None
    complete: bool
    crc32: int | None
    started_s: int | None
    file: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A recording of ours that lies in the emulator's folder; the rest is as in `Recording`."""

    name: str
    size: int
    format: str
    frames: int | None
    complete: bool
    started_s: int | None


@dataclass(frozen=True, slots=True)
class ReplayProgress:
    """What is recorded or played back right now: `frame` frames so far, `of` all (None where nobody knows)."""

    kind: Literal["recording", "playing"]
    frame: int | None
    of: int | None


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

    def count_turns(self, counter: Field | None) -> None:
        """Say where the game counts the turns of its main loop (the lowest byte, up by one); None: nowhere.

        Comes before `frames`; until it does, the counter of Super Mario World is looked at.
        """
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

    async def start_recording(self) -> None:
        """Record from one of the next frames on. States can be saved meanwhile, not loaded.

        Raises `StateError` where the emulator records or plays back already, or a setting would spoil it.
        """
        ...

    async def stop_recording(self) -> tuple[Recording, ...]:
        """End the recording and give it: one, or several in order where it had to be begun anew after a save.

        What is there is also given when the emulator has ended meanwhile. It lies in the emulator's folder all the
        same until it is discarded, which is for whoever has it safe. Raises `StateError` if nothing was recorded, or
        if the emulator doesn't end it: then it is ended before the next load or recording, and is one of `recordings`.
        """
        ...

    async def recordings(self) -> tuple[RecordingFile, ...]:
        """The recordings of this game that we made and nobody has discarded, in the order of their age."""
        ...

    async def read_recording(self, name: str) -> Recording:
        """One of `recordings`."""
        ...

    async def discard_recording(self, name: str) -> None:
        """Remove one of `recordings`, also when the emulator has ended meanwhile; the runner's own are refused."""
        ...

    async def play_recording(self, recording: Recording) -> Loaded:
        """Load the start of a recording and play it, whatever the pads do. States can be saved meanwhile, not loaded.

        The snapshots from its start on carry the new load id, the first one that of the start itself. At its end the
        game is paused. `frames` must be consumed meanwhile or not be started.
        """
        ...

    async def playback_ended(self) -> bool:
        """Wait for the end of the playback; whether it came to its own end, and wasn't stopped before."""
        ...

    async def stop_playback(self) -> None:
        """End the playback; the game goes on from there. Nothing happens when nothing is played back."""
        ...

    async def replay_progress(self) -> ReplayProgress | None:
        """What is recorded or played back right now, by whomever; None if nothing is."""
        ...

    async def close(self) -> None:
        """Let go; ends the emulator only where this adapter started it."""
        ...
