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


class Queries(Protocol):
    """What pages may ask. Every call is quick and reads committed data only."""

    async def segments(self) -> tuple[SegmentRow, ...]:
        """Segments of the active run, in its order."""
        ...

    async def segment(self, segment_id: str) -> SegmentDetail | None:
        """One segment, None where there is none."""
        ...

    async def runs(self) -> tuple[RunRow, ...]:
        """Reference runs of the game, newest first."""
        ...

    async def sessions(self) -> tuple[SessionRow, ...]:
        """Practice sessions of the game, newest first."""
        ...
