"""The chance that a run becomes a new best one, from what the estimator says of the segments that are left.

Assumed, and no more than that: each segment's next time is log-normal with the estimate's 80 % interval as its 10 %
and 90 % quantiles (right-skewed, as deaths make it); segments are independent, so a good day is not seen in advance;
nobody gives up; what lies between the segments takes what it usually takes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np

RUNS: Final = 2_000
"""Simulated runs: the chance is told within 2 % (two standard errors at one half)."""
_SCORE: Final = NormalDist().inv_cdf(0.9)


class Ahead(NamedTuple):
    """A segment that is left: the 80 % interval of its next time in ms, and what lies before it, None if not known."""

    low_ms: int | None
    high_ms: int | None
    gap_ms: int | None = 0


def chance_of_pb(
    so_far_ms: int, left: Sequence[Ahead], pb_ms: int | None, *, seed: int, runs: int = RUNS
) -> float | None:
    """Share of simulated runs that end before `pb_ms`, from 0 to 1.

    None without a best run and while a segment or a gap is not known. The same arguments give the same chance.
    """
    if pb_ms is None:
        return None
    spare_ms = float(pb_ms - so_far_ms)
    logs: list[tuple[float, float]] = []
    for item in left:
        if item.low_ms is None or item.high_ms is None or item.gap_ms is None:
            return None
        low, high = math.log(max(item.low_ms, 1)), math.log(max(item.high_ms, item.low_ms, 1))
        logs.append(((low + high) / 2, (high - low) / (2 * _SCORE)))
        spare_ms -= item.gap_ms
    if not logs:
        return 1.0 if spare_ms > 0 else 0.0
    scores = np.random.default_rng(seed).standard_normal((runs, len(logs)))
    means, spreads = np.array(logs).T
    times = np.exp(means + spreads * scores).sum(axis=1)
    return float(np.mean(times < spare_ms))
