"""The course: what is practised. The active run's segments with their start states, golds and scheduler.

Built from the store when a game appears or another run becomes active; kept up to date attempt by attempt.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from spinlab_pad.lab.bests import Bests
from spinlab_pad.route.subsplits import Arrival
from spinlab_pad.schedule import Attempt, SegmentInfo
from spinlab_pad.schedule.scheduler import Scheduler
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import AttemptRecord, RunRecord, SegmentRecord, SplitRecord, StartState, StateKind
from spinlab_pad.store.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """What shapes a course: names of estimator and allocator, seed, penalty per death, preferred kind of start."""

    estimator: str
    allocator: str
    seed: int
    death_penalty_ms: int
    start: StateKind


@dataclass(slots=True)
class Course:
    """The active run of a game on one core."""

    run: RunRecord
    segments: tuple[SegmentRecord, ...]
    starts: dict[str, StartState]
    golds: dict[str, int]
    scheduler: Scheduler
    bests: Bests = field(default_factory=Bests)

    def place(self, segment_id: str) -> int:
        """The place of a segment in the run, from 1."""
        return next(n for n, item in enumerate(self.segments, 1) if item.id == segment_id)

    def named(self, segment_id: str) -> SegmentRecord:
        """The segment with this id."""
        return self.segments[self.place(segment_id) - 1]

    def record(self, attempt: AttemptRecord, arrivals: tuple[Arrival, ...] = ()) -> bool:
        """Take a stored attempt in; return whether it is a new gold."""
        if not counts(attempt) or not _scheduled(self.scheduler, to_schedule(attempt)):
            return False
        self.bests.take(attempt, arrivals)
        return self._gold(attempt.segment, attempt.time_ms)

    def forget(
        self,
        attempt: AttemptRecord,
        others: Iterable[AttemptRecord],
        splits: Iterable[SplitRecord],
        lines: Iterable[Line] = (),
    ) -> None:
        """An attempt does not count any more; `others` are all that still do, `lines` the best of them."""
        self.bests.forget(attempt.segment, lines)
        with suppress(ValueError):  # one that never counted
            self.scheduler.forget(attempt.id)
        self.golds.pop(attempt.segment, None)
        for segment, time_ms in _times(others, splits):
            if segment == attempt.segment:
                self._gold(segment, time_ms)

    def _gold(self, segment: str, time_ms: int | None) -> bool:
        best = self.golds.get(segment)
        if time_ms is None or time_ms <= 0 or (best is not None and time_ms >= best):
            return False
        self.golds[segment] = time_ms
        return True

    @property
    def sum_of_best_ms(self) -> int | None:
        """Sum of the golds; None while a segment has none."""
        golds = [self.golds.get(item.id) for item in self.segments]
        return sum(g for g in golds if g is not None) if golds and None not in golds else None

    @property
    def expected_ms(self) -> int | None:
        """Expected time of a run by the chosen estimator; None while a segment has no estimate."""
        times = [self.scheduler.estimate(item.id).expected_ms for item in self.segments]
        return sum(t for t in times if t is not None) if times and None not in times else None


def _scheduled(scheduler: Scheduler, attempt: Attempt) -> bool:
    """Record an attempt; what the scheduler says can't be is left out and logged, and nothing ends for it."""
    try:
        scheduler.record(attempt)
    except ValueError as error:
        _log.warning("left out of the estimates: %s", error)
        return False
    return True


def counts(attempt: AttemptRecord) -> bool:
    """Whether an attempt says something about the runner: valid, in real time, and not a replay."""
    return attempt.valid and not attempt.not_real_time and attempt.source != "replay"


def to_schedule(attempt: AttemptRecord) -> Attempt:
    """The attempt as the scheduler takes it."""
    return Attempt(
        segment=attempt.segment,
        started_s=attempt.started_ms / 1000,
        duration_s=attempt.duration_ms / 1000,
        completed=attempt.completed,
        time_ms=attempt.time_ms,
        clean_tail_ms=attempt.clean_tail_ms,
        deaths=attempt.deaths,
        rating=attempt.rating,  # type: ignore[arg-type]  # the column's CHECK holds exactly these words
        source="speed_run" if attempt.source == "speed_run" else "practice",
        start=attempt.start,
        id=attempt.id,
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


def _times(attempts: Iterable[AttemptRecord], splits: Iterable[SplitRecord]) -> Iterable[tuple[str, int | None]]:
    """Times that may be golds; a split with deaths is none, its penalty is not of the game."""
    yield from ((split.segment.id, split.time_ms) for split in splits if split.real_time and not split.deaths)
    yield from ((attempt.segment, attempt.time_ms) for attempt in attempts if counts(attempt))


def _start_for(segment: SegmentRecord, states: Sequence[StartState], preferred: StateKind) -> StartState | None:
    start = segment.segment.start
    found = {state.kind: state for state in states if state.waypoint == (start if state.kind == "hot" else start.bare)}
    return found.get(preferred) or next(iter(found.values()), None)


def load_course(store: Store, game: str, core: str, settings: CourseSettings) -> Course | None:
    """The course of the game's active run on this core; None where there is no active run."""
    run = next((run for run in store.runs(game) if run.active), None)
    if run is None:
        return None
    splits = store.splits(run.id)
    timed = splits if run.source == "played" else []  # what a replay took says nothing of the runner
    states = store.start_states(game, core)
    segments: dict[str, SegmentRecord] = {}
    starts: dict[str, StartState] = {}
    for split in splits:
        segment = SegmentRecord(split.segment, split.name, active=True)
        start = _start_for(segment, states, settings.start)
        if start is not None and segment.id not in segments:
            segments[segment.id] = segment
            starts[segment.id] = start
    references = {split.segment.id: split.time_ms for split in reversed(timed) if split.time_ms > 0}
    scheduler = Scheduler(
        [
            SegmentInfo(id=id_, reference_ms=references.get(id_), death_penalty_ms=settings.death_penalty_ms)
            for id_ in segments
        ],
        estimator=settings.estimator,
        allocator=settings.allocator,
        seed=settings.seed,
    )
    attempts = store.attempts(game, segments)
    for split in timed:
        if split.real_time and split.segment.id in segments:
            _scheduled(scheduler, _from_split(split, settings.death_penalty_ms))
    for attempt in attempts:
        if counts(attempt):
            _scheduled(scheduler, to_schedule(attempt))
    course = Course(run, tuple(segments.values()), starts, {}, scheduler)
    for segment_id, time_ms in _times(attempts, timed):
        course._gold(segment_id, time_ms)
    lines = store.passed.of_run(run.id) if timed else []
    course.bests.take_all([*store.passed.bests(filter(counts, attempts)), *lines])
    return course
