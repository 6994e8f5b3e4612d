from datetime import date, timedelta

import pytest

from spinlab_pad.lab.practice.streaks import clean_in_a_row, days_in_a_row, gain_ms
from spinlab_pad.store.records import AttemptRecord

TODAY = date(2026, 3, 1)


def attempt(deaths: int = 0, *, completed: bool = True, valid: bool = True, real: bool = True) -> AttemptRecord:
    return AttemptRecord(
        id=1,
        session=1,
        segment="s",
        started_ms=0,
        duration_ms=1,
        source="practice",
        start="hot",
        completed=completed,
        time_ms=1 if completed else None,
        clean_tail_ms=1 if completed else None,
        frames=1,
        tail_frames=1,
        game_frames=1,
        rta_ms=1,
        deaths=deaths,
        rating=None,
        valid=valid,
        not_real_time=not real,
        emulator="",
    )


@pytest.mark.parametrize(
    ("attempts", "streak"),
    [
        ([], 0),
        ([attempt(), attempt()], 2),
        ([attempt(), attempt(1), attempt()], 1),
        ([attempt(), attempt(completed=False)], 0),
        ([attempt(), attempt(3, valid=False), attempt()], 2),
        ([attempt(), attempt(real=False)], 0),
    ],
    ids=["nothing", "clean", "a death", "given up", "what does not count breaks nothing", "fast-forward is no feat"],
)
def test_a_streak_is_of_completions_without_a_death(attempts: list[AttemptRecord], streak: int):
    assert clean_in_a_row(attempts) == streak


@pytest.mark.parametrize(
    ("ago", "count"),
    [([], 0), ([0], 1), ([0, 1, 2], 3), ([1, 2], 2), ([2, 3], 0), ([0, 2], 1)],
    ids=["never", "today", "three days", "today is still to come", "yesterday was missed", "a gap"],
)
def test_days_in_a_row_end_today_or_yesterday(ago: list[int], count: int):
    assert days_in_a_row({TODAY - timedelta(days=n) for n in ago}, TODAY) == count


def test_a_gain_is_of_segments_that_were_known_before():
    assert gain_ms({"a": 1000, "b": 2000}, {"a": 900, "b": 2100, "new": 5000}) == 0
    assert gain_ms({"a": 1000, "b": 2000}, {"a": 700}) == -300
    assert gain_ms({"a": 1000}, {}) is None
    assert gain_ms({}, {"new": 5000}) is None
