"""How much longer a clean life is from a cold start than from a hot one; shared by the estimators.

A hot start is that of a run without a death; after a death power-up, timer and position differ. In logarithms the
difference is one number a segment, `delta`, believed as N(mean, variance), and every life tells of it:

    ln(life) = level + delta [cold] + noise

An estimator takes `mean` off its cold lives and learns the level from what is left, so an error of `mean` sits in its
level with the share that cold lives have in it. With `d = delta - mean` the level is off by `share d` and something
independent of d, and a life surprises by `([cold] - share) d` and noise. Kept in that form the update is the exact one
of a Kalman filter over level and delta together (a consider state: Schmidt 1966), and lives that are all of one kind
teach nothing of a difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from spinlab_pad.schedule.types import Attempt

PRIOR_SD: Final = 0.05
"""A lost power-up or run-up costs some percent of a segment, or saves them: either sign."""

FARTHEST: Final = 3.0
"""A surprise beyond that many standard deviations counts as one at it: a phone call says nothing of starts."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Belief about delta, in ln(time): mean and variance (above 0)."""

    mean: float = 0.0
    variance: float = PRIOR_SD**2

    @property
    def ratio(self) -> float:
        """A cold life over a hot one, about."""
        return math.exp(self.mean)


PRIOR: Final = Offset()


def cold_life(attempt: Attempt) -> bool:
    """Whether the life that completed began cold.

    In a run the game goes on after a death, which is a cold start, however the segment was entered. In practice
    `Attempt.start` is that of the last life.
    """
    return attempt.start == "cold" or (attempt.deaths > 0 and attempt.source != "practice")


def observe(offset: Offset, residual: float, variance: float, *, cold: bool = True, share: float = 0.0) -> Offset:
    """Condition on one clean life.

    Args:
        offset: the belief before.
        residual: ln(life) minus the level that is expected of a life from a hot start.
        variance: of the residual given delta: noise of a life, and what is not known of the level beside delta.
        cold: whether the life began cold.
        share: of cold lives in what the level was learned from, 0 to 1.
    """
    weight = float(cold) - share
    surprise = residual - offset.mean * cold
    total = weight * weight * offset.variance + variance
    reach = FARTHEST * math.sqrt(total)
    gain = weight * offset.variance / total
    return Offset(
        mean=offset.mean + gain * min(max(surprise, -reach), reach),
        variance=offset.variance * variance / total,
    )


def variance(offset: Offset, *, cold: bool, share: float) -> float:
    """What is not known of a life of that kind because delta is not."""
    return (float(cold) - share) ** 2 * offset.variance
