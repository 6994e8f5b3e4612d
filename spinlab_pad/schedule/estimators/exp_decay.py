"""An exponential learning curve through the clean lives: `t(n) = a + b exp(-n / tau)`, the oldest has n = 0.

Variable projection: for every tau of a grid, a and b are a weighted linear least squares problem with a
closed form; the tau with the smallest weighted squared error wins, the smaller one on a tie. a >= 0 and b >=
0: nobody ends below zero, and practice slows nobody down. Where the free solution breaks one of the two, the
optimum lies on that edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators import deaths
from spinlab_pad.schedule.estimators.base import Estimator, clean_time_ms
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife, NextAttempt
from spinlab_pad.schedule.estimators.run_time import CleanLife, next_attempt, time_in_run
from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo

NAME: Final = "exp_decay"

TAUS: Final = np.array([2.0 ** (step / 2.0) for step in range(14)])
"""Time constants in completions, 1 to 90 in steps of a factor of sqrt(2)."""

FADE: Final = 0.97
"""Weight of a completion relative to the next one."""

KEPT: Final = 200
"""Completions kept: older ones weigh less than 0.3 %."""

LEAST: Final = 3
"""Completions from which there is a curve: it has three parameters."""

OUTLIER: Final = 4.0
"""A time above that many medians loses weight with its square: its pull stays bounded."""

PRIOR_SPREAD: Final = 0.1
"""Relative noise of a life before it was seen."""

PRIOR_FREEDOM: Final = 3.0
"""What that prior is worth, in completions; three points through a curve leave no error of their own."""

TINY: Final = 1e-12
"""Least variance of a decay over the times; below it the decay is flat and b is free."""


@dataclass(frozen=True, slots=True)
class State:
    """The last clean lives in ms, oldest first (where the counting starts is free: it only scales b)."""

    times: tuple[float, ...]
    deaths: Deaths


@dataclass(frozen=True, slots=True)
class Curve:
    """`a + b exp(-n / tau)` in ms; `error`: weighted mean squared error in ms^2."""

    a: float
    b: float
    tau: float
    error: float

    def at(self, n: float) -> float:
        """Expected clean life in ms after n completions."""
        return self.a + self.b * math.exp(-n / self.tau)


def initial(info: SegmentInfo) -> State:
    """Nothing seen yet."""
    return State(times=(), deaths=deaths.initial(info))


def update(state: State, attempt: Attempt) -> State:
    """Keep the clean life, if there is one, and count the deaths of every attempt."""
    clean = clean_time_ms(attempt)
    times = state.times if clean is None else (*state.times, clean)[-KEPT:]
    return State(times=times, deaths=deaths.update(state.deaths, attempt))


def estimate(state: State, info: SegmentInfo, rest_s: float) -> Estimate:
    """The curve one completion on; None before there are enough completions for one. A rest changes nothing."""
    return time_in_run(NAME, _clean(state), state.deaths, info)


def predict(state: State, info: SegmentInfo, rest_s: float) -> NextAttempt | None:
    """The next attempt; None before there are enough completions for a curve."""
    return next_attempt(_clean(state), state.deaths)


def weights(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each time counts, oldest first: recent ones more, outliers less. The newest has 1."""
    ages = np.arange(times.size - 1, -1, -1, dtype=np.float64)
    bounded = np.minimum(1.0, OUTLIER * np.median(times) / times)
    return np.asarray(FADE**ages * bounded**2)


def fit(times: NDArray[np.float64]) -> Curve:
    """Best curve through times in ms, oldest first, at least one."""
    w = weights(times)
    w /= w.sum()
    g = np.exp(-np.arange(times.size)[None, :] / TAUS[:, None])
    y_mean, g_mean = times @ w, g @ w
    g_off = g - g_mean[:, None]
    b = np.maximum((g_off * (times - y_mean)) @ w / np.maximum((g_off * g_off) @ w, TINY), 0.0)
    a = y_mean - b * g_mean
    below = a < 0.0
    b = np.where(below, (g * times) @ w / ((g * g) @ w), b)
    a = np.where(below, 0.0, a)
    errors = ((times - a[:, None] - b[:, None] * g) ** 2) @ w
    best = int(np.argmin(errors))
    return Curve(float(a[best]), float(b[best]), float(TAUS[best]), float(errors[best]))


def _clean(state: State) -> CleanLife | None:
    if len(state.times) < LEAST:
        return None
    times = np.array(state.times)
    curve = fit(times)
    mean = max(curve.at(times.size), 1.0)
    w = weights(times)
    count = float(w.sum()) ** 2 / float(w @ w)
    freedom = max(count - LEAST, 0.0) + PRIOR_FREEDOM
    variance = (count * curve.error / mean**2 + PRIOR_FREEDOM * PRIOR_SPREAD**2) / freedom
    # 1 + 3/n: the three parameters are estimated, too (average leverage of a fit).
    noise = math.log1p(variance)
    scale = math.sqrt(noise * (1.0 + LEAST / count))
    return CleanLife(
        mean_ms=mean,
        next=LogLife(math.log(mean) - noise / 2.0, scale, freedom),
        gain_ms=curve.at(times.size) - curve.at(times.size + 1),
        floor_ms=curve.a,
    )


ESTIMATOR: Final = Estimator(NAME, initial, update, estimate, predict)
