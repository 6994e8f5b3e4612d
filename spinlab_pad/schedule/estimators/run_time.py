"""From the time of a clean life and the deaths to the time in a run; shared by the estimators.

`R = M + D (phi M + penalty)` with M the mean clean life, D the expected deaths, phi the mean death life in
clean lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.checks import LONGEST_MS
from spinlab_pad.schedule.estimators import deaths as death_model
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.types import Estimate, SegmentInfo

POINTS: Final = 201
"""Size of the fixed sample of the next time; its 21st and 181st values are the 10 % and 90 % quantiles."""

WIDEST_LOG: Final = 2.0
"""Largest spread of ln(clean life): the interval is then a factor of 13 either way, and wider says nothing more."""


def _spread_points() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Evenly spread points in a cube: levels of the deaths, normal scores of the tail and of the death lives.

    An additive recurrence on powers of 1/g with g^4 = g + 1, the generalised golden ratio (Roberts 2018, R_3).
    """
    g = 1.2207440846057596
    steps = np.arange(1, POINTS + 1, dtype=np.float64)
    cube = [np.modf(0.5 + steps * g**-axis)[0] for axis in (1, 2, 3)]
    normal = NormalDist()
    tail, lives = (np.array([normal.inv_cdf(float(u)) for u in column]) for column in cube[1:])
    return cube[0], tail, lives


_LEVELS, _TAIL_SCORES, _LIFE_SCORES = _spread_points()


@dataclass(frozen=True, slots=True)
class CleanLife:
    """What an estimator says of the next life that completes.

    `mean_ms` and `median_ms` in ms (above 0); `spread_log`: standard deviation of its logarithm as a predictive one
    (what is not known of the mean included), None if not known; `gain_ms`: how much faster the mean gets by one more
    completion, None if not known.
    """

    mean_ms: float
    median_ms: float
    spread_log: float | None = None
    gain_ms: float | None = None


def time_in_run(name: str, clean: CleanLife | None, deaths: Deaths, info: SegmentInfo) -> Estimate:
    """Everything an estimate says; what `clean` doesn't know stays None. Times are rounded to whole ms."""
    if clean is None:
        return Estimate(estimator=name, death_rate=deaths.rate, attempts=deaths.attempts)
    mean = min(max(clean.mean_ms, 1.0), float(LONGEST_MS))
    life = deaths.life_share * mean
    expected = mean + deaths.per_run * (life + info.death_penalty_ms)
    practice = info.load_ms + deaths.finishes * mean + deaths.per_serving * (life + info.load_ms)
    gain = clean.gain_ms
    if gain is not None:
        gain *= deaths.finishes * (1.0 + deaths.per_run * deaths.life_share)
    low, high = (
        (None, None) if clean.spread_log is None else _interval(clean.median_ms, clean.spread_log, life, deaths, info)
    )
    return Estimate(
        estimator=name,
        expected_ms=round(expected),
        low_ms=low,
        high_ms=high,
        clean_ms=round(mean),
        death_rate=deaths.rate,
        gain_ms=gain,
        attempts=deaths.attempts,
        practice_ms=round(practice),
    )


def _interval(
    median_ms: float, spread_log: float, life_ms: float, deaths: Deaths, info: SegmentInfo
) -> tuple[int, int]:
    """80 % interval of the next time in ms: log-normal tail, beta-geometric deaths, death lives as if uniform.

    A life that ends in death is somewhere between 0 and twice its mean, so d of them vary by mean * sqrt(d / 3).
    """
    tails = max(median_ms, 1.0) * np.exp(min(spread_log, WIDEST_LOG) * _TAIL_SCORES)
    counts = death_model.quantiles(deaths, _LEVELS)
    lives = np.maximum(life_ms * (counts + _LIFE_SCORES * np.sqrt(counts / 3.0)), 0.0)
    times = np.sort(tails + lives + counts * info.death_penalty_ms)
    edge = (POINTS - 1) // 10
    return round(float(times[edge])), round(float(times[-1 - edge]))


def student_factor(freedom: float) -> float:
    """How much wider the 80 % interval of a Student t with that many degrees of freedom is than the normal one.

    Abramowitz and Stegun 26.7.5 at the 90 % quantile, three terms; within 4 % for 1 degree, 0.1 % from 4 on.
    """
    z2 = 1.2815515655446004**2
    first = (z2 + 1.0) / 4.0
    second = (5.0 * z2**2 + 16.0 * z2 + 3.0) / 96.0
    third = (3.0 * z2**3 + 19.0 * z2**2 + 17.0 * z2 - 15.0) / 384.0
    v = max(freedom, 1.0)
    return 1.0 + first / v + second / v**2 + third / v**3
