"""The segment where practice pays most, by the index, and now and then any.

One pick in twenty is uniformly random and marked so: whoever compares policies can learn from those without bias, and
on simulated runners they cost nothing that could be measured.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators import index, random
from spinlab_pad.schedule.allocators.base import Context, within
from spinlab_pad.schedule.types import Choice

NAME: Final = "value"

RANDOM_SHARE: Final = 0.05
"""Share of picks that are uniformly random."""

OPTIMISM: Final = 0.3
"""Standard deviations of the gain that are added to it: what is uncertain may be worth more than its mean."""


def choose(context: Context) -> Choice:
    """The largest index; in `RANDOM_SHARE` of cases any."""
    place = index.best(context, OPTIMISM)
    any_one = RANDOM_SHARE / len(context.order)
    if context.draw < RANDOM_SHARE:
        pick = random.choose(within(context, context.draw / RANDOM_SHARE))
        chance = any_one + (1.0 - RANDOM_SHARE) * (context.order[place] == pick.segment)
        return Choice(pick.segment, pick.why, random.NAME, chance)
    why, numbers, short = index.reason(context, place)
    return Choice(context.order[place], why, NAME, 1.0 - RANDOM_SHARE + any_one, numbers, short)
