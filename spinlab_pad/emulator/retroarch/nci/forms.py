"""What may stand behind the name of a command, in both directions. Pure.

A form writes values as text that RetroArch reads as these values, and reads such text back; where RetroArch would
misread, cut off or crash it refuses. The labels are RetroArch's own (`command.h`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Value = int | str | bytes

MAX_DATAGRAM_BYTES: Final = 2047
"""RetroArch reads no more of a datagram; what comes after is cut off without a word."""

MAX_READ_BYTES: Final = 16_384
"""Bytes of one read. Builds after 1.22.2 are silent about more (`COMMAND_READ_NBYTES_MAX` in command.c); older ones
check no bounds, and their reply must fit one UDP datagram (21,827 bytes at most)."""

MAX_ADDRESS: Final = 0xFFFF_FFFF
MAX_SLOT: Final = 0x7FFF_FFFF
MAX_FRAME: Final = 0x7FFF_FFFF_FFFF_FFFF


class NciError(ValueError):
    """A command that RetroArch would misread, cut off or crash on."""


@dataclass(frozen=True, slots=True)
class Form:
    """Arguments of one kind. `write` raises `NciError`; `read` answers None for text that it didn't write."""

    label: str
    write: Callable[..., str]
    read: Callable[[str], tuple[Value, ...] | None]


def checked(value: int, least: int, most: int, what: str) -> int:
    """The value, where it is within bounds."""
    if not least <= value <= most:
        raise NciError(f"{what} {value} is not within {least} to {most}")
    return value


def line(text: str, what: str) -> str:
    """The text, where it is one line that a C string can hold and isn't empty."""
    if not text or any(mark in text for mark in "\n\0"):
        raise NciError(f"{text!r} is not {what}")
    return text


def _number(most: int, what: str) -> Form:
    def read(text: str) -> tuple[Value, ...] | None:
        return (int(text),) if re.fullmatch(r"[0-9]{1,19}", text) and int(text) <= most else None

    return Form(f"<{what}>", lambda value: str(checked(value, 0, most, what)), read)


def _word(label: str, pattern: str, what: str) -> Form:
    def write(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise NciError(f"{text!r} is not {what}")
        return text

    return Form(label, write, lambda text: (text,) if re.fullmatch(pattern, text) else None)


def _line(label: str, what: str) -> Form:
    return Form(label, lambda text: line(text, what), lambda text: (text,) if text else None)


def _write_read(address: int, size: int) -> str:
    checked(size, 1, MAX_READ_BYTES, "number of bytes")
    return f"{checked(address, 0, MAX_ADDRESS, 'address'):x} {size}"


def _read_read(text: str) -> tuple[Value, ...] | None:
    found = re.fullmatch(r"([0-9a-f]{1,8}) ([0-9]{1,9})", text)
    return (int(found[1], 16), int(found[2])) if found else None


def _write_write(address: int, data: bytes) -> str:
    if not data:
        raise NciError("nothing to write")
    return f"{checked(address, 0, MAX_ADDRESS, 'address'):x} {data.hex(' ')}"


def _read_write(text: str) -> tuple[Value, ...] | None:
    found = re.fullmatch(r"([0-9a-f]{1,8}) ((?:[0-9a-f]{2} )*[0-9a-f]{2})", text)
    return (int(found[1], 16), bytes.fromhex(found[2])) if found else None


def _write_both(core: str, content: str) -> str:
    if "|" in core:
        raise NciError(f"a core's path can't hold '|': {core!r}")
    return f"{line(core, 'the path of a core')}|{line(content, 'the path of a game')}"


def _read_both(text: str) -> tuple[Value, ...] | None:
    core, bar, content = text.partition("|")
    return (core, content) if core and bar and content else None


_FIRST_ENTRY: Final = re.compile(r"(.*) ([0-9]{1,9})", re.DOTALL)


def _write_playlist(name: str, first: int = 0) -> str:
    # The number always stands there: without it the last word of "Top 10" would be taken for it.
    if "/" in name or "\\" in name or name.strip() != name:
        raise NciError(f"{name!r} is not the name of a playlist")
    return f"{line(name, 'the name of a playlist')} {checked(first, 0, 999_999_999, 'first entry')}"


def _read_playlist(text: str) -> tuple[Value, ...] | None:
    found = _FIRST_ENTRY.fullmatch(text)
    return (found[1], int(found[2])) if found and found[1] else None


NOTHING: Final = Form("No argument", lambda: "", lambda text: None if text else ())
READ: Final = Form("<address> <number of bytes>", _write_read, _read_read)
WRITE: Final = Form("<address> <byte1> <byte2> ...", _write_write, _read_write)
SLOT: Final = _number(MAX_SLOT, "slot number")
FRAME: Final = _number(MAX_FRAME, "frame number")
SETTING: Final = _word("<param name>", r"[a-z0-9_]+", "the name of a setting")
COMMAND: Final = _word("[command]", r"[A-Z0-9_]*", "the name of a command")
MESSAGE: Final = _line("<message>", "a message of one line")
SHADER: Final = _line("<shader path>", "the path of a shader")
CORE: Final = _line("<core path>", "the path of a core")
CORE_AND_CONTENT: Final = Form("<core path>|<content path>", _write_both, _read_both)
PLAYLIST: Final = Form("<playlist> [first entry]", _write_playlist, _read_playlist)
