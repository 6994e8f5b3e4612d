"""One libretro core in this process, by way of libretro.py; the only module that imports it.

Rules: everything here runs on one thread and returns within a frame's time. The core keeps its state in the
library's own variables, so one library file runs one game at a time (measured: a second session on the same file
takes over the memory of the first). The callbacks that the core makes in every frame (24 for the pads, 8 for
sound, 1 for the picture) are the shortest that can be: libretro.py's own drivers convert and copy what nobody
here looks at, which costs about a tenth of a frame's time.
"""

from __future__ import annotations

from contextlib import suppress
from ctypes import string_at
from pathlib import Path
from typing import Any, Final

from libretro.core import Core
from libretro.drivers import (
    ArrayAudioDriver,
    ArrayVideoDriver,
    CompositeEnvironmentDriver,
    DictOptionDriver,
    IterableInputDriver,
    StandardContentDriver,
)
from libretro.session import Session

from spinlab_pad.emulator.embedded.picture import LAYOUTS, RawFrame
from spinlab_pad.emulator.port import SetupError, StateError
from spinlab_pad.game.memory import WRAM_SIZE

PADS: Final = 2
"""Pads that a SNES has without a multitap."""

_JOYPAD: Final = 1
_JOYPAD_MASK: Final = 256
_SYSTEM_RAM: Final = 2

_running: Final[set[Path]] = set()
"""Library files that run a game in this process now."""


class _Environment(CompositeEnvironmentDriver):  # type: ignore[misc]  # libretro.py is optional, so untyped here
    """What the core calls back: pads out, picture in where it is wanted, sound dropped."""

    def __init__(self) -> None:
        super().__init__(
            {
                "audio": ArrayAudioDriver(),
                "input": IterableInputDriver(),
                "video": ArrayVideoDriver(),
                "content": StandardContentDriver(),
                "options": DictOptionDriver(2),
            }
        )
        self.pads = [0] * PADS
        self.keep_pictures = False
        self.picture: tuple[bytes, int, int, int] | None = None

    def video_refresh(self, data: int | None, width: int, height: int, pitch: int) -> None:
        if self.keep_pictures and data:  # no data: the frame looks like the one before
            self.picture = (string_at(data, pitch * height), width, height, pitch)

    def audio_sample(self, left: int, right: int) -> None:
        pass

    def audio_sample_batch(self, data: Any, frames: int) -> int:
        return frames

    def input_poll(self) -> None:
        pass

    def input_state(self, port: int, device: int, index: int, id: int) -> int:
        if port >= PADS or device != _JOYPAD:
            return 0
        return self.pads[port] if id == _JOYPAD_MASK else self.pads[port] >> id & 1


class LibretroCore:
    """A core with a game in it, from construction to `close()`.

    `ram` is live work RAM, read-only, WRAM_SIZE bytes from $7E0000 on; `close()` releases it. `name`, `version`
    and `frame_hz` are the core's own words.

    Raises (construction):
        SetupError: the library isn't a libretro core, runs a game already, refuses the ROM, or is no SNES's.
    """

    def __init__(self, library: Path, rom: Path) -> None:
        if library in _running:
            raise SetupError(
                f"{library.name} runs a game in this process already: close that first, it runs one at a time"
            )
        self._library = library
        self._environment = _Environment()
        try:
            self._session = Session(Core(str(library)), str(rom), self._environment)
        except (OSError, ValueError) as error:
            raise SetupError(f"{library} is not a libretro core for this machine: {_one_line(error)}") from error
        try:
            self._session.__enter__()
        except Exception as error:
            self._leave()
            raise SetupError(f"{library.name} does not run {rom}: {_one_line(error)}") from error
        _running.add(library)
        self._core = self._session.core
        self.run = self._core.run
        self.pads: list[int] = self._environment.pads
        memory = self._core.get_memory(_SYSTEM_RAM)
        if memory is None or len(memory) != WRAM_SIZE:
            size = 0 if memory is None else len(memory)
            self.close()
            raise SetupError(f"{library.name} shows {size} bytes of work RAM, not {WRAM_SIZE}: take a SNES core")
        self.ram: memoryview = memory.toreadonly()
        info = self._core.get_system_info()
        self.name: str = info.library_name.decode(errors="replace")
        self.version: str = info.library_version.decode(errors="replace")
        self.frame_hz: float = self._core.get_system_av_info().timing.fps

    @property
    def ended(self) -> bool:
        """Whether the core asked to be shut down."""
        return bool(self._environment.is_shutdown)

    def serialize(self) -> bytes:
        """The core's state between two frames.

        Raises:
            StateError: the core does not write one now.
        """
        buffer = bytearray(self._core.serialize_size())
        if not buffer or not self._core.serialize(buffer):
            raise StateError(f"{self.name} {self.version} did not write a state: try again in another place")
        return bytes(buffer)

    def unserialize(self, data: bytes) -> bool:
        """Put a state into the core; False if it refuses, and then its state is undefined."""
        return bool(self._core.unserialize(bytearray(data)))  # a copy: the core gets a pointer that it could write to

    @property
    def keep_pictures(self) -> bool:
        """Whether the newest picture is kept, which costs a copy a frame; off at first."""
        return self._environment.keep_pictures

    @keep_pictures.setter
    def keep_pictures(self, keep: bool) -> None:
        self._environment.keep_pictures = keep
        if not keep:
            self._environment.picture = None

    def picture(self) -> RawFrame | None:
        """The newest picture, None while none was kept."""
        picture = self._environment.picture
        if picture is None:
            return None
        return RawFrame(*picture, layout=LAYOUTS[int(self._environment.video.pixel_format)])

    def close(self) -> None:
        """End the game and let the library go; the second call does nothing."""
        if self._library in _running:
            _running.discard(self._library)
            if hasattr(self, "ram"):
                self.ram.release()
            self._leave()

    def _leave(self) -> None:
        with suppress(Exception):  # a core that failed to start may fail to end; there is nothing left to save
            self._session.__exit__(None, None, None)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
