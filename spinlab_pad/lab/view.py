"""The View: everything that overlay and web draw, as one frozen value.

Rules: JSON-serialisable through `to_json`; under 16 KiB for 200 segments; times are whole milliseconds and end in
`_ms`; None is 'not enough data' or 'absent', never a stand-in. Whoever draws holds no rule of practice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from spinlab_pad.lab.model.view import OutlookView

SCHEMA: Final = 1

Mode = Literal["idle", "reference", "reference_paused", "practice", "cold_fill", "replay", "speed_run"]
ConnectionState = Literal["waiting", "connecting", "playing", "paused", "lost"]
PaceName = Literal["normal", "fast", "slow", "rewind", "paused", "standstill", "silent"]
Level = Literal["info", "good", "warn", "error"]


@dataclass(frozen=True, slots=True)
class AppView:
    """This program: its version, the monotonic-free wall clock of the view (Unix ms) and the data folder."""

    version: str
    now_ms: int
    data_dir: str


@dataclass(frozen=True, slots=True)
class GameView:
    """The running content in the category that it is run in. `profile` is None while nobody knows which game it is."""

    id: str
    name: str
    system: str
    crc32: str | None
    profile: str | None
    category: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """The emulator and how well it is seen. `frame` is the newest frame's number; `age_ms` its age.

    `pace` is what it does with time, by its frames: `standstill` is an open menu or a long load, `silent` no answer.
    `details` says what this emulator in this version can and can't do.
    """

    state: ConnectionState
    emulator: str | None = None
    version: str | None = None
    core: str | None = None
    frame: int | None = None
    frames_seen: int = 0
    frames_missed: int = 0
    age_ms: int | None = None
    pace: PaceName | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentView:
    """The segment being played. `start`/`end` are waypoints ('entrance', 'checkpoint 1', 'goal'); place from 1. `why`
    says why practice has chosen it, `why_short` the same in about 20 characters; '' where nobody has.

    While a run is recorded it isn't known what will come: `id` is that of the start, `name` that of the level, `end` is
    '…', and `of` counts the segments up to this one.
    """

    id: str
    name: str
    level: int
    start: str
    end: str
    place: int
    of: int
    why: str = ""
    why_short: str = ""


@dataclass(frozen=True, slots=True)
class TimerView:
    """Anchors from which a client runs the timer without traffic.

    Running: shown time = `offset_ms` + (now - `started_ms`), both Unix ms; else `frozen_ms` is the time shown.
    """

    running: bool
    started_ms: int | None
    offset_ms: int
    frozen_ms: int | None


@dataclass(frozen=True, slots=True)
class EstimateView:
    """The chosen estimator's answer for the segment; `low_ms`..`high_ms` is the 80 % interval of the next time."""

    estimator: str
    expected_ms: int | None
    low_ms: int | None
    high_ms: int | None
    clean_ms: int | None
    death_rate: float | None
    attempts: int
    gold_ms: int | None


@dataclass(frozen=True, slots=True)
class ResultView:
    """The last finished attempt. `delta_ms` against the estimate before it (negative is faster)."""

    attempt: int
    segment: str
    name: str
    time_ms: int | None
    deaths: int
    completed: bool
    gold: bool
    delta_ms: int | None
    rating: str | None
    valid: bool = True


@dataclass(frozen=True, slots=True)
class DeltaView:
    """Live standing against the gold at the last point that can be compared."""

    delta_ms: int
    at: str


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A segment that would come next, and `why`; `why_short` says it in about 20 characters."""

    id: str
    name: str
    why: str
    why_short: str = ""


@dataclass(frozen=True, slots=True)
class RecentView:
    """One of the last ten attempts, newest first."""

    segment: str
    name: str
    time_ms: int | None
    deaths: int
    completed: bool
    gold: bool
    rating: str | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """Counters of the practice session; `gain_ms` is the change of the expected run time (negative is faster)."""

    id: int
    started_ms: int
    attempts: int
    completed: int
    deaths: int
    rated: int
    golds: int
    gain_ms: int | None
    streak: int = 0
    """Segments completed without a death, one after another, up to now."""
    days: int = 0
    """Days in a row, up to today, on which this game was practised."""
    goal_minutes: int = 0
    goal_attempts: int = 0
    """What the session is to reach; 0 is none."""
    pinned: str | None = None
    """The segment that is served alone."""
    only: int = 0
    """So many segments were chosen for this session; 0: all of them."""
    next_gain_ms: int | None = None
    """What the next minutes (`run.outlook.next_minutes`) of it are expected to change; negative is faster."""


@dataclass(frozen=True, slots=True)
class RunView:
    """The active run; where one is being recorded or is paused, that one."""

    id: int
    name: str
    segments: int
    recording: bool
    sum_of_best_ms: int | None
    expected_ms: int | None
    new_segments: int = 0
    """While it is recorded or paused: segments of it that no run had before."""
    outlook: OutlookView | None = None
    """How the next run of it is expected to go."""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How far long work is: `done` of `of` (None where nobody knows), `what` names its unit ('cold starts')."""

    done: int
    of: int | None
    what: str


@dataclass(frozen=True, slots=True)
class StartView:
    """The game stands still at a start. `buttons` are those held in it, by their SNES names ('right', 'y').

    `counting_ms` is what is left of the countdown, None while nobody counts; `total_ms` is the whole of it.
    """

    buttons: tuple[str, ...]
    counting_ms: int | None
    total_ms: int


@dataclass(frozen=True, slots=True)
class SplitView:
    """One segment of a speed run. `split_ms` counts from the run's start; `delta_ms` is against the PB's split.

    Of a segment that is yet to come, `split_ms` and `segment_ms` are None, and `pb_ms` is the PB's split.
    """

    id: str
    name: str
    state: Literal["done", "current", "coming"]
    split_ms: int | None
    segment_ms: int | None
    pb_ms: int | None
    delta_ms: int | None
    gold: bool
    deaths: int


@dataclass(frozen=True, slots=True)
class SpeedRunView:
    """A speed run. `splits` are those around the current one: `first` is the place of the first of them, from 1, `of`
    all. `ahead_ms` is the standing against the PB at the last split (negative is ahead).

    `sum_of_best_ms`, `expected_ms` and `best_possible_ms` (played so far, golds from here on) are of whole runs;
    `pb_chance` is from 0 to 1; `attempt` counts the runs of this course that were started, `finished` those that came
    to the end. `result_ms` is the time of the run that has just ended, `pb` whether that is a new best.
    """

    kind: Literal["full", "chained"]
    attempt: int
    finished: int
    splits: tuple[SplitView, ...]
    first: int
    of: int
    ahead_ms: int | None
    pb_ms: int | None
    sum_of_best_ms: int | None
    expected_ms: int | None
    best_possible_ms: int | None
    pb_chance: float | None
    result_ms: int | None
    pb: bool


@dataclass(frozen=True, slots=True)
class PromptItem:
    """What one pad control does right now: `control` ('d-pad left', 'Select + A'), `action`, `command` name."""

    control: str
    action: str
    command: str


@dataclass(frozen=True, slots=True)
class PromptView:
    """What the pad does right now. `layer`: 'plain', or 'select' while the command layer is held open."""

    title: str
    layer: Literal["plain", "select"]
    items: tuple[PromptItem, ...]


@dataclass(frozen=True, slots=True)
class GamesView:
    """The folder with games: how many could be started. While it is looked through, `scanned` files `of` all."""

    count: int
    scanned: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One choice; `note` says more, '' where there is nothing more to say."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Something that is asked; `key` says what: `profile` (which game is this), `game` (which one to start), `menu`
    (what to do).

    `choices` are those around the one that is marked: `first` is the place of the first of them and `cursor` that of
    the marked one, both from 0, among `total`.
    """

    key: Literal["profile", "game", "menu"]
    title: str
    choices: tuple[ChoiceView, ...]
    first: int
    cursor: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the runner, newest last. `key` names the cause, so that its end can take it away."""

    key: str
    level: Level
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class View:
    """The whole picture."""

    schema: int
    app: AppView
    game: GameView | None
    connection: ConnectionView
    mode: Mode
    segment: SegmentView | None
    timer: TimerView
    estimate: EstimateView | None
    result: ResultView | None
    delta: DeltaView | None
    queue: tuple[QueueItem, ...]
    recent: tuple[RecentView, ...]
    session: SessionView | None
    run: RunView | None
    prompt: PromptView | None
    notices: tuple[Notice, ...]
    allocator: str
    estimator: str
    deaths: int = 0
    """Deaths of the attempt in flight."""
    games: GamesView | None = None
    """None without a folder."""
    question: QuestionView | None = None
    phase: str = ""
    """The state of the running mode, as the table of its transitions calls it; '' without one."""
    progress: ProgressView | None = None
    start: StartView | None = None
    speed_run: SpeedRunView | None = None


def to_json(view: View) -> dict[str, Any]:
    """The View as plain JSON types, keys as in the dataclasses."""
    return asdict(view)
