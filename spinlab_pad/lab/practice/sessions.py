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
    # What the others expected is worked out when one of them is chosen: with many attempts that takes seconds.
    scheduler = course.scheduler
    before = scheduler.expected_ms(now_ms / 1000)
    return Session(id_, now_ms, {scheduler.estimator: before}, store.next_attempt_id(), days=days)
