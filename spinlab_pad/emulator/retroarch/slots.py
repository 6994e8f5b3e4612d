"""RetroArch's state files on disk: take a fresh one, put one where it will be loaded, give the runner's own back.

RetroArch doesn't tell its current slot, its sorting into sub-folders or whether it is done. So before a save all
slot files of the game are moved aside, and the one that then appears tells all three. In a folder of our own they are
simply removed. A file that was moved aside keeps its name with an ending, in its own folder, so that it is found and
given back even after a crash.

These are small local files: reading or writing one takes less than a millisecond, and is done at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.states import Incomplete, NotAState, core_state, state_file

ASIDE: Final = ".spinlab-aside"
STAGED_SLOT: Final = 990
"""Slot whose file we write for LOAD_STATE_SLOT; RetroArch's own menu ends at 999, people stay far below."""

_DEPTH_MAX: Final = 2
"""RetroArch sorts into at most two folders: the game's and the core's."""


def state_name(stem: str, slot: int) -> str:
    """The file name of a slot; -1 is the automatic one."""
    return f"{stem}.state" + ("" if slot == 0 else ".auto" if slot < 0 else str(slot))


class StateFolder:
    """The slot files of the game `stem` below `base`; with `own`, the folder is ours and files are just removed."""

    def __init__(self, base: Path, stem: str, *, own: bool) -> None:
        self.base = base
        self.stem = stem
        self.own = own
        self.folder: Path | None = base if own else None
        self.slot = 0
        self.why_not = "nothing was written"
        self._slot_file = re.compile(re.escape(stem) + r"\.state(\d*)")
        self._aside_file = re.compile(re.escape(stem) + r"\.state\d*" + re.escape(ASIDE))
        self._staged: tuple[Path, bytes] | None = None

    def check(self) -> None:
        """Give back what a crash left aside.

        Raises:
            StateError: the folder is not there for us.
        """
        if not self.base.is_dir():
            raise StateError(
                f"the state folder {self.base} is not there: RetroArch must run on this machine, and "
                f"Settings > Directory > Save States must be an existing folder"
            )
        self.give_back()

    def clear(self) -> None:
        """Make way for the next save: no slot file of this game remains under its name.

        Raises:
            StateError: a file can't be moved.
        """
        try:
            for path in tuple(self._files(self._slot_file)):
                if self.own:
                    path.unlink(missing_ok=True)
                else:
                    path.rename(path.with_name(path.name + ASIDE))
        except OSError as error:
            raise StateError(f"state file {error.filename} can't be moved ({error.strerror})") from error
        self._staged = None
        self.why_not = "nothing was written"

    def fresh(self) -> bytes | None:
        """The core's state out of a file that appeared since `clear`; None as long as there is none complete."""
        for path in self._files(self._slot_file):
            try:
                state = core_state(path.read_bytes())
            except (Incomplete, NotAState) as error:
                self.why_not = f"{path.name} stayed incomplete: {error}"
                continue
            except OSError as error:  # on Windows RetroArch still holds it
                self.why_not = f"{path.name} can't be read: {error.strerror}"
                continue
            found = self._slot_file.fullmatch(path.name)
            self.slot = int(found[1]) if found and found[1] else 0
            self.folder = path.parent
            path.unlink(missing_ok=True)
            return state
        return None

    def forget(self) -> None:
        """Look everywhere again at the next save: the settings may have changed."""
        if not self.own:
            self.folder = None

    def give_back(self) -> None:
        """Give all files that are aside their names back."""
        for path in tuple(self._files(self._aside_file)):
            path.replace(path.with_name(path.name.removesuffix(ASIDE)))

    def stage(self, state: bytes, slot: int) -> None:
        """Write the file of `slot`, complete at once under its name.

        Raises:
            StateError: it can't be written, or where to is not known yet (no save was seen).
        """
        if self.folder is None:
            raise StateError("RetroArch's state folder is not known yet: no state was saved so far")
        path = self.folder / state_name(self.stem, slot)
        if self._staged == (path, state) and path.exists():
            return
        fresh = path.with_name(path.name + ".new")
        try:
            fresh.write_bytes(state_file(state))
            os.replace(fresh, path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StateError(f"state file {path} can't be written ({error.strerror})") from error
        self._staged = (path, state)

    def unstage(self) -> None:
        """Remove the staged file from a folder that isn't ours."""
        if self._staged and not self.own:
            self._staged[0].unlink(missing_ok=True)
            self._staged = None

    def _files(self, name: re.Pattern[str]) -> Iterator[Path]:
        """Files of that name: in the folder once it is known, before that in all that RetroArch might sort into."""
        if self.folder is not None:
            yield from _matching(self.folder, name, 0)
        else:
            yield from _matching(self.base, name, _DEPTH_MAX)


def _matching(folder: Path, name: re.Pattern[str], depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if name.fullmatch(entry.name):
            if entry.is_file():
                yield Path(entry.path)
        elif depth and entry.is_dir():
            yield from _matching(Path(entry.path), name, depth - 1)
