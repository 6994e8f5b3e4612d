"""What a speed run is to be: the segments of the active run in their order, and what is known of runs like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.segments.course import Course, golds_of
from spinlab_pad.route.comparison import links_of, marks, way_of
from spinlab_pad.route.subsplits import Arrival
from spinlab_pad.route.waypoints import Segment
from spinlab_pad.schedule import Estimate
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.speed_runs import Gap, RunKind, SpeedRunRecord
from spinlab_pad.store.store import Store


@dataclass(frozen=True, slots=True)
class Rival:
    """The best run, by the marks of its splits: times from its start, and its last lives (frames, arrivals)."""

    run: SpeedRunRecord | None = None
    times: Mapping[str, int] = field(default_factory=dict)
    lives: Mapping[str, tuple[int, tuple[Arrival, ...]]] = field(default_factory=dict)


def rival_of(store: Store, run: SpeedRunRecord | None) -> Rival:
    """A run as the one to beat."""
    if run is None:
        return Rival()
    splits = store.speed_runs.splits(run.id)
    return Rival(run, {split.mark: split.time_ms for split in splits}, store.speed_runs.arrivals(run.id))


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of a run with what was known of them when it was planned.

    In a full run all segments of the reference run are splits, also those that are not practised: `beside` holds the
    golds of those that the course doesn't have.
    """

    kind: RunKind
    game: str
    way: str
    segments: tuple[SegmentRecord, ...]
    course: Course
    frame_hz: float
    emulator: str
    rival: Rival = field(default_factory=Rival)
    gaps: dict[str, Gap] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)
    started: int = 0
    finished: int = 0
    next_run: int = 1
    next_attempt: int = 1

    @property
    def route(self) -> tuple[Segment, ...]:
        """The segments alone."""
        return tuple(record.segment for record in self.segments)

    @property
    def marks(self) -> tuple[str, ...]:
        """What each split is known by."""
        return marks(self.route)

    def start(self, place: int) -> StartState | None:
        """The start state of a segment; None where there is none on this core."""
        return self.course.starts.get(self.segments[place].id)

    def practised(self, segment: str) -> bool:
        """Whether the course, and so its estimators, knows the segment."""
        return segment in self.course.starts

    def estimate(self, place: int) -> Estimate | None:
        """What the chosen estimator says of a segment."""
        id_ = self.segments[place].id
        return self.course.scheduler.estimate(id_) if self.practised(id_) else None

    def gold_ms(self, place: int) -> int | None:
        """The best time of a segment, in practice and in runs."""
        id_ = self.segments[place].id
        return self.course.golds.get(id_) if self.practised(id_) else self.beside.get(id_)

    def gap_ms(self, place: int, *, usual: bool = False) -> int | None:
        """What lies before a segment, at best or usually: the way out of a level and into the next one.

        None where no run has shown it.
        """
        segments = self.route
        if place == 0 or self.kind == "chained" or segments[place].start.bare == segments[place - 1].end.bare:
            return 0
        gap = self.gaps.get(segments[place].start.bare.id)
        return None if gap is None else round((gap.usual if usual else gap.best) * 1000 / self.frame_hz)


async def load_plan(context: LabContext, kind: RunKind) -> Plan | Refused:
    """The plan of a run of the game at hand."""
    await context.load_course()
    here, course = context.attached, context.course
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    if course is None or not course.segments:
        return Refused("there is nothing to run yet: record a reference run first")
    return await context.store.call(lambda store: plan_of(store, here, course, kind))


def plan_of(store: Store, here: Attached, course: Course, kind: RunKind) -> Plan:
    """The plan of a run of a course."""
    game, runs = here.game.id, store.speed_runs
    segments = _route(runs.route(course.run.id), course) if kind == "full" else course.segments
    route = [record.segment for record in segments]
    way = way_of(route) if kind == "full" else links_of(route)
    started, finished = runs.counts(game, kind, way)
    return Plan(
        kind=kind,
        game=game,
        way=way,
        segments=segments,
        course=course,
        frame_hz=here.frame_hz,
        emulator=here.played_on,
        rival=rival_of(store, runs.best(game, kind, way)),
        gaps=runs.gaps(game, way),
        beside=_golds_beside(store, game, course, segments),
        started=started,
        finished=finished,
        next_run=runs.next_id(),
        next_attempt=store.next_attempt_id(),
    )


def _route(route: Sequence[SegmentRecord], course: Course) -> tuple[SegmentRecord, ...]:
    """All segments of the run; of those between the same places the one that is practised."""
    practised = {_places(record): record for record in reversed(course.segments)}
    return tuple(practised.get(_places(record), record) for record in route) or course.segments


def _places(record: SegmentRecord) -> tuple[str, str]:
    return record.segment.start.bare.id, record.segment.end.bare.id


def _golds_beside(store: Store, game: str, course: Course, segments: tuple[SegmentRecord, ...]) -> dict[str, int]:
    others = {record.id for record in segments} - course.starts.keys()
    if not others:
        return {}
    golds = golds_of(store.counted(game, others), store.splits(course.run.id))
    return {segment: time_ms for segment, time_ms in golds.items() if segment in others}
