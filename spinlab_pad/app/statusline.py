"""One line at the bottom of a terminal that says how far it is; elsewhere a line now and then, or nothing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Final, TextIO

CLEAR_LINE: Final = "\r\x1b[K"


def clock(ns: int) -> str:
    """A time as minutes and seconds, 3:25.07, with hours where there are any."""
    hundredths = max(0, ns) // 10_000_000
    minutes, rest = divmod(hundredths, 6_000)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{head}:{rest // 100:02}.{rest % 100:02}"


def size(count: int) -> str:
    """Bytes in the unit that fits."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:,.1f} KB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


class StatusLine:
    """Shows text in place on a terminal; with `every_s`, elsewhere as a line of its own that often."""

    def __init__(self, out: TextIO, every_s: float | None = None, now_s: Callable[[], float] = time.monotonic) -> None:
        self.live = out.isatty()
        self._out = out
        self._every_s = every_s
        self._now_s = now_s
        self._told_s = now_s()
        self._shown = False

    def show(self, text: str) -> None:
        """Show this from now on."""
        if self.live:
            width = shutil.get_terminal_size().columns
            self._out.write(f"{CLEAR_LINE}{text[: width - 1]}")
            self._out.flush()
            self._shown = True
        elif self._every_s is not None and self._now_s() - self._told_s >= self._every_s:
            self._told_s = self._now_s()
            self.line(text)

    def line(self, text: str) -> None:
        """Print a line that stays, above what is shown."""
        if self.live:
            self._out.write(CLEAR_LINE)  # also of the ^C that the terminal shows
            self._shown = False
        print(text, file=self._out, flush=True)

    def wipe(self) -> None:
        """Take what is shown away."""
        if self._shown:
            self._out.write(CLEAR_LINE)
            self._out.flush()
            self._shown = False
