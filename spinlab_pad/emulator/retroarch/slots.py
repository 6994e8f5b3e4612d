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
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch import asides
from spinlab_pad.emulator.retroarch.keepsakes import Keepsakes, Sign
from spinlab_pad.emulator.retroarch.late import Guard
from spinlab_pad.emulator.retroarch.slotfiles import (
    DEPTH_MAX,
    is_runners,
    matching,
    picture_of,
    refusal,
    state_in,
    state_name,
)
from spinlab_pad.emulator.retroarch.staging import NEW, Stage
from spinlab_pad.emulator.retroarch.states import MARK, Incomplete, NotAState, StateFile, parse

STAGED_SLOT: Final = 990
"""Slot whose file we write for LOAD_STATE_SLOT; RetroArch's own menu ends at 999, people stay far below."""

SCAN_EVERY: Final = 8
"""Looks at the one file that is expected for each look at the whole folder: a `stat` against some tens of them."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A complete state file that appeared, or was written over, since `clear`."""

    path: Path
    slot: int
    file: StateFile


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
        self._aside_file = re.compile(asides.aside_pattern(re.escape(stem) + r"\.state\d*"))
        self._leftover = re.compile(re.escape(stem) + rf"\.state({STAGED_SLOT}|\d*{re.escape(NEW)})")
        self._stage = Stage(stays=own)
        self._kept = Keepsakes()
        self._pictures = Keepsakes()
        self._saved: tuple[Path, Sign | None] | None = None
        self._there: dict[Path, Sign] = {}
        self._tried: dict[Path, Sign] = {}
        self._looks = 0
        self._open = False
        self._guard = Guard(self._kept)
        self._last = self.folder
        self._partial: tuple[Path, Sign] | None = None
        self.is_ours: Callable[[bytes], bool] = lambda core: False

    @property
    def elsewhere(self) -> Path | None:
        """Where the settings say that states go, if that is not below the base."""
        return None if self.likely is None or self.likely.is_relative_to(self.base) else self.likely

    def check(self) -> None:
        """Give back and remove what a crash left.

        Raises:
            StateError: the folder is not there for us.
        """
        if not os.path.isdir(self.base):
            raise StateError(
                f"the state folder {self.base} is not there: RetroArch must run on this machine, and "
                f"Settings > Directory > Save States must be an existing folder"
            )
        try:
            self._clean_up()
        except OSError:
            return  # frames can be watched all the same, and a save will say what is wrong with the folder

    def _clean_up(self) -> None:
        asides.give_back(
            tuple(self._files(self._aside_file)),
            stays=lambda path, aside: asides.written_since(path, aside) and is_runners(path),
        )
        for path in tuple(self._files(self._leftover)):
            state = state_in(path)
            if path.name.endswith(NEW) or (state is not None and state.holds(MARK)):
                path.unlink(missing_ok=True)

    # Save

    def prepare(self) -> None:
        """Have more copies of what may have to be put back after the next save; takes some ms."""
        expected = self._expected()
        if expected is not None and not self._open and not self._guard.on:
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
            self._guard.end()
            self._stage.clear(expected)
            files = tuple(path for path in self._files(self._slot_file) if not self._stage.is_staged(path))
            self._keep([path for path in files if path != expected] if expected is not None else [])
            self._pictures.keep(map(picture_of, files if expected is None else (expected,)))
            for path in files:
                if path not in self._there:
                    asides.set_aside(path)
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
        self.folder = self._last = fresh.path.parent
        self.slot = fresh.slot
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
        before = tuple(self._asides_of(fresh.path))
        aside = asides.set_aside(fresh.path)
        for path in before:
            if path != aside:
                path.unlink(missing_ok=True)
        self._there.pop(fresh.path, None)
        self._kept.forget(fresh.path)
        self._pictures.forget(picture_of(fresh.path))

    def remove_partial(self) -> Path | None:
        """Remove a file that was begun since `clear` and isn't written to any more; which one it was.

        Where RetroArch still holds it (Windows), `put_right` tries again.
        """
        for path, sign in self._tried.items():
            if Sign.of(path) == sign:
                self._partial = (path, sign)
                with suppress(OSError):
                    self._clear_partial()
                return path
        return None

    def _clear_partial(self) -> None:
        if self._partial is not None and Sign.of(self._partial[0]) == self._partial[1]:
            self._partial[0].unlink(missing_ok=True)
        self._partial = None

    def guard(self) -> None:
        """A save may come yet, and all is given back: notice when it is written over what is there now."""
        files = tuple(path for path in self._files(self._slot_file) if not self._stage.is_staged(path))
        slot, place = self.slot, self.place
        self._guard.begin(
            files, place / state_name(self.stem, slot) if place is not None and slot is not None else None
        )

    def undo_late(self, is_ours: Callable[[bytes], bool]) -> bool:
        """Undo saves that came after all; `is_ours` tells by the core's state. Whether there was one.

        Raises:
            OSError: a file can't be put back; it is tried again with the next call.
        """
        return self._guard.on and self._guard.undo(tuple(self._files(self._slot_file)), is_ours)

    def end_guard(self) -> None:
        """No save comes any more."""
        self._guard.end()

    def put_right(self) -> None:
        """Try again what was refused before: Windows keeps a file that somebody else has open.

        Raises:
            OSError: it still does.
        """
        self._clear_partial()
        self.give_back()
        self._stage.again()

    def forget(self) -> None:
        """Look everywhere again at the next save: the settings may have changed."""
        if not self.own:
            self.folder = None
        self.slot = None

    @property
    def place(self) -> Path | None:
        """Where RetroArch's states are, or were when one was last seen; None where none was, or that folder is gone."""
        return self.folder or (self._last if self._last is not None and os.path.isdir(self._last) else None)

    def give_back(self) -> None:
        """Give all files their names and content back, once after each `clear`.

        Raises:
            OSError: one can't be written; the others are done, and that one is kept for another try.
        """
        if not self._open:
            return
        error: OSError | None = None
        try:
            lost = asides.give_back(tuple(self._files(self._aside_file)), stays=lambda path, _: self._is_his(path))
            for path in lost:
                self._kept.forget(path)
        except OSError as one:
            error = one
        for path in self._kept.changed():
            try:
                self._kept.put_back(path)
            except OSError as one:
                error = error or one
        if error is not None:
            raise error
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

    def _is_his(self, path: Path) -> bool:
        """Whether the runner has saved there while his file was aside."""
        state = state_in(path)
        return state is not None and not state.holds(MARK) and not self.is_ours(state.core)

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
        folder = self.place
        if folder is None:
            raise StateError("RetroArch's state folder is not known yet: no state was saved so far")
        self._stage.put(folder / state_name(self.stem, slot), state)

    def unstage(self) -> None:
        """Remove the staged file from a folder that isn't ours; what Windows refuses is for `put_right`."""
        self._stage.take_away()

    # Files

    def _expected(self) -> Path | None:
        """The one file that the next save will be written to; None where that isn't known."""
        if not self._steady or self.folder is None or self.slot is None:
            return None
        return self.folder / state_name(self.stem, self.slot)

    def _look(self, path: Path) -> Fresh | None:
        sign = Sign.of(path)
        if sign is None or sign in {self._there.get(path), self._tried.get(path)} or self._stage.is_staged(path):
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

    def _asides_of(self, path: Path) -> Iterator[Path]:
        return (aside for aside in self._files(self._aside_file) if asides.name_of(aside) == path)

    def _files(self, name: re.Pattern[str]) -> Iterator[Path]:
        """Files of that name: in the folder once it is known, before that in all that RetroArch might sort into."""
        if self.folder is not None:
            yield from matching(self.folder, name, 0)
            return
        yield from matching(self.base, name, DEPTH_MAX)
        if self.elsewhere is not None:
            yield from matching(self.elsewhere, name, 0)
