"""What is in a row: completions without a death, days with practice; and what a session has gained. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from spinlab_pad.store.records import AttemptRecord


def is_clean(attempt: AttemptRecord) -> bool:
    """A completion without a death that counts."""
    return attempt.completed and not attempt.deaths and not attempt.not_real_time


def clean_in_a_row(attempts: Iterable[AttemptRecord]) -> int:
    """Clean completions since the last attempt that was none, oldest first; what does not count breaks no streak."""
    streak = 0
    for attempt in attempts:
        if attempt.valid:
            streak = streak + 1 if is_clean(attempt) else 0
    return streak


def day_of(attempt: AttemptRecord) -> date:
    """The day on which it began, by the clock on the wall."""
    return date.fromtimestamp(attempt.started_ms / 1000)


def days_in_a_row(days: Collection[date], today: date) -> int:
    """Days in a row up to today; today itself may still be to come."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count


def gain_ms(before: Mapping[str, int], now: Mapping[str, int]) -> int | None:
    """How the expected times of a run have changed (negative is faster), of segments that had one before.

    None where none had. Both are by segment, by the same estimator.
    """
    pairs = [(was, now.get(segment)) for segment, was in before.items()]
    changes = [after - was for was, after in pairs if after is not None]
    return sum(changes) if changes else None
