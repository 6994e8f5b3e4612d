"""The next attempt as a belief sees it coming: a mixture over the cells, sampled at fixed, evenly spread points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.base import POINTS, clean_time_ms
from spinlab_pad.schedule.estimators.belief import observe
from spinlab_pad.schedule.estimators.belief.answers import LONGEST, Posterior
from spinlab_pad.schedule.estimators.belief.grid import CLEAN_NOISE, Floats, clean_shapes, curves, hazards
from spinlab_pad.schedule.estimators.prediction import LogLife, whole_attempt, with_death_outliers
from spinlab_pad.schedule.estimators.starts import cold_life
from spinlab_pad.schedule.types import Attempt, Start

MOST_DEATHS: Final = 10_000.0
"""Deaths of one simulated attempt are cut off there."""

SHORTEST: Final = float(np.log(1e-3))
"""ln of the shortest clean life in s that a prediction speaks of."""

MS: Final = float(np.log(1_000.0))
"""ln of a second in ms."""

TINY: Final = 1e-12
"""Added to probabilities, so that none is 0."""


def _points() -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Evenly spread points in a cube: clean cell and score of the clean life, death cell and number of deaths, score of
    the death lives. An additive recurrence on powers of 1/g with g^6 = g + 1 (Roberts 2018, the R_5 sequence)."""
    g = 1.1347241384015194
    steps = np.arange(1, POINTS + 1, dtype=np.float64)
    cube = [np.modf(0.5 + steps * g**-axis)[0] for axis in range(1, 6)]
    normal = NormalDist()
    scores = [np.array([normal.inv_cdf(float(u)) for u in cube[axis]]) for axis in (1, 4)]
    return cube[0], scores[0], cube[2], cube[3], scores[1]


_CELL, _SCORE, _DEATH_CELL, _DEATHS, _LIVES = _points()


@dataclass(frozen=True)
class Ahead:
    """The prediction for one segment after x exposures; `posterior` has one row."""

    posterior: Posterior
    x: Floats

    def times_ms(self, start: Start = "hot") -> Floats:
        """Equally likely times in a run from that start, ascending, shape (POINTS,), from 1 ms."""
        rows = self.posterior.rows
        cells = _picked(self.posterior.clean[0], _CELL)
        means, variances = self._clean(1.0 if start == "cold" else 0.0)
        clean = np.exp(np.clip(means[cells] + np.sqrt(variances[cells]) * _SCORE, SHORTEST, LONGEST))
        danger = self._danger[_picked(self.posterior.death[0], _DEATH_CELL)]
        # P(deaths >= k) = q^k, so that k = floor(ln u / ln q).
        deaths = np.minimum(np.floor(np.log1p(-_DEATHS) / np.log(-np.expm1(-danger))), MOST_DEATHS)
        # A life that ends in death is somewhere between 0 and twice its mean, so d of them vary by mean * sqrt(d / 3).
        lives = np.maximum(deaths + _LIVES * np.sqrt(deaths / 3.0), 0.0) * rows.life_share[0] * clean
        return np.sort(clean + lives + deaths * rows.penalty_s[0]) * 1_000.0

    def log_score(self, attempt: Attempt) -> float:
        """ln of the probability of its deaths times the density of its clean life per unit of ln(time); finite.

        Of an attempt that was given up only the deaths count: the probability that there are so many or more. Outliers
        are part of the belief, so the density is above 0 everywhere.
        """
        deaths = int(attempt.deaths)
        score = with_death_outliers(self._log_deaths(deaths, attempt.completed), deaths, attempt.completed)
        clean, cold = clean_time_ms(attempt), 1.0 if cold_life(attempt) else 0.0
        if clean is not None:
            return score + self._log_density(np.log(clean / 1_000.0), cold)
        if attempt.completed and attempt.time_ms is not None:
            return score + self._whole(deaths, cold).log_density(float(np.log(attempt.time_ms)))
        return score

    def _log_density(self, y: float, cold: float) -> float:
        """ln of the density of a clean life at y = ln(time in s)."""
        means, v = self._clean(cold)
        squared = -0.5 * (y - means) ** 2
        wide = v + observe.OUTLIER_VARIANCE
        density = (1.0 - observe.OUTLIERS) * np.exp(squared / v) / np.sqrt(v)
        density += observe.OUTLIERS * np.exp(squared / wide) / np.sqrt(wide)
        return float(np.log(self.posterior.clean[0] @ density / np.sqrt(2.0 * np.pi)))

    def _whole(self, deaths: int, cold: float) -> LogLife:
        """ln(time of the whole attempt in ms) given its deaths, the clean life with the mixture's mean and variance."""
        means, v = self._clean(cold)
        weights, rows = self.posterior.clean[0], self.posterior.rows
        middle = float(weights @ means)
        life = LogLife(middle + MS, float(np.sqrt(weights @ (v + (means - middle) ** 2))))
        return whole_attempt(life, deaths, rows.life_share[0] * life.median_ms, 1_000.0 * rows.penalty_s[0])

    def _log_deaths(self, deaths: int, completed: bool) -> float:
        """ln of the mixture of q^d, times 1 - q where the attempt was completed."""
        terms = np.log(self.posterior.death[0] + TINY) + deaths * np.log(-np.expm1(-self._danger))
        if completed:
            terms -= self._danger
        top = float(terms.max())
        return top + float(np.log(np.exp(terms - top).sum()))

    @cached_property
    def _danger(self) -> Floats:
        return np.asarray(hazards(curves(self.x))[0])

    def _clean(self, cold: float) -> tuple[Floats, Floats]:
        """Mean and variance of ln(clean life in s) given each cell, from a start of that kind."""
        rows = self.posterior.rows
        apart = cold - rows.cold_share[0] if rows.clean[0] else 0.0
        means = (rows.level + clean_shapes(curves(self.x)))[0] + cold * rows.offset[0]
        return means, CLEAN_NOISE**2 + apart * apart * rows.offset_variance[0] + 1.0 / rows.precision[0]


def _picked(weights: Floats, levels: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Cells by their place in the cumulative probability."""
    found = np.searchsorted(np.cumsum(weights), levels)
    return np.minimum(found, weights.size - 1)
