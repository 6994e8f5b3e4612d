"""Live: one state is saved and loaded again, as practice does, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Emulator, EmulatorError
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.slotfiles import matching

KEY: Final = "states"
TITLE: Final = "Save and load"
WANTED: Final = "a state is saved, loaded and confirmed"

APART_S: Final = 0.25
"""From save to load: the game has gone on far enough to tell the two apart."""

SLOW_MS: Final = 400.0
"""Usual are 25 to 45; with more, a reload after a death is felt."""

_THUMBNAIL: Final = ".png"
_DEPTH: Final = 2


async def save_and_load(emulator: Emulator, folder: Path | None, content: str) -> Check:
    """The round trip; the game goes back by a quarter of a second. `folder` is looked through for what stays."""
    before = set(_state_files(folder, content))
    try:
        saved = await emulator.save_state()
        await asyncio.sleep(APART_S)
        loaded = await emulator.load_state(saved.data)
    except EmulatorError as error:
        return Check(KEY, "Live test", TITLE, "fail", "no round trip", WANTED, str(error), _REMEDY)
    left = _clean(folder, content, before)
    found = f"saved in {saved.ms:.0f} ms, loaded in {loaded.ms:.0f} ms, {len(saved.data) / 1e6:.1f} MB"
    if left:
        return Check(
            KEY, "Live test", TITLE, "warn", f"{found}; left behind: {', '.join(sorted(left))}", WANTED,
            "files that nobody needs stay in RetroArch's state folder", Remedy(do=f"remove them from {folder}"),
        )  # fmt: skip
    if max(saved.ms, loaded.ms) > SLOW_MS:
        return Check(
            KEY, "Live test", TITLE, "warn", found, WANTED, "each reload takes as long",
            Remedy(
                do="put RetroArch's state folder on a fast disk; close programs that use the processor",
                menu="Settings > Saving > Save State Compression > Off",
                line='savestate_file_compression = "false"',
            ),
        )  # fmt: skip
    return Check(KEY, "Live test", TITLE, "pass", found, WANTED)


_REMEDY: Final = Remedy(
    do="see the checks above and below that failed; RetroArch's log tells the rest",
    menu="Settings > Logging > Log to File",
    line='log_to_file = "true"',
)


def _clean(folder: Path | None, content: str, before: set[Path]) -> list[str]:
    """Remove the pictures that RetroArch made beside our states; the names of other new files."""
    left: list[str] = []
    for file in set(_state_files(folder, content)) - before:
        if file.suffix == _THUMBNAIL:
            file.unlink(missing_ok=True)
        else:
            left.append(file.name)
    return left


def _state_files(folder: Path | None, content: str) -> Iterator[Path]:
    """Files of this game's states, in the folder and in those that RetroArch sorts into."""
    if folder is None:
        return iter(())
    return matching(folder, re.compile(re.escape(content) + r"\.state.*"), _DEPTH)
