"""Practise, or run now? The chance of a PB within the time that is left, with practice first and without.

With the chance q that an attempt at the run becomes a PB, attempts of t each and time H, the chance is
`1 - (1 - q)^(H / t)`. Attempts are independent, and who resets gives up only runs that were lost, so that q is that of
a run which nobody gives up while t is what attempts take, resets and all. To be shown, never to choose a segment by:
practice pays in all later sessions, too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Runs:
    """Attempts at the run: the chance of a PB in one (0 to 1), and what one takes on average in ms (above 0)."""

    chance: float
    attempt_ms: float

    def within(self, time_ms: float) -> float:
        """The chance of a PB in so much time, from 0 to 1."""
        if self.chance >= 1.0:
            return 1.0 if time_ms > 0.0 else 0.0
        return -math.expm1(max(time_ms, 0.0) / self.attempt_ms * math.log1p(-self.chance))


@dataclass(frozen=True, slots=True)
class Advice:
    """Chances of a PB, from 0 to 1.

    `now`: in an hour of runs; `after`: in an hour of runs after `minutes` of practice; `instead`: in one hour of which
    those minutes are practised first. `words` says it as one reads it.
    """

    minutes: int
    now: float
    after: float
    instead: float
    words: str


def practise_or_run(now: Runs, practised: Runs, minutes: int) -> Advice:
    """Runs now against runs after so many `minutes` of practice (0 to 60)."""
    first, after = now.within(HOUR_MS), practised.within(HOUR_MS)
    instead = practised.within(HOUR_MS - minutes * MINUTE_MS)
    words = f"A PB in an hour of runs: {_percent(first)} now, {_percent(after)} after {minutes} minutes of practice. "
    if instead > first:
        words += f"Practise first: even with only one hour left it is {_percent(instead)}."
    elif after > first:
        words += f"With only one hour left, run now: practice leaves time for {_percent(instead)}."
    else:
        words += "Run now: practice is not expected to change that."
    return Advice(minutes, first, after, instead, words)


def _percent(chance: float) -> str:
    """Whole percent; what is neither never nor certain is not called so."""
    if chance < 0.01:
        return "under 1 %"
    return "over 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"
