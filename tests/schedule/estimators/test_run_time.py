from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.schedule.estimators import deaths
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.run_time import CleanLife, student_factor, time_in_run
from tests.schedule.examples import INFO, aborted, completed


def seen(*counts: int) -> Deaths:
    """Completions with these deaths, each of half a clean life."""
    state = deaths.initial(INFO)
    for count in counts:
        state = deaths.update(state, completed(10_000, deaths=count, life_ms=5_000))
    return state


def test_expected_time_is_clean_plus_deaths_times_life_and_penalty() -> None:
    state = seen(2)  # 2.3 deaths a run over 2 = 1.15
    estimate = time_in_run("x", CleanLife(8_000, 8_000), state, INFO)
    assert estimate.expected_ms == round(8_000 + 1.15 * (0.5 * 8_000 + 3_000))
    assert (estimate.clean_ms, estimate.attempts, estimate.estimator) == (8_000, 1, "x")
    assert estimate.death_rate == pytest.approx(2.3 / 5.3)


def test_practice_pays_loads_but_no_penalties() -> None:
    estimate = time_in_run("x", CleanLife(8_000, 8_000), seen(2), INFO)
    # per serving: (2 deaths + 1.15) / 2, one load at the start and one a death
    assert estimate.practice_ms == round(1_000 + 8_000 + 1.575 * (4_000 + 1_000))


def test_a_faster_clean_life_shortens_the_death_lives_too() -> None:
    estimate = time_in_run("x", CleanLife(8_000, 8_000, 0.1, 100.0), seen(2), INFO)
    assert estimate.gain_ms == pytest.approx(100.0 * (1 + 1.15 * 0.5))


def test_an_attempt_that_may_be_given_up_gains_less() -> None:
    state = deaths.update(deaths.update(deaths.initial(INFO), aborted(0)), completed(10_000))
    estimate = time_in_run("x", CleanLife(8_000, 8_000, 0.1, 100.0), state, INFO)
    assert estimate.gain_ms == pytest.approx(100.0 * state.finishes * (1 + state.per_run * 0.5))
    assert state.finishes < 0.7


def test_what_is_not_known_stays_none() -> None:
    nothing = time_in_run("x", None, seen(1), INFO)
    assert (nothing.expected_ms, nothing.low_ms, nothing.high_ms, nothing.clean_ms) == (None, None, None, None)
    assert (nothing.gain_ms, nothing.practice_ms) == (None, None)
    assert nothing.death_rate is not None
    bare = time_in_run("x", CleanLife(8_000, 8_000), seen(1), INFO)
    assert (bare.low_ms, bare.high_ms, bare.gain_ms) == (None, None, None)


@pytest.mark.parametrize("counts", [(0,) * 30, (0, 1, 0, 2, 1), (9, 7)])
def test_interval_holds_80_percent_of_simulated_times(counts: tuple[int, ...]) -> None:
    state = seen(*counts)
    estimate = time_in_run("x", CleanLife(10_000, 10_000, 0.15), state, INFO)
    rng = np.random.default_rng(1)
    size = 20_000
    died = rng.geometric(1 - rng.beta(state.alpha, state.beta, size)) - 1
    lives = np.array([rng.uniform(0, 2 * state.life_share * 10_000, count).sum() for count in np.minimum(died, 5_000)])
    times = 10_000 * np.exp(0.15 * rng.standard_normal(size)) + lives + died * INFO.death_penalty_ms
    assert estimate.low_ms is not None
    assert estimate.high_ms is not None
    assert np.mean(times < estimate.low_ms) == pytest.approx(0.1, abs=0.02)
    assert np.mean(times > estimate.high_ms) == pytest.approx(0.1, abs=0.02)


def test_no_spread_makes_the_interval_endless() -> None:
    estimate = time_in_run("x", CleanLife(10_000, 10_000, 50.0), seen(*[0] * 60), INFO)
    assert estimate.high_ms is not None
    assert 100_000 < estimate.high_ms < 200_000


@pytest.mark.parametrize(("mean_ms", "clean_ms"), [(1e-9, 1), (1e30, 86_400_000)])
def test_a_mean_beyond_reason_is_cut(mean_ms: float, clean_ms: int) -> None:
    assert time_in_run("x", CleanLife(mean_ms, 10_000), seen(0), INFO).clean_ms == clean_ms


@pytest.mark.parametrize(("freedom", "quantile"), [(1, 3.0777), (2, 1.8856), (4, 1.5332), (9, 1.3830), (40, 1.3031)])
def test_student_factor_is_the_ratio_of_the_90_percent_quantiles(freedom: int, quantile: float) -> None:
    assert student_factor(freedom) == pytest.approx(quantile / 1.28155, rel=0.04 if freedom < 4 else 0.002)
