"""The segment where one more attempt saves most per second of practice, as far as the active estimator knows.

Kept for comparison: with the estimators that only see a slope it chases noise and was measured to lose to
round robin.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators.base import Context, counted
from spinlab_pad.schedule.types import Choice, Estimate

NAME: Final = "greedy"

TRIES: Final = 3
"""Attempts after which a segment that still has no estimate is no longer served for that reason alone."""

REPEAT: Final = 0.97
"""Factor on a gain for the segment just played: of equals, change."""

SHOWN: Final = 0.005
"""Seconds saved per minute below which the figure would read 0.00."""


def choose(context: Context) -> Choice:
    """First what has no estimate and fewer than `TRIES` attempts (fewest first), then the largest gain per second.

    A segment without an estimate after that has the gain 0: it comes before those that are getting slower.
    """
    new = [one for one in context.order if context.plays[one] < TRIES and _rate(context.estimates[one]) is None]
    if new:
        segment = min(new, key=lambda one: (context.plays[one], context.last_served[one]))
        return Choice(segment, f"no estimate yet: {counted(context.plays[segment], 'attempt')}", NAME)
    rates = {one: _repeated(_rate(context.estimates[one]) or 0.0, one == context.last) for one in context.order}
    segment = min(context.order, key=lambda one: (-rates[one], context.last_served[one]))
    return Choice(segment, _why(60.0 * (_rate(context.estimates[segment]) or 0.0)), NAME)


def _rate(estimate: Estimate) -> float | None:
    """Seconds saved per run per second of practice, None where not known."""
    if estimate.gain_ms is None or not estimate.practice_ms:
        return None
    return estimate.gain_ms / estimate.practice_ms


def _repeated(rate: float, just_played: bool) -> float:
    return rate - (1.0 - REPEAT) * abs(rate) if just_played else rate


def _why(per_minute_s: float) -> str:
    if per_minute_s >= SHOWN:
        return f"saves about {per_minute_s:.2f} s a run per minute"
    if per_minute_s > 0.0:
        return "saves under 0.01 s a run per minute, the most there is"
    return "nothing is known to get faster; least loss here"
