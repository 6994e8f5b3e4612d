from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from spinlab_pad.schedule import Attempt, Estimate, SegmentInfo
from spinlab_pad.schedule.estimators import kalman, starts
from spinlab_pad.schedule.estimators.kalman import ESTIMATOR, State
from tests.schedule.examples import INFO, aborted, completed

REFERENCE = replace(INFO, reference_ms=15_000)
LOGS = np.log(np.array([14_100, 15_300, 13_200, 13_900, 12_000, 12_900, 12_100, 11_000, 12_300, 11_500.0]))


def after(info: SegmentInfo, logs: NDArray[np.float64]) -> State:
    state = ESTIMATOR.initial(info)
    for y in logs:
        state = ESTIMATOR.update(state, completed(math.exp(y)))
    return state


def joint(count: int, level: float, level_var: float, first_steps: int) -> tuple[NDArray[np.float64], ...]:
    """Mean and covariance (in R) of `count` logarithms, from the model written out as one linear map of all noises.

    The k-th one (from 0) is `[1, 0] (F^s x + sum_i F^(s - i) w_i) + v_k` after `s = k + first_steps` steps.
    """
    f = np.array([[1.0, 1.0], [0.0, kalman.DAMPING]])
    steps = count + first_steps
    columns = np.zeros((count, 2 + 2 * steps + count))
    for k in range(count):
        s = k + first_steps
        columns[k, :2] = np.linalg.matrix_power(f, s)[0]
        for i in range(1, s + 1):
            columns[k, 2 * i : 2 * i + 2] = np.linalg.matrix_power(f, s - i)[0]
        columns[k, 2 + 2 * steps + k] = 1.0
    variances = np.concatenate(
        [
            [level_var, kalman.PRIOR_TREND_VARIANCE],
            np.tile([kalman.LEVEL_NOISE, kalman.TREND_NOISE], steps),
            np.ones(count),
        ]
    )
    mean = columns[:, :2] @ np.array([level, kalman.PRIOR_TREND])
    return mean, (columns * variances) @ columns.T


def dense(logs: NDArray[np.float64], level: float, level_var: float, first_steps: int) -> tuple[float, float, float]:
    """Mean and variance (in R) of the next logarithm, and the weighted sum of squares of those seen."""
    n = logs.size
    mean, cov = joint(n + 1, level, level_var, first_steps)
    solved = np.linalg.solve(cov[:n, :n], np.column_stack([logs - mean[:n], cov[:n, n]]))
    ahead = mean[n] + cov[n, :n] @ solved[:, 0]
    variance = cov[n, n] - cov[n, :n] @ solved[:, 1]
    return float(ahead), float(variance), float((logs - mean[:n]) @ solved[:, 0])


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_filter_equals_the_dense_solution(count: int) -> None:
    logs = LOGS[:count]
    state = after(REFERENCE, logs)
    ahead = kalman.advance(state)
    assert ahead is not None
    level, variance, squares = dense(logs, math.log(15_000), kalman.PRIOR_LEVEL_VARIANCE, first_steps=1)
    assert ahead.level == pytest.approx(level, abs=1e-9)
    assert ahead.level_var + 1.0 == pytest.approx(variance, rel=1e-9)
    prior = kalman.PRIOR_FREEDOM
    assert state.noise == pytest.approx((prior * kalman.PRIOR_NOISE + squares) / (prior + count), rel=1e-9)


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_without_a_reference_it_is_the_limit_of_knowing_nothing(count: int) -> None:
    logs = LOGS[:count]
    state = after(INFO, logs)
    ahead = kalman.advance(state)
    assert ahead is not None
    level, variance, squares = dense(logs, 9.0, 1e7, first_steps=0)
    assert ahead.level == pytest.approx(level, abs=1e-5)
    assert ahead.level_var + 1.0 == pytest.approx(variance, rel=1e-5)
    prior = kalman.PRIOR_FREEDOM
    assert state.noise == pytest.approx((prior * kalman.PRIOR_NOISE + squares) / (prior + count - 1), rel=1e-5)


KINDS = [
    pytest.param([False, True, True, False, True, False, False, True], id="mixed"),
    pytest.param([True] * 8, id="cold"),
    pytest.param([True, True, True, False, False, True, False, False], id="cold first"),
]


@pytest.mark.parametrize("kinds", KINDS)
def test_level_trend_and_offset_equal_the_dense_solution(kinds: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """With R known: a freedom so large that nothing moves it. The dense one has the offset as one more unknown."""
    monkeypatch.setattr(kalman, "MOST_FREEDOM", 1e12)
    noise, n = kalman.PRIOR_NOISE, len(kinds)
    state = replace(ESTIMATOR.initial(REFERENCE), freedom=1e12)
    for y, cold in zip(LOGS, kinds, strict=False):
        state = ESTIMATOR.update(state, completed(math.exp(y), start="cold" if cold else "hot"))
    for last in (False, True):
        mean, cov = joint(n + 1, math.log(15_000), kalman.PRIOR_LEVEL_VARIANCE, first_steps=1)
        h = np.array([*kinds, last], dtype=float)
        cov = noise * cov + starts.PRIOR.variance * np.outer(h, h)
        solved = np.linalg.solve(cov[:n, :n], np.column_stack([LOGS[:n] - mean[:n], cov[:n, n]]))
        ahead = kalman.advance(state)
        assert ahead is not None
        assert ahead.level + last * state.offset.mean == pytest.approx(mean[n] + cov[n, :n] @ solved[:, 0], abs=1e-8)
        variance = noise * (ahead.level_var + 1.0) + starts.variance(state.offset, cold=last, share=ahead.share)
        assert variance == pytest.approx(cov[n, n] - cov[n, :n] @ solved[:, 1], rel=1e-7)


def test_the_end_is_where_the_damped_trend_leads() -> None:
    state = after(INFO, LOGS)
    level, trend = state.level, state.trend
    assert level is not None
    spread = np.array([[state.level_var, state.cross], [state.cross, state.trend_var]])
    f = np.array([[1.0, 1.0], [0.0, kalman.DAMPING]])
    # Noise moves level and trend for one step more; after that the end is told as if nothing else came.
    spread = f @ spread @ f.T + np.diag([kalman.LEVEL_NOISE, kalman.TREND_NOISE])
    far = np.linalg.matrix_power(f, 400)
    end = float((far @ f @ np.array([level, trend]))[0])
    variance = float((far @ spread @ far.T)[0, 0]) * state.noise * state.freedom / (state.freedom - 2)
    clean = kalman._clean(state)
    assert clean is not None
    assert clean.floor_ms is not None
    assert clean.floor_ms == pytest.approx(math.exp(end + state.noise / 2))
    assert clean.floor_sd_ms == pytest.approx(clean.floor_ms * math.sqrt(math.expm1(variance)))


def test_spreads_are_honest_on_runners_of_the_model() -> None:
    """Truth drawn from the model itself; R, too, so that the spreads are those of Student t (v / (v - 2))."""
    rng = np.random.default_rng(7)
    scores = []
    for _ in range(400):
        noise = kalman.PRIOR_NOISE * kalman.PRIOR_FREEDOM / rng.chisquare(kalman.PRIOR_FREEDOM)
        level = math.log(15_000) + math.sqrt(kalman.PRIOR_LEVEL_VARIANCE * noise) * rng.standard_normal() / 10
        trend = kalman.PRIOR_TREND + math.sqrt(kalman.PRIOR_TREND_VARIANCE * noise) * rng.standard_normal()
        state = ESTIMATOR.initial(INFO)
        for _ in range(int(rng.integers(4, 30))):
            level += trend + math.sqrt(kalman.LEVEL_NOISE * noise) * rng.standard_normal()
            trend = kalman.DAMPING * trend + math.sqrt(kalman.TREND_NOISE * noise) * rng.standard_normal()
            y = level + math.sqrt(noise) * rng.standard_normal()
            state = ESTIMATOR.update(state, completed(math.exp(y)))
        clean = kalman._clean(state)
        assert clean is not None
        assert clean.mean_sd_ms is not None
        assert clean.gain_ms is not None
        assert clean.gain_sd_ms is not None
        mean = math.exp(level + trend + noise / 2)
        gain = -mean * math.expm1(kalman.DAMPING * trend)
        scores.append(((clean.mean_ms - mean) / clean.mean_sd_ms, (clean.gain_ms - gain) / clean.gain_sd_ms))
    within = np.mean(np.abs(scores) < 1.645, axis=0)
    assert np.all(np.abs(within - 0.9) < 0.06)


def estimate_of(state: State) -> Estimate:
    return ESTIMATOR.estimate(state, INFO, 0.0)


def test_a_reference_alone_gives_a_wide_first_idea() -> None:
    estimate = ESTIMATOR.estimate(ESTIMATOR.initial(REFERENCE), REFERENCE, 0.0)
    assert estimate.clean_ms == pytest.approx(15_000, rel=0.02)
    assert (estimate.attempts, estimate.death_rate) == (0, None)
    assert estimate.low_ms is not None
    assert estimate.high_ms is not None
    assert estimate.high_ms - estimate.low_ms > 8_000


def test_nothing_is_said_of_a_segment_of_which_nothing_is_known() -> None:
    estimate = estimate_of(ESTIMATOR.initial(INFO))
    assert (estimate.clean_ms, estimate.expected_ms, estimate.gain_ms) == (None, None, None)


def test_an_abort_moves_the_hazard_and_not_the_level() -> None:
    state = after(INFO, LOGS)
    given_up = ESTIMATOR.update(state, aborted(5))
    assert estimate_of(given_up).clean_ms == estimate_of(state).clean_ms
    before, now = estimate_of(state), estimate_of(given_up)
    assert before.death_rate is not None
    assert now.death_rate is not None
    assert now.death_rate > 2 * before.death_rate
    assert before.expected_ms is not None
    assert now.expected_ms is not None
    assert now.expected_ms > before.expected_ms + 2_000


def test_a_runner_who_gets_faster_has_a_gain_and_one_who_gets_slower_a_loss() -> None:
    faster = estimate_of(after(INFO, LOGS)).gain_ms
    slower = estimate_of(after(INFO, LOGS[::-1])).gain_ms
    assert faster is not None
    assert slower is not None
    assert faster > 50
    assert slower < 0


def test_a_break_in_the_middle_of_a_life_is_not_believed() -> None:
    state = after(INFO, LOGS)
    paused = ESTIMATOR.update(state, completed(3_600_000))
    assert estimate_of(paused).clean_ms == pytest.approx(estimate_of(state).clean_ms, rel=0.15)


def test_a_new_way_is_believed_after_some_plays() -> None:
    state = after(INFO, LOGS)
    for _ in range(30):
        state = ESTIMATOR.update(state, completed(6_000))
    assert estimate_of(state).clean_ms == pytest.approx(6_000, rel=0.05)


def test_equal_times_are_not_taken_for_certainty() -> None:
    state = ESTIMATOR.initial(INFO)
    for _ in range(2_000):
        state = ESTIMATOR.update(state, completed(10_000))
    assert state.noise == pytest.approx(kalman.LEAST_NOISE)
    assert state.freedom == kalman.MOST_FREEDOM


@pytest.mark.parametrize(
    ("attempt", "known"),
    [
        (completed(10_000, clean_tail_ms=None), 10_000),
        (completed(10_000, time_ms=None), 10_000),
        (completed(10_000, deaths=1, clean_tail_ms=None), None),
    ],
)
def test_the_last_life_is_found_where_it_can_be(attempt: Attempt, known: int | None) -> None:
    clean = estimate_of(ESTIMATOR.update(ESTIMATOR.initial(INFO), attempt)).clean_ms
    assert clean is None if known is None else clean == pytest.approx(known, rel=0.02)
