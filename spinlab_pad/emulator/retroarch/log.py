"""What RetroArch writes to its log while it runs, as troubles in our words.

RetroArch tells nobody that it refused a command but its log (texts: `intl/msg_hash_us.h`, `tasks/task_save.c`,
`command.c`, `cheevos/cheevos.c`; seen on 1.14 and 1.22.2, which differ by a colon after the tag). In another language
than English only what begins with a tag is understood. That a state could not be *written* is told nowhere: RetroArch
1.14 and 1.22.2 log nothing when the folder is gone.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from spinlab_pad.emulator.port import Trouble

POLL_S: Final = 0.25
RESCAN_POLLS: Final = 8
"""A RetroArch that was started again writes to a new file; looking for it costs more than looking at one."""

PIECE_BYTES: Final = 65_536
"""What is read at once; of a flood only the end is looked at."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines in which `pattern` is found are the trouble `text`, filled in with the groups of the pattern."""

    pattern: re.Pattern[str]
    key: str
    text: str
    level: Literal["warn", "error"] = "warn"


def _rule(pattern: str, key: str, text: str, level: Literal["warn", "error"] = "warn") -> Rule:
    return Rule(re.compile(pattern), f"log_{key}", text, level)


_FILE: Final = r'"(?:[^"]*[/\\])?(?P<file>[^"/\\]+)"'

RULES: Final = (
    _rule(
        r"Core does not support save states",
        "no_states",
        "RetroArch refuses save states for this core: choose Online Updater > Update Core Info Files, or use Snes9x",
        "error",
    ),
    _rule(
        r"(?P<what>Run-Ahead|Preemptive Frames) has been disabled",
        "run_ahead",
        "RetroArch has turned {what} off, because this core's states failed",
    ),
    _rule(
        r"Failed to save state to(?: " + _FILE + ")?",
        "save",
        "RetroArch could not write a save state: look at Settings > Directory > Save States and at the free space",
        "error",
    ),
    _rule(
        r"Failed to (?P<what>undo (?:load|save) state)",
        "undo",
        "RetroArch had nothing to undo ({what})",
    ),
    _rule(
        r"(?:^\[ERROR\] \[State\]:? .*|Failed to load state from )" + _FILE,
        "load",
        "RetroArch could not load the save state {file}: it is missing, damaged, or of another core",
    ),
    _rule(
        r"Could not open replay file for recording|Failed to start movie record",
        "record",
        "RetroArch could not record a replay: look at Settings > Directory > Save States and at the free space",
    ),
    _rule(
        r"CRC32 checksum mismatch between content file and saved content",
        "replay",
        "this replay was made with another version of the game and will go wrong",
    ),
    _rule(
        r"Failed to load movie file|Could not read (?:movie header|state from movie)|^\[ERROR\] \[Replay\]",
        "replay",
        "RetroArch could not play a replay: it is missing, or of another version, core or game",
    ),
    _rule(
        r"You must pause or disable Achievements Hardcore Mode|Achievements Hardcore Mode Enabled|Hardcore enabled|"
        r"[Hh]ardcore (?:active|enabled)",
        "hardcore",
        "Achievements > Hardcore Mode is on, which forbids to load states: turn it off to practise",
        "error",
    ),
    _rule(
        r"Hardcore (?:disabled|paused)|Hardcore Mode disabled|hardcore mode disabled",
        "hardcore",
        "Achievements > Hardcore Mode is off from now on in this session",
    ),
    _rule(
        r"Failed to save SRAM",
        "sram",
        "RetroArch could not write the game's own save file: look at the free space",
        "error",
    ),
    _rule(r"Failed to load content", "content", "RetroArch could not load the game: it is missing or damaged", "error"),
    _rule(
        r'Unrecognized command "(?P<command>[A-Z_0-9]+)[^"]*"',
        "command",
        "this RetroArch doesn't know the command {command}: update it to 1.22",
    ),
)
"""The first that fits counts."""


def classify(line: str, ignored: Collection[str] = ()) -> Trouble | None:
    """What a line of the log is for a runner; None for all others.

    `ignored` are commands that were only sent to see whether RetroArch knows them.
    """
    for rule in RULES:
        found = rule.pattern.search(line)
        if found is not None:
            groups = found.groupdict()
            return (
                None if groups.get("command") in ignored else Trouble(rule.key, rule.text.format(**groups), rule.level)
            )
    return None


def newest_log(folder: Path) -> Path | None:
    """The log in `folder` that was written last: `retroarch.log`, or one with its time in its name."""
    newest: tuple[float, str] | None = None
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "retroarch.log" or (entry.name.startswith("retroarch__") and entry.name.endswith(".log")):
                with suppress(OSError):
                    newest = max(newest or (0.0, ""), (entry.stat().st_mtime, entry.path))
    return Path(newest[1]) if newest is not None else None


class Tail:
    """The lines that are added to a log from now on. `newest` says which file it is now."""

    def __init__(self, newest: Callable[[], Path | None]) -> None:
        self._newest = newest
        self._path = newest()
        self._file, self._position = _size(self._path)
        self._rest = b""
        self._looks = 0

    def lines(self) -> list[str]:
        """The lines since the last call; those of a new file, or of one that was emptied, from its beginning."""
        self._looks += 1
        if self._path is None or self._looks % RESCAN_POLLS == 0:
            self._path = self._newest()
        file, size = _size(self._path)
        if file is None or self._path is None:
            return []
        if file != self._file or size < self._position:
            self._file, self._position, self._rest = file, 0, b""
        if size == self._position:
            return []
        begin = max(self._position, size - PIECE_BYTES)
        try:
            with self._path.open("rb") as opened:
                opened.seek(begin)
                read = opened.read(size - begin)
        except OSError:
            return []
        before = self._rest if begin == self._position else b""
        self._position = begin + len(read)
        *whole, rest = (before + read).split(b"\n")
        self._rest = rest[-PIECE_BYTES:]
        return [line.decode("utf-8", "replace").rstrip("\r") for line in whole]


def _size(path: Path | None) -> tuple[tuple[int, int] | None, int]:
    """Which file is at `path`, and its size in bytes; (None, 0) where there is none."""
    try:
        told = path.stat() if path is not None else None
    except OSError:
        return None, 0
    return ((told.st_dev, told.st_ino), told.st_size) if told is not None else (None, 0)


class LogFollower:
    """Follows the log that `newest` names, and hands what is trouble to `tell`, until it is stopped."""

    def __init__(
        self, newest: Callable[[], Path | None], tell: Callable[[Trouble], None], ignored: Collection[str] = ()
    ) -> None:
        self._tail = Tail(newest)
        self._tell = tell
        self._ignored = ignored
        self._task = asyncio.create_task(self._follow(), name="retroarch log")

    def look(self) -> None:
        """Tell what was written since the last look."""
        for line in self._tail.lines():
            trouble = classify(line, self._ignored)
            if trouble is not None:
                self._tell(trouble)

    async def stop(self) -> None:
        """Look no more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(POLL_S)
