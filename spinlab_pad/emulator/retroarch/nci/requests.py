"""Datagrams to commands: what RetroArch makes of the bytes that a client sends. Pure.

The other side of `commands.py`, for tests, proxies and for matching a reply to what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from spinlab_pad.emulator.retroarch.nci.forms import MAX_DATAGRAM_BYTES, Value
from spinlab_pad.emulator.retroarch.nci.table import COMMANDS, NEXT, Command, Kind, Release


@dataclass(frozen=True, slots=True)
class Request:
    """One line of a datagram. `command` is None where that RetroArch doesn't know it: it logs it and is silent.

    `arguments` are None where the command doesn't understand them.
    """

    raw: bytes
    command: Command | None
    arguments: tuple[Value, ...] | None


def understand(datagram: bytes, release: Release = NEXT) -> tuple[Request, ...]:
    """The commands in a datagram, as that release reads it: cut off, up to a NUL, empty lines ignored (`command.c`)."""
    text, _, _ = datagram[:MAX_DATAGRAM_BYTES].partition(b"\0")
    return tuple(_request(line, release) for line in text.split(b"\n") if line)


def _request(line: bytes, release: Release) -> Request:
    text = line.decode("utf-8", "surrogateescape")
    name, _, rest = text.partition(" ")
    for command in COMMANDS:
        if command.name == name and command.known_to(release):
            if command.kind is Kind.HOTKEY and text != name:
                break
            return Request(line, command, command.form.read(rest))
    return Request(line, None, None)
