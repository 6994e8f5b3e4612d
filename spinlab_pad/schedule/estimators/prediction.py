"""The next attempt as a distribution: Student t of ln(clean life) x beta-geometric deaths x lives that end in death.

The sample of its time in a run is a fixed set of points, so that the same belief gives the same numbers everywhere. The
score of an attempt is exact where its clean life is known, and moment-matched where only its whole time is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.checks import LONGEST_MS
from spinlab_pad.schedule.estimators import deaths as death_model
from spinlab_pad.schedule.estimators import student
from spinlab_pad.schedule.estimators.base import POINTS, clean_time_ms
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.starts import cold_life
from spinlab_pad.schedule.types import QUANTILES, Attempt, Start

WIDEST_LOG: Final = 2.0
"""Largest scale of ln(clean life): the interval is then a factor of 13 either way, and wider says nothing more."""

FARTHEST_LOG: Final = 4.0
"""Farthest that the sample goes from the middle: a factor of 55, beyond which a small freedom would reach for years."""

OUTLIER_SHARE: Final = 0.01
"""Share of attempts of which nothing is claimed but their order of magnitude: a phone call, a wrong save. It keeps one
freak from deciding a comparison of log scores."""

LONGEST_LOG: Final = math.log(LONGEST_MS)


def _spread_points() -> NDArray[np.float64]:
    """Evenly spread points in a cube, shape (3, POINTS): levels of the deaths, of the tail and of the death lives.

    An additive recurrence on powers of 1/g with g^4 = g + 1, the generalised golden ratio (Roberts 2018, R_3).
    """
    g = 1.2207440846057596
    steps = np.arange(1, POINTS + 1, dtype=np.float64)
    return np.stack([np.modf(0.5 + steps * g**-axis)[0] for axis in (1, 2, 3)])


_LEVELS, _TAIL_LEVELS, _LIFE_LEVELS = _spread_points()


@lru_cache(maxsize=256)
def _scores(freedom: float) -> NDArray[np.float64]:
    scores = student.quantiles(_TAIL_LEVELS, freedom)
    scores.flags.writeable = False
    return scores


_LIFE_SCORES = student.quantiles(_LIFE_LEVELS, math.inf)


@dataclass(frozen=True, slots=True)
class LogLife:
    """ln(time in ms) of the next life that completes: Student t with location, scale (above 0) and freedom (from 1).

    What is not known of the mean is part of the scale: it is that of a prediction.
    """

    location: float
    scale: float
    freedom: float = math.inf

    @property
    def median_ms(self) -> float:
        """Half of the lives are shorter; from 1 ms to a day."""
        return math.exp(min(max(self.location, 0.0), LONGEST_LOG))

    def log_density(self, y: float) -> float:
        """ln of the density at y = ln(time in ms), outliers included; finite for every time."""
        scale = min(self.scale, WIDEST_LOG)
        off = y - self.location
        sound = student.log_density(off / scale, self.freedom) - math.log(scale)
        return _with_outliers(sound, student.log_density(off / WIDEST_LOG, math.inf) - math.log(WIDEST_LOG))

    def sample_ms(self) -> NDArray[np.float64]:
        """Times in ms in the order of the fixed points, shape (POINTS,), from 1 ms to a day."""
        off = np.clip(min(self.scale, WIDEST_LOG) * _scores(self.freedom), -FARTHEST_LOG, FARTHEST_LOG)
        return np.asarray(np.exp(np.clip(self.location + off, 0.0, LONGEST_LOG)))


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """The next attempt that is completed.

    `hot`, `cold`: its last life, from such a start; `life_ms`: mean length of a life that ends in death.
    """

    hot: LogLife
    cold: LogLife
    deaths: Deaths
    life_ms: float

    def times_ms(self, start: Start = "hot") -> NDArray[np.float64]:
        """Equally likely times in a run, ascending, shape (POINTS,); the life after a death begins cold.

        A life that ends in death is somewhere between 0 and twice its mean, so d of them vary by mean * sqrt(d / 3).
        """
        counts = death_model.quantiles(self.deaths, _LEVELS)
        lives = np.maximum(self.life_ms * (counts + _LIFE_SCORES * np.sqrt(counts / 3.0)), 0.0)
        cold = np.ones_like(counts, dtype=bool) if start == "cold" else counts > 0
        clean = np.where(cold, self.cold.sample_ms(), self.hot.sample_ms())
        return np.sort(clean + lives + counts * self.deaths.penalty_ms)

    def log_score(self, attempt: Attempt) -> float:
        """ln of the probability of its deaths times the density of its time per unit of ln(time); finite.

        Of an attempt that was given up only the deaths count: the probability that there are so many or more.
        """
        deaths = int(attempt.deaths)
        score = death_score(self.deaths, deaths, attempt.completed)
        life = self.cold if cold_life(attempt) else self.hot
        clean = clean_time_ms(attempt)
        if clean is not None:
            return score + life.log_density(math.log(clean))
        if attempt.completed and attempt.time_ms is not None:
            return score + whole_attempt(life, deaths, self.life_ms, self.deaths.penalty_ms).log_density(
                math.log(attempt.time_ms)
            )
        return score


def whole_attempt(life: LogLife, deaths: int, life_ms: float, penalty_ms: float) -> LogLife:
    """ln(time of the whole attempt in ms) given its deaths: mean and variance of the sum, as of a log-normal.

    `life_ms`: mean length of a life that ends in death.
    """
    mean, spread = life.median_ms, life.median_ms * min(life.scale, WIDEST_LOG)
    mean += deaths * (life_ms + penalty_ms)
    variance = spread**2 + deaths * life_ms**2 / 3.0
    return LogLife(math.log(mean), math.sqrt(math.log1p(variance / mean**2)), life.freedom)


def death_score(state: Deaths, deaths: int, completed: bool) -> float:
    """ln of the probability of the deaths of an attempt, outliers included; finite."""
    return with_death_outliers(death_model.log_probability(state, deaths, completed), deaths, completed)


def with_death_outliers(score: float, deaths: int, completed: bool) -> float:
    """The same where `OUTLIER_SHARE` of attempts are as likely as before any life was seen."""
    return _with_outliers(score, death_model.log_probability(Deaths(penalty_ms=0.0), deaths, completed))


def quantiles_ms(times_ms: NDArray[np.float64]) -> tuple[int, ...]:
    """Those of a sample as of `NextAttempt.times_ms` at `QUANTILES`, in whole ms."""
    return tuple(round(float(times_ms[round(level * (POINTS - 1))])) for level in QUANTILES)


def _with_outliers(sound: float, outlier: float) -> float:
    return float(np.logaddexp(math.log1p(-OUTLIER_SHARE) + sound, math.log(OUTLIER_SHARE) + outlier))
