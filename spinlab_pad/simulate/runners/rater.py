"""What runners press after a completion: again, hard, good or easy; not everybody means the same by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from spinlab_pad.schedule.types import Rating

Kind = Literal["honest", "generous", "harsh", "random", "constant", "silent"]

WORDS: tuple[Rating, ...] = ("again", "hard", "good", "easy")

LIMITS = (-0.35, -0.08, 0.06)
"""Feeling (0 is as expected, negative is worse) below which it is again, hard, good; above, easy."""

BIAS = {"honest": 0.0, "generous": 0.15, "harsh": -0.15}
"""What a rater adds to the feeling."""

PER_DEATH = 0.25
"""What a death more than expected takes from the feeling."""


@dataclass(frozen=True, slots=True)
class Rater:
    """A way to rate. `noise`: standard deviation of the feeling; `skips`: probability of pressing nothing."""

    kind: Kind
    noise: float = 0.1
    skips: float = 0.1

    def rate(self, faster: float, deaths: float, chance: np.random.Generator) -> Rating | None:
        """The rating of a completion that was `faster` (logarithm of expected over real time) and had that many
        deaths more than expected."""
        skipped, noise, word = chance.random(), chance.standard_normal(), int(chance.integers(len(WORDS)))
        if self.kind == "silent" or skipped < self.skips:
            return None
        if self.kind == "constant":
            return "good"
        if self.kind == "random":
            return WORDS[word]
        feeling = faster - PER_DEATH * deaths + BIAS[self.kind] + self.noise * noise
        return WORDS[sum(feeling >= limit for limit in LIMITS)]
