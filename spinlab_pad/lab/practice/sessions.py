"""A practice session at its start: what was known then, and what is to be compared with it."""

from __future__ import annotations

from spinlab_pad.lab.practice.results import Session
from spinlab_pad.lab.practice.streaks import day_of
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.store.store import Store


def open_session(store: Store, game: str, course: Course, now_ms: int) -> Session:
    """Keep that a session begins; `now_ms` is Unix time."""
    days = {day_of(attempt) for attempt in store.attempts(game) if attempt.source == "practice" and attempt.valid}
    id_ = store.start_session(game, course.run.id, now_ms)
    return Session(id_, now_ms, expected_now(course), store.next_attempt_id(), days=days)


def expected_now(course: Course) -> dict[str, dict[str, int]]:
    """What each estimator expects of each segment now, by estimator and segment; without those that know nothing."""
    told: dict[str, dict[str, int]] = {}
    for segment, answers in course.scheduler.estimates().items():
        for estimator, answer in answers.items():
            if answer.expected_ms is not None:
                told.setdefault(estimator, {})[segment] = answer.expected_ms
    return told
