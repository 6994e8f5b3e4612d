"""Runs that may come next, simulated from what an estimator says of each segment.

Assumed, and no more than that: segments are independent, so a good day is not seen in advance; nobody gives up; what
lies between the segments takes what it usually takes.

The time of a segment is read off the estimate's quantiles along x = ln(u / (1 - u)), u the level. Between them, and
below the lowest, ln(time) is linear in x: a log-normal time stays one within 1 %, and no time falls to zero. Above the
highest, time itself is linear in x: there -ln(1 - u) and x are one, so the tail is exponential, as it is where the
number of deaths before a completion is geometric.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.types import QUANTILES

RUNS: Final = 2_000
"""Simulated runs: a chance is told within 2 % (two standard errors at one half), mostly better, see `sample_runs`."""


def _logits(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(levels) - np.log1p(-levels)


_KNOTS: Final = _logits(np.array(QUANTILES))


def sample_runs(segments: Iterable[Sequence[int]], *, seed: int, runs: int = RUNS) -> NDArray[np.float64]:
    """Sums over `segments` in ms, one for each of `runs` runs; each segment is its times in ms at `QUANTILES`.

    A Latin hypercube sample (McKay, Beckman and Conover 1979): of every segment each of `runs` equally likely times
    comes once, in an order that the seed draws. So the mean is exact, and in a sum little else is left to chance.
    """
    generator = np.random.default_rng(seed)
    along = _logits((np.arange(runs) + 0.5) / runs)
    totals = np.zeros(runs)
    for quantiles in segments:
        totals += generator.permutation(_times(np.asarray(quantiles, dtype=np.float64), along))
    return totals


def _times(quantiles: NDArray[np.float64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times in ms at ascending logits; what is not ascending in `quantiles` is lifted to what stands before it."""
    known = np.maximum.accumulate(np.maximum(quantiles, 1.0))
    logs = np.log(known)
    times = np.exp(np.interp(along, _KNOTS, logs))
    below, above = along < _KNOTS[0], along > _KNOTS[-1]
    fall = (logs[1] - logs[0]) / (_KNOTS[1] - _KNOTS[0])
    times[below] = np.exp(logs[0] + fall * (along[below] - _KNOTS[0]))
    rise = (known[-1] - known[-2]) / (_KNOTS[-1] - _KNOTS[-2])
    times[above] = known[-1] + rise * (along[above] - _KNOTS[-1])
    return times
