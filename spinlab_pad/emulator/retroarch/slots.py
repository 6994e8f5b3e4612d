"""RetroArch's state files on disk: take a fresh one, put one where it will be loaded, give the runner's own back.

RetroArch doesn't tell its current slot, its sorting into sub-folders or whether it is done. So before the first save
all slot files of the game are moved aside, and the one that then appears tells all three. From then on only the file
of that slot is moved, and the others are kept in memory in case that the runner has changed the slot meanwhile.
Where RetroArch chooses the slot by itself (`steady` is False) it may also delete old states when it saves, so there
all are moved each time. A file that was moved aside keeps its name with an ending, in its own folder, so that it is
found and given back even after a crash. A folder of our own is treated alike: its player has hotkeys too.

What appears is not ours by that alone: the runner may save too. Whoever calls says whose it is (`take` or `leave`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.keepsakes import Keepsakes, Sign
from spinlab_pad.emulator.retroarch.slotfiles import (
    ASIDE,
    aside_of,
    is_runners,
    matching,
    newer,
    picture_of,
    refusal,
    signs,
    state_in,
    state_name,
)
from spinlab_pad.emulator.retroarch.states import MARK, Incomplete, NotAState, StateFile, parse, state_file

STAGED_SLOT: Final = 990
"""Slot whose file we write for LOAD_STATE_SLOT; RetroArch's own menu ends at 999, people stay far below."""

_NEW: Final = ".new"
_DEPTH_MAX: Final = 2
"""RetroArch sorts into at most two folders: the game's and the core's."""

SCAN_EVERY: Final = 8
"""Looks at the one file that is expected for each look at the whole folder: a `stat` against some tens of them."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A complete state file that appeared, or was written over, since `clear`."""

    path: Path
    slot: int
    file: StateFile


@dataclass(frozen=True, slots=True)
class _Staged:
    path: Path
    state: bytes
    sign: Sign | None


class StateFolder:
    """The slot files of the game `stem` below `base`; with `own`, RetroArch has been told to use just this folder.

    `likely` is where the settings say that states go, `steady` whether RetroArch stays in one slot by itself.
    """

    def __init__(self, base: Path, stem: str, *, own: bool, likely: Path | None = None, steady: bool = False) -> None:
        self.base = base
        self.stem = stem
        self.own = own
        self.likely = base if own else likely
        self.folder: Path | None = base if own else None
        self.slot: int | None = 0 if own else None
        self.why_not = "nothing was written"
        self._steady = steady or own
        self._slot_file = re.compile(re.escape(stem) + r"\.state(\d*)")
        self._aside_file = re.compile(re.escape(stem) + r"\.state\d*" + re.escape(ASIDE))
        self._leftover = re.compile(re.escape(stem) + rf"\.state({STAGED_SLOT}|\d*{re.escape(_NEW)})")
        self._staged: _Staged | None = None
        self._kept = Keepsakes()
        self._pictures = Keepsakes()
        self._saved: tuple[Path, Sign | None] | None = None
        self._there: dict[Path, Sign] = {}
        self._tried: dict[Path, Sign] = {}
        self._looks = 0
        self._open = False
        self._guarded: dict[Path, Sign] | None = None

    @property
    def elsewhere(self) -> Path | None:
        """Where the settings say that states go, if that is not below the base."""
        return None if self.likely is None or self.likely.is_relative_to(self.base) else self.likely

    def check(self) -> None:
        """Give back and remove what a crash left.

        Raises:
            StateError: the folder is not there for us.
        """
        if not self.base.is_dir():
            raise StateError(
                f"the state folder {self.base} is not there: RetroArch must run on this machine, and "
                f"Settings > Directory > Save States must be an existing folder"
            )
        try:
            self._clean_up()
        except OSError:
            return  # frames can be watched all the same, and a save will say what is wrong with the folder

    def _clean_up(self) -> None:
        for aside in tuple(self._files(self._aside_file)):
            path = aside.with_name(aside.name.removesuffix(ASIDE))
            if path.exists() and newer(path, aside) and is_runners(path):
                aside.unlink()
            else:
                aside.replace(path)
        for path in tuple(self._files(self._leftover)):
            state = state_in(path)
            if path.name.endswith(_NEW) or (state is not None and state.holds(MARK)):
                path.unlink(missing_ok=True)

    # Save

    def prepare(self) -> None:
        """Have more copies of what may have to be put back after the next save; takes some ms."""
        expected = self._expected()
        if expected is not None and not self._open:
            self._kept.keep(path for path in self._files(self._slot_file) if path != expected)

    def clear(self, *, everything: bool = False) -> None:
        """Make way for the next save: what will be written can be told from what is there.

        With `everything` no slot file remains, whatever is known.

        Raises:
            StateError: a file can't be moved.
        """
        self.why_not = "nothing was written"
        self._tried.clear()
        self._looks = 0
        expected = None if everything else self._expected()
        try:
            self.tidy()
            self.give_back()
            self._open = True
            self._guarded = None
            self._clear_staged(expected)
            files = tuple(path for path in self._files(self._slot_file) if not self._is_staged(path))
            self._keep([path for path in files if path != expected] if expected is not None else [])
            self._pictures.keep(map(picture_of, files if expected is None else (expected,)))
            for path in files:
                if path not in self._there:
                    path.rename(aside_of(path))
        except OSError as error:
            raise StateError(refusal(Path(error.filename or self.base).parent, error)) from error

    def fresh(self) -> Fresh | None:
        """A complete file that appeared since `clear`; None as long as there is none. Reads only what has changed."""
        expected = self._expected()
        self._looks += 1
        if expected is not None and self._looks % SCAN_EVERY:
            return self._look(expected)
        for path in tuple(self._files(self._slot_file)):
            if (found := self._look(path)) is not None:
                return found
        return None

    def take(self, fresh: Fresh, *, also_his: bool = False) -> None:
        """It is ours: it goes, and what it was written over comes back. `also_his`: the runner has it as well."""
        self.folder, self.slot = fresh.path.parent, fresh.slot
        if also_his:
            self.leave(fresh)
        else:
            fresh.path.unlink(missing_ok=True)
            self._saved = (fresh.path, None)

    def drop(self, fresh: Fresh) -> None:
        """It is one of ours that came too late: it goes."""
        fresh.path.unlink(missing_ok=True)
        self._saved = (fresh.path, None)

    def leave(self, fresh: Fresh) -> None:
        """It is the runner's own: it is what will be given back, in place of what was in that slot before."""
        fresh.path.replace(aside_of(fresh.path))
        self._there.pop(fresh.path, None)
        self._kept.forget(fresh.path)
        self._pictures.forget(picture_of(fresh.path))

    def remove_partial(self) -> Path | None:
        """Remove a file that was begun since `clear` and isn't written to any more; which one it was."""
        for path, sign in self._tried.items():
            if Sign.of(path) == sign:
                path.unlink(missing_ok=True)
                return path
        return None

    def guard(self) -> None:
        """A save was given up, and all is given back: notice when it is written after all, over what is there now."""
        files = tuple(path for path in self._files(self._slot_file) if not self._is_staged(path))
        self._guarded = signs(files)
        self._kept.keep(files)

    def undo_late(self, is_ours: Callable[[bytes], bool]) -> bool:
        """Undo saves that came after all; `is_ours` tells by the core's state. Whether there was one."""
        if self._guarded is None:
            return False
        for path in tuple(self._files(self._slot_file)):
            if Sign.of(path) == self._guarded.get(path):
                continue
            state = state_in(path)
            if state is None or state.holds(MARK):
                continue
            if not is_ours(state.core):
                self._kept.forget(path)  # the runner has saved there
                self._guarded = {**self._guarded, **signs((path,))}
                continue
            if path in self._guarded:
                self._kept.put_back(path)
            else:
                path.unlink(missing_ok=True)
            self._guarded = None
            return True
        return False

    def forget(self) -> None:
        """Look everywhere again at the next save: the settings may have changed."""
        if not self.own:
            self.folder = None
        self.slot = None

    def give_back(self) -> None:
        """Give all files their names and content back, once after each `clear`.

        Raises:
            OSError: one can't be written; it is kept for another try.
        """
        if not self._open:
            return
        for aside in tuple(self._files(self._aside_file)):
            path = aside.with_name(aside.name.removesuffix(ASIDE))
            if path.exists() and is_runners(path):
                aside.unlink(missing_ok=True)  # the runner has saved there since
                self._kept.forget(path)
            else:
                aside.replace(path)
        for path in self._kept.changed():
            self._kept.put_back(path)
        if self._saved is not None:
            self._saved = (self._saved[0], Sign.of(self._saved[0]))
        self._open = False

    def tidy(self) -> None:
        """Undo what a picture of our state has done to the runner's. RetroArch makes it some time after the state."""
        if self._saved is None:
            return
        path, sign = self._saved
        picture = picture_of(path)
        if Sign.of(path) != sign:
            self._saved = None  # the runner has saved there since, and the picture is of that
        elif self._pictures.sign(picture) is None:
            picture.unlink(missing_ok=True)
        elif picture.exists():
            self._pictures.put_back(picture)

    def _keep(self, others: list[Path]) -> None:
        """Note which files may stay where they are, because there are copies of them."""
        kept = self._kept.keep(others) and bool(others)
        signs = {path: self._kept.sign(path) for path in others} if kept else {}
        self._there = {path: sign for path, sign in signs.items() if sign is not None}

    # Load

    def stage(self, state: bytes, slot: int) -> None:
        """Write the file of `slot`, complete at once under its name.

        Raises:
            StateError: it can't be written, or where to is not known yet (no save was seen).
        """
        if self.folder is None:
            raise StateError("RetroArch's state folder is not known yet: no state was saved so far")
        path = self.folder / state_name(self.stem, slot)
        if self._is_staged(path) and self._staged is not None and self._staged.state == state:
            return
        fresh = path.with_name(path.name + _NEW)
        try:
            if path.exists() and not self._is_staged(path):
                path.rename(aside_of(path))
            fresh.write_bytes(state_file(state, mark=True))
            os.replace(fresh, path)
        except OSError as error:
            self._abandon(path, fresh)
            raise StateError(refusal(self.folder, error)) from error
        self._staged = _Staged(path, state, Sign.of(path))

    def unstage(self) -> None:
        """Remove the staged file from a folder that isn't ours."""
        if self._staged and not self.own:
            path = self._staged.path
            self._remove_staged()
            if aside_of(path).exists():
                aside_of(path).replace(path)

    def _is_staged(self, path: Path) -> bool:
        """Whether the file at `path` is the one that we have put there."""
        return self._staged is not None and self._staged.path == path and self._staged.sign == Sign.of(path)

    def _clear_staged(self, expected: Path | None) -> None:
        """A staged file in the slot that is to be saved to goes; elsewhere it is in nobody's way."""
        if expected is None or self._is_staged(expected):
            self._remove_staged()

    def _remove_staged(self) -> None:
        if self._staged is not None and self._is_staged(self._staged.path):
            self._staged.path.unlink(missing_ok=True)
        self._staged = None

    def _abandon(self, path: Path, fresh: Path) -> None:
        try:
            fresh.unlink(missing_ok=True)
            if aside_of(path).exists() and not path.exists():
                aside_of(path).replace(path)
        except OSError:
            return  # the folder takes nothing at all: the next attach gives back what is aside

    # Files

    def _expected(self) -> Path | None:
        """The one file that the next save will be written to; None where that isn't known."""
        if not self._steady or self.folder is None or self.slot is None:
            return None
        return self.folder / state_name(self.stem, self.slot)

    def _look(self, path: Path) -> Fresh | None:
        sign = Sign.of(path)
        if sign is None or sign in {self._there.get(path), self._tried.get(path)} or self._is_staged(path):
            return None
        try:
            file = parse(path.read_bytes())
        except (Incomplete, NotAState) as error:
            self._tried[path] = sign
            self.why_not = f"{path.name} stayed incomplete: {error}"
            return None
        except OSError as error:  # on Windows RetroArch still holds it
            self.why_not = f"{path.name} can't be read: {error.strerror}"
            return None
        found = self._slot_file.fullmatch(path.name)
        return Fresh(path, int(found[1]) if found and found[1] else 0, file)

    def _files(self, name: re.Pattern[str]) -> Iterator[Path]:
        """Files of that name: in the folder once it is known, before that in all that RetroArch might sort into."""
        if self.folder is not None:
            yield from matching(self.folder, name, 0)
            return
        yield from matching(self.base, name, _DEPTH_MAX)
        if self.elsewhere is not None:
            yield from matching(self.elsewhere, name, 0)
