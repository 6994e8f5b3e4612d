"""The segment with the fewest attempts: round robin that also catches up on what fell behind."""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators.base import Context, counted
from spinlab_pad.schedule.types import Choice

NAME: Final = "least_played"


def choose(context: Context) -> Choice:
    """Fewest attempts, then served longest ago, then first in the run."""
    plays, last_served = context.plays, context.last_served
    segment = min(context.order, key=lambda one: (plays[one], last_served[one]))
    why, short = f"least played: {counted(plays[segment], 'attempt')}", f"fewest attempts: {plays[segment]}"
    return Choice(segment, why, NAME, short=short)
