from __future__ import annotations

import math

import pytest

from spinlab_pad.schedule.allocators import random
from tests.schedule.allocators.contexts import context


@pytest.mark.parametrize(
    ("draw", "segment"), [(0.0, "a"), (0.249, "a"), (0.25, "b"), (0.75, "d"), (math.nextafter(1.0, 0.0), "d")]
)
def test_the_draw_says_which(draw: float, segment: str) -> None:
    choice = random.choose(context([0, 9, 9, 9], draw=draw))
    assert (choice.segment, choice.why, choice.allocator) == (segment, "random: 1 of 4", "random")
