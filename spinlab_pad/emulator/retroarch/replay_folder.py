"""RetroArch's replay files on disk: find the one that is being recorded, stage one to be played, keep the runner's own.

RetroArch chooses the name to record to from a slot that it doesn't tell: with `replay_auto_index` the next one, without
it the current one, whose file it overwrites. So before a recording starts all replay files of the game are moved aside,
and given back as soon as the new one is known; one of the same name waits until the new one is taken away. A file
that is aside keeps its name with an ending, in its own folder, so that it is given back even after a crash. A file of
ours has a mark beside it, or an ending, for the same reason; files without are the runner's and are never removed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.asides import ASIDE
from spinlab_pad.emulator.retroarch.replay_file import identifier_of
from spinlab_pad.emulator.retroarch.slotfiles import DEPTH_MAX, matching

LIVE: Final = ".spinlab-live"
STAGED: Final = ".spinlab-staged"
KEPT: Final = ".spinlab-recording"
STAGED_SLOT: Final = 990
"""Slot whose file we write for PLAY_REPLAY_SLOT; people stay far below."""

REPLAYS: Final = r"\.replay\d*"
TOGGLED: Final = r"\.srm\d*\.bsv"
"""What 1.14 and older call theirs."""

_HEAD_BYTES: Final = 64


class ReplayFolder:
    """The replay files of the game `stem` in `base` and the folders below it that RetroArch may sort into.

    `where` is the very folder that RetroArch reads and writes, None while that isn't known. It need not be below
    `base`: with states beside the game it is the game's.
    """

    def __init__(
        self,
        base: Path,
        stem: str,
        where: Callable[[], Path | None],
        endings: str = REPLAYS,
    ) -> None:
        self.base = base
        self._stem = stem
        self._where = where
        name = re.escape(stem) + endings
        self._file = re.compile(name)
        self._aside = re.compile(name + re.escape(ASIDE))
        self._live = re.compile(name + re.escape(LIVE))
        self._staged = re.compile(name + re.escape(STAGED))
        self._kept = re.compile(name + r"\.\d+" + re.escape(KEPT))

    def set_aside(self) -> None:
        """No replay file of this game remains under its name, but for one that we have staged.

        Raises:
            StateError: one can't be moved.
        """
        for path in tuple(self._files(self._file)):
            if not _beside(path, STAGED).exists():
                _rename(path, _beside(path, ASIDE))

    def give_back(self) -> None:
        """Files that are aside get their names back, where nothing else has them now; staged ones are removed."""
        for mark in tuple(self._files(self._staged)):
            with suppress(OSError):  # Windows keeps what RetroArch has open; the mark stays for the next time
                mark.with_name(mark.name.removesuffix(STAGED)).unlink(missing_ok=True)
                mark.unlink(missing_ok=True)
        for path in tuple(self._files(self._aside)):
            name = path.with_name(path.name.removesuffix(ASIDE))
            if not name.exists():
                with suppress(OSError):
                    path.rename(name)

    def fresh(self, identifier: int | None) -> Path | None:
        """The replay file with this identifier (None: any) under a name that RetroArch writes to; None if none."""
        for path in self._files(self._file):
            if identifier is None or identifier_of(_head(path)) == identifier:
                return path
        return None

    def mark_live(self, path: Path) -> None:
        """It is recorded by us: after a crash of ours it isn't taken for the runner's own."""
        _beside(path, LIVE).touch()

    def live(self) -> Path | None:
        """What was marked as recorded by us and not kept yet."""
        for mark in self._files(self._live):
            path = mark.with_name(mark.name.removesuffix(LIVE))
            if path.exists():
                return path
            mark.unlink(missing_ok=True)
        return None

    def keep(self, path: Path) -> Path:
        """A recording of ours is done: it makes way for the next one; its new place."""
        number = 1
        while (kept := path.with_name(f"{path.name}.{number}{KEPT}")).exists():
            number += 1
        _rename(path, kept)
        _beside(path, LIVE).unlink(missing_ok=True)
        return kept

    def stage(self, data: bytes) -> None:
        """Write the file of `STAGED_SLOT`, complete at once under its name.

        Raises:
            StateError: it can't be written, or RetroArch's folder isn't known.
        """
        folder = self._where()
        if folder is None:
            raise StateError("RetroArch's replay folder is not known yet: no state was saved so far")
        path = folder / f"{self._stem}.replay{STAGED_SLOT}"
        mark, unfinished = _beside(path, STAGED), _beside(path, ".new")
        if path.exists() and not mark.exists():
            _rename(path, _beside(path, ASIDE))
        try:
            mark.touch()
            unfinished.write_bytes(data)
            os.replace(unfinished, path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise StateError(f"replay file {path} can't be written ({error.strerror})") from error

    def name(self, path: Path) -> str:
        """What a file is called by, to be found again among `all`."""
        return (path.relative_to(self.base) if path.is_relative_to(self.base) else path).as_posix()

    def all(self) -> tuple[Path, ...]:
        """Every replay file of the game, in the order of their age: the runner's, and ours that were not taken."""
        mine = {mark.with_name(mark.name.removesuffix(STAGED)) for mark in self._files(self._staged)}
        found = [*self._files(self._file), *self._files(self._kept)]
        return tuple(sorted((path for path in found if path not in mine), key=_age))

    def is_ours(self, path: Path) -> bool:
        """Whether we recorded it."""
        return self.is_kept(path) or _beside(path, LIVE).exists()

    def is_kept(self, path: Path) -> bool:
        """Whether we recorded it, and it is done."""
        return self._kept.fullmatch(path.name) is not None

    def _files(self, name: re.Pattern[str]) -> Iterator[Path]:
        yield from matching(self.base, name, DEPTH_MAX)
        folder = self._where()
        if folder is not None and not _is_searched(folder, self.base):
            yield from matching(folder, name, 0)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _rename(path: Path, name: Path) -> None:
    try:
        path.rename(name)
    except OSError as error:
        raise StateError(f"replay file {path} can't be moved ({error.strerror})") from error


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except OSError:
        return 0, path.name


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""


def _is_searched(folder: Path, base: Path) -> bool:
    """Whether `folder` is among the folders that are looked through from `base` on."""
    levels = (folder, *folder.parents)[: DEPTH_MAX + 1]
    return base in levels
