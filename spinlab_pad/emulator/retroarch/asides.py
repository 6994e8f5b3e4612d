"""Files that are moved aside so that RetroArch may write to their names, and who has a name in the end.

The name of one that is aside tells since when, because no system is sure to keep that time (Windows doesn't): what lies
under its own name was written for us before a crash, or by the runner since. No state of the runner's is deleted over
that question: who loses is kept under a name of its own.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

ASIDE: Final = ".spinlab-aside"
"""Ending of a file that is aside; before it stands the time, in ms since 1970."""

BEFORE: Final = ".spinlab-before"
"""Ending of a state whose name has gone to a newer one of the runner's; the time stays before it."""

LATE_NS: Final = 2_000_000_000
"""A file that is so much newer than the time at which another was moved aside was not written for us."""

_TIMED: Final = re.compile(r"(.+)\.(\d+)")


def aside_pattern(name: str) -> str:
    """What files are called that are aside; `name` is the pattern of their own names."""
    return rf"{name}(?:\.\d+)?{re.escape(ASIDE)}"


def set_aside(path: Path) -> Path:
    """Move a file aside; its name there."""
    return path.replace(path.with_name(f"{path.name}.{time.time_ns() // 1_000_000}{ASIDE}"))


def name_of(aside: Path) -> Path:
    """The file's own name."""
    return aside.with_name(_parts(aside)[0])


def set_aside_ns(aside: Path) -> int:
    """Since when it is aside; without a time in its name, when its inode was changed."""
    told = _parts(aside)[1]
    return told * 1_000_000 if told else aside.stat().st_ctime_ns


def _parts(aside: Path) -> tuple[str, int]:
    name = aside.name.removesuffix(ASIDE)
    timed = _TIMED.fullmatch(name)
    return (timed[1], int(timed[2])) if timed else (name, 0)


def give_way(aside: Path) -> None:
    """Its name is another's now: it is kept under a name of its own."""
    aside.replace(aside.with_name(aside.name.removesuffix(ASIDE) + BEFORE))


def give_back(asides: Iterable[Path], stays: Callable[[Path, Path], bool]) -> tuple[Path, ...]:
    """Give files their names back, all that can be; the names that remain another's, because it `stays`.

    `stays` is asked with a name under which a file lies and the one that is aside.

    Raises:
        OSError: what went wrong with the first that could not be moved.
    """
    error: OSError | None = None
    lost: list[Path] = []
    for path, newest, older in _by_name(asides):
        try:
            for aside in older:
                give_way(aside)
            if path.exists() and stays(path, newest):
                give_way(newest)
                lost.append(path)
            else:
                newest.replace(path)
        except OSError as one:
            error = error or one
    if error is not None:
        raise error
    return tuple(lost)


def _by_name(asides: Iterable[Path]) -> Iterable[tuple[Path, Path, tuple[Path, ...]]]:
    """Each name with the file that was moved aside last, and those before it (a crash in between leaves two)."""
    found: dict[Path, list[Path]] = {}
    for aside in asides:
        found.setdefault(name_of(aside), []).append(aside)
    for path, files in found.items():
        *older, newest = sorted(files, key=lambda aside: _parts(aside)[1])
        yield path, newest, tuple(older)


def written_since(path: Path, aside: Path) -> bool:
    """Whether `path` was written well after the other was moved aside."""
    return path.stat().st_mtime_ns > set_aside_ns(aside) + LATE_NS
