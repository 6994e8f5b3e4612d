"""The rows of the store as frozen values; field names are those of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from spinlab_pad.route.waypoints import Segment, Waypoint

StateKind = Literal["hot", "cold"]
RunState = Literal["recording", "paused", "finished"]
RunSource = Literal["played", "replay"]

CATEGORY_MAX: Final = 40
"""Characters of a category's name."""


@dataclass(frozen=True, slots=True)
class GameRecord:
    """A content in one category, which is what runs, states, sessions and attempts belong to.

    `content` names what runs: its CRC32 in hex, or its name where no CRC is told; '' stands for `id`. The first
    category of a content has the content's id, a further one an id of its own: look it up, don't build it. `profile`
    is the one that it was last played with, '' while none is known.
    """

    id: str
    name: str
    system: str
    crc32: int | None
    profile: str
    category: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class ContentRecord:
    """Something that was played, whatever its category.

    `sha256` (of the game alone), `title` (of its header) and `path` are None where its file was never seen. `profile`
    and `category` are what the runner chose for it, None where nothing was chosen.
    """

    id: str
    name: str
    system: str
    crc32: int | None
    sha256: str | None
    title: str | None
    path: str | None
    profile: str | None
    category: str | None
    played_ms: int


@dataclass(frozen=True, slots=True)
class RomFile:
    """A file that may be a game, as it was when it was looked at.

    `crc32` is of the whole file, as RetroArch tells it; `bare_crc32` and `sha256` are of the game alone. Where it can't
    be played all of them are None, and `problem` says why and what to do.
    """

    path: str
    size: int
    mtime_ns: int
    crc32: int | None = None
    bare_crc32: int | None = None
    sha256: str | None = None
    title: str | None = None
    mapping: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A reference run: one that the runner played, or a replay of the run `replay_of`."""

    id: int
    game: str
    name: str
    state: RunState
    active: bool
    created_ms: int
    source: RunSource = "played"
    replay_of: int | None = None


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """A sitting of a run. `segments`: splits of it that are kept; `ended_ms` is None while it goes on.

    `emulator` is name and version.
    """

    id: int
    run: int
    started_ms: int
    ended_ms: int | None
    emulator: str
    core: str
    segments: int


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of a game. `active`: it is practised.

    `name` is what it is called: `given_name`, the runner's own, where there is one, else what it got from the profile.
    Of segments between the same places that start under other conditions one is `primary`.
    """

    segment: Segment
    name: str
    active: bool
    given_name: str | None = None
    note: str = ""
    primary: bool = True

    @property
    def id(self) -> str:
        """The segment's id within the game."""
        return self.segment.id


@dataclass(frozen=True, slots=True)
class SplitRecord:
    """One segment of a reference run as it was played; `place` counts from 1, `capture` is its sitting."""

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
    capture: int | None = None


@dataclass(frozen=True, slots=True)
class StartState:
    """Where practice starts. `event_counter` is the game's frame counter (0 to 255) at the event itself.

    `observed` is what the conditions of the profile were then, by name; None where nobody has looked. So many frames
    right before the event were `unseen`: it may have happened in one of them, then the counter is late by at most that.
    """

    waypoint: Waypoint
    kind: StateKind
    core: str
    sha256: str
    event_counter: int
    save_lag_frames: int | None
    run: int | None
    observed: Mapping[str, int] | None = field(default=None, hash=False)
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One episode as it is kept.

    `start` is the kind of start of its last life: who came back where the game respawns him had a cold one. `chosen_by`
    names the allocator that served it ("runner": the runner asked), `chance` the probability with which it chose so, so
    that policies can be compared from what was played; both are None where nobody chose, as in a run.
    """

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
    chosen_by: str | None = None
    chance: float | None = None

    @property
    def counts(self) -> bool:
        """Whether it says something about the runner: valid, in real time, and not a replay. In SQL: `COUNTS`."""
        return self.valid and not self.not_real_time and self.source != "replay"


COUNTS: Final = "valid = 1 AND not_real_time = 0 AND source != 'replay'"
"""The condition of `AttemptRecord.counts` on a row of `attempts`."""


class CountedAttempt(NamedTuple):
    """What an attempt that counts says of the runner, columns as in `AttemptRecord`.

    A course begins with all of them, a hundred thousand in years: a tuple of what it needs is read in half the time.
    """

    id: int
    segment: str
    started_ms: int
    duration_ms: int
    source: str
    start: StateKind
    time_ms: int | None
    clean_tail_ms: int | None
    tail_frames: int
    deaths: int
    rating: str | None

    @property
    def completed(self) -> bool:
        """Whether it was played to its end: only then it has a time, which the table checks."""
        return self.time_ms is not None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A practice session with its counts."""

    id: int
    started_ms: int
    ended_ms: int | None
    attempts: int
    completed: int
    deaths: int
