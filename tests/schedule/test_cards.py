from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

import fsrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from spinlab_pad.schedule import Attempt, Rating
from spinlab_pad.schedule.cards import CARDS, LONGEST_DAYS, Card, expected, grade, initial, update
from tests.schedule.examples import INFO, aborted, attempts, completed

DAY_S = 86_400.0


def after(*log: Attempt) -> Card:
    return reduce(update, log, initial(INFO))


@pytest.mark.parametrize(
    ("attempt", "best_ms", "word"),
    [
        (completed(10_000, rating="again"), 20_000, "again"),
        (aborted(2, rating="easy"), None, "easy"),
        (aborted(), None, "again"),
        (completed(10_000, 3), None, "again"),
        (completed(10_000, 2), 90_000, "hard"),
        (completed(10_000, 1), None, "hard"),
        (completed(10_000), None, "good"),
        (completed(10_000), 10_000, "good"),
        (completed(9_999), 10_000, "easy"),
        (completed(9_999, time_ms=None), 10_000, "easy"),
    ],
)
def test_an_attempt_is_graded_by_the_runners_word_or_by_what_happened(
    attempt: Attempt, best_ms: float | None, word: Rating
) -> None:
    assert grade(attempt, best_ms) == word


def test_a_segment_that_was_never_practised_is_new_whatever_the_reference_run_says() -> None:
    card = after(completed(10_000, source="reference"))
    assert card.known is None
    assert math.isnan(card.due_s)
    assert math.isnan(card.interval_s)
    assert card.best_ms == 10_000
    assert initial(replace(INFO, reference_ms=9_000)).best_ms == 9_000


def test_the_card_is_that_of_the_package_with_the_end_of_each_attempt_as_its_time() -> None:
    log = [
        completed(10_000, 1, started_s=100.0, duration_s=20.0),
        completed(9_000, started_s=200.0, duration_s=9.0),
        completed(8_000, started_s=DAY_S, duration_s=8.0, rating="hard"),
        aborted(5, started_s=9 * DAY_S, duration_s=60.0),
    ]
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=0)
    ratings = [fsrs.Rating.Hard, fsrs.Rating.Easy, fsrs.Rating.Hard, fsrs.Rating.Again]
    for attempt, rating in zip(log, ratings, strict=True):
        ended = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=attempt.started_s + attempt.duration_s)
        card, _ = scheduler.review_card(card, rating, ended)
    found = after(*log)
    assert found.known == card
    assert found.due_s == card.due.timestamp()
    assert found.interval_s == (card.due - ended).total_seconds() > 0


def test_a_good_attempt_comes_back_later_than_a_bad_one() -> None:
    dues = [after(completed(10_000, rating=word)).due_s for word in ("again", "hard", "good", "easy")]
    assert dues == sorted(dues)
    assert dues[0] < 5 * 60 < DAY_S < dues[3]


@given(st.lists(attempts(), max_size=12))
def test_the_same_attempts_lead_to_the_same_card_at_once_or_one_by_one(log: list[Attempt]) -> None:
    log = sorted(log, key=lambda attempt: attempt.started_s)
    assert CARDS.advance([CARDS.initial(INFO)], [log]) == [(after(*log[:-1]), after(*log))]


@pytest.mark.parametrize("started_s", [-1e300, -1.0, 1e11, 1e300])
def test_clocks_that_are_wrong_break_nothing(started_s: float) -> None:
    card = after(*(completed(10_000, started_s=started_s, rating="easy") for _ in range(30)))
    assert 0.0 < card.interval_s <= LONGEST_DAYS * DAY_S
    assert math.isfinite(card.due_s)
    assert after(completed(10_000, started_s=100.0), completed(10_000, started_s=50.0)).interval_s > 0.0


def test_servings_under_way_are_expected_to_go_well() -> None:
    card = initial(INFO)
    once = expected(card, 1, 1_000.0)
    assert card.known is None
    assert once == replace(after(completed(10_000, started_s=990.0, duration_s=10.0, rating="good")), best_ms=None)
    assert expected(card, 2, 1_000.0).due_s > once.due_s > 1_000.0
    assert expected(once, 0, 5_000.0) == once
