"""The segment with the largest index, taken at its word: no allowance for what is uncertain, and no random picks.

Kept for comparison. With estimators that only see a slope it chases noise and was measured to lose to round robin.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators import index
from spinlab_pad.schedule.allocators.base import Context
from spinlab_pad.schedule.types import Choice

NAME: Final = "greedy"


def choose(context: Context) -> Choice:
    """First what has no estimate and few attempts (fewest first), then the largest gain per second."""
    place = index.best(context, optimism=0.0)
    why, numbers, short = index.reason(context, place)
    return Choice(context.order[place], why, NAME, 1.0, numbers, short)
