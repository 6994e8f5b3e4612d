"""The default estimator: an exact belief over learning curves, noise and death hazard, on a fixed grid.

No sampling, no optimiser, no state but sums: the same log gives the same belief on every machine. `observe` conditions
on attempts, `answers` reads off means and what practice is worth, `predict` the next attempt. All of it works on n
segments at once, so that a course of thousands is built in one go.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.base import Estimator
from spinlab_pad.schedule.estimators.belief import many, practice
from spinlab_pad.schedule.estimators.belief.answers import Posterior, means, worth
from spinlab_pad.schedule.estimators.belief.observe import after, seen
from spinlab_pad.schedule.estimators.belief.predict import Ahead
from spinlab_pad.schedule.estimators.belief.rows import Rows, row_of
from spinlab_pad.schedule.estimators.prediction import quantiles_ms
from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo

NAME: Final = "belief"


def initial(info: SegmentInfo) -> Rows:
    """Nothing seen yet."""
    return row_of(info)


def update(state: Rows, attempt: Attempt) -> Rows:
    """Condition on one more attempt."""
    return after(state, seen([attempt], state.penalty_s))


def predict(state: Rows, info: SegmentInfo, rest_s: float) -> Ahead | None:
    """The next attempt; None before anything is known of the segment's length."""
    if np.isnan(state.level[0, 0]):
        return None
    return Ahead(Posterior.of(state), state.practice * practice.kept(np.array([rest_s])))


def estimate(state: Rows, info: SegmentInfo, rest_s: float) -> Estimate:
    """All that is believed; None before anything is known of the segment's length."""
    ahead = predict(state, info, rest_s)
    lives = bool(state.lives[0])
    if ahead is None:
        rate = means(Posterior.of(state), state.practice).death_rate if lives else None
        return Estimate(NAME, death_rate=None if rate is None else float(rate[0]), attempts=int(state.attempts[0]))
    now, floor = means(ahead.posterior, ahead.x), means(ahead.posterior, np.array([np.inf]))
    one = worth(state, np.array([rest_s]), np.zeros(1))
    quantiles = quantiles_ms(ahead.times_ms())
    return Estimate(
        estimator=NAME,
        expected_ms=_ms(now.expected),
        low_ms=quantiles[1],
        high_ms=quantiles[-2],
        clean_ms=_ms(now.clean),
        death_rate=float(now.death_rate[0]) if lives else None,
        gain_ms=float(one.gain_ms[0]),
        attempts=int(state.attempts[0]),
        practice_ms=round(float(one.practice_ms[0])),
        deaths_per_run=float(now.deaths[0]) if lives else None,
        floor_ms=_ms(floor.expected),
        quantiles_ms=quantiles,
        expected_sd_ms=1_000.0 * float(now.expected_sd[0]),
        clean_sd_ms=1_000.0 * float(now.clean_sd[0]),
        death_rate_sd=float(now.death_rate_sd[0]) if lives else None,
        deaths_per_run_sd=float(now.deaths_sd[0]) if lives else None,
        gain_sd_ms=float(one.sd_ms[0]),
        floor_sd_ms=1_000.0 * float(floor.expected_sd[0]),
    )


def _ms(seconds: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    return round(1_000.0 * float(seconds[0]))


ESTIMATOR: Final = Estimator(NAME, initial, update, estimate, predict, many)
