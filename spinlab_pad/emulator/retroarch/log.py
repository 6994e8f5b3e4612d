"""Follows RetroArch's log while it runs, and tells what in it is trouble (`loglines.py`)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Trouble
from spinlab_pad.emulator.retroarch.loglines import classify

POLL_S: Final = 0.25
RESCAN_POLLS: Final = 8
"""A RetroArch that was started again writes to a new file; looking for it costs more than looking at one."""

PIECE_BYTES: Final = 65_536
"""What is read at once; of a flood only the end is looked at."""


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
