"""Whether a folder can be written to, and has room."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.doctor.check import Check, Group, Remedy, State

ROOM_WANTED: Final = 200 << 20
"""Some hundred states of a SNES core, 0.3 to 0.8 MB each."""

ROOM_NEEDED: Final = 8 << 20
"""A few states."""


def check_folder(key: str, group: Group, title: str, folder: Path, remedy: Remedy, *, to_make: bool = False) -> Check:
    """A folder that is there (or, with `to_make`, can be made) takes files and has room."""
    there = folder
    while to_make and not there.exists() and there != there.parent:
        there = there.parent
    wanted = "a folder that can be written to"
    if not there.is_dir():
        return Check(key, group, title, "fail", f"{folder} is not there", wanted, "states are kept in it", remedy)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        why = f"nothing can be written there ({error.strerror})"
        return Check(key, group, title, "fail", str(folder), wanted, why, remedy)
    free = shutil.disk_usage(there).free
    room = f"{folder}, {free / 1e9:.1f} GB free"
    if free < ROOM_WANTED:
        state: State = "fail" if free < ROOM_NEEDED else "warn"
        return Check(
            key, group, title, state, room, f"{ROOM_WANTED >> 20} MB free",
            "a state that is cut off by a full disk is lost", Remedy(do="free some space on this disk"),
        )  # fmt: skip
    return Check(key, group, title, "pass", room, wanted)
