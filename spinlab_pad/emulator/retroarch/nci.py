"""Wire format of RetroArch's Network Command Interface: commands to bytes, datagrams to replies. Pure.

Rules: UDP text; one datagram may hold many commands, one a line, which RetroArch carries out in one input poll, that
is in one frame; every command answers in a datagram of its own or not at all. A reply holds no number of frame or
request, so it is matched by what it repeats of the command (its echo), never by its order.

Parsing never raises: what is not understood is `Unrecognised`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from spinlab_pad.game.memory import WRAM_SIZE

DEFAULT_PORT: Final = 55355

MAX_DATAGRAM_BYTES: Final = 2047
"""RetroArch reads no more of a datagram; what comes after is cut off without a word."""

MAX_READ_BYTES: Final = 20_000
"""Bytes of one read. The reply must fit one UDP datagram (21,827 at most), and RetroArch checks no bounds."""

SAVE_STATE: Final = b"SAVE_STATE"
LOAD_STATE: Final = b"LOAD_STATE"
PAUSE_TOGGLE: Final = b"PAUSE_TOGGLE"
GET_STATUS: Final = b"GET_STATUS"
VERSION: Final = b"VERSION"
RECORD_REPLAY: Final = b"RECORD_REPLAY"
HALT_REPLAY: Final = b"HALT_REPLAY"
BSV_RECORD_TOGGLE: Final = b"BSV_RECORD_TOGGLE"
QUIT: Final = b"QUIT"


class NciError(ValueError):
    """A command that RetroArch would misread, cut off or crash on."""


class Space(Enum):
    """Which of the two read commands is used; the value is its name and the address of work RAM in it."""

    CORE_RAM = ("READ_CORE_RAM", 0)
    BUS = ("READ_CORE_MEMORY", 0x7E0000)

    @property
    def command(self) -> str:
        return self.value[0]

    @property
    def base(self) -> int:
        return self.value[1]


class RunState(Enum):
    """What GET_STATUS says. An open menu also says PLAYING."""

    PLAYING = "PLAYING"
    PAUSED = "PAUSED"
    CONTENTLESS = "CONTENTLESS"


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of work RAM from `address` (offset from $7E0000)."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class MemoryRefused:
    """RetroArch or the core can't read there; `reason` may be empty."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """Answer of GET_STATUS; `system`, `content` and `crc32` are empty and None where nothing is loaded."""

    state: RunState
    system: str = ""
    content: str = ""
    crc32: int | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """Answer of GET_CONFIG_PARAM; RetroArch says `unsupported` for names that it doesn't tell."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SlotEcho:
    """LOAD_STATE_SLOT was understood. It says nothing about whether a state was loaded."""

    slot: int


@dataclass(frozen=True, slots=True)
class ReplayEcho:
    """PLAY_REPLAY_SLOT was carried out; 0 stands for a file that RetroArch doesn't take."""

    identifier: int


@dataclass(frozen=True, slots=True)
class Version:
    """RetroArch's version, as it writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A datagram that is none of the above."""

    raw: bytes


Reply = Memory | MemoryRefused | Status | Parameter | SlotEcho | ReplayEcho | Version | Unrecognised


def read_memory(address: int, size: int, space: Space = Space.CORE_RAM) -> bytes:
    """Read `size` bytes of work RAM from offset `address`.

    Raises:
        NciError: outside of work RAM or more than one reply can hold; RetroArch would crash or stay silent.
    """
    if not 1 <= size <= MAX_READ_BYTES:
        raise NciError(f"a read of {size} bytes is not within 1 to {MAX_READ_BYTES}")
    if not 0 <= address <= WRAM_SIZE - size:
        raise NciError(f"a read of {size} bytes at {address:#x} is outside of work RAM")
    return f"{space.command} {space.base + address:x} {size}".encode()


def load_state_slot(slot: int) -> bytes:
    """Load the state file of `slot` (since 1.15; older ones are silent)."""
    if slot < 0:
        raise NciError(f"slot {slot} is negative")
    return f"LOAD_STATE_SLOT {slot}".encode()


def play_replay_slot(slot: int) -> bytes:
    """Play the replay file of `slot` (since 1.15). Only while paused: within a frame it comes late or hangs."""
    if slot < 0:
        raise NciError(f"slot {slot} is negative")
    return f"PLAY_REPLAY_SLOT {slot}".encode()


def get_parameter(name: str) -> bytes:
    """Ask for one of the few settings that RetroArch tells."""
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise NciError(f"{name!r} is not the name of a setting")
    return f"GET_CONFIG_PARAM {name}".encode()


def show_message(text: str) -> bytes:
    """Show a line on RetroArch's screen; line breaks become blanks, overlong text is cut at a character."""
    line = " ".join(text.split()).encode("utf-8", "replace")[: MAX_DATAGRAM_BYTES - len("SHOW_MSG ")]
    return b"SHOW_MSG " + line.decode("utf-8", "ignore").encode()


def datagram(*commands: bytes) -> bytes:
    """Join commands that belong into one poll.

    Raises:
        NciError: they don't fit one datagram, or a command holds a line break.
    """
    if any(b"\n" in command for command in commands):
        raise NciError("a command holds a line break")
    joined = b"\n".join(commands)
    if len(joined) > MAX_DATAGRAM_BYTES:
        raise NciError(f"{len(joined)} bytes of commands don't fit the {MAX_DATAGRAM_BYTES} that RetroArch reads")
    return joined


_STATUS: Final = re.compile(r"GET_STATUS (PLAYING|PAUSED) ([^,]*),(.*?)(?:,crc32=([0-9a-fA-F]{1,8}))?\n?", re.DOTALL)
_VERSION: Final = re.compile(rb"\d+\.\d+(\.\d+)?\S*\n?")
_SLOT: Final = re.compile(rb"LOAD_STATE_SLOT (\d{1,9})\n?")
_REPLAY: Final = re.compile(rb"PLAY_REPLAY_SLOT (\d{1,20})\n?")
_SPACES: Final = {space.command.encode(): space for space in Space}


def parse(raw: bytes) -> Reply:
    """Understand one datagram from RetroArch."""
    head, _, rest = raw.partition(b" ")
    space = _SPACES.get(head)
    if space is not None:
        return _parse_memory(raw, rest, space)
    if head == b"GET_STATUS":
        return _parse_status(raw)
    if head == b"GET_CONFIG_PARAM":
        name, blank, value = _text(rest).partition(" ")
        return Parameter(name, value.rstrip("\n")) if blank else Unrecognised(raw)
    if slot := _SLOT.fullmatch(raw):
        return SlotEcho(int(slot[1]))
    if replay := _REPLAY.fullmatch(raw):
        return ReplayEcho(int(replay[1]))
    if _VERSION.fullmatch(raw):
        return Version(_text(raw).strip())
    return Unrecognised(raw)


def _text(raw: bytes) -> str:
    """Text that may be part of a file name: bytes that are no UTF-8 survive as the file system API wants them."""
    return raw.decode("utf-8", "surrogateescape")


def _parse_memory(raw: bytes, rest: bytes, space: Space) -> Memory | MemoryRefused | Unrecognised:
    where, _, values = rest.strip().partition(b" ")
    try:
        address = int(where, 16) - space.base
        if values.startswith(b"-1"):
            return MemoryRefused(address, _text(values[2:].strip()))
        data = bytes.fromhex(values.decode("ascii"))
    except ValueError:
        return Unrecognised(raw)
    return Memory(address, data) if address >= 0 and data else Unrecognised(raw)


def _parse_status(raw: bytes) -> Status | Unrecognised:
    text = _text(raw)
    if text.rstrip("\n") == "GET_STATUS CONTENTLESS":
        return Status(RunState.CONTENTLESS)
    found = _STATUS.fullmatch(text)
    if not found:
        return Unrecognised(raw)
    crc32 = int(found[4], 16) if found[4] else None
    return Status(RunState(found[1]), found[2], found[3], crc32)
