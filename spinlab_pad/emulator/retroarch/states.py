"""RetroArch's state files: parse, build, and tell a complete one from one that is still being written. Pure.

Two layers, both optional. `#RZIP` (libretro-common, rzip_stream.c): `#RZIPv\\x01#`, u32 chunk size, u64 size of what
is packed, then per chunk u32 packed size and a zlib stream; the header is written again, with the size, when the file
is closed. `RASTATE` (RetroArch, tasks/task_save.c): `RASTATE\\x01`, then blocks of a 4-byte tag, u32 size and data
padded to 8 bytes: `MEM ` holds the core's own state, `RPLY` the replay that was being recorded, `ACHV` the progress of
achievements, `END ` with size 0 is the last. All little-endian. RetroArch writes in place, and loads a file that is
cut in half without a word, so completeness is checked here.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

RASTATE: Final = b"RASTATE\x01"
RZIP: Final = b"#RZIPv\x01#"
_BLOCK: Final = struct.Struct("<4sI")
_RZIP_HEADER: Final = struct.Struct("<8sIQ")
_ALIGNMENT: Final = 8

MEMORY: Final = b"MEM "
REPLAY: Final = b"RPLY"
ACHIEVEMENTS: Final = b"ACHV"
MARK: Final = b"SPNL"
"""Block that tells files of ours; RetroArch passes over blocks that it doesn't know."""
END: Final = b"END "

MAX_STATE_BYTES: Final = 64 << 20
"""No SNES core has states of more than a few MiB; more is not a state."""

RZIP_CHUNK_BYTES: Final = 128 << 10
"""RetroArch's own chunk size."""


class Incomplete(ValueError):
    """The file so far is the beginning of a state file, or nothing yet."""


class NotAState(ValueError):
    """The bytes are no state file at all; the text says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a container, without its padding."""

    tag: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class StateFile:
    """A complete state file: its blocks in their order, without the last (`END `). Exactly one holds the core's state.

    `packed`: it was compressed.
    """

    blocks: tuple[Block, ...]
    packed: bool = False

    @property
    def core(self) -> bytes:
        """The core's own state."""
        return next(block.data for block in self.blocks if block.tag == MEMORY)

    def holds(self, tag: bytes) -> bool:
        """Whether there is a block of this tag, such as `REPLAY`."""
        return any(block.tag == tag for block in self.blocks)


def parse(raw: bytes) -> StateFile:
    """Take a whole state file apart, packed or not.

    Raises:
        Incomplete: more bytes must come.
        NotAState: more bytes would not help.
    """
    if not raw:
        raise Incomplete("the file is empty")
    packed = _starts(raw, RZIP)
    if packed:
        raw = unpack_rzip(raw)
    if not _starts(raw, RASTATE):
        raise NotAState("it does not begin with RASTATE")
    try:
        return StateFile(_blocks(raw), packed)
    except Incomplete as error:
        if packed:  # nothing more can come out of a packed file that adds up
            raise NotAState(f"what is packed in it is cut: {error}") from error
        raise


def core_state(raw: bytes) -> bytes:
    """The core's own state out of a state file; raises like `parse`."""
    return parse(raw).core


def _blocks(raw: bytes) -> tuple[Block, ...]:
    found: list[Block] = []
    place = len(RASTATE)
    while True:
        if place + _BLOCK.size > len(raw):
            raise Incomplete("its last block is missing")
        tag, size = _BLOCK.unpack_from(raw, place)
        place += _BLOCK.size
        if tag == END:
            break
        if size > MAX_STATE_BYTES:
            raise NotAState(f"block {tag!r} claims {size} bytes")
        found.append(Block(tag, raw[place : place + size]))
        place += _padded(size)
    if size or place != len(raw):
        raise NotAState("bytes follow its end")
    if [block.tag for block in found].count(MEMORY) != 1 or not next(b.data for b in found if b.tag == MEMORY):
        raise NotAState("it does not hold one core state")
    return tuple(found)


def state_file(core: bytes, *, mark: bool = False) -> bytes:
    """A complete, unpacked state file around the core's own state; with `mark`, one that can be told for ours."""
    padding = bytes(_padded(len(core)) - len(core))
    marked = _BLOCK.pack(MARK, 0) if mark else b""
    return b"".join((RASTATE, _BLOCK.pack(MEMORY, len(core)), core, padding, marked, _BLOCK.pack(END, 0)))


def unpack_rzip(raw: bytes) -> bytes:
    """What a `#RZIP` file holds; raises `Incomplete` or `NotAState`."""
    if len(raw) < _RZIP_HEADER.size:
        raise Incomplete("its header is cut")
    magic, _, total = _RZIP_HEADER.unpack_from(raw)
    if magic != RZIP or total > MAX_STATE_BYTES:
        raise NotAState("its RZIP header is broken")
    if not total:
        raise Incomplete("its RZIP header is not finished")
    parts: list[bytes] = []
    unpacked, place = 0, _RZIP_HEADER.size
    while unpacked < total:
        if place + 4 > len(raw):
            raise Incomplete("a chunk is missing")
        (size,) = struct.unpack_from("<I", raw, place)
        place += 4
        if place + size > len(raw):
            raise Incomplete("a chunk is cut")
        part = _inflate(raw[place : place + size], total - unpacked)
        parts.append(part)
        unpacked += len(part)
        place += size
    if unpacked != total or place != len(raw):
        raise NotAState("its RZIP chunks don't add up")
    return b"".join(parts)


def pack_rzip(raw: bytes, chunk_bytes: int = RZIP_CHUNK_BYTES) -> bytes:
    """The `#RZIP` form of a file."""
    parts = [_RZIP_HEADER.pack(RZIP, chunk_bytes, len(raw))]
    for start in range(0, len(raw), chunk_bytes):
        packed = zlib.compress(raw[start : start + chunk_bytes])
        parts += [struct.pack("<I", len(packed)), packed]
    return b"".join(parts)


def _inflate(packed: bytes, at_most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        part = unpacker.decompress(packed, at_most + 1)
    except zlib.error as error:
        raise NotAState(f"a RZIP chunk is broken ({error})") from error
    if not unpacker.eof or not part or len(part) > at_most:
        raise NotAState("a RZIP chunk is broken")
    return part


def _starts(raw: bytes, magic: bytes) -> bool:
    """Whether `raw` begins with `magic`; a beginning of `magic` itself is incomplete."""
    if len(raw) < len(magic) and magic.startswith(raw):
        raise Incomplete("its first bytes are missing")
    return raw.startswith(magic)


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
