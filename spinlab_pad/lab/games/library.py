"""The folder with games, as the lab sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spinlab_pad.store.records import RomFile


@dataclass(frozen=True, slots=True)
class Scan:
    """A look through the folder under way: `done` files `of` all."""

    done: int
    of: int


class Library(Protocol):
    """The files of `rom.dir`. Nothing here blocks; the lab's `touch` is called when more is known."""

    @property
    def folder(self) -> str:
        """The folder."""
        ...

    @property
    def files(self) -> tuple[RomFile, ...]:
        """What was found so far, by name; files that can't be played with their problem."""
        ...

    @property
    def playable(self) -> tuple[RomFile, ...]:
        """Those of `files` that could be started."""
        ...

    @property
    def scanning(self) -> Scan | None:
        """The look under way."""
        ...

    @property
    def problem(self) -> str | None:
        """Why the folder can't be looked through, in one line."""
        ...

    def scan(self) -> None:
        """Look through it again, beside everything else; nothing happens where that is under way."""
        ...
