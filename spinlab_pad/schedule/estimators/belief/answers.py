"""What a belief says: means, how sure they are, and what one more serving brings.

With M the mean clean life, D the mean deaths of a run, phi the share of a clean life after which a life ends in death:
`R = M + D (phi M + penalty)`, the expected time in a run. Clean life and deaths are believed independently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from spinlab_pad.schedule.checks import LONGEST_MS
from spinlab_pad.schedule.estimators.belief import practice
from spinlab_pad.schedule.estimators.belief.grid import (
    CLEAN_NOISE,
    LOG_CLEAN,
    LOG_DEATH,
    Floats,
    clean_shapes,
    curves,
    hazards,
    probabilities,
)
from spinlab_pad.schedule.estimators.belief.rows import Rows
from spinlab_pad.schedule.worth import Worths

LONGEST: Final = float(np.log(LONGEST_MS / 1_000.0))
"""ln of the longest clean life in s that an answer or a prediction may speak of."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities of the cells of n segments, (n, K) and (n, J), and what follows for each cell from `rows`."""

    rows: Rows
    clean: Floats
    death: Floats

    @classmethod
    def of(cls, rows: Rows) -> Posterior:
        """Prior times evidence."""
        return cls(rows, probabilities(LOG_CLEAN + rows.evidence), probabilities(LOG_DEATH + rows.danger))

    def clean_s(self, g: Floats) -> Floats:
        """Mean clean life in s given each cell, (n, K)."""
        spread = 0.5 * (CLEAN_NOISE**2 + 1.0 / self.rows.precision)
        return np.asarray(np.exp(np.minimum(self.rows.level + clean_shapes(g) + spread, LONGEST)))


def mean(weights: Floats, values: Floats) -> Floats:
    """Mean over the cells, (n,)."""
    return np.asarray(np.vecdot(weights, values))


def spread(weights: Floats, values: Floats, centre: Floats) -> Floats:
    """Standard deviation over the cells, (n,)."""
    return np.asarray(np.sqrt(np.maximum(mean(weights, (values - centre[:, None]) ** 2), 0.0)))


def worth(rows: Rows, rest_s: Floats, servings: Floats) -> Worths:
    """What the serving after `servings` more of the segment's usual ones is worth, `rest_s` after the last attempt."""
    posterior = Posterior.of(rows)
    x = rows.practice * practice.kept(rest_s)
    g = curves(x)
    lives = Lives.of(posterior, g)
    step = lives.exposures
    if servings.any():
        x = x + servings * step
        g = curves(x)
        lives = Lives.of(posterior, g)
    later = curves(x + step)
    clean = posterior.clean_s(g)
    faster, safer = clean - posterior.clean_s(later), lives.fatal - np.expm1(hazards(later))
    m, d = mean(posterior.clean, clean), mean(posterior.death, lives.fatal)
    dm, dd = mean(posterior.clean, faster), mean(posterior.death, safer)
    life = rows.life_share * m
    # R(x) - R(x + dx) of the product M (1 + phi D) + D penalty.
    gain = dm * (1.0 + rows.life_share * d) + dd * (life - rows.life_share * dm + rows.penalty_s)
    sd = np.hypot(
        spread(posterior.clean, faster, dm) * (1.0 + rows.life_share * d),
        spread(posterior.death, safer, dd) * (life + rows.penalty_s),
    )
    cost = rows.load_s + lives.deaths * (life + rows.load_s) + lives.finishing * m
    return Worths(1_000.0 * gain, 1_000.0 * sd, 1_000.0 * cost, mean(posterior.death, lives.rate))


@dataclass(frozen=True, slots=True)
class Lives:
    """How lives and a serving end, which is given up after `patience` deaths.

    Given each cell, (n, J): `rate`, the chance q that a life ends in death; `fatal`, mean deaths in a run, q / (1 - q).
    Over the cells, (n,): `finishing`, the chance 1 - q^c that a serving is completed, with the patience c; `deaths` of
    one, q (1 - q^c) / (1 - q).
    """

    rate: Floats
    fatal: Floats
    finishing: Floats
    deaths: Floats

    @classmethod
    def of(cls, posterior: Posterior, g: Floats) -> Lives:
        """Where the curves are at `g`."""
        survives = np.exp(-hazards(g))
        rate = 1.0 - survives
        fatal = rate / survives
        done = 1.0 - np.exp(posterior.rows.patience[:, None] * np.log(rate))
        return cls(rate, fatal, mean(posterior.death, done), mean(posterior.death, fatal * done))

    @property
    def exposures(self) -> Floats:
        """What a serving adds to the practice, (n,)."""
        return practice.PER_COMPLETION * self.finishing + practice.PER_DEATH * self.deaths


@dataclass(frozen=True, slots=True)
class Means:
    """Of n segments, (n,): means of what is believed, in s, and how sure they are (standard deviations)."""

    expected: Floats
    expected_sd: Floats
    clean: Floats
    clean_sd: Floats
    deaths: Floats
    deaths_sd: Floats
    death_rate: Floats
    death_rate_sd: Floats


def means(posterior: Posterior, x: Floats) -> Means:
    """What is believed after x exposures, (n,); infinity is the end of all practice."""
    rows = posterior.rows
    g = curves(x)
    danger = hazards(g)
    clean, fatal, rate = posterior.clean_s(g), np.expm1(danger), -np.expm1(-danger)
    m, d, p = mean(posterior.clean, clean), mean(posterior.death, fatal), mean(posterior.death, rate)
    # Beside which cell it is, the level of each is uncertain: the second moment of its log-normal mean.
    m_sd = np.sqrt(np.maximum(mean(posterior.clean, clean**2 * np.exp(1.0 / rows.precision)) - m**2, 0.0))
    d_sd = spread(posterior.death, fatal, d)
    loss = rows.life_share * m + rows.penalty_s
    return Means(
        expected=m + d * loss,
        expected_sd=np.hypot(m_sd * (1.0 + rows.life_share * d), d_sd * loss),
        clean=m,
        clean_sd=m_sd,
        deaths=d,
        deaths_sd=d_sd,
        death_rate=p,
        death_rate_sd=spread(posterior.death, rate, p),
    )
