"""How the runner is today: form of the day, warm-up and fatigue; they change times and deaths, not skill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple


class Mood(NamedTuple):
    """Factors on the time of a life and on the odds of a death; both are 1 on average."""

    time: float = 1.0
    odds: float = 1.0


AVERAGE = Mood()
"""The mood in which the true run time is told."""


@dataclass(frozen=True, slots=True)
class Form:
    """How much a runner's mood varies.

    `days`: standard deviation of the logarithm of a day's factor on time; `cold`: share slower at the start of a
    session, gone with the scale `warm_s` (warm-up decrement: Adams 1961, Psychological Bulletin 58); `tired`: share
    slower per hour after `fresh_s`; `risk`: how much stronger the odds of a death react, as a power.
    """

    days: float
    cold: float
    warm_s: float
    tired: float
    fresh_s: float
    risk: float

    def mood(self, day: float, since_s: float) -> Mood:
        """The mood `since_s` seconds into a session of a day whose form is `day` (standard normal; above 0 is bad)."""
        log = self.days * day + self.cold * math.exp(-since_s / self.warm_s)
        log += self.tired * max(since_s - self.fresh_s, 0.0) / 3_600.0
        return Mood(math.exp(log), math.exp(self.risk * log))
