"""The one state file that is put where RetroArch will load it, and taken away again."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch import asides
from spinlab_pad.emulator.retroarch.keepsakes import Sign
from spinlab_pad.emulator.retroarch.slotfiles import refusal
from spinlab_pad.emulator.retroarch.states import state_file

NEW: Final = ".new"
"""Ending of a file that is still being written."""


@dataclass(frozen=True, slots=True)
class _Staged:
    path: Path
    state: bytes
    sign: Sign | None
    displaced: Path | None


class Stage:
    """Holds at most one file. With `stays` it is left there until another comes (nobody else uses the folder)."""

    def __init__(self, *, stays: bool) -> None:
        self._stays = stays
        self._now: _Staged | None = None
        self._refused = False

    def put(self, path: Path, state: bytes) -> None:
        """Write the file, complete at once under its name; what is there is moved aside.

        Raises:
            StateError: it can't be written.
        """
        self._refused = False
        if self.is_staged(path) and self._now is not None and self._now.state == state:
            return
        displaced = self._now.displaced if self._now is not None and self._now.path == path else None
        fresh = path.with_name(path.name + NEW)
        try:
            if path.exists() and not self.is_staged(path):
                displaced = asides.set_aside(path)
            fresh.write_bytes(state_file(state, mark=True))
            os.replace(fresh, path)
        except OSError as error:
            with suppress(OSError):  # the folder takes nothing at all: the next attach gives back what is aside
                fresh.unlink(missing_ok=True)
                if displaced is not None and not path.exists():
                    displaced.replace(path)
            raise StateError(refusal(path.parent, error)) from error
        self._now = _Staged(path, state, Sign.of(path), displaced)

    def is_staged(self, path: Path) -> bool:
        """Whether the file at `path` is the one that we have put there."""
        return self._now is not None and self._now.path == path and self._now.sign == Sign.of(path)

    def clear(self, path: Path | None) -> None:
        """Make way for a save to `path`, or to any file (None); elsewhere the file is in nobody's way."""
        if path is None or self.is_staged(path):
            self._remove()

    def take_away(self) -> None:
        """Remove the file, if it may not stay; what is refused (Windows: RetroArch holds it) is for `again`."""
        try:
            self._take_away()
        except OSError:
            self._refused = True

    def again(self) -> None:
        """Try once more what was refused.

        Raises:
            OSError: it still is.
        """
        if self._refused:
            self._take_away()

    def _take_away(self) -> None:
        if self._now is not None and not self._stays:
            path, displaced = self._now.path, self._now.displaced
            if self.is_staged(path):
                path.unlink(missing_ok=True)
            if displaced is not None and displaced.exists():
                if path.exists():
                    asides.give_way(displaced)  # the runner has saved there since
                else:
                    displaced.replace(path)
            self._now = None
        self._refused = False

    def _remove(self) -> None:
        if self._now is not None and self.is_staged(self._now.path):
            self._now.path.unlink(missing_ok=True)
        self._now = None
