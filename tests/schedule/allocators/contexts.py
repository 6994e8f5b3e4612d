"""Contexts for the tests of the allocators: segments a, b, c ... in the order of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spinlab_pad.schedule import Estimate
from spinlab_pad.schedule.allocators import NEVER, Context
from spinlab_pad.schedule.allocators.mix import WEIGHTS

LETTERS = "abcdefgh"
UNKNOWN = Estimate("x")


def context(
    plays: Sequence[int],
    last_served: Sequence[int] | None = None,
    estimates: Sequence[Estimate] | None = None,
    draw: float = 0.0,
    weights: Mapping[str, float] = WEIGHTS,
) -> Context:
    """A context of `len(plays)` segments; `last_served` by segment, -1 for never."""
    order = tuple(LETTERS[: len(plays)])
    served = dict(zip(order, last_served or [NEVER] * len(order), strict=True))
    latest = max(order, key=lambda one: served[one])
    return Context(
        order=order,
        estimates=dict(zip(order, estimates or [UNKNOWN] * len(order), strict=True)),
        plays=dict(zip(order, plays, strict=True)),
        last_served=served,
        last=None if served[latest] == NEVER else latest,
        draw=draw,
        weights=weights,
        now_s=0.0,
    )
