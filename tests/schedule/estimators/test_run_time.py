from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators import deaths
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife
from spinlab_pad.schedule.estimators.run_time import CleanLife, time_in_run
from spinlab_pad.schedule.estimators.starts import Offset
from spinlab_pad.schedule.types import QUANTILES
from tests.schedule.examples import INFO, aborted, completed


def seen(*counts: int) -> Deaths:
    """Completions with these deaths, each of half a clean life."""
    state = deaths.initial(INFO)
    for count in counts:
        state = deaths.update(state, completed(10_000, deaths=count, life_ms=5_000))
    return state


def test_expected_time_is_clean_plus_deaths_times_life_and_penalty() -> None:
    state = seen(2)  # 2.3 deaths a run over 2 = 1.15
    estimate = time_in_run("x", CleanLife(8_000), state, INFO)
    assert estimate.expected_ms == round(8_000 + 1.15 * (0.5 * 8_000 + 3_000))
    assert (estimate.clean_ms, estimate.attempts, estimate.estimator) == (8_000, 1, "x")
    assert estimate.death_rate == pytest.approx(2.3 / 5.3)


def test_practice_pays_loads_but_no_penalties() -> None:
    estimate = time_in_run("x", CleanLife(8_000), seen(2), INFO)
    # per serving: (2 deaths + 1.15) / 2, one load at the start and one a death
    assert estimate.practice_ms == round(1_000 + 8_000 + 1.575 * (4_000 + 1_000))


def test_a_faster_clean_life_shortens_the_death_lives_too() -> None:
    estimate = time_in_run("x", CleanLife(8_000, gain_ms=100.0), seen(2), INFO)
    assert estimate.gain_ms == pytest.approx(100.0 * (1 + 1.15 * 0.5))


def test_an_attempt_that_may_be_given_up_gains_less() -> None:
    state = deaths.update(deaths.update(deaths.initial(INFO), aborted(0)), completed(10_000))
    estimate = time_in_run("x", CleanLife(8_000, gain_ms=100.0), state, INFO)
    assert estimate.gain_ms == pytest.approx(100.0 * state.finishes * (1 + state.per_run * 0.5))
    assert state.finishes < 0.7


def test_what_is_not_known_stays_none() -> None:
    nothing = time_in_run("x", None, seen(1), INFO)
    assert (nothing.expected_ms, nothing.low_ms, nothing.high_ms, nothing.clean_ms) == (None, None, None, None)
    assert (nothing.gain_ms, nothing.practice_ms) == (None, None)
    assert nothing.death_rate is not None
    bare = time_in_run("x", CleanLife(8_000), seen(1), INFO)
    assert (bare.low_ms, bare.high_ms, bare.gain_ms) == (None, None, None)


def test_the_interval_is_part_of_the_quantiles() -> None:
    estimate = time_in_run("x", CleanLife(10_000, next=LogLife(math.log(10_000), 0.15)), seen(0, 1), INFO)
    assert estimate.quantiles_ms is not None
    assert len(estimate.quantiles_ms) == len(QUANTILES)
    assert list(estimate.quantiles_ms) == sorted(estimate.quantiles_ms)
    assert estimate.low_ms == estimate.quantiles_ms[QUANTILES.index(0.1)]
    assert estimate.high_ms == estimate.quantiles_ms[QUANTILES.index(0.9)]


@pytest.mark.parametrize("counts", [(0, 0, 0), (2, 1, 3, 0, 2), (9, 7)])
def test_spreads_are_those_of_simulated_beliefs(counts: tuple[int, ...]) -> None:
    state = seen(*counts)
    clean = CleanLife(9_000, 700, gain_ms=80.0, gain_sd_ms=60.0, floor_ms=7_000, floor_sd_ms=900)
    estimate = time_in_run("x", clean, state, INFO)
    rng = np.random.default_rng(3)
    chance = rng.beta(state.alpha, state.beta, 400_000)
    died = chance / (1 - chance)
    share = rng.normal(state.life_share, state.life_share_sd, chance.size)
    z = rng.standard_normal(chance.size)

    def run(mean: float, spread: float) -> NDArray[np.float64]:
        return mean + spread * z + died * (share * (mean + spread * z) + INFO.death_penalty_ms)

    assert estimate.death_rate_sd == pytest.approx(chance.std(), rel=0.01)
    assert estimate.deaths_per_run == pytest.approx(died.mean(), rel=0.02)
    # The odds have a heavy tail: with few completions even so many draws tell their spread within a tenth only.
    assert estimate.deaths_per_run_sd == pytest.approx(died.std(), rel=0.1)
    assert estimate.expected_sd_ms == pytest.approx(run(9_000, 700).std(), rel=0.1)
    assert estimate.floor_sd_ms == pytest.approx(run(7_000, 900).std(), rel=0.1)
    gains = state.finishes * (1 + died * state.life_share) * (80.0 + 60.0 * z)
    assert estimate.gain_ms == pytest.approx(gains.mean(), rel=0.02)
    assert estimate.gain_sd_ms == pytest.approx(gains.std(), rel=0.1)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_after_a_death_a_run_goes_on_cold(share: float) -> None:
    """Against runs drawn life by life from beliefs: M off by `share` of what the offset is off."""
    state = seen(2, 1, 3, 0, 2)
    clean = CleanLife(9_000, 400, offset=Offset(0.1, 0.05**2), share=share)
    estimate = time_in_run("x", clean, state, INFO)
    rng = np.random.default_rng(3)
    size = 400_000
    chance = rng.beta(state.alpha, state.beta, size)
    died = chance / (1 - chance)
    off = 0.05 * rng.standard_normal(size)
    hot = 9_000 * np.exp(-share * off) + 400 * rng.standard_normal(size)
    cold = hot * np.exp(0.1 + off)
    life = rng.normal(state.life_share, state.life_share_sd, size)
    run = (1 - state.any_in_run) * hot + state.any_in_run * cold + died * (life * cold + INFO.death_penalty_ms)
    assert estimate.expected_ms == pytest.approx(run.mean(), rel=0.005)
    assert estimate.expected_sd_ms == pytest.approx(run.std(), rel=0.03)
    assert estimate.clean_sd_ms == pytest.approx(hot.std(), rel=0.01)


def test_the_offset_widens_what_is_believed_of_a_run_without_deaths_by_its_share() -> None:
    state = seen(*[0] * 60)
    clean = CleanLife(9_000, 0.0, offset=Offset(0.0, 0.05**2), share=1.0)
    with_offset, without = (time_in_run("x", one, state, INFO).expected_sd_ms for one in (clean, CleanLife(9_000, 0.0)))
    assert with_offset is not None
    assert without is not None
    assert (with_offset**2 - without**2) ** 0.5 == pytest.approx(0.05 * 9_000, rel=0.03)


def test_the_end_keeps_the_deaths_and_is_never_above_what_is_expected() -> None:
    state = seen(2)
    estimate = time_in_run("x", CleanLife(8_000, floor_ms=6_000), state, INFO)
    assert estimate.floor_ms == round(6_000 + 1.15 * (state.life_share * 6_000 + 3_000))
    slower = time_in_run("x", CleanLife(8_000, floor_ms=9_000), state, INFO)
    assert slower.floor_ms == slower.expected_ms


def test_without_a_completion_the_spread_of_the_deaths_is_not_known() -> None:
    state = deaths.update(deaths.initial(INFO), aborted(5))
    estimate = time_in_run("x", CleanLife(8_000, 100, gain_ms=10.0, gain_sd_ms=1.0), state, INFO)
    assert (estimate.deaths_per_run_sd, estimate.expected_sd_ms, estimate.gain_sd_ms) == (None, None, None)
    assert estimate.clean_sd_ms == 100


@pytest.mark.parametrize(("mean_ms", "clean_ms"), [(1e-9, 1), (1e30, 86_400_000)])
def test_a_mean_beyond_reason_is_cut(mean_ms: float, clean_ms: int) -> None:
    assert time_in_run("x", CleanLife(mean_ms), seen(0), INFO).clean_ms == clean_ms
