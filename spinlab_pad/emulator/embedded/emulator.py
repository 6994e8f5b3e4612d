"""A SNES core in this process as an emulator of the house: no window, no sound, the pace is ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from importlib.metadata import version as package_version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from spinlab_pad.emulator.embedded.fields import FieldReader
from spinlab_pad.emulator.embedded.locate import INSTALL, find_core
from spinlab_pad.emulator.embedded.pacing import Pacer, Speed, check_speed
from spinlab_pad.emulator.embedded.picture import to_rgb
from spinlab_pad.emulator.embedded.replays import InMemory, Replays
from spinlab_pad.emulator.embedded.rom import Rom, read_rom
from spinlab_pad.emulator.embedded.states import check_state
from spinlab_pad.emulator.port import (
    Buttons,
    Capabilities,
    EmulatorError,
    Game,
    Loaded,
    Pace,
    Recording,
    ReplayProgress,
    SamplingStats,
    SavedState,
    SetupError,
    StateError,
    Trouble,
    Unreachable,
    Unsupported,
)
from spinlab_pad.game.memory import WRAM_SIZE, Field, MemoryRangeError, Snapshot, check_within

if TYPE_CHECKING:
    from spinlab_pad.emulator.embedded.core import LibretroCore

BREATH_NS: Final = 2_000_000
"""How long frames may follow each other before the rest of the loop (pads, HTTP) gets a turn."""

COUNTER: Final = "frame_counter"
"""The field that tells lag frames where no counter was told: the main loop did not turn where it stands still."""

Clock = Callable[[], int]
"""A monotonic clock in nanoseconds."""
Sleep = Callable[[float], Awaitable[None]]
"""Sleeps so many seconds on the event loop."""


class EmbeddedCore(InMemory):
    """One game in one libretro core, run by whoever consumes `frames()`: each pull runs one frame.

    While nobody consumes, the game stands still. Snapshots carry the game's own time: `t_ns` is the monotonic
    time of the opening plus `frame` over the refresh rate, whatever the pace. The cartridge's battery memory starts
    empty and is kept nowhere.
    """

    @classmethod
    async def open(
        cls,
        rom: Path,
        *,
        core: Path | None = None,
        speed: Speed = 1.0,
        clock: Clock = time.monotonic_ns,
        sleep: Sleep = asyncio.sleep,
    ) -> Self:
        """Start a core (the snes9x of stable-retro unless `core` names a library) with a ROM, at power-on.

        Raises:
            SetupError: libretro.py, the core or the ROM is missing or isn't one; the text holds the remedy.
            ValueError: `speed` is neither "max" nor above 0.
        """
        check_speed(speed)
        content = read_rom(rom)
        library = find_core(core)
        return cls(_start(library, content.path), content, speed, clock, sleep)

    def __init__(self, core: LibretroCore, rom: Rom, speed: Speed, clock: Clock, sleep: Sleep) -> None:
        self._core = core
        self._rom = rom
        self._clock = clock
        self._sleep = sleep
        self._pacer = Pacer(core.frame_hz, speed)
        self._start_ns = clock()
        self._frame_ns = 1e9 / core.frame_hz
        self._frame = 0
        self._breath_ns = self._start_ns
        self._load_id = 0
        self._counter: Field | None = None
        self._consumer: _Frames | None = None
        self._going = asyncio.Event()
        self._going.set()
        self._closed = False
        self._replays = Replays(core, rom.crc32)
        self._shows_start = False
        self._stats = SamplingStats()
        self._capabilities = Capabilities(
            emulator="embedded",
            version=f"libretro.py {package_version('libretro.py')}, {core.name} {core.version}",
            message=False,
            record=True,
            play=True,
            virtual_clock=True,
            frame_hz=core.frame_hz,
        )

    @property
    def capabilities(self) -> Capabilities:
        """What the embedded core can do."""
        return self._capabilities

    @property
    def stats(self) -> SamplingStats:
        """Live counters; nothing is ever missed here."""
        return self._stats

    @property
    def pace(self) -> Pace:
        """What the game does with time: as it was told."""
        if not self._going.is_set():
            return Pace.PAUSED
        speed = float("inf") if self.speed == "max" else self.speed
        return Pace.NORMAL if speed == 1 else Pace.FAST if speed > 1 else Pace.SLOW

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """None: there is nothing between this core and us."""
        return ()

    @property
    def details(self) -> tuple[str, ...]:
        """Nothing: this core can do all of it."""
        return ()

    @property
    def speed(self) -> Speed:
        """A multiple of the game's own speed, or "max"; may be set at any time."""
        return self._pacer.speed

    @speed.setter
    def speed(self, speed: Speed) -> None:
        self._pacer.speed = speed

    @property
    def pictures(self) -> bool:
        """Whether `picture()` has pictures; off at first, since each costs a copy a frame."""
        return self._alive().keep_pictures

    @pictures.setter
    def pictures(self, wanted: bool) -> None:
        self._alive().keep_pictures = wanted

    def picture(self) -> tuple[int, int, bytes] | None:
        """Width, height and RGB bytes of the newest frame; None while `pictures` is off or none was drawn."""
        raw = self._alive().picture()
        return None if raw is None else (raw.width, raw.height, to_rgb(raw))

    async def identify(self) -> Game:
        """The ROM and the core that runs it."""
        core = self._alive()
        return Game(self._rom.name, "super_nes", self._rom.crc32, core.name, core.version, str(self._rom.path))

    def count_turns(self, counter: Field | None) -> None:
        """Where the game counts its turns: a frame in which that stands still is a lag frame."""
        self._counter = counter

    def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Run the game, one frame a pull, and give the snapshot of each.

        A new call takes over: the consumer before it gets an `EmulatorError` at its next pull.

        Raises:
            MemoryRangeError: a field lies outside of work RAM.
        """
        check_within(fields, WRAM_SIZE)
        self._consumer = _Frames(self, fields)
        return self._consumer

    async def read(self, address: int, size: int) -> bytes:
        """Bytes of work RAM as they are now, between two frames.

        Raises:
            MemoryRangeError: not all of them lie in work RAM.
        """
        core = self._alive()
        if size < 1 or not 0 <= address <= WRAM_SIZE - size:
            raise MemoryRangeError(f"{address:#x} + {size} is outside of work RAM (0 to {WRAM_SIZE:#x})")
        return bytes(core.ram[address : address + size])

    async def save_state(self) -> SavedState:
        """The state after the newest frame."""
        core = self._alive()
        started_ns = self._clock()
        data = core.serialize()
        return SavedState(data, wram=bytes(core.ram), ms=(self._clock() - started_ns) / 1e6)

    async def load_state(self, data: bytes) -> Loaded:
        """Load a core state; the memory is the state's at once, and the next frame is the first after it.

        Raises:
            StateError: it isn't of this core and game, or the core refuses it; the game goes on as it was. Or a
                recording is made or played.
        """
        core = self._alive()
        self._replays.check_free("a state can't be loaded")
        started_ns = self._clock()
        before = core.serialize()
        check_state(data, before)
        if not core.unserialize(data):
            core.unserialize(before)
            raise StateError(f"{core.name} {core.version} refuses the state: save it anew with this core")
        self._load_id += 1
        return Loaded(self._load_id, (self._clock() - started_ns) / 1e6, bytes(core.ram))

    async def pause(self) -> None:
        """Hold the frames back."""
        self._alive()
        self._going.clear()

    async def resume(self) -> None:
        """Let the frames go on."""
        self._alive()
        if not self._going.is_set():
            self._pacer.restart()
            self._going.set()

    def press(self, buttons: Buttons, port: int = 0) -> None:
        """Hold exactly these buttons from the next frame on.

        Raises:
            ValueError: there is no such pad.
        """
        pads = self._alive().pads
        if not 0 <= port < len(pads):
            raise ValueError(f"pad {port} is not within 0 to {len(pads) - 1}")
        self._replays.press(int(buttons), port)

    async def message(self, text: str) -> None:
        """Not possible: there is no screen to write on."""
        self._alive()
        raise Unsupported("the embedded core has no screen for a message; RetroArch 1.14 and newer has")

    async def start_recording(self) -> None:
        """Record from the next frame on; see the port."""
        self._alive()
        self._replays.start()

    async def stop_recording(self) -> tuple[Recording, ...]:
        """End the recording and take it, also when the core was closed meanwhile."""
        return self._replays.stop()

    async def play_recording(self, recording: Recording) -> Loaded:
        """Load the start of a recording and play it; the next snapshot is of the start itself, without a frame.

        Raises:
            StateError: something is recorded or played, or this core can't play it; the game goes on as it was.
        """
        self._alive()
        started_ns = self._clock()
        self._replays.play(recording)
        self._load_id += 1
        self._shows_start = True
        await self.resume()
        return Loaded(self._load_id, (self._clock() - started_ns) / 1e6)

    async def playback_ended(self) -> bool:
        """Wait for the end of the playback; whether it came to its own end. The game is paused there.

        Raises:
            Unreachable: the core was closed meanwhile.
        """
        self._alive()
        whole = await self._replays.ended()
        self._alive()
        return whole

    async def stop_playback(self) -> None:
        """End the playback; the game goes on from there."""
        self._alive()
        self._replays.stop_playing()

    async def replay_progress(self) -> ReplayProgress | None:
        """What is recorded or played back right now."""
        return self._replays.progress()

    async def close(self) -> None:
        """End the game and the core; a waiting consumer gets `Unreachable`, and so does who waits for a playback."""
        if not self._closed:
            self._closed = True
            self._replays.stop_playing()
            self._going.set()
            self._core.close()

    def _alive(self) -> LibretroCore:
        """The core.

        Raises:
            Unreachable: it was closed, or ended by itself.
        """
        if self._closed:
            raise Unreachable("the embedded core was closed: open it again")
        if self._core.ended:
            raise Unreachable(f"{self._core.name} shut itself down: open it again")
        return self._core

    async def _turn(self, consumer: _Frames) -> LibretroCore:
        """Wait until the next frame may run: the game is not paused, and the frame's time has come."""
        while True:
            self._alive()
            await self._going.wait()
            now_ns = self._clock()
            wait_ns = self._pacer.wait_ns(now_ns)
            if wait_ns or now_ns - self._breath_ns >= BREATH_NS:
                await self._sleep(wait_ns / 1e9)
                self._breath_ns = self._clock()
            if self._going.is_set():
                break  # else it was paused in the meantime, and the frame's time is over
        if self._consumer is not consumer:
            raise EmulatorError("another consumer has taken the frames over: consume them in one place")
        return self._alive()

    def _step(self, core: LibretroCore, read: FieldReader, counter: int | None) -> Snapshot:
        """Run one frame; `counter` is the address of the field that tells lag."""
        ram = core.ram
        before = -1 if counter is None else ram[counter]
        ran = not self._shows_start
        self._shows_start = False
        if ran:
            self._replays.before()
            core.run()
            if self._replays.after():
                self._going.clear()
        self._frame += 1
        lag = ran and counter is not None and ram[counter] == before
        stats = self._stats
        stats.frames_seen += 1
        stats.lag_frames += lag
        t_ns = self._start_ns + round(self._frame * self._frame_ns)
        return Snapshot(self._frame, t_ns, read(ram), self._load_id, lag)


class _Frames:
    """The frames of one consumer."""

    def __init__(self, emulator: EmbeddedCore, fields: Sequence[Field]) -> None:
        self._emulator = emulator
        self._read = FieldReader(fields)
        named = (field for field in fields if field.name == COUNTER)
        counter = emulator._counter or next(named, None)
        self._counter = None if counter is None else counter.address

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Snapshot:
        core = await self._emulator._turn(self)
        return self._emulator._step(core, self._read, self._counter)


def _start(library: Path, rom: Path) -> LibretroCore:
    """Load the library; libretro.py is optional, so it is imported only when a core is wanted."""
    try:
        from spinlab_pad.emulator.embedded.core import start_core  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SetupError(f"the embedded emulator needs libretro.py: {INSTALL}") from error
    return start_core(library, rom)
