"""A command at a pseudo-terminal, and the screen that a person would see there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.app.program import DEADLINE_S, environment

CODE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Screen:
    """Understands what our programs send: cursor, clearing, the other screen; colours are kept beside the text."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.looks = [[""] * columns for _ in range(rows)]
        self.alternate = False
        self.cursor = True
        self.overflowed = False
        """A character came beyond the last column or row."""
        self._row = self._column = 0
        self._look = ""

    def text(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.cells]

    def feed(self, text: str) -> None:
        while text:
            found = CODE.match(text)
            if found is not None:
                self._code(found[1], found[2])
                text = text[found.end() :]
                continue
            self._put(text[0])
            text = text[1:]

    def _put(self, char: str) -> None:
        if char == "\r":
            self._column = 0
        elif char == "\n":
            self._row += 1
        elif self._row < self.rows and self._column < self.columns:
            self.cells[self._row][self._column] = char
            self.looks[self._row][self._column] = self._look
            self._column += 1
        else:
            self.overflowed = True

    def _code(self, numbers: str, letter: str) -> None:
        if letter == "H":
            row, column = (int(part) for part in (numbers or "1;1").split(";"))
            self._row, self._column = row - 1, column - 1
        elif letter == "J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif letter == "K" and self._row < self.rows:
            start = 0 if numbers == "2" else self._column
            self.cells[self._row][start:] = [" "] * (self.columns - start)
        elif letter == "m":
            self._look = "" if numbers in ("", "0") else numbers
        elif numbers == "?1049":
            self.alternate = letter == "h"
        elif numbers == "?25":
            self.cursor = letter == "h"
        else:
            raise AssertionError(f"unknown code {numbers}{letter}")


class Seat:
    """What sits before the terminal: keys in, screen out."""

    def __init__(self, process: subprocess.Popen[bytes], fd: int, columns: int, rows: int) -> None:
        self.process = process
        self.screen = Screen(columns, rows)
        self.raw = ""
        self._fd = fd

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        self.screen = Screen(columns, rows)
        set_size(self._fd, columns, rows)

    def until(self, holds: Callable[[list[str]], bool]) -> list[str]:
        deadline = time.monotonic() + DEADLINE_S
        while not holds(self.screen.text()):
            assert time.monotonic() < deadline, "\n".join(self.screen.text())
            self._read(0.05)
        return self.screen.text()

    def ended(self) -> int:
        deadline = time.monotonic() + DEADLINE_S
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "\n".join(self.screen.text())
            self._read(0.02)
        while self._read(0):
            pass
        return self.process.returncode

    def _read(self, wait_s: float) -> bool:
        if not select.select([self._fd], [], [], wait_s)[0]:
            return False
        try:
            got = os.read(self._fd, 65536).decode()
        except OSError:  # nobody holds the other end any more
            return False
        self.raw += got
        pending = self.raw[self.raw.rfind("\x1b") :] if "\x1b" in self.raw[-12:] else ""
        whole = not pending or CODE.match(pending) is not None
        if whole:
            self.screen.feed(self.raw)
            self.raw = ""
        return bool(got)


def set_size(fd: int, columns: int, rows: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@contextmanager
def seated(*arguments: str, columns: int = 80, rows: int = 24) -> Iterator[Seat]:
    """`spinlab-pad` at a terminal of this size; ended afterwards."""
    ours, theirs = pty.openpty()
    set_size(ours, columns, rows)
    process = subprocess.Popen(
        [sys.executable, "-m", "spinlab_pad", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - Ctrl+C is a signal then
        env={**environment("seat", {"TERM": "xterm-256color"}), "NO_COLOR": ""},
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Seat(process, ours, columns, rows)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(ours)
