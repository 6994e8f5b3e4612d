"""Contexts for the tests of the allocators: segments a, b, c ... in the order of the run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from spinlab_pad.schedule.agenda import Dues
from spinlab_pad.schedule.allocators import NEVER, Context
from spinlab_pad.schedule.allocators.mix import WEIGHTS
from spinlab_pad.schedule.worth import Worth, Worths

LETTERS = "abcdefgh"
UNKNOWN = Worth(math.nan, math.nan, math.nan, math.nan)


def table(worths: Sequence[Worth]) -> Worths:
    """Those worths as an allocator sees them."""
    return Worths(*(np.array(column) for column in zip(*worths, strict=True)))


def context(
    plays: Sequence[int],
    last_served: Sequence[int] | None = None,
    worths: Sequence[Worth] | None = None,
    draw: float = 0.0,
    weights: Mapping[str, float] = WEIGHTS,
    dues: Sequence[tuple[float, float]] | None = None,
) -> Context:
    """A context of `len(plays)` segments; `last_served` by segment, -1 for never; `dues`: when it is due and how long
    before that it was reviewed, in s from now."""
    order = tuple(LETTERS[: len(plays)])
    served = dict(zip(order, last_served or [NEVER] * len(order), strict=True))
    latest = max(order, key=lambda one: served[one])
    return Context(
        order=order,
        place_of={segment: place for place, segment in enumerate(order)},
        worth=lambda: table(worths or [UNKNOWN] * len(order)),
        due=lambda: Dues(*np.array(dues or [(math.nan, math.nan)] * len(order)).T),
        plays=dict(zip(order, plays, strict=True)),
        last_served=served,
        last=None if served[latest] == NEVER else latest,
        draw=draw,
        weights=weights,
        now_s=0.0,
    )
