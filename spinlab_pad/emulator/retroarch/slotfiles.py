"""Names of RetroArch's state files, and what there is to know about one by looking at it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.keepsakes import Sign
from spinlab_pad.emulator.retroarch.states import MARK, Incomplete, NotAState, StateFile, parse


def state_name(stem: str, slot: int) -> str:
    """The file name of a slot; -1 is the automatic one."""
    return f"{stem}.state" + ("" if slot == 0 else ".auto" if slot < 0 else str(slot))


DEPTH_MAX: Final = 2
"""RetroArch sorts into at most two folders: the game's and the core's."""


def refusal(folder: Path, error: OSError) -> str:
    """Why a folder takes no file, and what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk of RetroArch's state folder {folder} is full: make room there"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"RetroArch's state folder {folder} can't be written to: allow it, or choose another in its Directory menu"
        )
    return f"RetroArch's state folder {folder} takes no file ({error.strerror}): check the disk"


def matching(folder: Path, name: re.Pattern[str], depth: int) -> Iterator[Path]:
    """Files of that name in a folder, and so many levels below it."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if name.fullmatch(entry.name):
            if entry.is_file():
                yield Path(entry.path)
        elif depth and entry.is_dir():
            yield from matching(Path(entry.path), name, depth - 1)


def signs(paths: Iterable[Path]) -> dict[Path, Sign]:
    """How files look now; those that aren't there are left out."""
    return {path: sign for path in paths if (sign := Sign.of(path)) is not None}


def picture_of(path: Path) -> Path:
    """The picture that belongs to a state file."""
    return path.with_name(path.name + ".png")


def state_in(path: Path) -> StateFile | None:
    """What a file holds; None where it is no complete state."""
    try:
        return parse(path.read_bytes())
    except (OSError, Incomplete, NotAState):
        return None


def is_runners(path: Path) -> bool:
    """Whether it is a complete state that we have not put there."""
    state = state_in(path)
    return state is not None and not state.holds(MARK)
