from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.schedule import ESTIMATORS, Attempt
from spinlab_pad.schedule.estimators import starts
from spinlab_pad.schedule.estimators.starts import FARTHEST, PRIOR, PRIOR_SD, Offset, cold_life, observe
from tests.schedule.examples import INFO, aborted, completed


@pytest.mark.parametrize(
    ("attempt", "cold"),
    [
        (completed(10_000), False),
        (completed(10_000, start="cold"), True),
        (completed(10_000, deaths=2), False),
        (completed(10_000, deaths=2, source="speed_run"), True),
        (completed(10_000, deaths=2, source="reference"), True),
        (completed(10_000, source="speed_run"), False),
        (aborted(2, start="cold"), True),
    ],
)
def test_in_a_run_the_life_after_a_death_is_a_cold_one(attempt: Attempt, cold: bool) -> None:
    assert cold_life(attempt) == cold


def test_the_update_is_that_of_two_gaussians() -> None:
    seen = observe(Offset(0.02, 0.01), 0.1, 0.03)
    assert seen.mean == pytest.approx((0.02 / 0.01 + 0.1 / 0.03) / (1 / 0.01 + 1 / 0.03))
    assert seen.variance == pytest.approx(1 / (1 / 0.01 + 1 / 0.03))


def test_a_hot_life_says_nothing_of_a_level_learned_from_hot_ones() -> None:
    assert observe(PRIOR, 0.3, 0.01, cold=False, share=0.0) == PRIOR


def test_a_cold_life_says_nothing_of_a_level_learned_from_cold_ones() -> None:
    assert observe(PRIOR, 0.3, 0.01, cold=True, share=1.0) == PRIOR


def test_a_freak_moves_it_no_further_than_a_surprise_of_three_deviations() -> None:
    total = PRIOR_SD**2 + 0.01
    assert observe(PRIOR, 6.0, 0.01) == observe(PRIOR, FARTHEST * total**0.5, 0.01)


@pytest.mark.parametrize("kinds", [(False, True, True, False, True), (True, True, True), (True, False, False, True)])
def test_it_equals_the_joint_solution_over_level_and_offset(kinds: tuple[bool, ...]) -> None:
    noise, level, level_var = 0.01, 9.0, 0.04
    lives = 9.05 + np.array([0.03, -0.04, 0.08, 0.01, -0.02])[: len(kinds)]
    h = np.column_stack([np.ones(len(kinds)), np.array(kinds, dtype=float)])
    precision = np.diag([1 / level_var, 1 / PRIOR_SD**2]) + h.T @ h / noise
    mean = np.linalg.solve(precision, np.array([level / level_var, 0.0]) + h.T @ lives / noise)
    cov = np.linalg.inv(precision)

    offset, share = PRIOR, 0.0
    for life, cold in zip(lives, kinds, strict=True):
        seen = observe(offset, life - level, level_var + noise, cold=cold, share=share)
        moved, gain = seen.mean - offset.mean, level_var / (level_var + noise)
        level -= share * moved
        level += gain * (life - seen.mean * cold - level)
        level_var *= 1 - gain
        offset, share = seen, share + gain * (cold - share)
    assert offset.mean == pytest.approx(mean[1])
    assert offset.variance == pytest.approx(cov[1, 1])
    assert level == pytest.approx(mean[0])
    assert level_var + starts.variance(offset, cold=False, share=share) == pytest.approx(cov[0, 0])
    assert level_var + starts.variance(offset, cold=True, share=share) == pytest.approx(np.ones(2) @ cov @ np.ones(2))


def log(offset: float, kinds: list[bool], seed: int) -> list[Attempt]:
    """Steady lives of 10 s, cold ones longer by `offset` in ln(time)."""
    rng = np.random.default_rng(seed)
    return [
        completed(10_000 * float(np.exp(offset * cold + 0.05 * rng.standard_normal())), start="cold" if cold else "hot")
        for cold in kinds
    ]


@pytest.mark.parametrize("name", ["kalman", "rolling_mean", "exp_decay"])
def test_a_hot_run_is_told_from_cold_practice(name: str) -> None:
    estimator, said = ESTIMATORS[name], []
    for seed in range(10):
        state = estimator.initial(INFO)
        for attempt in log(0.08, [True, False] * 15 + [True] * 8, seed):
            state = estimator.update(state, attempt)
        estimate = estimator.estimate(state, INFO, 0.0)
        assert estimate.clean_ms is not None
        said.append(estimate.clean_ms)
    assert np.mean(said) == pytest.approx(10_000, rel=0.025)


@pytest.mark.parametrize("name", ["kalman", "rolling_mean", "exp_decay"])
def test_cold_practice_alone_leaves_the_hot_run_as_uncertain_as_the_prior(name: str) -> None:
    estimator = ESTIMATORS[name]
    spreads = []
    for kind in (False, True):
        state = estimator.initial(INFO)
        for attempt in log(0.0, [kind] * 40, 1):
            state = estimator.update(state, attempt)
        estimate = estimator.estimate(state, INFO, 0.0)
        assert estimate.clean_sd_ms is not None
        spreads.append(estimate.clean_sd_ms)
    hot, cold = spreads
    assert cold**2 == pytest.approx(hot**2 + (PRIOR_SD * 10_000) ** 2, rel=0.1)
