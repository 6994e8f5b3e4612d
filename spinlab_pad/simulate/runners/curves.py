"""Learning curves: the share of what can be learned that is still left after `x` exposures.

Every curve is 1 at x = 0 and tends to 0. Which form is right is an open question of the field; so there are several,
and a policy has to do well on all of them. Curves of `TEST_ONLY` are for judging, never for tuning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol


class Curve(Protocol):
    """What is left to learn after `x` exposures (x >= 0): 1 at the start, 0 at full skill."""

    def __call__(self, x: float) -> float: ...


@dataclass(frozen=True, slots=True)
class Exponential:
    """Each exposure takes the same share of what is left.

    The form of individual curves by Heathcote, Brown and Mewhort (2000), The power law repealed, Psychonomic Bulletin
    & Review 7. `scale`: exposures after which 37 % is left, above 0.
    """

    scale: float

    def __call__(self, x: float) -> float:
        return math.exp(-x / self.scale)


@dataclass(frozen=True, slots=True)
class Apex:
    """A power law that becomes exponential: the APEX function of Heathcote, Brown and Mewhort (2000).

    `(1 + x)^-power exp(-x / scale)`; quick at first, as where the first plays show the way. `power` from 0 on.
    """

    scale: float
    power: float

    def __call__(self, x: float) -> float:
        return math.exp(-x / self.scale - self.power * math.log1p(x))


@dataclass(frozen=True, slots=True)
class Hyperbolic:
    """The rate falls with what was learned: Mazur and Hastie (1978), Learning as accumulation, Psych. Bulletin 85.

    `scale`: exposures after which one half is left.
    """

    scale: float

    def __call__(self, x: float) -> float:
        return 1.0 / (1.0 + x / self.scale)


@dataclass(frozen=True, slots=True)
class Power:
    """The power law of practice with an asymptote and prior experience: Newell and Rosenbloom (1981).

    `scale` is the prior experience in exposures, `power` the rate of learning (0.2 to 1 in their data).
    """

    scale: float
    power: float

    def __call__(self, x: float) -> float:
        return math.exp(-self.power * math.log1p(x / self.scale))


@dataclass(frozen=True, slots=True)
class Breakthrough:
    """Nothing much, then a late and quick rise: a logistic curve.

    Individual curves are often like a step (Gallistel, Fairhurst and Balsam 2004, The learning curve: implications of
    a quantitative analysis, PNAS 101). `centre`: exposures at the steepest place; `width`: from 73 % to 50 % left.
    """

    centre: float
    width: float

    def __call__(self, x: float) -> float:
        start = 1.0 + math.exp(-self.centre / self.width)
        return start / (1.0 + math.exp(min((x - self.centre) / self.width, 700.0)))


@dataclass(frozen=True, slots=True)
class TwoRates:
    """A quick and a slow process side by side: Smith, Ghazizadeh and Shadmehr (2006), PLoS Biology 4(6). Test only.

    `share` of what is left goes with the scale `quick`, the rest with `slow`.
    """

    share: float
    quick: float
    slow: float

    def __call__(self, x: float) -> float:
        return self.share * math.exp(-x / self.quick) + (1.0 - self.share) * math.exp(-x / self.slow)


@dataclass(frozen=True, slots=True)
class Phase:
    """One strategy: used from `start` exposures on; what is left falls from `first` towards `last` as a power law."""

    start: float
    first: float
    last: float
    scale: float
    power: float

    def left(self, x: float) -> float:
        """What is left at `x`, which is at or after the start."""
        return self.last + (self.first - self.last) * math.exp(-self.power * math.log1p((x - self.start) / self.scale))


@dataclass(frozen=True, slots=True)
class StrategyShifts:
    """Plateau, dip, leap: a new strategy is worse for a moment and then far better. Test only.

    Piecewise power laws (Donner and Hardy 2015, Psychonomic Bulletin & Review 22, of 25,280 curves); the dip before a
    leap: Gray and Lindstedt (2017), Plateaus, dips, and leaps, Cognitive Science 41. The last phase ends at 0.
    """

    phases: tuple[Phase, ...]

    def __call__(self, x: float) -> float:
        current = self.phases[0]
        for phase in self.phases[1:]:
            if x < phase.start:
                break
            current = phase
        return current.left(x)


TEST_ONLY: tuple[type, ...] = (TwoRates, StrategyShifts)
"""Curves that nothing may be tuned to."""
