from __future__ import annotations

import pytest

from spinlab_pad.schedule.allocators import least_played
from tests.schedule.allocators.contexts import context


@pytest.mark.parametrize(
    ("plays", "last_served", "segment", "why"),
    [
        ([0, 0, 0], [-1, -1, -1], "a", "least played: no attempts"),
        ([2, 1, 2], [0, 2, 1], "b", "least played: 1 attempt"),
        ([2, 2, 5], [7, 3, 1], "b", "least played: 2 attempts"),
        ([4, 3, 3], [0, -1, -1], "b", "least played: 3 attempts"),
    ],
)
def test_fewest_attempts_then_longest_ago_then_first(
    plays: list[int], last_served: list[int], segment: str, why: str
) -> None:
    choice = least_played.choose(context(plays, last_served))
    assert (choice.segment, choice.why, choice.allocator) == (segment, why, "least_played")
