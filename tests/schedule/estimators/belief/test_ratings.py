from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from spinlab_pad.schedule import Attempt, Rating
from spinlab_pad.schedule.estimators import belief
from spinlab_pad.schedule.estimators.belief.grid import DEATH_PRIOR, Floats, curves, hazards
from spinlab_pad.schedule.estimators.belief.ratings import RANKS, WEIGHT, log_likelihood
from spinlab_pad.schedule.estimators.belief.rows import Rows
from tests.schedule.examples import INFO, aborted, completed

DANGER = hazards(curves(np.array([2.0])))
NOTHING = np.zeros((1, DEATH_PRIOR.size))


def after(*log: Attempt) -> Rows:
    state = belief.initial(INFO)
    for number, attempt in enumerate(log):
        state = belief.update(state, replace(attempt, started_s=30.0 * number))
    return state


def death_rate(*log: Attempt) -> float:
    found = belief.estimate(after(*log), INFO, 0.0).death_rate
    assert found is not None
    return found


def rated(rating: Rating | None) -> Attempt:
    return completed(10_000, 1, 5_000, rating=rating)


def said(rank: float) -> Floats:
    """Log likelihood of each cell, not weighted."""
    return np.asarray(log_likelihood(np.array([rank]), DANGER, NOTHING)[0] / WEIGHT)


def test_every_rating_has_its_rank_and_their_chances_sum_to_one() -> None:
    assert tuple(RANKS) == get_args(Rating)
    assert list(RANKS.values()) == [0.0, 1.0, 2.0, 3.0]
    assert sum(np.exp(said(rank)) for rank in RANKS.values()) == pytest.approx(1.0)


def test_of_two_ratings_the_better_one_speaks_for_the_safer_cell() -> None:
    safest_first = np.argsort(DANGER[0])
    for worse, better in ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0)):
        ratio = (said(better) - said(worse))[safest_first]
        assert (np.diff(ratio) <= 1e-12).all()
        assert ratio[0] > ratio[-1] + 0.5


def test_what_the_runner_is_used_to_lies_between_hard_and_good() -> None:
    weights = DEATH_PRIOR / DEATH_PRIOR.sum()
    usual = math.exp(float(weights @ np.log(DANGER[0])))
    nearest = int(np.argmin(np.abs(np.log(DANGER[0] / usual))))
    assert said(1.0)[nearest] == pytest.approx(said(2.0)[nearest], abs=0.2)
    used_to_worse = np.log(DANGER > 0.7, where=DANGER > 0.7, out=np.full_like(DANGER, -50.0))
    shifted = log_likelihood(np.array([3.0]), DANGER, used_to_worse)[0] / WEIGHT
    assert shifted[nearest] > said(3.0)[nearest] + 0.5


def test_a_rating_moves_the_belief_a_little_and_a_death_much_more() -> None:
    log = [completed(10_000, 1, 5_000), completed(10_000)]
    rates = [death_rate(*log, rated(rating)) for rating in get_args(Rating)]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > rates[-1] + 0.001
    unrated, died = death_rate(*log, rated(None)), death_rate(*log, completed(10_000, 2, 5_000))
    assert max(abs(rate - unrated) for rate in rates) < 0.5 * (died - unrated)


def test_an_attempt_that_was_given_up_can_be_rated_too() -> None:
    assert death_rate(aborted(2, rating="again")) > death_rate(aborted(2)) > death_rate(aborted(2, rating="easy"))


@pytest.mark.parametrize("word", get_args(Rating))
def test_who_always_says_the_same_does_not_drag_the_belief_away(word: Rating) -> None:
    log = [completed(10_000, int(number % 3 == 0), 5_000) for number in range(60)]
    plain = death_rate(*log)
    assert death_rate(*(replace(attempt, rating=word) for attempt in log)) == pytest.approx(plain, abs=0.05)


def test_a_rating_says_nothing_of_anything_but_danger() -> None:
    with_it, without = after(rated("again")), after(rated(None))
    for name in ("evidence", "level", "precision", "practice", "life_sum", "patience_sum"):
        np.testing.assert_array_equal(getattr(with_it, name), getattr(without, name))
    assert not np.array_equal(with_it.danger, without.danger)
