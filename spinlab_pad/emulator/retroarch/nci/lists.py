"""Replies that are lists, one entry a line, tab between its parts, to values and back. Pure.

They repeat nothing of the command, so their kind is told by their form: HELP's first line begins with the name of a
command, GET_PLAYLIST's with a number and three tabs, LIST_CORES' lines hold a name and a path, LIST_PLAYLISTS' are
names of `.lpl` files. Source: command.c of the development version after 1.22.2.
"""

from __future__ import annotations

import re
from typing import Final

from spinlab_pad.emulator.retroarch.nci.replies import (
    Cores,
    Help,
    HelpLine,
    InstalledCore,
    Playlist,
    PlaylistEntry,
    Playlists,
)
from spinlab_pad.emulator.retroarch.nci.table import FORMS

ListReply = Help | Cores | Playlists | Playlist

NO_CORES: Final = b"LIST_CORES none\n"
NO_PLAYLISTS: Final = b"LIST_PLAYLISTS none\n"
EMPTY_PLAYLIST: Final = b"GET_PLAYLIST empty\n"

_NONE: Final[dict[bytes, ListReply]] = {
    NO_CORES: Cores(()),
    NO_PLAYLISTS: Playlists(()),
    EMPTY_PLAYLIST: Playlist(()),
}
_MORE: Final = "MORE"
_EFFECT: Final = re.compile(r"(.*) \[(read-only|destructive)\]", re.DOTALL)


def parse(raw: bytes) -> ListReply | None:
    """The list in a datagram; None where it is none."""
    if (none := _NONE.get(raw)) is not None:
        return none
    if not raw.endswith(b"\n") or (b"\t" not in raw and b".lpl\n" not in raw):
        return None
    lines = raw[:-1].decode("utf-8", "surrogateescape").split("\n")
    if re.split("[ \t]", lines[0], maxsplit=1)[0] in FORMS:
        return _help(lines)
    if re.match(r"[0-9]{1,9}\t", lines[0]):
        return _playlist(lines)
    complete = lines[-1] != _MORE
    entries = lines if complete else lines[:-1]
    if all(re.fullmatch(r"[^\t]*\t[^\t]+", line) for line in entries):
        parts = (line.split("\t") for line in entries)
        return Cores(tuple(InstalledCore(name, path) for name, path in parts), complete)
    if all(line.endswith(".lpl") and "\t" not in line for line in entries):
        return Playlists(tuple(entries), complete)
    return None


def _help(lines: list[str]) -> Help | None:
    made = []
    for line in lines:
        head, tab, text = line.partition("\t")
        name, _, arguments = head.partition(" ")
        if not tab or not name:
            return None
        effect = _EFFECT.fullmatch(text)
        made.append(HelpLine(name, arguments, effect[1] if effect else text, effect[2] if effect else ""))
    return Help(tuple(made))


def _playlist(lines: list[str]) -> Playlist | None:
    more = re.fullmatch(rf"{_MORE} ([0-9]{{1,9}})", lines[-1])
    entries = []
    for line in lines[:-1] if more else lines:
        found = re.fullmatch(r"([0-9]{1,9})\t([^\t]*)\t([^\t]*)\t([^\t]*)", line)
        if not found:
            return None
        entries.append(PlaylistEntry(int(found[1]), found[2], found[3], found[4]))
    return Playlist(tuple(entries), int(more[1]) if more else None)


_FIRST_LINE: Final = re.compile(rb"[^\x00-\x1f]*\t|[^\x00-\x1f]+\.lpl\n")


def begun(raw: bytes) -> bool:
    """Whether this can be the beginning of a list that holds its first entry in part at least."""
    return not raw.endswith(b"\n") and _FIRST_LINE.match(raw) is not None


def text_of(reply: ListReply) -> bytes:
    """The datagram of a list."""
    lines: list[str]
    match reply:
        case Help():
            lines = [_help_line(line) for line in reply.lines]
        case Cores():
            lines = [f"{core.name}\t{core.path}" for core in reply.cores] + ([] if reply.complete else [_MORE])
        case Playlists():
            lines = [*reply.names] + ([] if reply.complete else [_MORE])
        case Playlist():
            lines = [f"{item.index}\t{item.label}\t{item.content}\t{item.core}" for item in reply.entries]
            lines += [] if reply.more_from is None else [f"{_MORE} {reply.more_from}"]
    if lines:
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    return {Cores: NO_CORES, Playlists: NO_PLAYLISTS}.get(type(reply), EMPTY_PLAYLIST)


def _help_line(line: HelpLine) -> str:
    head = f"{line.name} {line.arguments}" if line.arguments else line.name
    return f"{head}\t{line.text}" + (f" [{line.effect}]" if line.effect else "")
