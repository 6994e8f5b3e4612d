"""When the level has moved: lives in a row that the belief takes for outliers, and that agree with each other.

A single life that nothing foresaw is an outlier, and a run of them is a change (West and Harrison, *Bayesian
Forecasting and Dynamic Models*, 2nd ed., chapter 11). Without that a belief that began with a phone call would take
every later life for an outlier, for good. So outliers in a row are kept as a second opinion, their number and mean, and
become the level once there are `ENOUGH` of them, or more of them than of lives that the level was learned from. What is
believed of curves and noise stays.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators.belief.grid import Floats
from spinlab_pad.schedule.estimators.belief.rows import Rows

DOUBT: Final = 0.5
"""Chance that a life is sound below which it is taken for an outlier."""

NEAR: Final = 0.35
"""Farthest that outliers which agree are from their mean, in ln(time): three times the usual noise."""

ENOUGH: Final = 3.0
"""Outliers in a row that move every level."""


class Opinion(NamedTuple):
    """Of n segments, (n,): `odd` lives in a row that were taken for outliers, the last one included, and their mean in
    ln(s) from a hot start; whether the level `moved` there with the last one."""

    odd: Floats
    odd_mean: Floats
    moved: NDArray[np.bool_]


def opinion(rows: Rows, told: NDArray[np.bool_], heard: Floats, sound: Floats) -> Opinion:
    """What outliers in a row say after one more life where one was `told`.

    `heard`: ln of it in s as from a hot start; `sound`: the chance that it is no outlier, NaN without a level.
    """
    odd = told & (sound < DOUBT)
    if not odd.any():
        return Opinion(np.where(told, 0.0, rows.odd), rows.odd_mean, odd)
    agrees = odd & (rows.odd > 0.0) & (np.abs(heard - rows.odd_mean) <= NEAR)
    count = np.where(agrees, rows.odd + 1.0, np.where(told, odd, rows.odd))
    mean = rows.odd_mean + odd * (heard - rows.odd_mean) / np.where(agrees, count, 1.0)
    learned_from = rows.clean - rows.odd
    moved = agrees & ((count >= ENOUGH) | (count > learned_from))
    return Opinion(count, mean, moved)
