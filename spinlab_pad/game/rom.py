"""A ROM file: its checksums, and the header in which a SNES game says who it is. Pure.

The internal header ends at the vectors, at $00:FFC0 to $00:FFFF of the console's memory. Where that lies in the file
depends on how the cartridge is wired; nothing in the file says it outright, so each possible place is looked at and
the one that reads most like a header is believed. Source: the SNES development manual's chapter on registration data.

Copiers of the nineties put 512 bytes before the game. Emulators leave them away, but RetroArch counts its CRC32 over
the file as it is: both checksums are kept here.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import Final, Literal

SMALLEST_BYTES: Final = 32 << 10
"""One bank of LoROM, the least that a cartridge has."""
LARGEST_BYTES: Final = 16 << 20
"""More than a SNES can address; the largest hacks have 8 MiB."""
COPIER_BYTES: Final = 512
BLOCK_BYTES: Final = 1024
"""Cartridges are made of whole blocks, so what is over is a copier's header."""
TITLE_BYTES: Final = 21

Mapping = Literal["LoROM", "HiROM", "ExLoROM", "ExHiROM"]

_PLACES: Final[tuple[tuple[Mapping, int], ...]] = (
    ("LoROM", 0x7FC0),
    ("HiROM", 0xFFC0),
    ("ExHiROM", 0x40FFC0),
    ("ExLoROM", 0x407FC0),
)
_HEADER_BYTES: Final = 0x40
_MODES: Final[dict[Mapping, frozenset[int]]] = {
    "LoROM": frozenset({0x20, 0x22, 0x23, 0x30, 0x32, 0x33}),
    "HiROM": frozenset({0x21, 0x31, 0x3A}),
    "ExLoROM": frozenset({0x22, 0x32}),
    "ExHiROM": frozenset({0x25, 0x35}),
}
"""Values of the mode byte by wiring, slow and fast; SA-1 (0x23, 0x33) is wired like LoROM."""
_BELIEVED: Final = 4
"""Points from which a place is taken for a header; see `_points`."""
_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "a zip file; unpack it and use the game inside"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file; unpack it and use the game inside"),
    (b"Rar!", "a rar file; unpack it and use the game inside"),
    (b"\x1f\x8b", "a gz file; unpack it and use the game inside"),
    (b"BPS1", "a patch; apply it to the game first, and use what comes out"),
    (b"UPS1", "a patch; apply it to the game first, and use what comes out"),
    (b"PATCH", "a patch; apply it to the game first, and use what comes out"),
)


class RomError(ValueError):
    """The bytes are no SNES game; one line that says what they are and what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the game says of itself. `title` is shown text; `checksum_ok`: checksum and complement fit together."""

    title: str
    mapping: Mapping
    checksum: int
    checksum_ok: bool
    region: int
    version: int


@dataclass(frozen=True, slots=True)
class Rom:
    """A ROM file.

    `crc32` is of the file as it lies there, which is what RetroArch tells; `bare_crc32` and `sha256` (hex) are of the
    game alone, as databases list it. Without `copier_bytes` the two checksums are the same. `header` is None where
    nothing reads like one.
    """

    size: int
    copier_bytes: int
    crc32: int
    bare_crc32: int
    sha256: str
    header: Header | None


def read_rom(data: bytes) -> Rom:
    """Look at the bytes of a file.

    Raises:
        RomError: they are no SNES game.
    """
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise RomError(f"this is {what}")
    if len(data) < SMALLEST_BYTES:
        raise RomError(f"{len(data)} bytes are too few for a SNES game; the file was cut short, get it anew")
    if len(data) > LARGEST_BYTES + COPIER_BYTES:
        raise RomError(f"{len(data) >> 20} MiB are too many for a SNES game; use a .sfc or .smc file")
    copier_bytes = COPIER_BYTES if len(data) % BLOCK_BYTES == COPIER_BYTES else 0
    bare = memoryview(data)[copier_bytes:]
    crc32 = zlib.crc32(data)
    return Rom(
        size=len(data),
        copier_bytes=copier_bytes,
        crc32=crc32,
        bare_crc32=zlib.crc32(bare) if copier_bytes else crc32,
        sha256=hashlib.sha256(bare).hexdigest(),
        header=_header(bare),
    )


def _header(bare: memoryview) -> Header | None:
    """The most believable header; of two that are equally so the one of the simpler wiring."""
    found: list[tuple[int, Header]] = []
    for mapping, at in _PLACES:
        block = bytes(bare[at : at + _HEADER_BYTES])
        if len(block) == _HEADER_BYTES:
            found.append((_points(block, mapping), _parse(block, mapping)))
    points, header = max(found, key=lambda item: item[0], default=(0, None))
    return header if points >= _BELIEVED else None


def _points(block: bytes, mapping: Mapping) -> int:
    """How much 64 bytes read like a header: a checksum that fits its complement says most.

    A game starts in emulation mode at its reset vector, which must lie in ROM, from $8000 on: without that it isn't
    one, whatever else fits.
    """
    if _word(block, 0x3C) < 0x8000:
        return 0
    points = 1
    points += 3 if _sums_fit(block) else 0
    points += 2 if block[0x15] in _MODES[mapping] else 0
    points += 1 if all(_printable(code) for code in block[:TITLE_BYTES].rstrip(b"\0")) and any(block[:2]) else 0
    points += 1 if 7 <= block[0x17] <= 13 else 0
    return points


def _parse(block: bytes, mapping: Mapping) -> Header:
    return Header(
        title=title_of(block[:TITLE_BYTES]),
        mapping=mapping,
        checksum=_word(block, 0x1E),
        checksum_ok=_sums_fit(block),
        region=block[0x19],
        version=block[0x1B],
    )


def title_of(raw: bytes) -> str:
    """The title's bytes as text: ASCII and half-width katakana (JIS X 0201); what else there is becomes a blank."""
    text = "".join(_character(code) for code in raw)
    return " ".join(text.split())


def _character(code: int) -> str:
    if 0x20 <= code < 0x7F:
        return chr(code)
    return chr(0xFF61 + code - 0xA1) if 0xA1 <= code <= 0xDF else " "


def _printable(code: int) -> bool:
    return 0x20 <= code < 0x7F or 0xA1 <= code <= 0xDF


def _sums_fit(block: bytes) -> bool:
    """The complement is the checksum with all bits turned over; an empty header fits only by the first test."""
    return _word(block, 0x1C) ^ _word(block, 0x1E) == 0xFFFF and any(block[:TITLE_BYTES])


def _word(block: bytes, at: int) -> int:
    return int.from_bytes(block[at : at + 2], "little")
