from __future__ import annotations

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from spinlab_pad.schedule import Attempt
from spinlab_pad.schedule.estimators import deaths, student
from spinlab_pad.schedule.estimators.base import POINTS
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import (
    OUTLIER_SHARE,
    WIDEST_LOG,
    LogLife,
    NextAttempt,
    death_score,
    quantiles_ms,
)
from tests.schedule.examples import INFO, aborted, attempts, completed


def seen(*counts: int) -> Deaths:
    """Completions with these deaths, each of half a clean life."""
    state = deaths.initial(INFO)
    for count in counts:
        state = deaths.update(state, completed(10_000, deaths=count, life_ms=5_000))
    return state


def ahead(*counts: int, scale: float = 0.15, freedom: float = math.inf) -> NextAttempt:
    life = LogLife(math.log(10_000), scale, freedom)
    return NextAttempt(life, life, seen(*counts), 5_000)


@pytest.mark.parametrize("freedom", [1.5, 4.0, math.inf])
def test_the_density_of_a_life_has_the_mass_1(freedom: float) -> None:
    life = LogLife(9.0, 0.2, freedom)
    y = np.linspace(-150.0, 170.0, 200_001)
    mass = sum(math.exp(life.log_density(float(one))) for one in y) * (y[1] - y[0])
    assert mass == pytest.approx(1.0, abs=0.01 if freedom < 2 else 0.001)


@pytest.mark.parametrize("counts", [(), (0,) * 30, (0, 1, 0, 2, 1), (9, 7)])
def test_the_chances_of_all_deaths_add_up(counts: tuple[int, ...]) -> None:
    state = seen(*counts)
    exactly = [math.exp(deaths.log_probability(state, k, completed=True)) for k in range(40)]
    for k in (0, 3, 39):
        or_more = math.exp(deaths.log_probability(state, k, completed=False))
        assert or_more + sum(exactly[:k]) == pytest.approx(1.0)


def test_an_abort_is_scored_by_its_deaths_alone() -> None:
    prediction = ahead(0, 1, 2)
    assert prediction.log_score(aborted(2)) == death_score(prediction.deaths, 2, completed=False)
    assert prediction.log_score(aborted(0)) == pytest.approx(0.0)


def test_a_completion_is_scored_by_its_deaths_and_its_last_life() -> None:
    prediction = ahead(0, 1, 2, freedom=7.0)
    y = math.log(12_000)
    sound = student.log_density((y - math.log(10_000)) / 0.15, 7.0) - math.log(0.15)
    outlier = student.log_density((y - math.log(10_000)) / WIDEST_LOG, math.inf) - math.log(WIDEST_LOG)
    density = (1 - OUTLIER_SHARE) * math.exp(sound) + OUTLIER_SHARE * math.exp(outlier)
    expected = death_score(prediction.deaths, 1, completed=True) + math.log(density)
    assert prediction.log_score(completed(12_000, deaths=1, life_ms=3_000)) == pytest.approx(expected)


def test_of_a_whole_time_without_its_last_life_the_likely_one_scores_best() -> None:
    prediction = ahead(2, 2, 2)
    whole = 10_000 + 2 * (5_000 + INFO.death_penalty_ms)
    scores = [
        prediction.log_score(completed(1, deaths=2, time_ms=round(whole * factor), clean_tail_ms=None))
        for factor in (0.5, 0.8, 1.0, 1.25, 2.0)
    ]
    assert max(scores) == scores[2]
    assert scores[1] > scores[0]
    assert scores[3] > scores[4]


def test_a_whole_time_is_as_uncertain_as_its_lives_are() -> None:
    """Against lives drawn one by one: the score is the density of the logarithm of their sum."""
    prediction = ahead(2, 2, 2)
    rng = np.random.default_rng(8)
    lives = rng.uniform(0, 10_000, (200_000, 4)).sum(axis=1)
    logs = np.log(10_000 * np.exp(0.15 * rng.standard_normal(lives.size)) + lives + 4 * INFO.death_penalty_ms)
    for level in (0.2, 0.5, 0.8):
        y = float(np.quantile(logs, level))
        density = float(np.mean(np.abs(logs - y) < 0.01)) / 0.02
        whole = completed(1, deaths=4, time_ms=math.exp(y), clean_tail_ms=None)
        told = prediction.log_score(whole) - death_score(prediction.deaths, 4, completed=True)
        assert told == pytest.approx(math.log(density), abs=0.15)


def test_a_freak_costs_no_more_than_its_share() -> None:
    prediction = ahead(*[0] * 100, scale=0.01)
    sound = prediction.log_score(completed(10_000))
    freak = prediction.log_score(completed(3_600_000, deaths=1_000))
    assert sound - freak < 60


@given(log=st.lists(attempts(), max_size=6), attempt=attempts(), scale=st.floats(1e-6, 1e6), level=st.floats(-50, 50))
def test_scores_and_samples_are_finite(log: list[Attempt], attempt: Attempt, scale: float, level: float) -> None:
    state = deaths.initial(INFO)
    for one in log:
        state = deaths.update(state, one)
    prediction = NextAttempt(LogLife(level, scale, 1.0), LogLife(level + 0.1, scale, 2.0), state, 5_000)
    assert math.isfinite(prediction.log_score(attempt))
    times = prediction.times_ms()
    assert times.shape == (POINTS,)
    assert np.all(np.isfinite(times))
    assert np.all(np.diff(times) >= 0)
    assert times[0] >= 1


@pytest.mark.parametrize("counts", [(0,) * 30, (0, 1, 0, 2, 1), (9, 7)])
def test_the_sample_is_that_of_simulated_times(counts: tuple[int, ...]) -> None:
    prediction = ahead(*counts, freedom=6.0)
    state = prediction.deaths
    rng = np.random.default_rng(1)
    size = 20_000
    died = rng.geometric(1 - rng.beta(state.alpha, state.beta, size)) - 1
    lives = np.array([rng.uniform(0, 10_000, count).sum() for count in np.minimum(died, 5_000)])
    times = 10_000 * np.exp(0.15 * rng.standard_t(6.0, size)) + lives + died * INFO.death_penalty_ms
    for level, quantile in zip(
        (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975), quantiles_ms(prediction.times_ms()), strict=True
    ):
        assert np.mean(times < quantile) == pytest.approx(level, abs=0.025)


def test_after_a_death_and_from_a_cold_start_the_last_life_is_a_cold_one() -> None:
    hot, cold = LogLife(math.log(10_000), 0.1), LogLife(math.log(20_000), 0.1)
    prediction = NextAttempt(hot, cold, seen(*[0] * 60), 5_000)
    assert quantiles_ms(prediction.times_ms("hot"))[3] == pytest.approx(10_000, rel=0.05)
    assert quantiles_ms(prediction.times_ms("cold"))[3] == pytest.approx(20_000, rel=0.05)
    deadly = NextAttempt(hot, cold, seen(*[50] * 60), 0)
    counts = deaths.quantiles(deadly.deaths, np.linspace(0.01, 0.99, POINTS))
    without = float(np.mean(deadly.times_ms())) - float(np.mean(counts)) * INFO.death_penalty_ms
    assert without == pytest.approx(20_000, rel=0.2)
    assert prediction.log_score(completed(20_000, start="cold")) == prediction.log_score(completed(10_000))
    assert prediction.log_score(completed(20_000, 1, source="speed_run")) > prediction.log_score(completed(20_000, 1))


def test_no_spread_makes_the_interval_endless() -> None:
    high = quantiles_ms(ahead(*[0] * 60, scale=50.0).times_ms())[-2]
    assert 100_000 < high < 200_000
