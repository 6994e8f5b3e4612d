from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators import curve
from spinlab_pad.schedule.estimators.curve import PARAMETERS, PRIOR_FALL, PRIOR_FREEDOM, PRIOR_SPREAD, TAUS, fit

TIMES = [
    pytest.param([20.0, 16, 15, 13, 12.5, 12, 12.2, 11.9, 11.8], id="a learner"),
    pytest.param([10.0, 11, 12, 13, 14], id="getting slower"),
    pytest.param([12.0, 6, 3, 1.5, 0.75], id="towards zero"),
    pytest.param([10.0, 10, 10], id="flat"),
    pytest.param([9.0, 14, 8, 13, 7, 15, 9], id="noise"),
    pytest.param([10.0], id="one"),
]


def weights(count: int) -> NDArray[np.float64]:
    return np.asarray(0.9 ** np.arange(count - 1, -1, -1.0))


def error(
    times: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64], tau: float
) -> NDArray[np.float64]:
    """Weighted sum of squares of curves, written as the plain sum."""
    w = weights(times.size)
    return np.asarray(sum(w[n] * (times[n] - a - b * np.exp(-n / tau)) ** 2 for n in range(times.size)))


@pytest.mark.parametrize("seconds", TIMES)
def test_it_is_the_belief_of_a_dense_grid(seconds: list[float]) -> None:
    times = np.array(seconds) * 1_000
    w = weights(times.size)
    n, mean = times.size, float(times @ w / w.sum())
    found = fit(times, w)
    level, step, floor, p = [], [], [], []
    for tau in TAUS:
        # a may go below 0 here as it may given b and tau; what is cut is the middle of a, as a bound on b.
        most = mean / float(np.exp(-np.arange(n) / tau) @ w / w.sum())
        b = ((np.arange(800) + 0.5) / 800 * min(most, 4 * mean))[:, None]
        a = (mean - b * mean / most) + np.linspace(-6, 6, 61)[None, :] * np.sqrt(found.noise / w.sum())
        logs = -(error(times, a, b, float(tau)) / found.noise + (b / (PRIOR_FALL * mean)) ** 2) / 2
        level.append(a + b * np.exp(-n / tau))
        step.append(b * (np.exp(-n / tau) - np.exp(-(n + 1) / tau)) + 0 * a)
        floor.append(a)
        p.append(np.exp(logs + np.log(min(most, 4 * mean))))
    mass = np.stack(p) / np.sum(p)
    for values, said, said_var in (
        (np.stack(level), found.level, found.level_var),
        (np.stack(step), found.gain, found.gain_var),
        (np.stack(floor), found.floor, found.floor_var),
    ):
        middle = float(np.sum(mass * values))
        assert said == pytest.approx(middle, abs=0.002 * mean)
        assert said_var**0.5 == pytest.approx(float(np.sum(mass * (values - middle) ** 2)) ** 0.5, rel=0.02)


@pytest.mark.parametrize("seconds", TIMES)
def test_the_noise_pools_the_error_of_the_best_curve_with_the_prior(seconds: list[float]) -> None:
    times = np.array(seconds) * 1_000
    w = weights(times.size)
    top = 2 * times.max()
    a, b = np.meshgrid(np.linspace(0, top, 801), np.linspace(0, top, 801), indexing="ij")
    best = min(float(error(times, a, b, float(tau)).min()) for tau in TAUS) / float(w.sum())
    count = float(w.sum()) ** 2 / float(w @ w)
    found, mean = fit(times, w), float(times @ w / w.sum())
    assert found.freedom == pytest.approx(max(count - PARAMETERS, 0) + PRIOR_FREEDOM)
    expected = (count * best + PRIOR_FREEDOM * (PRIOR_SPREAD * mean) ** 2) / found.freedom
    assert found.noise == pytest.approx(expected, rel=0.02)


def test_a_long_exact_curve_is_found_again() -> None:
    tau = float(TAUS[6])
    found = fit(9_000 + 6_000 * np.exp(-np.arange(200) / tau), np.ones(200))
    assert found.floor == pytest.approx(9_000, rel=0.003)
    assert found.level == pytest.approx(9_000, rel=0.003)


@given(st.lists(st.floats(1, 3_600_000), min_size=1, max_size=25))
def test_it_never_says_that_practice_makes_slower(seconds: list[float]) -> None:
    times = np.array(seconds)
    found = fit(times, weights(times.size))
    assert found.gain >= 0
    assert 0 <= found.floor <= found.level * (1 + 1e-9)
    assert min(found.level_var, found.gain_var, found.floor_var) >= 0


def test_spreads_are_honest_on_runners_with_a_known_curve() -> None:
    rng = np.random.default_rng(11)
    scores = []
    for _ in range(600):
        tau, n = float(rng.choice(TAUS)), int(rng.integers(3, 40))
        a, b = 10_000.0, PRIOR_FALL * 10_000 * abs(rng.standard_normal())
        truth = a + b * np.exp(-np.arange(n + 2) / tau)
        found = fit(truth[:n] + PRIOR_SPREAD * a * rng.standard_normal(n), np.ones(n))
        errors = found.level - truth[n], found.gain - (truth[n] - truth[n + 1]), found.floor - a
        variances = found.level_var, found.gain_var, found.floor_var
        scores.append([error / variance**0.5 for error, variance in zip(errors, variances, strict=True)])
    squares = np.mean(np.square(scores), axis=0)
    assert np.all(squares > 0.5)
    assert np.all(squares < 1.3)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(1, 1e6))
def test_the_rule_over_b_has_the_mean_of_the_cut_gaussian(middle: float, sd: float, most: float) -> None:
    b, cells = curve._rule(np.array([middle]), np.array([sd]), np.array([most]))
    assert np.all(cells > 0)
    assert np.all((b >= 0) & (b <= most))
    logs = -((b - middle) ** 2) / (2 * sd**2)
    p = np.exp(logs - logs.max())
    dense = np.linspace(0, most, 200_001)
    if most / 200_000 > 0.02 * min(sd, sd**2 / max(abs(middle - np.clip(middle, 0, most)), 1e-9)):
        return  # the dense grid is too coarse for such a narrow piece
    logs = -((dense - middle) ** 2) / (2 * sd**2)
    q = np.exp(logs - logs.max())
    width = float(np.sqrt(np.sum(q * (dense - np.sum(q * dense) / q.sum()) ** 2) / q.sum()))
    assert float(np.sum(p * b) / p.sum()) == pytest.approx(float(np.sum(q * dense) / q.sum()), abs=0.02 * width)
