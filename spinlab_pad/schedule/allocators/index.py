"""The index: seconds saved per run by a second of practice, and the words for it.

It is one step of the knowledge gradient per cost (Frazier, Powell and Dayanik 2008, doi 10.1137/070693424): what one
more serving is expected to take off the time of a run, over the practice time that it takes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from spinlab_pad.schedule.allocators.base import Context, counted
from spinlab_pad.schedule.worth import Worth

TRIES: Final = 3
"""Attempts after which a segment of which nothing is known is no longer served for that reason alone."""

REPEAT: Final = 0.03
"""Part of the index that the segment just played loses: of equals, change."""

SHOWN: Final = 0.005
"""Seconds saved per minute below which the figure would read 0.00."""

TWO_PLACES_S: Final = 9.995
"""Seconds saved per minute from which the short reason leaves the decimals out."""

DEATH: Final = "✗"
"""The overlay's sign of a death."""


def best(context: Context, optimism: float) -> int:
    """Place in the order of the segment with the largest index, `optimism` standard deviations of the gain included.

    Segments of which nothing is known come first, the one with the fewest attempts of them, until they have had `TRIES`
    attempts; then their index is 0. Of equals the one that was served longest ago.
    """
    worths = context.worths
    index = (worths.gain_ms + optimism * worths.sd_ms) / worths.practice_ms
    unknown = np.flatnonzero(np.isnan(index)).tolist()
    new = [place for place in unknown if context.plays[context.order[place]] < TRIES]
    if new:
        return min(new, key=lambda place: _turn(context, place))
    index[unknown] = 0.0
    place = None if context.last is None else context.place_of.get(context.last)
    if place is not None:
        index[place] -= REPEAT * abs(index[place])
    top = np.flatnonzero(index == index.max()).tolist()
    return min(top, key=lambda place: context.last_served[context.order[place]])


class Reason(NamedTuple):
    """Why that segment: in words, the numbers behind them, and in few characters."""

    why: str
    numbers: Mapping[str, float]
    short: str


def reason(context: Context, place: int) -> Reason:
    """Why the segment at that place of the order."""
    worth = context.worths[place]
    if math.isnan(worth.per_minute_s):
        attempts = counted(context.plays[context.order[place]], "attempt")
        return Reason(f"no estimate yet: {attempts}", {}, f"new: {attempts}")
    numbers = {"saves_s_per_minute": worth.per_minute_s, "practice_s": worth.practice_ms / 1_000.0}
    text, short = _saves(worth)
    if not math.isnan(worth.death_rate):
        numbers["death_rate"] = worth.death_rate
        share = f"{100 * worth.death_rate:.0f} %"
        text, short = f"{text}; {share} deaths", f"{short} {DEATH} {share}"
    return Reason(text, numbers, short)


def _turn(context: Context, place: int) -> tuple[int, int]:
    segment = context.order[place]
    return context.plays[segment], context.last_served[segment]


def _saves(worth: Worth) -> tuple[str, str]:
    """In words and in short; there the sign is that of a change of the run's time, as everywhere on the overlay."""
    saved_s = worth.per_minute_s
    if saved_s >= SHOWN:
        figure = f"{saved_s:.2f}" if saved_s < TWO_PLACES_S else f"{saved_s:.0f}"
        return f"saves about {saved_s:.2f} s a run per minute of practice", f"−{figure} s/min"
    if saved_s > 0.0:
        return "saves under 0.01 s a run per minute, the most there is", "<0.01 s/min"
    return "nothing is known to get faster; least loss here", "least loss"
