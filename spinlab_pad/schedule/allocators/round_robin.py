"""Every segment in turn: the one whose last serving is longest ago."""

from __future__ import annotations

from typing import Final

from spinlab_pad.schedule.allocators.base import Context
from spinlab_pad.schedule.types import Choice

NAME: Final = "round_robin"


def choose(context: Context) -> Choice:
    """The segment served longest ago; on a tie (nothing served yet) the first in the run."""
    last_served = context.last_served
    place = min(range(len(context.order)), key=lambda index: last_served[context.order[index]])
    turn = f"{place + 1} of {len(context.order)}"
    return Choice(context.order[place], f"round robin: {turn}", NAME, short=f"in turn: {turn}")
