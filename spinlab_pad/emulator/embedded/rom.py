"""A SNES ROM file: what it is called, its checksum, and whether it can be one at all."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError

SUFFIXES: Final = (".sfc", ".smc")
SIZE_MIN: Final = 0x8000
SIZE_MAX: Final = 0x800000 + 0x200
"""One LoROM bank to 64 Mbit and a copier header, in bytes."""
_RESET_VECTORS: Final = (0x7FFC, 0xFFFC, 0x40FFFC)
"""Where the reset vector lies in a LoROM, HiROM and ExHiROM file (fullsnes, "SNES Cartridge ROM Header")."""


@dataclass(frozen=True, slots=True)
class Rom:
    """A ROM file that was looked at; `crc32` is of the whole file, a copier header included."""

    path: Path
    name: str
    crc32: int


def has_reset_vector(image: bytes) -> bool:
    """Whether any layout gives the CPU a start in ROM: bank 0 has ROM only from $8000 up.

    The checksum of the header isn't asked: many hacks never correct it.
    """
    return any(int.from_bytes(image[place : place + 2], "little") in range(0x8000, 0xFFFF) for place in _RESET_VECTORS)


def read_rom(path: Path) -> Rom:
    """Look at a ROM file.

    Raises:
        SetupError: the file is missing, can't be read, or is no SNES ROM.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise SetupError(f"{path} is not a SNES ROM: its name must end in {' or '.join(SUFFIXES)} (unpack it first)")
    try:
        size = path.stat().st_size
        content = path.read_bytes() if SIZE_MIN <= size <= SIZE_MAX else b""
    except OSError as error:
        raise SetupError(f"cannot read the ROM {path}: {error.strerror or error}") from error
    if not content:
        raise SetupError(f"{path} is not a SNES ROM: {size} bytes are outside of {SIZE_MIN} to {SIZE_MAX}")
    if not has_reset_vector(content[len(content) % 0x400 :]):
        raise SetupError(f"{path} is not a SNES ROM: no layout of it has a reset vector")
    return Rom(path.resolve(), path.stem, zlib.crc32(content))
