"""Read-only answers for pages and the API, as frozen values. The app hands `web` an object with these methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spinlab_pad.schedule.types import Estimate, Rating


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment in a list, in the order of the run."""

    id: str
    name: str
    level: int
    start: str
    end: str
    active: bool
    has_hot: bool
    has_cold: bool
    attempts: int
    completed: int
    deaths: int
    gold_ms: int | None
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt in a list; `started_ms` is Unix time."""

    id: int
    segment: str
    started_ms: int
    source: str
    start: str
    completed: bool
    time_ms: int | None
    clean_tail_ms: int | None
    deaths: int
    frames: int | None
    rating: Rating | None
    valid: bool
    not_real_time: bool


@dataclass(frozen=True, slots=True)
class SegmentDetail:
    """One segment with its attempts (oldest first) and each estimator's estimate."""

    segment: SegmentRow
    attempts: tuple[AttemptRow, ...]
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A reference run."""

    id: int
    name: str
    state: str
    segments: int
    active: bool
    created_ms: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A practice session."""

    id: int
    started_ms: int
    ended_ms: int | None
    attempts: int
    completed: int
    deaths: int


@dataclass(frozen=True, slots=True)
class GameRow:
    """A game: a file of `rom.dir`, or one that was played and lies elsewhere. `id` is what `launch_game` takes.

    `crc32` is of the file, `sha256` of the game alone, `title` that of its header. `profile` is None where the runner
    will be asked, and `reason` says how it is known: `config`, `chosen`, `hash`, `header`, `name`, else `unknown`.
    `problem` says why it can't be started from here, None where it can.
    """

    id: str
    name: str
    title: str | None
    crc32: str | None
    sha256: str | None
    mapping: str | None
    profile: str | None
    reason: str
    category: str
    played_ms: int | None
    running: bool
    path: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile that `choose_profile` takes."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class GameList:
    """Games by name. `folder` is `rom.dir`, None where none is set; `problem` says why it can't be looked through.

    While it is looked through, `scanned` files `of` those that had to be read; else both are None.
    """

    games: tuple[GameRow, ...]
    profiles: tuple[ProfileRow, ...]
    folder: str | None
    problem: str | None
    scanned: int | None
    of: int | None


class Queries(Protocol):
    """What pages may ask. Every call is quick and reads committed data only."""

    async def segments(self) -> tuple[SegmentRow, ...]:
        """Segments of the active run, in its order."""
        ...

    async def segment(self, segment_id: str) -> SegmentDetail | None:
        """One segment, None where there is none."""
        ...

    async def games(self) -> GameList:
        """The games of `rom.dir`, and those that were played."""
        ...

    async def runs(self) -> tuple[RunRow, ...]:
        """Reference runs of the game, newest first."""
        ...

    async def sessions(self) -> tuple[SessionRow, ...]:
        """Practice sessions of the game, newest first."""
        ...
