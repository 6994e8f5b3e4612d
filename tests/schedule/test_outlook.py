import math
from dataclasses import replace

import numpy as np
import pytest

from spinlab_pad.schedule.outlook import Leg, Practice, outlook
from spinlab_pad.schedule.types import Estimate
from tests.schedule.test_next_run import log_normal

NAMES = [f"s{number}" for number in range(20)]
ONE = Estimate(
    "e",
    expected_ms=25_283,
    quantiles_ms=log_normal(25_000, 0.15),
    expected_sd_ms=400.0,
    gain_ms=60.0,
    practice_ms=30_000,
    floor_ms=23_000,
)
LEGS = [Leg(name, ONE, 4_000) for name in NAMES]
PRACTICE = Practice(dict.fromkeys(NAMES, ONE), by_value=True)


def test_the_next_run_and_its_mean_have_intervals_of_their_own():
    found = outlook(LEGS, PRACTICE, None, None, seed=1)
    sums = np.random.default_rng(77).lognormal(math.log(25_000), 0.15, (100_000, 20)).sum(axis=1) + 80_000
    low, high = np.quantile(sums, (0.1, 0.9))
    assert found.expected_ms == 20 * 25_283 + 80_000
    assert found.low_ms == pytest.approx(float(low), rel=0.003)
    assert found.high_ms == pytest.approx(float(high), rel=0.003)
    assert found.mean_high_ms == pytest.approx(found.expected_ms + 1.2816 * 400 * math.sqrt(20), abs=2)
    assert found.mean_low_ms == pytest.approx(found.expected_ms - 1.2816 * 400 * math.sqrt(20), abs=2)
    assert (found.pb_chance, found.advice, found.unknown) == (None, None, 0)


def test_with_a_best_run_its_chance_and_what_practice_makes_of_it_are_told():
    found = outlook(LEGS, PRACTICE, 575_000, None, seed=1)
    assert found.pb_chance is not None
    assert 0.2 < found.pb_chance < 0.4
    assert found.advice is not None
    assert found.advice.now == pytest.approx(1 - (1 - found.pb_chance) ** (3_600_000 / 585_660))
    assert found.advice.after > found.advice.now


def test_attempts_that_are_reset_soon_leave_time_for_more_of_them():
    whole, short = (outlook(LEGS, PRACTICE, 560_000, attempt, seed=1).advice for attempt in (None, 120_000.0))
    assert whole is not None
    assert short is not None
    assert short.now > whole.now


def test_what_practice_takes_off_is_what_the_estimates_promise():
    found = outlook(LEGS, PRACTICE, None, None, seed=1)
    assert found.next_gain_ms == pytest.approx(20 * 60.0)
    alone = outlook(LEGS, Practice({"s0": ONE}, by_value=True), None, None, seed=1)
    assert alone.next_gain_ms is not None
    assert 60 < alone.next_gain_ms < 20 * 60


def test_segments_that_are_not_in_the_run_do_not_make_it_faster():
    other = replace(ONE, gain_ms=1_000.0)
    found = outlook(LEGS, Practice({"elsewhere": other}, by_value=True), 575_000, None, seed=1)
    assert found.advice is not None
    assert found.advice.after == found.advice.now


@pytest.mark.parametrize("odd", [Leg("x", None), Leg("x", Estimate("e")), Leg("x", ONE, None)])
def test_a_run_with_something_that_is_not_known_has_no_time(odd: Leg):
    found = outlook([*LEGS, odd], PRACTICE, 575_000, None, seed=1)
    assert (found.expected_ms, found.low_ms, found.mean_low_ms, found.pb_chance, found.advice) == (None,) * 5
    assert found.next_gain_ms is not None
    assert found.unknown == (odd.gap_ms is not None)


def test_each_number_that_is_not_known_takes_only_its_own_away():
    legs = [*LEGS, Leg("x", replace(ONE, quantiles_ms=None))]
    found = outlook(legs, PRACTICE, 575_000, None, seed=1)
    assert (found.low_ms, found.pb_chance) == (None, None)
    assert found.mean_low_ms is not None
    legs = [*LEGS, Leg("x", replace(ONE, expected_sd_ms=None))]
    found = outlook(legs, PRACTICE, 575_000, None, seed=1)
    assert (found.mean_low_ms, found.low_ms is None) == (None, False)


def test_without_practice_or_without_a_run_nothing_is_made_up():
    found = outlook(LEGS, Practice({}, by_value=True), 575_000, None, seed=1)
    assert (found.next_gain_ms, found.advice) == (None, None)
    assert found.pb_chance is not None
    assert outlook([], Practice({}, by_value=False), 1, None, seed=1).expected_ms is None


def test_the_seed_settles_it():
    assert outlook(LEGS, PRACTICE, 575_000, None, seed=7) == outlook(LEGS, PRACTICE, 575_000, None, seed=7)
