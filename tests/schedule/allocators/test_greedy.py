from __future__ import annotations

import pytest

from spinlab_pad.schedule import Estimate
from spinlab_pad.schedule.allocators import greedy
from tests.schedule.allocators.contexts import UNKNOWN, context


def known(gain_ms: float, practice_ms: int = 10_000) -> Estimate:
    return Estimate("x", gain_ms=gain_ms, practice_ms=practice_ms)


@pytest.mark.parametrize(
    ("estimates", "plays", "last_served", "segment", "why"),
    [
        pytest.param(
            [known(100), known(300), known(200)], [5, 5, 5], None, "b", "saves about 1.80 s a run per minute", id="most"
        ),
        pytest.param(
            [known(100), known(300, 60_000)], [5, 5], None, "a", "saves about 0.60 s a run per minute", id="per second"
        ),
        pytest.param(
            [known(100), known(99)], [5, 5], [2, 1], "b", "saves about 0.59 s a run per minute", id="of equals, change"
        ),
        pytest.param(
            [known(100), known(90)], [5, 5], [2, 1], "a", "saves about 0.60 s a run per minute", id="but not for less"
        ),
        pytest.param(
            [known(0.1), known(-5)],
            [5, 5],
            None,
            "a",
            "saves under 0.01 s a run per minute, the most there is",
            id="tiny",
        ),
        pytest.param(
            [known(-90), known(-80)], [5, 5], None, "b", "nothing is known to get faster; least loss here", id="losses"
        ),
        pytest.param(
            [known(100), UNKNOWN, UNKNOWN], [5, 2, 1], None, "c", "no estimate yet: 1 attempt", id="new first"
        ),
        pytest.param(
            [known(100), UNKNOWN], [5, 3], None, "a", "saves about 0.60 s a run per minute", id="not for ever"
        ),
        pytest.param(
            [known(-1), UNKNOWN],
            [5, 3],
            None,
            "b",
            "nothing is known to get faster; least loss here",
            id="unknown is 0",
        ),
        pytest.param(
            [known(100), known(100)], [5, 5], None, "a", "saves about 0.60 s a run per minute", id="tie: first"
        ),
    ],
)
def test_largest_gain_per_second(
    estimates: list[Estimate], plays: list[int], last_served: list[int] | None, segment: str, why: str
) -> None:
    choice = greedy.choose(context(plays, last_served, estimates))
    assert (choice.segment, choice.why, choice.allocator) == (segment, why, "greedy")
