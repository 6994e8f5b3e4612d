from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from spinlab_pad.schedule import Attempt, Estimate
from spinlab_pad.schedule.estimators import exp_decay
from spinlab_pad.schedule.estimators.exp_decay import ESTIMATOR, FADE, KEPT, TAUS, fit, weights
from tests.schedule.examples import INFO, aborted, completed

TIMES = [
    pytest.param([20.0, 16, 15, 13, 12.5, 12, 12.2, 11.9, 11.8], id="a learner"),
    pytest.param([10.0, 11, 12, 13, 14], id="getting slower"),
    pytest.param([12.0, 6, 3, 1.5, 0.75], id="towards zero"),
    pytest.param([10.0, 10, 10], id="flat"),
    pytest.param([9.0, 14, 8, 13, 7, 15, 9], id="noise"),
]


def error(times: NDArray[np.float64], a: object, b: object, tau: float) -> NDArray[np.float64]:
    """Weighted mean squared error of curves, written as the plain sum."""
    w = weights(times)
    total = sum(w[n] * (times[n] - a - b * np.exp(-n / tau)) ** 2 for n in range(times.size))
    return np.asarray(total / w.sum())


@pytest.mark.parametrize("seconds", TIMES)
def test_fit_is_the_best_of_a_brute_force_grid(seconds: list[float]) -> None:
    times = np.array(seconds) * 1_000
    top = 2 * times.max()
    a, b = np.meshgrid(np.linspace(0, top, 401), np.linspace(0, top, 401), indexing="ij")
    best = min(float(error(times, a, b, float(tau)).min()) for tau in TAUS)
    curve = fit(times)
    assert curve.error == pytest.approx(float(error(times, curve.a, curve.b, curve.tau)), abs=1e-6)
    assert curve.a >= 0
    assert curve.b >= 0
    assert curve.error <= best + 1e-6
    step = top / 400
    assert best <= curve.error + step**2  # the grid has a point within half a step of a and of b


@given(
    st.lists(st.floats(100, 100_000), min_size=1, max_size=25),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.sampled_from([float(tau) for tau in TAUS]),
)
def test_no_neighbour_of_the_fit_is_better(seconds: list[float], da: float, db: float, tau: float) -> None:
    times = np.array(seconds)
    curve = fit(times)
    tolerance = 1e-7 * float(times.max()) ** 2
    near = error(times, max(curve.a + da, 0.0), max(curve.b + db, 0.0), curve.tau)
    assert curve.error <= float(near) + tolerance
    assert curve.error <= float(error(times, curve.a, curve.b, tau)) + tolerance


def test_an_exact_curve_is_found_again() -> None:
    tau = float(TAUS[6])
    curve = fit(9_000 + 6_000 * np.exp(-np.arange(30) / tau))
    assert curve.tau == tau
    assert curve.a == pytest.approx(9_000)
    assert curve.b == pytest.approx(6_000)


def test_weights_fade_and_bound_outliers() -> None:
    w = weights(np.array([1_000.0, 1_000, 8_000, 1_000, 1_000]))
    assert w[-1] == 1.0
    assert w[0] == pytest.approx(FADE**4)
    assert w[2] == pytest.approx(FADE**2 / 4)


def after(*attempts: Attempt) -> Estimate:
    state = ESTIMATOR.initial(INFO)
    for attempt in attempts:
        state = ESTIMATOR.update(state, attempt)
    return ESTIMATOR.estimate(state, INFO, 0.0)


def test_it_takes_three_completions() -> None:
    two = after(completed(15_000), aborted(2), aborted(1), completed(14_000))
    assert (two.clean_ms, two.expected_ms, two.gain_ms, two.low_ms) == (None, None, None, None)
    assert two.death_rate is not None
    assert after(completed(15_000), completed(14_000), completed(13_500)).clean_ms is not None


def test_it_never_says_that_practice_makes_slower() -> None:
    estimate = after(*[completed(10_000 + 500 * n) for n in range(10)])
    assert estimate.gain_ms == 0.0


def test_gain_is_the_next_step_down_the_curve() -> None:
    tau = float(TAUS[6])
    estimate = after(*[completed(9_000 + 6_000 * np.exp(-n / tau)) for n in range(20)])
    step = 6_000 * (np.exp(-20 / tau) - np.exp(-21 / tau))
    assert estimate.gain_ms is not None
    assert step < estimate.gain_ms < 1.05 * step  # a little more: death lives shrink along
    assert estimate.clean_ms == pytest.approx(9_000 + 6_000 * np.exp(-20 / tau), abs=1)


def test_a_long_log_stays_bounded() -> None:
    state = ESTIMATOR.initial(INFO)
    for n in range(KEPT + 50):
        state = ESTIMATOR.update(state, completed(10_000 + n))
    assert len(state.times) == KEPT
    assert state.times[-1] == 10_000 + KEPT + 49
    assert exp_decay.estimate(state, INFO, 0.0).attempts == KEPT + 50
