"""A console that plays the cartridge in this process, one frame at a time: snes9x through libretro.py."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import libretro

CARTRIDGE = Path(__file__).resolve().parents[2] / "assets" / "cartridge" / "spinlab.sfc"
WRAM_BYTES = 0x20000
SYSTEM_RAM, VIDEO_RAM = 2, 3
LETTERS = 0x7800
"""Where the letters of layer 3 are in video RAM: 32 rows of 32, two bytes each, the letter's ASCII code less 32."""
LOG = 0x1E000
LOG_ENTRIES = 64


def core_path() -> Path:
    """Return the snes9x core that stable-retro brings along."""
    for package in ("stable_retro", "retro"):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            path = Path(spec.origin).parent / "cores" / "snes9x_libretro.so"
            if path.exists():
                return path
    raise FileNotFoundError("no snes9x core: is stable-retro installed?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the cartridge's log."""

    kind: int
    level: int
    arg: int
    nmi: int
    detail: int = 0


class Console:
    """The cartridge in an emulator; buttons are names like `right y b`."""

    def __init__(self) -> None:
        self._buttons = ""
        builder = libretro.defaults(str(core_path())).with_content(str(CARTRIDGE))
        self._session: Any = builder.with_input(self._pad).with_paths(None).build()
        self.frame = 0

    def __enter__(self) -> Self:
        self._session.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.__exit__(kind, error, trace)

    def _pad(self) -> Iterator[Any]:
        while True:
            yield libretro.JoypadState(**dict.fromkeys(self._buttons.split(), True))

    def run(self, buttons: str = "", frames: int = 1) -> None:
        """Play some frames with these buttons held."""
        self._buttons = buttons
        for _ in range(frames):
            self._session.run()
            self.frame += 1

    def until(self, condition: Callable[[], bool], buttons: str = "", frames: int = 600) -> int:
        """Play until the condition holds, and return how many frames that took."""
        for count in range(1, frames + 1):
            self.run(buttons)
            if condition():
                return count
        raise AssertionError(f"not within {frames} frames: mode {self.byte(0x100):#x}, x {self.word(0x94)}")

    def play(self, script: Sequence[tuple[str, int]]) -> None:
        """Play (buttons, frames) pairs."""
        for buttons, frames in script:
            self.run(buttons, frames)

    @property
    def wram(self) -> bytes:
        """The 128 KiB of work RAM."""
        return bytes(self._session.core.get_memory(SYSTEM_RAM)[:WRAM_BYTES])

    def byte(self, offset: int) -> int:
        """Return one byte of work RAM."""
        return int(self._session.core.get_memory(SYSTEM_RAM)[offset])

    def word(self, offset: int) -> int:
        """Return two bytes of work RAM."""
        return self.byte(offset) | self.byte(offset + 1) << 8

    def text(self, row: int) -> str:
        """Return the letters in one row of the screen, without the blanks around them."""
        at = LETTERS + row * 64
        cells = bytes(self._session.core.get_memory(VIDEO_RAM)[at : at + 64])
        return "".join(chr(32 + cell) for cell in cells[::2]).strip()

    def poke(self, offset: int, value: int, size: int = 1) -> None:
        """Write to work RAM: how a test sets the scene."""
        memory = self._session.core.get_memory(SYSTEM_RAM)
        memory[offset : offset + size] = value.to_bytes(size, "little")

    def stand(self, column: int, row: int) -> None:
        """Put the player, at rest, into a tile of the room that is now loaded, and play one frame."""
        self.poke(0x94, column * 16, 2)
        self.poke(0x96, row * 16, 2)
        self.poke(0x7A, 0, 2)
        self.poke(0x7D, 0)
        self.run()

    def digest(self) -> str:
        """Return a hash of all of work RAM."""
        return hashlib.sha256(self.wram).hexdigest()

    def reset(self) -> None:
        """Press the console's reset button."""
        self._session.core.reset()

    def save(self) -> bytes:
        """Return a save state."""
        state = bytearray(self._session.core.serialize_size())
        assert self._session.core.serialize(state)
        return bytes(state)

    def load(self, state: bytes) -> None:
        """Load a save state."""
        assert self._session.core.unserialize(state)

    @property
    def nmi(self) -> int:
        """NMIs since power on."""
        return self.word(LOG + 4) | self.word(LOG + 6) << 16

    @property
    def lag(self) -> int:
        """Lag frames since power on."""
        return self.word(LOG + 10)

    @property
    def mode(self) -> int:
        """The game mode."""
        return self.byte(0x100)

    def log(self) -> list[Entry]:
        """Return the log's entries, the oldest first."""
        ring = self.wram[LOG : LOG + 16 + LOG_ENTRIES * 8]
        total = int.from_bytes(ring[8:10], "little")
        found = []
        for number in range(max(0, total - LOG_ENTRIES), total):
            at = 16 + number % LOG_ENTRIES * 8
            kind, level, arg, detail = ring[at : at + 4]
            found.append(Entry(kind, level, arg, int.from_bytes(ring[at + 4 : at + 8], "little"), detail))
        return found

    def to_level_select(self) -> None:
        """Go from power on to the level select."""
        self.run("", 60)
        self.run("start")
        self.until(lambda: self.mode == 0x0E)

    def enter(self, level: int) -> None:
        """Go from power on to the first frame of a level."""
        self.to_level_select()
        if level <= 3:
            for _ in range(level - 1):
                self.run("right")
                self.run("", 3)
        else:
            self.poke(0x0B04, level - 1)
            self.run("", 3)
        self.run("b")
        self.until(lambda: self.mode == 0x14)


@contextmanager
def console() -> Iterator[Console]:
    """Switch a console on, and off at the end."""
    with Console() as machine:
        yield machine
