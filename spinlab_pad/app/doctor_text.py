"""The doctor's report in a terminal: groups, one line a check, and under what is wrong its reason and remedy."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from spinlab_pad.emulator.retroarch.doctor.check import Check, State

MARKS: Final[dict[State, str]] = {"pass": "ok", "warn": "WARN", "fail": "FAIL", "skip": "--"}
COLOURS: Final[dict[State, str]] = {"pass": "32", "warn": "33", "fail": "31;1", "skip": "2"}
TITLE_WIDTH: Final = 25
INDENT: Final = 8
WIDTH_MAX: Final = 110
WIDTH_MIN: Final = 60
CLEAR_LINE: Final = "\r\x1b[K"


def wants_colour(stream: TextIO, environ: dict[str, str] | os._Environ[str] = os.environ) -> bool:
    """Whether to colour what is written there: a terminal that can, and no NO_COLOR (no-color.org)."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    # Older Windows consoles print the codes as they are.
    return sys.platform != "win32" or bool(environ.get("WT_SESSION") or environ.get("TERM"))


class Report:
    """Prints checks to `out` as they come; what goes on meanwhile only to a terminal, and is wiped off again."""

    def __init__(self, out: TextIO, *, colour: bool, live: bool) -> None:
        self._out = out
        self._colour = colour
        self._live = live
        self._group = ""
        self._pending = False

    def progress(self, text: str) -> None:
        """Show what is being done right now."""
        if self._live:
            self._out.write(f"{CLEAR_LINE}  ...   {text}")
            self._out.flush()
            self._pending = True

    def check(self, check: Check) -> None:
        """Print one check, and before the first of a group its name."""
        if check.group != self._group:
            self.line(("" if not self._group else "\n") + self._painted(check.group, "1"))
            self._group = check.group
        for line in lines(check, _width()):
            mark = MARKS[check.state]
            self.line(line.replace(mark, self._painted(mark, COLOURS[check.state]), 1) if line[2:6].strip() else line)

    def line(self, text: str = "") -> None:
        """Print any line."""
        self.wipe()
        encoding = self._out.encoding or "utf-8"  # a file name may hold what this terminal can't show
        self._out.write(f"{text.encode(encoding, 'replace').decode(encoding)}\n")
        self._out.flush()

    def paragraph(self, text: str) -> None:
        """Print words of the second level, wrapped."""
        for line in _wrapped("  ", text, 2, _width()):
            self.line(line)

    def wipe(self) -> None:
        """Take the progress away."""
        if self._pending:
            self._out.write(CLEAR_LINE)
            self._pending = False

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def lines(check: Check, width: int) -> Iterator[str]:
    """One check as lines of at most `width` characters where words allow it."""
    wrong = check.state in {"warn", "fail"}
    found = check.why if check.state == "skip" else check.found
    if wrong and check.wanted and check.group == "Settings":
        found = f"{found}, should be {check.wanted}"
    head = f"  {MARKS[check.state]:<4}  {check.title:<{TITLE_WIDTH}} "
    yield from _wrapped(head, found, INDENT + TITLE_WIDTH + 1, width)
    if not wrong:
        return
    remedy = check.remedy
    told = (
        ("why", check.why),
        ("do", remedy.do),
        ("menu", remedy.menu),
        ("line", remedy.line),
        ("file", check.file if remedy.line else ""),
    )
    for name, text in told:
        if text:
            yield from _wrapped(f"{' ' * INDENT}{name:<5} ", text, INDENT + 6, width)


def closing(checks: Sequence[Check], fixable: int, step: str = "") -> str:
    """The last line: how it stands, and what to do next; `step` is what follows from settings that were written."""
    failed = [check for check in checks if check.state == "fail"]
    warned = [check for check in checks if check.state == "warn"]
    can_fix = f"`spinlab-pad doctor --fix` can set {_settings(fixable)}" if fixable and not step else ""
    if failed:
        first = next((check for check in failed if check.remedy.do or check.remedy.menu), failed[0])
        step = step or can_fix or f"begin with {first.title}: {first.remedy.do or first.remedy.menu}"
        return f"{_count(failed, 'thing')} must be mended (FAIL). Next: {step}; then run the doctor again."
    if warned:
        extra = f", or {can_fix}" if can_fix else f", or {step}" if step else ""
        return f"Practice works; {_count(warned, 'thing')} could be better (WARN). Next: `spinlab-pad run`{extra}."
    return "All is well. Next: `spinlab-pad run`."


def _settings(count: int) -> str:
    return "one setting" if count == 1 else f"{count} settings"


def _count(items: Sequence[Check], word: str) -> str:
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"


def _wrapped(head: str, text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=head, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    ) or [head.rstrip()]  # fmt: skip


def _width() -> int:
    return max(WIDTH_MIN, min(WIDTH_MAX, shutil.get_terminal_size((WIDTH_MAX, 24)).columns))
