"""One libretro core in this process, by way of libretro.py; the only module that imports it.

Rules: everything here runs on one thread and returns within a frame's time. The core keeps its state in the
library's own variables, so one library file runs one game at a time (measured: a second session on the same file
takes over the memory of the first, and closing one crashes the other; a copy of the file is another library). The
callbacks that the core makes in every frame (24 for the pads, 8 for sound, 1 for the picture) are the shortest that
can be: libretro.py's own drivers convert and copy what nobody here looks at. A crash inside of a core ends the
process; nothing in Python can catch it, so states are checked before a core sees them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
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

_log = logging.getLogger(__name__)

PADS: Final = 2
"""Pads that a SNES has without a multitap."""

_JOYPAD: Final = 1
_JOYPAD_MASK: Final = 256
_SYSTEM_RAM: Final = 2

_running: Final[set[tuple[int, int]]] = set()
"""Library files (device, inode: what the loader tells files apart by) that run a game in this process now."""


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

    def environment(self, cmd: int, data: Any) -> bool:
        try:
            return bool(super().environment(cmd, data))
        except Exception as error:  # libretro.py trips over some options; a call that isn't known is refused
            _log.debug("environment call %d refused: %s", cmd, _one_line(error))
            return False

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


def start_core(library: Path, rom: Path) -> LibretroCore:
    """Load a core and put a game into it, at power-on.

    Raises:
        SetupError: the library isn't a libretro core, runs a game already, refuses the ROM, or emulates no SNES.
    """
    place = library.stat()
    key = (place.st_dev, place.st_ino)
    if key in _running:
        raise SetupError(f"{library.name} runs a game in this process already: close that, or name a copy of the core")
    environment = _Environment()
    try:
        core = Core(str(library))
    except (OSError, ValueError) as error:
        raise SetupError(f"{library} is not a libretro core for this machine: {_one_line(error)}") from error
    session = Session(core, str(rom), environment)
    try:
        session.__enter__()
    except Exception as error:
        if environment.content.system_info is not None:  # it is set once the core was initialised
            core.deinit()
        raise SetupError(f"{library.name} does not run {rom}: {_one_line(error)}") from error
    _running.add(key)
    started = LibretroCore(session, environment, key)
    if len(started.ram) != WRAM_SIZE:
        started.close()
        raise SetupError(f"{library.name} does not show the {WRAM_SIZE} bytes of a SNES's work RAM: take a SNES core")
    return started


class LibretroCore:
    """A core with a game in it, from `start_core` to `close()`.

    `ram` is live work RAM, read-only, from $7E0000 on; `close()` releases it. `run()` plays one frame. Buttons are
    held as bits of `pads[port]`, numbered as libretro's RetroPad. `name`, `version` and `frame_hz` are the core's
    own words.
    """

    def __init__(self, session: Session, environment: _Environment, key: tuple[int, int]) -> None:
        self._session = session
        self._environment = environment
        self._key = key
        self._core: Any = session.core
        info = self._core.get_system_info()
        memory = self._core.get_memory(_SYSTEM_RAM)
        self.ram: memoryview = memoryview(b"") if memory is None else memory.toreadonly()
        self.run: Callable[[], None] = self._core.run
        self.pads: list[int] = environment.pads
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
        if self._key in _running:
            _running.discard(self._key)
            self.ram.release()
            self._session.__exit__(None, None, None)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
