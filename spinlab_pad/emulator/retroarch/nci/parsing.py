"""Datagrams from RetroArch to replies. Pure.

Parsing never raises: what is not understood is `Unrecognised`. Replies to reads come sixty times a second and more, so
they take the shortest way: one split, a remembered address, one conversion.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from spinlab_pad.emulator.retroarch.nci import lists
from spinlab_pad.emulator.retroarch.nci.commands import Space
from spinlab_pad.emulator.retroarch.nci.replies import (
    BusMemory,
    BusRefused,
    Declined,
    Done,
    Empty,
    Failed,
    Memory,
    MemoryRefused,
    Parameter,
    ReplayStarted,
    Reply,
    RunState,
    SaveEcho,
    SlotEcho,
    Sought,
    Status,
    Unrecognised,
    Version,
    WriteRefused,
    Written,
)
from spinlab_pad.game.memory import WRAM_SIZE

_BASES: Final = {space.command.encode(): space.base for space in Space}
_LONGEST_HEAD: Final = len("READ_CORE_MEMORY 00000000 ")


def parse(raw: bytes) -> Reply:
    """Understand one datagram from RetroArch."""
    words = raw.split(b" ", 2)
    if len(words) == 3 and len(raw) - len(words[2]) <= _LONGEST_HEAD:
        address, read, refused = _place(words[0], words[1])
        if read is not None:
            values = words[2]
            try:
                data = bytes.fromhex(values.decode("ascii"))
            except ValueError:
                return _refused(raw, address, values, refused)
            if data and len(values) == 3 * len(data) == values.find(b"\n") + 1:
                return read(address, data)
            return _unrecognised(raw)
    if raw.startswith(b"GET_STATUS "):
        return _status(raw)
    return _other(raw)


_Read = type[Memory] | type[BusMemory] | None
_Refused = type[MemoryRefused] | type[BusRefused]


@lru_cache(256)
def _place(command: bytes, where: bytes) -> tuple[int, _Read, _Refused]:
    """The address that is read, and the replies of its space; no reply where this is none to a read."""
    base = _BASES.get(command)
    if base is None or not re.fullmatch(rb"[0-9a-f]{1,8}", where):
        return 0, None, MemoryRefused
    address = int(where, 16)
    if base and not base <= address < base + WRAM_SIZE:
        return address, BusMemory, BusRefused
    return address - base, Memory, MemoryRefused


_REFUSAL: Final = re.compile(rb"-1(?: ([^\n]+))?\n")


def _refused(raw: bytes, address: int, values: bytes, refused: _Refused) -> Reply:
    found = _REFUSAL.fullmatch(values)
    return refused(address, text(found[1] or b"")) if found else _unrecognised(raw)


_STATUS: Final = re.compile(r"GET_STATUS (PLAYING|PAUSED) ([^,]*),(.*?)(?:,crc32=([0-9a-fA-F]{1,8}))?\n", re.DOTALL)


@lru_cache(16)
def _status(raw: bytes) -> Reply:
    """Remembered, because RetroArch says the same in every frame."""
    if raw in {b"GET_STATUS CONTENTLESS", b"GET_STATUS CONTENTLESS\n"}:
        return Status(RunState.CONTENTLESS)
    if raw == b"GET_STATUS ERROR":
        return Failed("GET_STATUS", "")
    found = _STATUS.fullmatch(text(raw))
    if not found:
        return _unrecognised(raw)
    crc32 = int(found[4], 16) if found[4] else None
    return Status(RunState(found[1]), found[2], found[3], crc32)


_PARAMETER: Final = re.compile(rb"GET_CONFIG_PARAM ([a-z0-9_]+) (.*)", re.DOTALL)
_ECHO: Final = re.compile(rb"(LOAD_STATE|SAVE_STATE|PLAY_REPLAY)_SLOT (-?\d{1,19})\n?")
_ECHOES: Final[dict[bytes, type[SlotEcho] | type[SaveEcho] | type[ReplayStarted]]] = {
    b"LOAD_STATE": SlotEcho,
    b"SAVE_STATE": SaveEcho,
    b"PLAY_REPLAY": ReplayStarted,
}
_SOUGHT: Final = re.compile(rb"OK (-?\d{1,19})\n")
_WRITTEN: Final = re.compile(rb"WRITE_CORE_MEMORY ([0-9a-f]{1,8}) (?:(\d{1,10})|-1(?: ([^\n]+))?)\n")
_VERSION: Final = re.compile(rb"\d{1,4}\.\d{1,4}\S{0,64}\n")
_NO_MEMORY: Final = re.compile(rb"(READ_CORE_RAM|READ_CORE_MEMORY) ERROR: ([^\n]+)\n?")
_FAILED: Final = re.compile(rb"(HELP|GET_PLAYLIST) ERROR ([^\n]+)\n")
_FIXED: Final[dict[bytes, Reply]] = {
    b"": Empty(),
    b"OK\n": Done(),
    b"NO\n": Declined(),
    # What remains of a buffer that was filled with OK and a line break; and one that is sent with its end mark.
    b"NO\0": Declined(),
    b"NO\n\0": Declined(),
}


def _other(raw: bytes) -> Reply:
    """Replies that come now and then."""
    if (fixed := _FIXED.get(raw)) is not None:
        return fixed
    if found := _PARAMETER.fullmatch(raw):
        return Parameter(text(found[1]), text(found[2]))
    if found := _ECHO.fullmatch(raw):
        return _ECHOES[found[1]](int(found[2]))
    if found := _SOUGHT.fullmatch(raw):
        return Sought(int(found[1]))
    if found := _WRITTEN.fullmatch(raw):
        address = int(found[1], 16)
        return WriteRefused(address, text(found[3] or b"")) if found[2] is None else Written(address, int(found[2]))
    if found := _NO_MEMORY.fullmatch(raw) or _FAILED.fullmatch(raw):
        return Failed(text(found[1]), text(found[2]))
    if (listed := lists.parse(raw)) is not None:
        return listed
    if _VERSION.fullmatch(raw):
        return Version(text(raw[:-1]))
    return _unrecognised(raw)


def text(raw: bytes) -> str:
    """Text that may be part of a file name: bytes that are no UTF-8 survive as the file system API wants them."""
    return raw.decode("utf-8", "surrogateescape")


_HEADS: Final = (
    b"READ_CORE_RAM ERROR: ",
    b"READ_CORE_MEMORY ERROR: ",
    b"WRITE_CORE_MEMORY ",
    b"GET_STATUS CONTENTLESS",
    b"GET_STATUS PLAYING ",
    b"GET_STATUS PAUSED ",
    b"GET_STATUS ERROR",
    b"GET_CONFIG_PARAM ",
    b"LOAD_STATE_SLOT -",
    b"SAVE_STATE_SLOT -",
    b"PLAY_REPLAY_SLOT -",
    b"OK -",
    b"NO\n",
    b"HELP ERROR ",
    b"GET_PLAYLIST ERROR ",
    b"GET_PLAYLIST empty\n",
    b"LIST_CORES none\n",
    b"LIST_PLAYLISTS none\n",
)
"""What replies of a fixed beginning begin with, as far as it is fixed."""

_BEGUN: Final = re.compile(
    rb"""READ_CORE_(?:RAM|MEMORY)\ (?:
            [0-9a-f]{1,8}(?:\ (?:(?:[0-9A-Fa-f]{2}\ )*[0-9A-Fa-f]{0,2}|-(?:1(?:\ [^\n]*)?)?))?
            |ERROR:\ [^\n]*)
        |WRITE_CORE_MEMORY\ [0-9a-f]{1,8}(?:\ (?:\d{0,10}|-(?:1(?:\ [^\n]*)?)?))?
        |GET_STATUS\ (?:PLAYING|PAUSED)\ .*[^\n]
        |GET_CONFIG_PARAM\ [a-z0-9_]*
        |OK\ -?\d{0,19}
        |(?:HELP|GET_PLAYLIST)\ ERROR\ [^\n]*
        |\d{1,4}(?:\.(?:\d{1,4}\S{0,64})?)?""",
    re.VERBOSE | re.DOTALL,
)
"""What has an end mark, with as much of it as may be there without the end mark."""


def _unrecognised(raw: bytes) -> Unrecognised:
    begun = any(head.startswith(raw) for head in _HEADS) or _BEGUN.fullmatch(raw) or lists.begun(raw)
    return Unrecognised(raw, bool(begun))
