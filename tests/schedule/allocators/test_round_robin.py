from __future__ import annotations

import pytest

from spinlab_pad.schedule.allocators import round_robin
from tests.schedule.allocators.contexts import context


@pytest.mark.parametrize(
    ("last_served", "segment", "why"),
    [
        ([-1, -1, -1], "a", "round robin: 1 of 3"),
        ([0, -1, -1], "b", "round robin: 2 of 3"),
        ([3, 4, 2], "c", "round robin: 3 of 3"),
        ([3, 4, 5], "a", "round robin: 1 of 3"),
    ],
)
def test_longest_ago_then_first(last_served: list[int], segment: str, why: str) -> None:
    choice = round_robin.choose(context([9, 0, 0], last_served))
    assert (choice.segment, choice.why, choice.allocator) == (segment, why, "round_robin")
