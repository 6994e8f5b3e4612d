"""How often a life ends in death, and how long such a life is; shared by the estimators.

Lives are independent trials with an unknown chance of death p ~ Beta(alpha, beta). Every death is a failure
and every completion a success, aborted attempts included: without them a segment that is given up nine times
in ten looks fine. Old lives fade, because the runner learns.

The number of deaths before a completion is geometric given p, so over the Beta
`E[D] = E[p / (1 - p)] = alpha / (beta - 1)` and `P(D > k) = prod_{j<=k} (alpha + j) / (alpha + beta + j)`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.types import Attempt, SegmentInfo

PRIOR_DEATHS: Final = 0.3
"""alpha before any life."""

PRIOR_COMPLETIONS: Final = 2.0
"""beta before any life; above 1, so that E[D] exists: 0.3 deaths a run, chance of death 13 %."""

FADE: Final = 0.97
"""What an old life still counts after one attempt more: a change of strategy is believed in about 20 plays."""

FADE_PER_DEATH: Final = 0.15
"""An attempt with d deaths fades the past like 1 + 0.15 d attempts: every life teaches a little."""

PRIOR_LIFE: Final = 0.5
"""Length of a life that ends in death, in clean lives, before one was seen: half way, with the weight of one."""

LONGEST_LIFE: Final = 3.0
"""A longer death life (in clean lives) is a break, not play, and counts as this."""

LEAST_COMPLETIONS: Final = 0.5
"""Faded completions from which E[D] has a spread worth telling: without any its variance is infinite."""

DEATHS_TABLE: Final = 1 << 15
"""Longest table of P(D > k)."""


@dataclass(frozen=True, slots=True)
class Deaths:
    """Faded counts of what was seen on a segment; `attempts` and `lives` never fade."""

    penalty_ms: float
    attempts: int = 0
    lives: int = 0
    deaths: float = 0.0
    completions: float = 0.0
    servings: float = 0.0
    life_sum: float = 0.0
    life_count: float = 0.0

    @property
    def alpha(self) -> float:
        """Failures of the Beta posterior, above 0."""
        return PRIOR_DEATHS + self.deaths

    @property
    def beta(self) -> float:
        """Successes of the Beta posterior, above 1."""
        return PRIOR_COMPLETIONS + self.completions

    @property
    def rate(self) -> float | None:
        """Probability that a life ends in death (0 to 1), None before any life ended."""
        return self.any_in_run if self.lives else None

    @property
    def any_in_run(self) -> float:
        """Chance that a run dies here at all, the prior before any life ended."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def per_run(self) -> float:
        """Expected deaths before the completion, where nobody gives up."""
        return self.alpha / (self.beta - 1.0)

    @property
    def rate_sd(self) -> float | None:
        """Standard deviation of the Beta, None before any life ended."""
        if not self.lives:
            return None
        both = self.alpha + self.beta
        return math.sqrt(self.alpha * self.beta / (both + 1.0)) / both

    @property
    def per_run_sd(self) -> float | None:
        """Standard deviation of the odds p / (1 - p), a beta prime; None before a completion."""
        if self.completions < LEAST_COMPLETIONS:
            return None
        a, b = self.alpha, self.beta
        return math.sqrt(a * (a + b - 1.0) / (b - 2.0)) / (b - 1.0)

    @property
    def per_serving(self) -> float:
        """Expected deaths of one serving, which may end by giving up."""
        return (self.deaths + self.per_run) / (self.servings + 1.0)

    @property
    def finishes(self) -> float:
        """Share of servings that end in a completion (one optimistic serving is assumed)."""
        return (self.completions + 1.0) / (self.servings + 1.0)

    @property
    def life_share(self) -> float:
        """Mean length of a life that ends in death, as a share of a clean life (0 to `LONGEST_LIFE`)."""
        return (PRIOR_LIFE + self.life_sum) / (1.0 + self.life_count)

    @property
    def life_share_sd(self) -> float:
        """Standard deviation of what is believed of that mean, lives being anywhere from 0 to twice it."""
        return self.life_share / math.sqrt(3.0 * (1.0 + self.life_count))


def initial(info: SegmentInfo) -> Deaths:
    """Nothing seen yet."""
    return Deaths(penalty_ms=float(info.death_penalty_ms))


def update(state: Deaths, attempt: Attempt) -> Deaths:
    """Count the lives of one attempt, completed or not."""
    deaths = int(attempt.deaths)
    completed = 1 if attempt.completed else 0
    fade = FADE ** (1.0 + FADE_PER_DEATH * deaths)
    lives = state.life_sum, state.life_count
    clean = clean_time_ms(attempt)
    if deaths and clean is not None and attempt.time_ms is not None:
        share = ((attempt.time_ms - clean) / deaths - state.penalty_ms) / clean
        share = min(max(share, 0.0), LONGEST_LIFE)
        lives = fade * state.life_sum + share * deaths, fade * state.life_count + deaths
    return Deaths(
        penalty_ms=state.penalty_ms,
        attempts=state.attempts + 1,
        lives=state.lives + deaths + completed,
        deaths=fade * state.deaths + deaths,
        completions=fade * state.completions + completed,
        servings=fade * state.servings + 1.0,
        life_sum=lives[0],
        life_count=lives[1],
    )


def log_probability(state: Deaths, deaths: int, completed: bool) -> float:
    """ln P(D = deaths) of an attempt that was completed, ln P(D >= deaths) of one that was given up; finite."""
    a, both = state.alpha, state.alpha + state.beta
    failures = math.lgamma(a + deaths) - math.lgamma(a) + math.lgamma(both) - math.lgamma(both + deaths)
    return failures + (math.log(state.beta / (both + deaths)) if completed else 0.0)


def quantiles(state: Deaths, levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Deaths before a completion at each level in [0, 1): the least k with P(D <= k) > level.

    Cut off at `DEATHS_TABLE`, which no level matters for that an 80 % interval asks about.
    """
    alpha, both = state.alpha, state.alpha + state.beta
    highest = float(levels.max())
    length = 32
    while True:
        steps = np.arange(length, dtype=np.float64)
        at_most = 1.0 - np.cumprod((alpha + steps) / (both + steps))
        if at_most[-1] > highest or length >= DEATHS_TABLE:
            return np.searchsorted(at_most, levels, side="right").astype(np.float64)
        length *= 4
