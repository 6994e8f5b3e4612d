"""The file of a recording of the embedded core: a state, and what both pads held in every frame from it on. Pure.

All little-endian: the magic, u32 CRC of all that follows; u32 CRC of the content, u64 unix seconds of the start, u16
bytes of the core's name, u32 bytes of the state, u32 frames; the name in UTF-8, the state, and two u16 a frame.

Parsing reads any bytes: it gives `Inputs` or raises `NotARecording`.
"""

from __future__ import annotations

import struct
from binascii import crc32
from dataclasses import dataclass, field
from typing import Final

FORMAT: Final = "SPINREC1"
"""The name that a recording carries, and the magic of the file."""

_FRONT: Final = struct.Struct("<8sI")
_HEAD: Final = struct.Struct("<IQHII")
_PADS: Final = struct.Struct("<2H")


class NotARecording(ValueError):
    """The bytes are no such file, or not all of one; the text says why."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a file holds. `core` is name and version of the core, `pads` are four bytes a frame."""

    core: str
    crc32: int
    started_s: int
    state: bytes = field(repr=False)
    pads: bytes = field(repr=False)

    @property
    def frames(self) -> int:
        """How many frames it holds."""
        return len(self.pads) // _PADS.size

    def held(self, frame: int) -> tuple[int, int]:
        """What both pads held in a frame, counted from 0."""
        first, second = _PADS.unpack_from(self.pads, frame * _PADS.size)
        return first, second


def packed(first: int, second: int) -> bytes:
    """One frame of both pads."""
    return _PADS.pack(first, second)


def dump(inputs: Inputs) -> bytes:
    """The file."""
    name = inputs.core.encode()
    head = _HEAD.pack(inputs.crc32, inputs.started_s, len(name), len(inputs.state), inputs.frames)
    body = b"".join((head, name, inputs.state, inputs.pads))
    return _FRONT.pack(FORMAT.encode(), crc32(body)) + body


def parse(raw: bytes) -> Inputs:
    """Understand a file.

    Raises:
        NotARecording: it is none, or was cut or changed.
    """
    if len(raw) < _FRONT.size + _HEAD.size:
        raise NotARecording("it is shorter than a header")
    magic, told = _FRONT.unpack_from(raw)
    if magic != FORMAT.encode():
        raise NotARecording(f"it does not begin with {FORMAT}")
    if told != crc32(memoryview(raw)[_FRONT.size :]):
        raise NotARecording("it was cut or changed: its checksum is another one")
    content, started_s, name_bytes, state_bytes, frames = _HEAD.unpack_from(raw, _FRONT.size)
    name_at = _FRONT.size + _HEAD.size
    state_at = name_at + name_bytes
    pads_at = state_at + state_bytes
    if pads_at + frames * _PADS.size != len(raw):
        raise NotARecording("its parts do not fill it")
    try:
        core = raw[name_at:state_at].decode()
    except UnicodeDecodeError as error:
        raise NotARecording("the name of its core is no text") from error
    return Inputs(core, content, started_s, raw[state_at:pads_at], raw[pads_at:])
