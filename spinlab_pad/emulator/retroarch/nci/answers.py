"""Replies to bytes, as RetroArch writes them. Pure. The other side of `parsing.py`, for tests and proxies."""

from __future__ import annotations

from spinlab_pad.emulator.retroarch.nci import lists
from spinlab_pad.emulator.retroarch.nci.commands import Space
from spinlab_pad.emulator.retroarch.nci.replies import (
    BusMemory,
    BusRefused,
    Cores,
    Declined,
    Done,
    Empty,
    Failed,
    Help,
    Memory,
    MemoryRefused,
    Parameter,
    Playlist,
    Playlists,
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


def answer(reply: Reply, space: Space = Space.CORE_RAM) -> bytes:
    """The datagram of a reply. `space` is the read command that a `Memory` or `MemoryRefused` answers."""
    if isinstance(reply, Help | Cores | Playlists | Playlist):
        return lists.text_of(reply)
    if isinstance(reply, Unrecognised):
        return reply.raw
    return _text(reply, space).encode("utf-8", "surrogateescape")


def _text(reply: Reply, space: Space) -> str:
    match reply:
        case Memory() | BusMemory() | MemoryRefused() | BusRefused():
            return _memory(reply, space)
        case Written():
            return f"WRITE_CORE_MEMORY {reply.address:x} {reply.count}\n"
        case WriteRefused():
            return f"WRITE_CORE_MEMORY {reply.address:x} {_refusal(reply.reason)}\n"
        case Status():
            return _status(reply)
        case Parameter():
            return f"GET_CONFIG_PARAM {reply.name} {reply.value}"
        case SlotEcho():
            return f"LOAD_STATE_SLOT {reply.slot}"
        case SaveEcho():
            return f"SAVE_STATE_SLOT {reply.slot}"
        case ReplayStarted():
            return f"PLAY_REPLAY_SLOT {reply.identifier}"
        case Sought():
            return f"OK {reply.frame}\n"
        case Version():
            return f"{reply.text}\n"
        case Failed():
            return _failed(reply)
    return {Empty: "", Done: "OK\n", Declined: "NO\n"}[type(reply)]


def _memory(reply: Memory | BusMemory | MemoryRefused | BusRefused, space: Space) -> str:
    elsewhere = isinstance(reply, BusMemory | BusRefused)
    command = Space.BUS.command if elsewhere else space.command
    address = reply.address if elsewhere else space.base + reply.address
    values = reply.data.hex(" ").upper() if isinstance(reply, Memory | BusMemory) else _refusal(reply.reason)
    return f"{command} {address:x} {values}\n"


def _refusal(reason: str) -> str:
    return f"-1 {reason}" if reason else "-1"


def _status(status: Status) -> str:
    if status.state is RunState.CONTENTLESS:
        return "GET_STATUS CONTENTLESS"
    crc32 = "" if status.crc32 is None else f",crc32={status.crc32:x}"
    return f"GET_STATUS {status.state.value} {status.system},{status.content}{crc32}\n"


def _failed(failed: Failed) -> str:
    if failed.command.startswith("READ_CORE_"):
        return f"{failed.command} ERROR: {failed.reason}"
    return f"{failed.command} ERROR {failed.reason}\n" if failed.reason else f"{failed.command} ERROR"
