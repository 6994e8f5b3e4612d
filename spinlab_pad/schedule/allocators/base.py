"""What an allocator is: a pure function from a frozen context to a choice.

Chance comes in as one number, `draw`; ties fall to the segment that comes first in the run. Same context,
same choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.schedule.agenda import Dues
from spinlab_pad.schedule.types import Choice
from spinlab_pad.schedule.worth import Worths

NEVER: Final = -1
"""`last_served` of a segment that was not served yet."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a choice may depend on.

    `order`: the segments to choose from, in the order of the run, at least one; `place_of`: where each of them is in
    it; `worth`: what one more serving of each is worth by the active estimator, and `due`: when each is due again, in
    that order, both worked out when an allocator looks at them; `plays`: attempts, the ones under way included;
    `last_served`: number of the serving (counted over all segments) in which it was served last, `NEVER` if it was not;
    `last`: the segment served last, None at the start; `draw`: uniform in [0, 1); `weights`: of the parts of a mix;
    `now_s`: absolute time.
    """

    order: tuple[str, ...]
    place_of: Mapping[str, int]
    worth: Callable[[], Worths]
    due: Callable[[], Dues]
    plays: Mapping[str, int]
    last_served: Mapping[str, int]
    last: str | None
    draw: float
    weights: Mapping[str, float]
    now_s: float

    @property
    def worths(self) -> Worths:
        """What one more serving of each segment is worth, in their order."""
        return self.worth()

    @property
    def dues(self) -> Dues:
        """When each segment is due again, in their order."""
        return self.due()


Allocator = Callable[[Context], Choice]


def within(context: Context, draw: float) -> Context:
    """The same for a part of an allocator, whose chance is what is left of `draw` within its share."""
    return replace(context, draw=min(max(draw, 0.0), math.nextafter(1.0, 0.0)))


def counted(number: int, word: str) -> str:
    """'no attempts', '1 attempt', '2 attempts'."""
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
