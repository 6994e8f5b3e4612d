"""The rows of the store as frozen values; field names are those of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from spinlab_pad.route.waypoints import Segment, Waypoint

StateKind = Literal["hot", "cold"]
RunState = Literal["recording", "paused", "finished"]


@dataclass(frozen=True, slots=True)
class GameRecord:
    """A game as the store knows it; `id` is its CRC32 in hex, or its name where no CRC is told."""

    id: str
    name: str
    system: str
    crc32: int | None
    profile: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A reference run."""

    id: int
    game: str
    name: str
    state: RunState
    active: bool
    created_ms: int


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of a game."""

    segment: Segment
    name: str
    active: bool

    @property
    def id(self) -> str:
        """The segment's id within the game."""
        return self.segment.id


@dataclass(frozen=True, slots=True)
class SplitRecord:
    """One segment of a reference run as it was played; `place` counts from 1."""

    run: int
    place: int
    segment: Segment
    name: str
    frames: int
    tail_frames: int
    game_frames: int
    time_ms: int
    clean_tail_ms: int
    rta_ms: int
    deaths: int
    real_time: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class StartState:
    """Where practice starts. `event_counter` is the game's frame counter (0 to 255) at the event itself.

    `observed` is what the conditions of the profile were then, by name; None where nobody has looked.
    """

    waypoint: Waypoint
    kind: StateKind
    core: str
    sha256: str
    event_counter: int
    save_lag_frames: int | None
    run: int | None
    observed: Mapping[str, int] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One episode as it is kept."""

    id: int
    session: int | None
    segment: str
    started_ms: int
    duration_ms: int
    source: str
    start: StateKind
    completed: bool
    time_ms: int | None
    clean_tail_ms: int | None
    frames: int
    tail_frames: int
    game_frames: int
    rta_ms: int
    deaths: int
    rating: str | None
    valid: bool
    not_real_time: bool
    emulator: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A practice session with its counts."""

    id: int
    started_ms: int
    ended_ms: int | None
    attempts: int
    completed: int
    deaths: int
