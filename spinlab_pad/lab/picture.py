"""Builds the View from what the lab holds. No rule of practice is here, only the picture of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from spinlab_pad import __version__
from spinlab_pad.emulator.port import Pace
from spinlab_pad.lab.condition import Condition
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.notices import plain
from spinlab_pad.lab.practice.goals import Goal
from spinlab_pad.lab.practice.results import Result, Session
from spinlab_pad.lab.scene import Scene
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.view import (
    SCHEMA,
    AppView,
    ConnectionState,
    ConnectionView,
    EstimateView,
    GamesView,
    GameView,
    Mode,
    PaceName,
    PromptView,
    QuestionView,
    QueueItem,
    RecentView,
    ResultView,
    RunView,
    SegmentView,
    SessionView,
    TimerView,
    View,
)
from spinlab_pad.schedule import Choice, Estimate
from spinlab_pad.store.records import RunRecord, SegmentRecord

QUEUE = 3
"""Segments shown as coming next."""
DETAILS_MAX, DETAIL_MAX = 12, 120
"""Lines on what the emulator can do, and characters of each."""
_PACES: Mapping[Pace, PaceName] = {
    Pace.NORMAL: "normal",
    Pace.FAST: "fast",
    Pace.SLOW: "slow",
    Pace.REWIND: "rewind",
    Pace.PAUSED: "paused",
    Pace.STANDSTILL: "standstill",
    Pace.SILENT: "silent",
}
_STOPPED = TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=None)


@dataclass(frozen=True, slots=True)
class OpenRun:
    """The reference run that is not finished, while it is recorded or paused: its segments so far, those of them that
    no run had before, and whether it is being recorded.
    """

    run: RunRecord
    segments: int
    new_segments: int
    recording: bool


def app_view(data_dir: str) -> AppView:
    """The program, now."""
    return AppView(__version__, wall_ms(), data_dir)


def connection_view(context: LabContext, state: ConnectionState, pace: Pace | None) -> ConnectionView:
    """The emulator and the age of what was seen of it, now."""
    here, newest = context.attached, context.newest
    if here is None:
        return ConnectionView(state)
    stats = here.emulator.stats
    return ConnectionView(
        state=state,
        emulator=here.emulator.capabilities.emulator,
        version=here.version,
        core=here.core,
        frame=newest.frame if newest else None,
        frames_seen=stats.frames_seen,
        frames_missed=stats.frames_missed,
        age_ms=round((time.perf_counter() - context.newest_at) * 1000) if newest else None,
        pace=_PACES[pace] if pace is not None else None,
        details=tuple(plain(line, DETAIL_MAX) for line in here.emulator.details[:DETAILS_MAX]),
    )


def _game(here: Attached) -> GameView:
    game = here.game
    crc32 = None if game.crc32 is None else f"{game.crc32:08x}"
    return GameView(game.content or game.id, game.name, game.system, crc32, game.profile or None, game.category)


def segment_view(record: SegmentRecord, place: int, of: int, choice: Choice | None = None) -> SegmentView:
    """A segment and its place in the run, from 1; `choice` says why it is served."""
    ends = record.segment
    why = ("", "") if choice is None else _reasons(choice)
    return SegmentView(record.id, record.name, ends.level, ends.start.label, ends.end.label, place, of, *why)


def course_segment_view(course: Course, segment_id: str, choice: Choice | None = None) -> SegmentView:
    """A segment of the course; `choice` says why it is served."""
    return segment_view(course.named(segment_id), course.place(segment_id), len(course.whole), choice)


def _reasons(choice: Choice) -> tuple[str, str]:
    """In words, and in short."""
    return choice.why, choice.short or choice.why


def estimate_view(answer: Estimate, gold_ms: int | None) -> EstimateView:
    """What the chosen estimator says of a segment."""
    return EstimateView(
        estimator=answer.estimator,
        expected_ms=answer.expected_ms,
        low_ms=answer.low_ms,
        high_ms=answer.high_ms,
        clean_ms=answer.clean_ms,
        death_rate=answer.death_rate,
        attempts=answer.attempts,
        gold_ms=gold_ms,
    )


def course_estimate_view(course: Course, segment_id: str) -> EstimateView:
    """Of a segment of the course."""
    return estimate_view(course.scheduler.estimate(segment_id), course.golds.get(segment_id))


def timer_view(context: LabContext, moving: bool, scene: Scene) -> TimerView:
    """Anchors: what the clock showed in the newest frame, and when that was. It runs only while the game does."""
    here, newest, clock = context.attached, context.newest, scene.run_clock or scene.clock
    if here is None or newest is None or clock is None:
        return _STOPPED
    shown_ms = round(clock.elapsed_frames(newest.frame) * 1000 / here.frame_hz) + clock.deaths * scene.penalty_ms
    if clock.running and moving:
        seen_ms = wall_ms() - round((time.perf_counter() - context.newest_at) * 1000)
        return TimerView(running=True, started_ms=seen_ms, offset_ms=shown_ms, frozen_ms=None)
    return TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=shown_ms)


def result_view(result: Result, name: str) -> ResultView:
    """A finished attempt at the segment of this name."""
    attempt = result.attempt
    return ResultView(
        attempt=attempt.id,
        segment=attempt.segment,
        name=name,
        time_ms=attempt.time_ms,
        deaths=attempt.deaths,
        completed=attempt.completed,
        gold=result.gold,
        delta_ms=result.delta_ms,
        rating=attempt.rating,
        valid=attempt.valid,
    )


def course_result_view(course: Course, result: Result) -> ResultView:
    """A finished attempt at a segment of the course."""
    return result_view(result, course.named(result.attempt.segment).name)


def recent_view(course: Course, result: Result) -> RecentView:
    """A finished attempt, in short."""
    attempt = result.attempt
    return RecentView(
        segment=attempt.segment,
        name=course.named(attempt.segment).name,
        time_ms=attempt.time_ms,
        deaths=attempt.deaths,
        completed=attempt.completed,
        gold=result.gold,
        rating=attempt.rating,
    )


def session_view(
    course: Course, session: Session, goal: Goal, today: date, pinned: str | None, only: int
) -> SessionView:
    """The counters of a session."""
    return SessionView(
        id=session.id,
        started_ms=session.started_ms,
        attempts=session.attempts,
        completed=session.completed,
        deaths=session.deaths,
        rated=session.rated,
        golds=session.golds,
        gain_ms=session.gain_ms(course),
        streak=session.streak,
        days=session.days_in_a_row(today),
        goal_minutes=goal.minutes,
        goal_attempts=goal.attempts,
        pinned=pinned,
        only=only,
    )


def _run(course: Course | None, open_run: OpenRun | None, scene: Scene, outlook: OutlookView | None) -> RunView | None:
    if open_run is not None:
        run, new = open_run.run, scene.new_segments if open_run.recording else open_run.new_segments
        return RunView(run.id, run.name, open_run.segments, open_run.recording, None, None, new)
    if course is not None:
        run = course.run
        best, expected = course.sum_of_best_ms, course.expected_ms
        return RunView(run.id, run.name, len(course.whole), False, best, expected, outlook=outlook)
    return None


def _session(session: SessionView | None, outlook: OutlookView | None) -> SessionView | None:
    if session is None or outlook is None:
        return session
    return replace(session, next_gain_ms=outlook.next_gain_ms)


def queue_view(course: Course, choices: Iterable[Choice]) -> tuple[QueueItem, ...]:
    """What comes next, and why."""
    names = {item.id: item.name for item in course.segments}
    return tuple(QueueItem(item.segment, names[item.segment], *_reasons(item)) for item in choices)


def _queue(course: Course | None, scene: Scene) -> tuple[QueueItem, ...]:
    if scene.queue is not None:
        return scene.queue
    if course is None or not course.segments:
        return ()
    return queue_view(course, course.scheduler.preview(QUEUE, time.time()))


def build(
    context: LabContext,
    *,
    condition: Condition,
    mode: Mode,
    phase: str,
    scene: Scene,
    open_run: OpenRun | None,
    prompt: PromptView | None,
    games: GamesView | None,
    question: QuestionView | None,
    outlook: OutlookView | None,
) -> View:
    """The View of this moment."""
    here, course = context.attached, context.course
    settings = context.settings
    return View(
        schema=SCHEMA,
        app=app_view(settings.data_dir),
        game=_game(here) if here else None,
        connection=connection_view(context, condition.state, condition.pace),
        mode=mode,
        phase=phase,
        segment=scene.segment,
        timer=timer_view(context, condition.moving, scene),
        estimate=scene.estimate,
        result=scene.result,
        delta=scene.delta,
        queue=_queue(course, scene),
        recent=scene.recent,
        session=_session(scene.session, outlook),
        run=_run(course, open_run, scene, outlook),
        prompt=prompt,
        notices=context.notices.current(wall_ms()),
        allocator=settings.allocator,
        estimator=settings.estimator,
        deaths=scene.clock.deaths if scene.clock and here else 0,
        games=games,
        question=question,
        progress=scene.progress,
        start=scene.start,
        speed_run=scene.speed_run,
    )
