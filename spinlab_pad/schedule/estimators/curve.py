"""What weighted times leave open of a curve `t(n) = a + b exp(-n / tau)`, n = 0, 1, ...: the belief over (a, b, tau).

With weights w_i and noise of variance s^2 for a weight of 1 (a pooled estimate, taken as known from there on),

    y_i ~ N(a + b g_i, s^2 / w_i),  g_i = exp(-i / tau)
    a flat above 0,  b ~ N(0, (PRIOR_FALL * mean)^2) above 0,  tau equally likely on a grid

With m and G the weighted means of y and g, and S the sums of products around them, a | b, tau is Gaussian around
m - G b with variance s^2 / sum w, and b | tau Gaussian around S_gy / (S_gg + l) with variance s^2 / (S_gg + l), where
l = s^2 / (PRIOR_FALL * m)^2, cut to 0 <= b <= m / G. That piece is summed over a fixed rule of points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAUS: Final = np.array([2.0 ** (step / 2.0) for step in range(14)])
"""Time constants in completions, 1 to 90 in steps of a factor of sqrt(2)."""

PRIOR_FALL: Final = 0.3
"""Spread of b before any time, in mean times: most of what can be learned is seen within the first lives."""

PRIOR_SPREAD: Final = 0.07
"""Relative noise of a life before it was seen."""

PRIOR_FREEDOM: Final = 3.0
"""What that prior is worth, in completions; a few points through a curve leave no error of their own."""

PARAMETERS: Final = 2.0
"""What the error of the best curve is too small for, in completions: a and, their prior being strong, half of b and
tau each."""

POINTS: Final = 48
"""Points of the rule over b, midpoints of equal cells."""

REACH: Final = 6.0
"""The rule goes that many standard deviations to either side of the likeliest b."""

TAIL_REACH: Final = 15.0
"""Where the bound cuts off the middle and leaves a tail, the rule goes that many of its (exponential) lengths."""

TINY: Final = 1e-12
"""Least sum of squares of a decay around its mean; below it the decay is flat and b is free."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Means and variances of what is believed, in ms and ms^2.

    `level`: expected next time; `gain`: how much less the one after it is; `floor`: a; `noise`: variance of times
    around the curve at a weight of 1, a scaled inverse chi squared with `freedom` degrees.
    """

    level: float
    level_var: float
    gain: float
    gain_var: float
    floor: float
    floor_var: float
    noise: float
    freedom: float


def fit(times: Floats, weights: Floats) -> Curve:
    """The belief after `times` in ms (above 0) with `weights` (in (0, 1]), both shape (n,), oldest first, n >= 1."""
    total = float(weights.sum())
    n = times.size
    g = np.exp(-np.arange(n)[None, :] / TAUS[:, None])
    mean, g_mean = float(times @ weights) / total, g @ weights / total
    off, g_off = times - mean, g - g_mean[:, None]
    s_yy, s_gy, s_gg = float(off * off @ weights), g_off @ (off * weights), (g_off * g_off) @ weights
    most = mean / g_mean

    best = np.clip(s_gy / np.maximum(s_gg, TINY), 0.0, most)
    error = max(float(np.min(s_yy - 2.0 * best * s_gy + best**2 * s_gg)), 0.0) / total
    count = total**2 / float(weights @ weights)
    freedom = max(count - PARAMETERS, 0.0) + PRIOR_FREEDOM
    noise = (count * error + PRIOR_FREEDOM * (PRIOR_SPREAD * mean) ** 2) / freedom

    precision = (s_gg + noise / (PRIOR_FALL * mean) ** 2) / noise
    middle = s_gy / noise / precision
    b, cells = _rule(middle, 1.0 / np.sqrt(precision), most)
    logs = (precision * middle**2 - precision * (b - middle) ** 2) / 2.0 + np.log(cells)
    p = np.exp(logs - logs.max())
    p /= p.sum()

    ahead = np.exp(-n / TAUS)
    a_var = noise / total
    level, level_var = _moments(p, mean + b * (ahead - g_mean))
    gain, gain_var = _moments(p, b * (ahead - np.exp(-(n + 1) / TAUS)))
    floor, floor_var = _moments(p, mean - b * g_mean)
    return Curve(level, level_var + a_var, gain, gain_var, floor, floor_var + a_var, noise, freedom)


def _rule(middle: Floats, sd: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Points of b, shape (POINTS, taus), and the size of the cell of each, shape (taus,).

    Where a bound cuts off the middle the density falls off it like exp(-distance b / sd^2).
    """
    mode = np.clip(middle, 0.0, most)
    distance = np.abs(middle - mode)
    reach = np.minimum(REACH * sd, TAIL_REACH * sd**2 / np.maximum(distance, TINY * most))
    low, high = np.maximum(mode - reach, 0.0), np.minimum(mode + reach, most)
    cells = (high - low) / POINTS
    return low + (np.arange(POINTS)[:, None] + 0.5) * cells, cells


def _moments(p: Floats, values: Floats) -> tuple[float, float]:
    mean = float(np.sum(p * values))
    return mean, float(np.sum(p * (values - mean) ** 2))
