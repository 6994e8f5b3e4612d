"""A whole terminal as a screen: lines are drawn where they changed, keys are read one by one.

ANSI codes and what Python brings along; on Windows the console is told to understand the codes (untested).
"""

from __future__ import annotations

import os
import select
import shutil
import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self, TextIO

OPEN: Final = "\x1b[?1049h\x1b[?25l\x1b[2J"
"""The other screen, no cursor, empty."""
SHUT: Final = "\x1b[0m\x1b[?25h\x1b[?1049l"

KEYS: Final = {
    b"\x1b[A": "up", b"\x1b[B": "down", b"\x1b[5~": "page up", b"\x1b[6~": "page down",
    b"\x1b[H": "home", b"\x1b[F": "end", b"\x1b[1~": "home", b"\x1b[4~": "end",
    b"\x1bOA": "up", b"\x1bOB": "down", b"\x1bOH": "home", b"\x1bOF": "end",
}  # fmt: skip
"""What terminals send for keys that are no characters."""
WINDOWS_KEYS: Final = {"H": "up", "P": "down", "I": "page up", "Q": "page down", "G": "home", "O": "end"}
"""The second half of what Windows' console gives for the same keys."""


class Terminal:
    """Takes the terminal over between enter and exit; it is then as it was before."""

    def __init__(self, out: TextIO, keyboard: TextIO) -> None:
        self._out = out
        self._keyboard = keyboard
        self._drawn: list[str] = []
        self._size = (0, 0)
        self._undo: Callable[[], None] = lambda: None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows now."""
        try:
            found = os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            found = shutil.get_terminal_size()
        return max(1, found.columns), max(1, found.lines)

    def __enter__(self) -> Self:
        self._undo = _keys_at_once(self._keyboard)
        understand_codes()
        self._write(OPEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._write(SHUT)
        finally:
            self._undo()

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines, which fit, from the top; what is below is empty."""
        size = self.size
        parts: list[str] = []
        if size != self._size:
            self._size, self._drawn = size, []
            parts.append("\x1b[0m\x1b[2J")
        shown = list(lines[: size[1]])
        for row in range(max(len(shown), len(self._drawn))):
            line = shown[row] if row < len(shown) else ""
            if row >= len(self._drawn) or line != self._drawn[row]:
                parts.append(f"\x1b[{row + 1};1H\x1b[0m\x1b[2K{line}\x1b[0m")
        self._drawn = shown
        if parts:
            self._write("".join(parts))

    def pressed(self) -> list[str]:
        """The keys that were pressed since the last call: characters, or names as in `KEYS`."""
        if sys.platform == "win32":
            return _windows_keys()
        fd = self._keyboard.fileno()
        raw = b""
        while select.select([fd], [], [], 0)[0] and (more := os.read(fd, 1024)):
            raw += more
        return split_keys(raw)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def split_keys(raw: bytes) -> list[str]:
    """What a terminal sent, key by key; sequences that nobody knows are left out."""
    found: list[str] = []
    while raw:
        known = next((code for code in KEYS if raw.startswith(code)), None)
        if known is not None:
            found.append(KEYS[known])
            raw = raw[len(known) :]
        elif raw[0] == 0x1B:
            raw = raw[1:].lstrip(b"[O0123456789;?")[1:] if len(raw) > 1 else b""
        else:
            found.append(chr(raw[0]))
            raw = raw[1:]
    return found


def understand_codes() -> None:
    """Tell Windows' console to carry out ANSI codes; nothing elsewhere."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - its Windows part is only there

        kernel = ctypes.windll.kernel32
        for number in (-11, -12):  # standard output, standard error
            handle, mode = kernel.GetStdHandle(number), ctypes.c_uint32()
            if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
                kernel.SetConsoleMode(handle, mode.value | 4)  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


def _keys_at_once(keyboard: TextIO) -> Callable[[], None]:
    """Keys come without Enter and are not shown, Ctrl+C stays, Ctrl+Z does nothing; how to undo it."""
    if sys.platform == "win32":
        return lambda: None
    import termios  # noqa: PLC0415 - not there on Windows
    import tty  # noqa: PLC0415

    fd = keyboard.fileno()
    before = termios.tcgetattr(fd)
    tty.setcbreak(fd)
    now = termios.tcgetattr(fd)
    now[6][termios.VSUSP] = b"\0"  # it would leave the shell on our screen
    termios.tcsetattr(fd, termios.TCSADRAIN, now)
    return lambda: termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _windows_keys() -> list[str]:
    found: list[str] = []
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        while msvcrt.kbhit():
            key = msvcrt.getwch()
            if key in "\x00\xe0":
                key = WINDOWS_KEYS.get(msvcrt.getwch(), "")
            if key:
                found.append(key)
    return found
