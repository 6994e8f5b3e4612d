"""The course: what is practised. The active run's segments with their start states, golds and scheduler.

Built from the store when a game appears, another run becomes active or its segments change; kept up to date attempt by
attempt.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from spinlab_pad.lab import garbage
from spinlab_pad.lab.segments.bests import Bests
from spinlab_pad.lab.segments.naming import Words, told_apart
from spinlab_pad.lab.segments.seeds import Seed, seeds
from spinlab_pad.route.subsplits import Arrival
from spinlab_pad.route.waypoints import Segment, Waypoint
from spinlab_pad.schedule import Attempt, SegmentInfo
from spinlab_pad.schedule.scheduler import Scheduler
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import (
    AttemptRecord,
    CountedAttempt,
    RunRecord,
    SegmentRecord,
    SplitRecord,
    StartState,
    StateKind,
)
from spinlab_pad.store.store import Store

_log = logging.getLogger(__name__)

OFF = "switched off"
"""Why a segment is left out that the runner doesn't want to practise."""
NO_STATE = "no start state yet"
"""Why a segment is left out that has never had a start state."""


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """What shapes a course: names of estimator and allocator, seed, penalty per death, preferred kind of start."""

    estimator: str
    allocator: str
    seed: int
    death_penalty_ms: int
    start: StateKind


class Remaining(NamedTuple):
    """What still counts on disk where an attempt does not, as `Course.forget` takes it."""

    others: list[CountedAttempt]
    splits: list[SplitRecord]
    lines: list[Line]


@dataclass(slots=True)
class Course:
    """The active run of a game on one core.

    `whole` is all of the run, in its order; `missing` says of segments without a start state why they have none; `made`
    is what was worked out of the run's splits for segments that were merged or split.
    """

    run: RunRecord
    whole: tuple[SegmentRecord, ...]
    starts: dict[str, StartState]
    golds: dict[str, int]
    scheduler: Scheduler
    bests: Bests = field(default_factory=Bests)
    states: tuple[StartState, ...] = ()
    """All start states of the game on this core."""
    missing: dict[str, str] = field(default_factory=dict)
    made: tuple[Seed, ...] = ()
    changes: int = 0
    """Grows with each attempt that comes or goes, and with each change of what is practised."""
    left_out: dict[str, str] = field(init=False)
    """Why practice leaves segments out."""
    segments: tuple[SegmentRecord, ...] = field(init=False)
    """Those that can be practised now, in the order of the run. Each has a start state."""
    route: tuple[SegmentRecord, ...] = field(init=False)
    """What a run consists of, whether it is practised or not; of variants the one that is practised."""
    _places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._sort_out()

    def has(self, segment_id: str) -> bool:
        """Whether the run has this segment."""
        return segment_id in self._places

    def place(self, segment_id: str) -> int:
        """The place of a segment in the run, from 1."""
        return self._places[segment_id]

    def named(self, segment_id: str) -> SegmentRecord:
        """The segment with this id."""
        return self.whole[self.place(segment_id) - 1]

    def lacks(self, start: Waypoint) -> bool:
        """Whether a segment starts there that has no start state yet."""
        return any(item.segment.start == start and item.id in self.missing for item in self.whole)

    def put_start(self, start: StartState) -> None:
        """Segments that start there have this state from now on; one of the other kind that is in use stays so."""
        others = (item for item in self.states if (item.waypoint, item.kind) != (start.waypoint, start.kind))
        self.states = (*others, start)
        for item in self.whole:
            known = self.starts.get(item.id)
            if starts_at(start, item.segment) and (known is None or known.kind == start.kind):
                self.starts[item.id] = start
                self.missing.pop(item.id, None)
        self._sort_out()

    def put_segments(self, records: Sequence[SegmentRecord]) -> None:
        """Names, notes, or what is practised have changed; `records` are the run's segments, in its order."""
        self.whole = tuple(records)
        self._sort_out()

    def _sort_out(self) -> None:
        """Find what is practised: of variants the primary one if it can be, else the first that can."""
        self.changes += 1
        self._places = {item.id: place for place, item in enumerate(self.whole, 1)}
        self.left_out = {item.id: OFF for item in self.whole if not item.active} | self.missing
        served: dict[tuple[int, str, str], SegmentRecord] = {}
        counted: dict[tuple[int, str, str], SegmentRecord] = {}
        for item in sorted(self.whole, key=lambda item: not item.primary):
            counted.setdefault(item.segment.places, item)
            if item.id not in self.left_out:
                served.setdefault(item.segment.places, item)
        counted |= served
        self.route = tuple(item for item in self.whole if counted[item.segment.places].id == item.id)
        for item in self.whole:
            instead = served.get(item.segment.places)
            if instead is not None and instead.id != item.id:
                self.left_out.setdefault(item.id, f"{instead.name} is practised instead")
        self.segments = tuple(item for item in self.whole if item.id not in self.left_out)
        self.scheduler.leave_out(self.left_out)

    def record(self, attempt: AttemptRecord, arrivals: tuple[Arrival, ...] = ()) -> bool:
        """Take a stored attempt in; return whether it is a new gold."""
        if not attempt.counts or not _scheduled(self.scheduler, to_schedule(attempt)):
            return False
        self.changes += 1
        self.bests.take(attempt, arrivals)
        return take_gold(self.golds, attempt.segment, attempt.time_ms)

    def rate(self, attempt: AttemptRecord) -> None:
        """An attempt has another rating now, or none."""
        with suppress(ValueError):  # one that does not count
            self.scheduler.rate(attempt.id, to_schedule(attempt).rating)

    def forget(
        self,
        attempt: AttemptRecord,
        others: Iterable[CountedAttempt],
        splits: Iterable[SplitRecord],
        lines: Iterable[Line] = (),
    ) -> None:
        """An attempt does not count any more; `others` are all that still do, `lines` the best of them."""
        self.changes += 1
        self.bests.forget(attempt.segment, [*lines, *_lines(self.made)])
        with suppress(ValueError):  # one that never counted
            self.scheduler.forget(attempt.id)
        self.golds.pop(attempt.segment, None)
        left = golds_of(others, [*splits, *(seed.split for seed in self.made)])
        if attempt.segment in left:
            self.golds[attempt.segment] = left[attempt.segment]

    @property
    def sum_of_best_ms(self) -> int | None:
        """Sum of the golds; None while a segment has none."""
        golds = [self.golds.get(item.id) for item in self.route]
        return sum(g for g in golds if g is not None) if golds and None not in golds else None

    @property
    def expected_ms(self) -> int | None:
        """Expected time of a run by the chosen estimator; None while a segment has no estimate."""
        known = self.scheduler.expected_ms()
        times = [known.get(item.id) for item in self.route]
        return sum(t for t in times if t is not None) if times and None not in times else None


def _scheduled(scheduler: Scheduler, attempt: Attempt) -> bool:
    """Record an attempt; what the scheduler says can't be is left out and logged, and nothing ends for it."""
    try:
        scheduler.record(attempt)
    except ValueError as error:
        _log.warning("left out of the estimates: %s", error)
        return False
    return True


def remaining(store: Store, game: str, segment: str) -> Remaining:
    """What counts on disk: attempts of one segment, splits of all finished runs, the best lines of both."""
    others = store.counted(game, [segment])
    lines = store.passed.bests(others) + store.passed.of_played(game)
    return Remaining(others, store.played_splits(game), lines)


def to_schedule(attempt: AttemptRecord | CountedAttempt) -> Attempt:
    """The attempt as the scheduler takes it."""
    return Attempt(  # in the order of its fields: to name eleven takes a quarter of the time, a hundred thousand times
        attempt.segment,
        attempt.started_ms / 1000,
        attempt.duration_ms / 1000,
        attempt.completed,
        attempt.time_ms,
        attempt.clean_tail_ms,
        attempt.deaths,
        attempt.rating,  # type: ignore[arg-type]  # the column's CHECK holds exactly these words
        "speed_run" if attempt.source == "speed_run" else "practice",
        attempt.start,
        attempt.id,
    )


def _from_split(split: SplitRecord, death_penalty_ms: int) -> Attempt:
    return Attempt(
        segment=split.segment.id,
        started_s=(split.at_ms - split.rta_ms) / 1000,
        duration_s=split.rta_ms / 1000,
        completed=True,
        time_ms=split.time_ms + split.deaths * death_penalty_ms,
        clean_tail_ms=split.clean_tail_ms,
        deaths=split.deaths,
        source="reference",
    )


def golds_of(attempts: Iterable[CountedAttempt], splits: Iterable[SplitRecord]) -> dict[str, int]:
    """The best times of segments; a split of a reference run with deaths is none, its penalty is not of the game."""
    times = [(item.segment, item.time_ms) for item in attempts]
    times += [(item.segment.id, item.time_ms) for item in splits if item.real_time and not item.deaths]
    golds: dict[str, int] = {}
    for segment, time_ms in times:
        take_gold(golds, segment, time_ms)
    return golds


def take_gold(golds: dict[str, int], segment: str, time_ms: int | None) -> bool:
    """Keep a time where it is the best of its segment; return whether it is."""
    if time_ms is None or time_ms <= 0 or time_ms >= golds.get(segment, math.inf):
        return False
    golds[segment] = time_ms
    return True


def starts_at(state: StartState, segment: Segment) -> bool:
    """Whether a segment starts there: a cold start is the same whatever the conditions."""
    return state.waypoint == (segment.start if state.kind == "hot" else segment.start.bare)


def _start_for(
    segment: SegmentRecord, states: Mapping[tuple[Waypoint, StateKind], StartState], preferred: StateKind
) -> StartState | None:
    """The start state that a segment is practised from; `states` are by their place and kind. As `starts_at` says."""
    start = segment.segment.start
    found = {"hot": states.get((start, "hot")), "cold": states.get((start.bare, "cold"))}
    return found[preferred] or found["hot"] or found["cold"]


def _lines(made: Iterable[Seed]) -> list[Line]:
    return [seed.line for seed in made if seed.arrivals and seed.split.real_time]


def course_segments(store: Store, run: RunRecord, words: Words = str) -> list[SegmentRecord]:
    """The segments of a run in its order, under the names that a runner sees."""
    return told_apart(store.segments.of_run(run.id), store.segments.of_game(run.game), words)


class Log(NamedTuple):
    """What the runner has played of some segments and what counts of it, oldest first.

    `splits` are those of finished runs, those among them that were worked out of others (`made`); `lines` are the lives
    of the runs.
    """

    attempts: list[CountedAttempt]
    splits: list[SplitRecord]
    made: tuple[Seed, ...]
    lines: list[Line]


def read_log(store: Store, game: str, whole: Sequence[SegmentRecord]) -> Log:
    """Read it from the store, of these segments of a game."""
    ids = {item.id for item in whole}
    own, lines = store.played_splits(game), store.passed.of_played(game)
    known = {item.id: item.segment for item in store.segments.of_game(game)}
    found = seeds((item.segment for item in whole), own, lines, store.segments.joints(game), known)
    made = tuple(seed for of_one in found.values() for seed in of_one)
    splits = [split for split in [*own, *(seed.split for seed in made)] if split.segment.id in ids]
    attempts = [attempt for attempt in store.counted(game) if attempt.segment in ids]
    return Log(attempts, splits, made, lines)


def scheduler_of(
    whole: Sequence[SegmentRecord], log: Log, settings: CourseSettings, run: int | None = None
) -> Scheduler:
    """A scheduler of these segments that has seen all of the log; a segment's reference time is that of `run`, else the
    oldest one.
    """
    references = {split.segment.id: split.time_ms for split in reversed(log.splits) if split.time_ms > 0}
    of_run = [split for split in log.splits if split.run == run and split.time_ms > 0]
    references |= {split.segment.id: split.time_ms for split in reversed(of_run)}
    scheduler = Scheduler(
        [
            SegmentInfo(id=item.id, reference_ms=references.get(item.id), death_penalty_ms=settings.death_penalty_ms)
            for item in whole
        ],
        estimator=settings.estimator,
        allocator=settings.allocator,
        seed=settings.seed,
    )
    for split in log.splits:
        if split.real_time:
            _scheduled(scheduler, _from_split(split, settings.death_penalty_ms))
    for attempt in log.attempts:
        _scheduled(scheduler, to_schedule(attempt))
    return scheduler


def load_course(store: Store, game: str, core: str, settings: CourseSettings, words: Words = str) -> Course | None:
    """The course of the game's active run on this core; None where there is no active run.

    With a hundred thousand attempts it takes more than a second, so that nothing on the loop has to wait for it later.
    """
    with garbage.undisturbed():
        course = _course(store, game, core, settings, words)
        if course is not None:
            garbage.keep(sum(len(course.scheduler.log(item.id)) for item in course.whole))
    return course


def _course(store: Store, game: str, core: str, settings: CourseSettings, words: Words) -> Course | None:
    run = next((run for run in store.runs(game) if run.active), None)
    if run is None:
        return None
    whole = course_segments(store, run, words)
    states, anywhere = store.start_states(game, core), store.starts.places(game)
    by_place = {(state.waypoint, state.kind): state for state in states}
    starts: dict[str, StartState] = {}
    missing: dict[str, str] = {}
    for item in whole:
        start = _start_for(item, by_place, settings.start)
        if start is not None:
            starts[item.id] = start
        elif anywhere.isdisjoint({item.segment.start, item.segment.start.bare}):
            missing[item.id] = NO_STATE
        else:
            missing[item.id] = f"no state for {core}: play or replay it"
    log = read_log(store, game, whole)
    scheduler = scheduler_of(whole, log, settings, run.id)
    golds = golds_of(log.attempts, log.splits)
    course = Course(run, tuple(whole), starts, golds, scheduler, states=tuple(states), missing=missing, made=log.made)
    course.bests.take_all([*store.passed.bests(log.attempts), *log.lines, *_lines(log.made)])
    scheduler.settle(time.time())
    return course
