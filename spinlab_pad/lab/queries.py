"""Read-only answers for pages and the API, as frozen values. The app hands `web` an object with these methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from spinlab_pad.lab.model.rows import Model, SegmentCurve
from spinlab_pad.schedule.types import Estimate, Rating

RunSource = Literal["played", "replay"]


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment in a list, in the order of the run.

    `has_hot` and `has_cold` are of the core that runs. `named`: the name is the runner's own. `variants` are the names
    of the others of the run that lead between the same places, of which one is `primary`. `left_out` says why practice
    leaves it out, None where it is served; `active` is what the runner has said. `observed` is what the profile's
    conditions were when its start was recorded, by name, `starts` the same in words ('big, 2 dragon coins'); both are
    None where nobody has looked. So many frames right before that start were `unseen`: times from it may be short by
    that until it is captured again.
    """

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
    observed: dict[str, int] | None
    starts: str | None
    note: str = ""
    named: bool = False
    primary: bool = True
    variants: tuple[str, ...] = ()
    left_out: str | None = None
    unseen: int = 0


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
class ArrivalRow:
    """A life comes to a screen of a room and stays, for the `visit`th time.

    `label` is what a runner calls it ('screen 3'); `frame` and `time_ms` count from the start of the life; the position
    is in pixels of the room.
    """

    room: int
    column: int
    row: int
    visit: int
    label: str
    frame: int
    time_ms: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """The last life of a completed attempt; `attempt` is None for the reference run. `life_ms` is that life's time."""

    attempt: int | None
    start: str
    time_ms: int
    deaths: int
    life_ms: int
    arrivals: tuple[ArrivalRow, ...]


@dataclass(frozen=True, slots=True)
class PaceRow:
    """When lives come to a place: the best and the median of the newest `lives` that came there."""

    room: int
    column: int
    row: int
    visit: int
    label: str
    best_ms: int
    median_ms: int
    lives: int


@dataclass(frozen=True, slots=True)
class SubSplits:
    """A segment screen by screen, from the kind of start that is practised.

    `gold` is what the live delta compares with, `last` are the newest attempts (newest first), `pace` is in the order
    in which lives come along. A screen is `screen_width` pixels wide, 0 where a room is one screen; a height of 0 means
    that a room is one row.
    """

    screen_width: int
    screen_height: int
    gold: LineRow | None
    last: tuple[LineRow, ...]
    pace: tuple[PaceRow, ...]


@dataclass(frozen=True, slots=True)
class DeathRow:
    """Deaths close together, in pixels of the room."""

    room: int
    x: int
    y: int
    count: int


@dataclass(frozen=True, slots=True)
class SplitPoint:
    """Where a segment can be split: `at` is what the command takes, `best_ms` how soon a life came there, if known."""

    at: str
    label: str
    best_ms: int | None


@dataclass(frozen=True, slots=True)
class SegmentDetail:
    """One segment with its attempts (oldest first), each estimator's estimate, its sub-splits and its deaths.

    `curves` are how each estimator's answer came about, over the attempts that count. `splits_at` are the places at
    which it can be split: those where it was merged first, then its sub-splits.
    """

    segment: SegmentRow
    attempts: tuple[AttemptRow, ...]
    estimates: tuple[Estimate, ...]
    curves: tuple[SegmentCurve, ...]
    subsplits: SubSplits
    deaths: tuple[DeathRow, ...]
    splits_at: tuple[SplitPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A sitting of a run; `ended_ms` is None while it goes on, `segments` were closed in it.

    `emulator` is name and version.
    """

    started_ms: int
    ended_ms: int | None
    segments: int
    emulator: str
    core: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A reference run. `source` is `played`, or `replay` where a recording was played again.

    `captures` are its sittings, oldest first; none where nobody kept them yet.
    """

    id: int
    name: str
    state: str
    segments: int
    active: bool
    created_ms: int
    source: RunSource = "played"
    captures: tuple[CaptureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A practice session. `golds` are new ones, `saved_ms` is what they took off the sum of best."""

    id: int
    started_ms: int
    ended_ms: int | None
    attempts: int
    completed: int
    deaths: int
    golds: int = 0
    saved_ms: int = 0


@dataclass(frozen=True, slots=True)
class SpeedRunRow:
    """A speed run. `state` is 'running', 'finished' or 'reset'; times are of its end, or of its last split.

    `course` is the same for runs that are compared with each other, `pb` is the best of those. A run that was not in
    real time (paused, fast or slow) or not `whole` (a level was left out) is none. `splits` is how many of its
    `segments` have a time, `golds` how many of those were golds.
    """

    id: int
    kind: str
    course: str
    state: str
    started_ms: int
    ended_ms: int | None
    time_ms: int
    rta_ms: int
    frames: int
    deaths: int
    splits: int
    segments: int
    golds: int
    real_time: bool
    whole: bool
    pb: bool


@dataclass(frozen=True, slots=True)
class RunSplitRow:
    """A split of a speed run, with the PB's; one that was skipped has no times. Times count from the run's start."""

    place: int
    id: str
    name: str
    split_ms: int | None
    rta_ms: int | None
    pb_ms: int | None
    deaths: int
    gold: bool


@dataclass(frozen=True, slots=True)
class SpeedRunDetail:
    """One speed run with its splits, as far as it came; `pb` is the id of the best run of its course."""

    run: SpeedRunRow
    splits: tuple[RunSplitRow, ...]
    pb: int | None


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

    async def model(self) -> Model:
        """What every estimator says of the active run's segments; what takes long comes with a later answer."""
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

    async def speed_runs(self) -> tuple[SpeedRunRow, ...]:
        """Speed runs of the game, newest first."""
        ...

    async def speed_run(self, run: int) -> SpeedRunDetail | None:
        """One of them, None where there is none."""
        ...
