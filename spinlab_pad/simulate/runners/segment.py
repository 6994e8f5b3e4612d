"""What a segment is to a runner, and the usual kind: one learning curve for its time, one for its deaths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from spinlab_pad.simulate.runners.curves import Curve
from spinlab_pad.simulate.runners.form import Mood
from spinlab_pad.simulate.runners.lives import Patience, Tilt, chance, expected_lives
from spinlab_pad.simulate.runners.noise import Noise, Slips


class Life(NamedTuple):
    """One life as it happened: its seconds, whether it ended in death, the exposures of each part of the segment."""

    seconds: float
    died: bool
    exposures: tuple[float, ...]


class Expected(NamedTuple):
    """An attempt on average: seconds played (no loads, no penalties), deaths, probability of completing, exposures."""

    played_s: float
    deaths: float
    completes: float
    exposures: tuple[float, ...]


class Segment(Protocol):
    """The truth of one segment for one runner. `held`: exposures of each of its parts, see `begins`."""

    @property
    def begins(self) -> tuple[float, ...]:
        """Exposures of each part before the first attempt."""

    def clean_s(self, held: Sequence[float]) -> float:
        """Mean seconds of a life that completes."""

    def expected(self, held: Sequence[float], patience: Patience | None) -> Expected:
        """Mean of an attempt in average form, in closed form; what is learned within it does not count."""

    def live(self, held: Sequence[float], deaths: int, mood: Mood, random: np.random.Generator) -> Life:
        """Play one life, after that many deaths in the same attempt."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """How often a life ends in death, and where.

    `first` and `last`: probability of death per life at the start and at full skill; the logarithm of the odds goes
    from one to the other as `falls` says. `early`, `late`: a life that ends in death ends at a share ~ Beta(early,
    late) of the segment. `teaches`: exposures that a whole segment's length of such a life is worth.
    """

    first: float
    last: float
    falls: Curve
    early: float
    late: float
    teaches: float

    def odds(self, x: float) -> float:
        """Odds of death in average form, without tilt."""
        first, last = math.log(self.first / (1.0 - self.first)), math.log(self.last / (1.0 - self.last))
        return math.exp(last + (first - last) * self.falls(x))

    @property
    def mean_share(self) -> float:
        """Mean share of the segment that is seen in a life that ends in death."""
        return self.early / (self.early + self.late)


@dataclass(frozen=True, slots=True)
class SmoothSegment:
    """Time and deaths fall along curves of the same practice.

    `full_s`: mean seconds of a clean life at full skill, slips aside; `slower`: what a clean life takes more at first,
    as a share; `prior`: exposures before the first attempt.
    """

    full_s: float
    slower: float
    pace: Curve
    hazard: Hazard
    noise: Noise
    slips: Slips
    tilt: Tilt
    prior: float

    @property
    def begins(self) -> tuple[float, ...]:
        return (self.prior,)

    def clean_s(self, held: Sequence[float]) -> float:
        return self.full_s * (1.0 + self.slower * self.pace(held[0])) * self.slips.mean

    def expected(self, held: Sequence[float], patience: Patience | None) -> Expected:
        x = held[0]
        lives = expected_lives(self.hazard.odds(x), self.tilt, patience)
        seen = lives.completes + lives.deaths * self.hazard.mean_share
        learned = lives.completes + lives.deaths * self.hazard.mean_share * self.hazard.teaches
        return Expected(self.clean_s(held) * seen, lives.deaths, lives.completes, (learned,))

    def live(self, held: Sequence[float], deaths: int, mood: Mood, random: np.random.Generator) -> Life:
        x = held[0]
        dies = random.random() < chance(self.tilt.odds(self.hazard.odds(x) * mood.odds, deaths))
        share = float(random.beta(self.hazard.early, self.hazard.late))
        factor = self.noise.factor(x, random) * self.slips.factor(random) * mood.time
        seconds = self.full_s * (1.0 + self.slower * self.pace(x)) * factor
        if dies:
            return Life(seconds * share, True, (share * self.hazard.teaches,))
        return Life(seconds, False, (1.0,))
