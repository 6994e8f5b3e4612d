"""Any segment with the same chance; what honest comparisons of allocators are made of."""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators.base import Context
from spinlab_pad.schedule.types import Choice

NAME: Final = "random"


def choose(context: Context) -> Choice:
    """Uniform over the segments, the one just played included: every pick has the known chance 1/n."""
    count = len(context.order)
    place = min(int(context.draw * count), count - 1)
    return Choice(context.order[place], f"random: 1 of {count}", NAME, 1.0 / count)
