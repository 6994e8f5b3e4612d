"""Why two plays of the same skill take different times: factors around 1, right-skewed as human times are.

All factors have the mean 1, so that the mean time is that of the learning curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from spinlab_pad.simulate.runners.curves import Curve

Shape = Literal["lognormal", "floored", "exgauss"]

FLOOR = 0.8
"""Share of the mean below which no play of a 'floored' segment comes: walls, autoscrollers, cut scenes."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Spread of a segment's times; it shrinks with skill as `settles` says.

    `rough` and `steady`: standard deviation at the start and at full skill, as shares of the mean. Shapes: log-normal
    (van der Linden 2006); log-normal above a hard floor (the three-parameter form of Ranger et al. 2020); normal plus
    exponential (ex-Gaussian, Hohle 1965), cut off at a floor.
    """

    shape: Shape
    rough: float
    steady: float
    settles: Curve

    def deviation(self, x: float) -> float:
        """Standard deviation after `x` exposures, as a share of the mean."""
        return self.steady + (self.rough - self.steady) * self.settles(x)

    def factor(self, x: float, chance: np.random.Generator) -> float:
        """One draw."""
        deviation = self.deviation(x)
        normal, exponential = chance.standard_normal(), chance.standard_exponential()
        if self.shape == "lognormal":
            return _lognormal(deviation, normal)
        if self.shape == "floored":
            return FLOOR + (1.0 - FLOOR) * _lognormal(deviation / (1.0 - FLOOR), normal)
        # Half of the variance each; the exponential part has the mean of its own deviation.
        half = deviation * math.sqrt(0.5)
        return max(1.0 + half * (normal + exponential - 1.0), 0.5)


def _lognormal(deviation: float, normal: float) -> float:
    """A log-normal value of mean 1 and that standard deviation."""
    variance = math.log1p(deviation * deviation)
    return math.exp(math.sqrt(variance) * normal - variance / 2.0)


@dataclass(frozen=True, slots=True)
class Slips:
    """Plays in which something goes wrong without a death, and pauses that have nothing to do with the game.

    `slips`: their probability per life; a slip costs an exponential share of the life with mean `slip_share`. It
    happens in runs, too, so it is part of the true time. `pauses`: probability per attempt of a pause of up to
    `longest_pause_s` (the door, the phone), which is recorded but is not part of the true time.
    """

    slips: float = 0.03
    slip_share: float = 0.25
    pauses: float = 0.004
    longest_pause_s: float = 60.0

    @property
    def mean(self) -> float:
        """Mean factor of a life."""
        return 1.0 + self.slips * self.slip_share

    def factor(self, chance: np.random.Generator) -> float:
        """The factor of one life."""
        happens, size = chance.random(), chance.standard_exponential()
        return 1.0 + (self.slip_share * size if happens < self.slips else 0.0)

    def pause_s(self, chance: np.random.Generator) -> float:
        """Seconds of pause in one attempt."""
        happens, size = chance.random(), chance.random()
        return self.longest_pause_s * size if happens < self.pauses else 0.0
