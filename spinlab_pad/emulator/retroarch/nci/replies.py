"""What RetroArch answers, as values. Pure.

A reply holds no number of frame or request; `echoes` says what it repeats of the command that it answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RunState(Enum):
    """What GET_STATUS says. An open menu also says PLAYING."""

    PLAYING = "PLAYING"
    PAUSED = "PAUSED"
    CONTENTLESS = "CONTENTLESS"


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of work RAM from `address` (offset from $7E0000); from 0x20000 on of save RAM."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class MemoryRefused:
    """RetroArch or the core can't read there; `reason` may be empty. `address` as in `Memory`."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True)
class BusMemory:
    """Bytes that lie elsewhere on the SNES's bus; `address` is the bus address."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class BusRefused:
    """RetroArch or the core can't read at this bus address."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """WRITE_CORE_MEMORY has written `count` bytes from a bus address on: fewer at the end of a region."""

    address: int
    count: int


@dataclass(frozen=True, slots=True)
class WriteRefused:
    """WRITE_CORE_MEMORY can't write at this bus address."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """Answer of GET_STATUS; `system`, `content` and `crc32` are empty and None where nothing is loaded.

    Builds after 1.22.2 tell no `crc32` at all.
    """

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
class SaveEcho:
    """SAVE_STATE_SLOT was understood. It says nothing about whether a state was saved."""

    slot: int


@dataclass(frozen=True, slots=True)
class ReplayStarted:
    """PLAY_REPLAY_SLOT found a file; `identifier` is 0 where it is none that can be played."""

    identifier: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A datagram without a byte: PLAY_REPLAY_SLOT found no file."""


@dataclass(frozen=True, slots=True)
class Sought:
    """SEEK_REPLAY went to this frame, which is a checkpoint's; -1 where there is none."""

    frame: int


@dataclass(frozen=True, slots=True)
class Done:
    """SAVE_FILES or LOAD_FILES was carried out."""


@dataclass(frozen=True, slots=True)
class Declined:
    """SEEK_REPLAY, SAVE_FILES or LOAD_FILES was not carried out."""


@dataclass(frozen=True, slots=True)
class Version:
    """RetroArch's version, as it writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """RetroArch couldn't answer `command`; `reason` may be empty."""

    command: str
    reason: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command as HELP describes it; `effect` is `read-only`, `destructive` or empty."""

    name: str
    arguments: str
    text: str
    effect: str


@dataclass(frozen=True, slots=True)
class Help:
    """Answer of HELP: every command, or the one that was asked about."""

    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class InstalledCore:
    """A core's name, and the path that LOAD_CONTENT takes."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Cores:
    """Answer of LIST_CORES; not `complete` where they don't fit one datagram."""

    cores: tuple[InstalledCore, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Playlists:
    """Answer of LIST_PLAYLISTS: file names as GET_PLAYLIST takes them."""

    names: tuple[str, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """One entry of a playlist."""

    index: int
    label: str
    content: str
    core: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """Answer of GET_PLAYLIST; `more_from` is the entry to go on with, None at the end."""

    entries: tuple[PlaylistEntry, ...]
    more_from: int | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A datagram that is none of the above. `truncated`: it is the beginning of one; else it is foreign.

    Replies without an end mark (GET_CONFIG_PARAM, the echoes of slots) can't be told from longer ones cut short.
    """

    raw: bytes
    truncated: bool = False


Reply = (
    Memory
    | MemoryRefused
    | BusMemory
    | BusRefused
    | Written
    | WriteRefused
    | Status
    | Parameter
    | SlotEcho
    | SaveEcho
    | ReplayStarted
    | Empty
    | Sought
    | Done
    | Declined
    | Version
    | Failed
    | Help
    | Cores
    | Playlists
    | Playlist
    | Unrecognised
)
