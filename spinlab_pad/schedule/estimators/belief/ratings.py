"""What a rating says of the danger of a segment: weak, ordered evidence of ln L.

An ordered logistic (McCullagh 1980, doi 10.1111/j.2517-6161.1980.tb01109.x): the runner feels how much safer the
segment is than he is used to, `ease = usual - ln L` with logistic noise of scale `SCALE`, and says again, hard, good or
easy by the `LIMITS` that this lies between. With sigma(z) = 1 / (1 + e^-z) and -inf = c_0 < c_1 < ... < c_4 = inf,

    P(rating = k | L) = sigma((ease - c_k) / SCALE) - sigma((ease - c_k+1) / SCALE),  k = 0 (again) .. 3 (easy)

and its logarithm counts `WEIGHT` times. What he is used to is the mean of ln L as it was believed before the attempt:
people rate against what they expect, so that who finds everything good, or presses anything, moves next to nothing.
Limits that stand still at fixed dangers were tried, too: each such rater drags all segments to the danger of his word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.belief.grid import LOG_DEATH, Floats, probabilities
from spinlab_pad.schedule.types import Rating

RANKS: Final[Mapping[Rating, float]] = MappingProxyType({"again": 0.0, "hard": 1.0, "good": 2.0, "easy": 3.0})
"""Ratings from worst to best."""

LIMITS: Final = np.array([-1.0, 0.0, 1.0])
"""c_1 to c_3, in ln L. As usual lies between hard and good, for a segment that goes as usual is called either by one
runner or another; again and easy begin at e times the usual danger and at an e-th of it, one to two steps of the grid
away."""

SCALE: Final = 1.0
"""Scale of the noise, in ln L: what one calls hard, another calls good at three times the danger."""

WEIGHT: Final = 0.05
"""What a rating counts of what it would, were it independent of the deaths: it is given in their sight, and they say
the same without an opinion. At 0.25 harsh raters lose 0.7 +- 0.2 % of the oracle's gain of two hours, at 0.05 no
kind of rater gains or loses what could be measured (`tests/bench/bench_ratings.py`, docs/schedule.md)."""

_EDGES: Final = np.concatenate([[-np.inf], LIMITS, [np.inf]])


def log_likelihood(ranks: Floats, danger: Floats, evidence: Floats) -> Floats:
    """ln P(rating | L) of each death cell, shape (n, J), weighted.

    `ranks`, (n,), as in `RANKS`; `danger`, (n, J), is L, and `evidence`, (n, J), the log likelihood of each cell before
    the attempt.
    """
    log_danger = np.log(danger)
    usual = np.vecdot(probabilities(LOG_DEATH + evidence), log_danger)
    ease = usual[:, None] - log_danger
    rank = ranks.astype(np.intp)
    low, high = _EDGES[rank, None], _EDGES[rank + 1, None]
    # sigma(a) - sigma(b) = sigma(a) sigma(-b) (1 - e^(b - a)), of which the last factor is the same for every cell.
    found = np.log(-np.expm1((low - high) / SCALE))
    found = found - np.logaddexp(0.0, (low - ease) / SCALE) - np.logaddexp(0.0, (ease - high) / SCALE)
    return np.asarray(WEIGHT * found)
