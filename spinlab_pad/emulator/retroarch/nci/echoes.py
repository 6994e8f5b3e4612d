"""What a reply repeats of the command that it answers: the only thing that tells which question it belongs to. Pure.

Replies that repeat nothing are told apart by their form, and several commands share one (`OK`, `NO`).
"""

from __future__ import annotations

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
    SaveEcho,
    SlotEcho,
    Sought,
    Status,
    Version,
    WriteRefused,
    Written,
)
from spinlab_pad.emulator.retroarch.nci.requests import Request
from spinlab_pad.game.memory import WRAM_SIZE

Echo = tuple[str, int | str]
"""The kind of question, and what it was about: an address, a slot or a name; empty where the reply doesn't say."""

_DONE_OR_NOT: Echo = ("OK or NO", "")


def of_reply(reply: Reply) -> Echo | None:
    """The echo in a reply; None for what is no reply."""
    match reply:
        case Memory() | MemoryRefused():
            return "read", reply.address
        case BusMemory() | BusRefused():
            return "read bus", reply.address
        case Written() | WriteRefused():
            return "WRITE_CORE_MEMORY", reply.address
        case Status():
            return "GET_STATUS", ""
        case Parameter():
            return "GET_CONFIG_PARAM", reply.name
        case SlotEcho():
            return "LOAD_STATE_SLOT", reply.slot
        case SaveEcho():
            return "SAVE_STATE_SLOT", reply.slot
        case ReplayStarted() | Empty():
            return "PLAY_REPLAY_SLOT", ""
        case Sought() | Done() | Declined():
            return _DONE_OR_NOT
        case Failed():
            return reply.command, ""
    named = {
        Version: "VERSION",
        Help: "HELP",
        Cores: "LIST_CORES",
        Playlists: "LIST_PLAYLISTS",
        Playlist: "GET_PLAYLIST",
    }
    name = named.get(type(reply))
    return None if name is None else (name, "")


def of_request(request: Request) -> tuple[Echo, ...]:
    """The echoes with which a command may be answered; none where it is silent or not understood."""
    if request.command is None or not request.command.replies or request.arguments is None:
        return ()
    name, arguments = request.command.name, request.arguments
    if name in {"SEEK_REPLAY", "SAVE_FILES", "LOAD_FILES"}:
        return (_DONE_OR_NOT,)
    if name in {space.command for space in Space}:
        return _read(name, arguments[0]), (name, "")
    if name in {"WRITE_CORE_MEMORY", "GET_CONFIG_PARAM", "LOAD_STATE_SLOT", "SAVE_STATE_SLOT"}:
        about = arguments[0]
        assert not isinstance(about, bytes)
        return ((name, about),)
    return ((name, ""),)


def _read(name: str, address: object) -> Echo:
    assert isinstance(address, int)
    offset = address - Space.BUS.base if name == Space.BUS.command else address
    if name == Space.BUS.command and not 0 <= offset < WRAM_SIZE:
        return "read bus", address
    return "read", offset
