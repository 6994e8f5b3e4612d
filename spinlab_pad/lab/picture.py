"""Builds the View from what the lab holds. No rule of practice is here, only the picture of it."""

from __future__ import annotations

import time
from collections.abc import Mapping

from spinlab_pad import __version__
from spinlab_pad.emulator.port import Pace
from spinlab_pad.lab.condition import Condition
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.course import Course
from spinlab_pad.lab.games import Games
from spinlab_pad.lab.notices import plain
from spinlab_pad.lab.practice import PracticeMode
from spinlab_pad.lab.results import Result
from spinlab_pad.lab.runs import Runs
from spinlab_pad.lab.view import (
    SCHEMA,
    AppView,
    ConnectionState,
    ConnectionView,
    EstimateView,
    GameView,
    Mode,
    PaceName,
    PromptView,
    QueueItem,
    RecentView,
    ResultView,
    RunView,
    SegmentView,
    SessionView,
    TimerView,
    View,
)
from spinlab_pad.route.clock import SegmentClock
from spinlab_pad.store.records import SegmentRecord

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


def _segment(course: Course, record: SegmentRecord) -> SegmentView:
    of = record.segment
    place = course.place(record.id)
    return SegmentView(record.id, record.name, of.level, of.start.label, of.end.label, place, len(course.segments))


def _estimate(course: Course, segment_id: str) -> EstimateView:
    answer = course.scheduler.estimate(segment_id)
    return EstimateView(
        estimator=answer.estimator,
        expected_ms=answer.expected_ms,
        low_ms=answer.low_ms,
        high_ms=answer.high_ms,
        clean_ms=answer.clean_ms,
        death_rate=answer.death_rate,
        attempts=answer.attempts,
        gold_ms=course.golds.get(segment_id),
    )


def timer_view(context: LabContext, moving: bool, runs: Runs, practice: PracticeMode | None) -> TimerView:
    """Anchors: what the clock showed in the newest frame, and when that was. It runs only while the game does."""
    here, newest = context.attached, context.newest
    clock, penalty_ms = _clock(context, runs, practice)
    if here is None or newest is None or clock is None:
        return _STOPPED
    shown_ms = round(clock.elapsed_frames(newest.frame) * 1000 / here.frame_hz) + clock.deaths * penalty_ms
    if clock.running and moving:
        seen_ms = wall_ms() - round((time.perf_counter() - context.newest_at) * 1000)
        return TimerView(running=True, started_ms=seen_ms, offset_ms=shown_ms, frozen_ms=None)
    return TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=shown_ms)


def _clock(context: LabContext, runs: Runs, practice: PracticeMode | None) -> tuple[SegmentClock | None, int]:
    """The clock of what is being played, and what a death adds to it in ms."""
    if practice is not None:
        return (practice.episode.clock if practice.episode else None), context.settings.death_penalty_ms
    return (runs.recorder.capture.clock if runs.recorder else None), 0


def _result(course: Course, result: Result) -> ResultView:
    attempt = result.attempt
    return ResultView(
        attempt=attempt.id,
        segment=attempt.segment,
        name=course.named(attempt.segment).name,
        time_ms=attempt.time_ms,
        deaths=attempt.deaths,
        completed=attempt.completed,
        gold=result.gold,
        delta_ms=result.delta_ms,
        rating=attempt.rating,
        valid=attempt.valid,
    )


def _recent(course: Course, result: Result) -> RecentView:
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


def _session(practice: PracticeMode) -> SessionView:
    session = practice.results.session
    expected_ms, before_ms = practice.course.expected_ms, session.expected_before_ms
    return SessionView(
        id=session.id,
        started_ms=session.started_ms,
        attempts=session.attempts,
        completed=session.completed,
        deaths=session.deaths,
        rated=session.rated,
        golds=session.golds,
        gain_ms=None if expected_ms is None or before_ms is None else expected_ms - before_ms,
    )


def _run(course: Course | None, runs: Runs) -> RunView | None:
    if runs.open is not None and (runs.recorder is not None or course is None):
        recording = runs.recorder is not None
        return RunView(runs.open.id, runs.open.name, runs.open_splits, recording, None, None)
    if course is not None:
        run = course.run
        return RunView(run.id, run.name, len(course.segments), False, course.sum_of_best_ms, course.expected_ms)
    return None


def _queue(course: Course, names: Mapping[str, str]) -> tuple[QueueItem, ...]:
    choices = course.scheduler.preview(QUEUE, time.time())
    return tuple(QueueItem(item.segment, names[item.segment], item.why) for item in choices)


def build(
    context: LabContext,
    *,
    condition: Condition,
    mode: Mode,
    runs: Runs,
    practice: PracticeMode | None,
    prompt: PromptView | None,
    games: Games,
) -> View:
    """The View of this moment."""
    here, course = context.attached, context.course
    settings = context.settings
    segment = estimate = None
    if practice and practice.episode and practice.choice and here:
        segment = _segment(practice.course, practice.course.named(practice.choice.segment))
        estimate = _estimate(practice.course, practice.choice.segment)
    clock, _ = _clock(context, runs, practice)
    results = practice.results if practice else None
    names = {item.id: item.name for item in course.segments} if course else {}
    return View(
        schema=SCHEMA,
        app=app_view(settings.data_dir),
        game=_game(here) if here else None,
        connection=connection_view(context, condition.state, condition.pace),
        mode=mode,
        segment=segment,
        timer=timer_view(context, condition.moving, runs, practice),
        estimate=estimate,
        result=_result(practice.course, results.last) if practice and results and results.last else None,
        delta=practice.standing.delta if practice and practice.episode and here else None,
        queue=_queue(course, names) if course and course.segments else (),
        recent=tuple(_recent(practice.course, item) for item in results.recent) if practice and results else (),
        session=_session(practice) if practice else None,
        run=_run(course, runs),
        prompt=prompt,
        notices=context.notices.current(wall_ms()),
        allocator=settings.allocator,
        estimator=settings.estimator,
        deaths=clock.deaths if clock and here else 0,
        games=games.view(),
        question=games.menu.view() if games.menu is not None else None,
    )
