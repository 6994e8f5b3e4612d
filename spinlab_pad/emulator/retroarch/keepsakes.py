"""Copies of files that must come back as they were, in memory: content and time of change.

For files that RetroArch may write over, or delete, while a state is saved for us: states in slots other than the one
that is expected, and pictures of states, which appear some time after the state itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 64 << 20
"""Some eighty states of 800 KB. Who keeps more has them moved aside instead."""

AT_ONCE_BYTES: Final = 4 << 20
"""What may be read while somebody waits; 1 ms from memory, some ten from a disk."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows that a file was written to, without reading it."""

    changed_ns: int
    size: int
    file: int

    @classmethod
    def of(cls, path: Path | str) -> Sign | None:
        """The sign of a file now; None where there is none."""
        try:
            told = os.stat(path)
        except OSError:
            return None
        return cls(told.st_mtime_ns, told.st_size, told.st_ino)


@dataclass(frozen=True, slots=True)
class _Copy:
    sign: Sign
    data: bytes


class Keepsakes:
    """What has been kept, by path."""

    def __init__(self) -> None:
        self._copies: dict[Path, _Copy] = {}

    def keep(self, paths: Iterable[Path], *, read_max: int = AT_ONCE_BYTES) -> bool:
        """Have copies of exactly these files; whether there is one of each.

        Only what has changed is read, and no more than `read_max` bytes a call: call again for the rest.
        """
        wanted = {path: sign for path in paths if (sign := Sign.of(path)) is not None}
        if sum(sign.size for sign in wanted.values()) > MAX_BYTES:
            self._copies.clear()
            return False
        self._copies = {path: copy for path, copy in self._copies.items() if wanted.get(path) == copy.sign}
        for path, sign in wanted.items():
            if path in self._copies:
                continue
            read_max -= sign.size
            if read_max < 0:
                return False
            try:
                self._copies[path] = _Copy(sign, path.read_bytes())
            except OSError:
                return False
        return True

    def sign(self, path: Path) -> Sign | None:
        """How a kept file looked; None for a file of which there is no copy."""
        copy = self._copies.get(path)
        return copy.sign if copy else None

    def changed(self) -> tuple[Path, ...]:
        """Kept files that were written to or are gone."""
        return tuple(path for path, copy in self._copies.items() if Sign.of(path) != copy.sign)

    def put_back(self, path: Path) -> None:
        """Make a file as it was, complete at once; nothing happens where there is no copy or no need.

        Raises:
            OSError: it can't be written; the copy stays.
        """
        copy = self._copies.get(path)
        if copy is None or Sign.of(path) == copy.sign:
            return
        fresh = path.with_name(path.name + ".new")
        try:
            fresh.write_bytes(copy.data)
            os.utime(fresh, ns=(copy.sign.changed_ns, copy.sign.changed_ns))
            os.replace(fresh, path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        sign = Sign.of(path)
        if sign is not None:
            self._copies[path] = _Copy(sign, copy.data)

    def forget(self, path: Path) -> None:
        """It need not come back as it was."""
        self._copies.pop(path, None)
