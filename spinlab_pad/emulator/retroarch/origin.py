"""Which core and game a core's own state is of, as far as the state itself tells. Pure.

snes9x (snapshot.cpp) begins with `#!s9xsnp:` and the version of its format; then come named blocks, one set for every
kind of cartridge (a Super FX or SA-1 game has more). Nothing names the game: what was its file name reads `Removed`
in 1.63, and two games with plain cartridges have states of one size. bsnes, bsnes-mercury and higan
(system/serialization.cpp) begin with `BST1`, a version, the SHA-256 of the game's image as 64 hex digits, a
description of 512 bytes and the name of the profile: there the game is known.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

BSNES_MAGIC: Final = b"BST1"
_SNES9X_HEADER: Final = re.compile(rb"#!s9xsnp:(\d{4})\n")
_SNES9X_BLOCK: Final = re.compile(rb"([A-Z0-9]{3}):(\d{6}|------\d*):")
_BSNES_HEADER: Final = struct.Struct("<4sI64s512s16s")

SIGNATURE_BYTES: Final = 8
"""The first bytes of a state are the core's magic and version in every SNES core."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named block of a snes9x state: where its data lies."""

    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a state says of where it comes from.

    `family` is `snes9x`, `bsnes` or empty, `format` the version of the core's states or, where the family is not
    known, their first bytes. `game` is the SHA-256 of the game's image, None where states don't hold it.
    `hardware` tells kinds of cartridges apart: the blocks of a state, or the profile of the core.
    """

    family: str
    format: str
    game: str | None = None
    hardware: tuple[str, ...] = ()


def origin(state: bytes) -> Origin:
    """Read it off the beginning of a core's state; never fails, and what is not known has an empty `family`."""
    if found := _SNES9X_HEADER.match(state):
        names = tuple(f"{part.name}:{part.size}" for part in parts(state) if part.name != "NAM")
        return Origin("snes9x", found[1].decode(), None, names)
    if state.startswith(BSNES_MAGIC) and len(state) >= _BSNES_HEADER.size:
        _, version, digest, _, profile = _BSNES_HEADER.unpack_from(state)
        game = digest.decode("ascii", "replace") if re.fullmatch(rb"[0-9a-f]{64}", digest) else None
        return Origin("bsnes", str(version), game, (profile.rstrip(b"\0").decode("ascii", "replace"),))
    return Origin("", state[:SIGNATURE_BYTES].hex())


def parts(state: bytes) -> tuple[Part, ...]:
    """The named blocks of a snes9x state up to the first that is none or is cut; empty for other cores."""
    header = _SNES9X_HEADER.match(state)
    found: list[Part] = []
    place = header.end() if header else len(state)
    while block := _SNES9X_BLOCK.match(state, place):
        size = int(block[2]) if block[2].isdigit() else int(block[2].lstrip(b"-") or b"0")
        place = block.end() + size
        if place > len(state):
            break
        found.append(Part(block[1].decode(), block.end(), size))
    return tuple(found)
