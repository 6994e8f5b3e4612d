from __future__ import annotations

import math

import pytest

from spinlab_pad.schedule.allocators import greedy
from spinlab_pad.schedule.worth import Worth
from tests.schedule.allocators.contexts import UNKNOWN, context

MINUTE = "a run per minute of practice"


def known(gain_ms: float, practice_ms: float = 10_000, death_rate: float = math.nan, sd_ms: float = 0.0) -> Worth:
    return Worth(gain_ms, sd_ms, practice_ms, death_rate)


@pytest.mark.parametrize(
    ("worths", "plays", "last_served", "segment", "why"),
    [
        pytest.param(
            [known(100), known(300), known(200)], [5, 5, 5], None, "b", f"saves about 1.80 s {MINUTE}", id="most"
        ),
        pytest.param(
            [known(100), known(300, 60_000)], [5, 5], None, "a", f"saves about 0.60 s {MINUTE}", id="per second"
        ),
        pytest.param(
            [known(100, death_rate=0.384), known(90)],
            [5, 5],
            None,
            "a",
            f"saves about 0.60 s {MINUTE}; 38 % deaths",
            id="deaths are told",
        ),
        pytest.param(
            [known(100), known(90, sd_ms=1_000)], [5, 5], None, "a", f"saves about 0.60 s {MINUTE}", id="at its word"
        ),
        pytest.param([known(100), known(99)], [5, 5], [2, 1], "b", f"saves about 0.59 s {MINUTE}", id="equals: change"),
        pytest.param([known(100), known(90)], [5, 5], [2, 1], "a", f"saves about 0.60 s {MINUTE}", id="not for less"),
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
        pytest.param([known(100), UNKNOWN], [5, 3], None, "a", f"saves about 0.60 s {MINUTE}", id="not for ever"),
        pytest.param([known(-1), UNKNOWN], [5, 3], None, "b", "no estimate yet: 3 attempts", id="unknown is 0"),
        pytest.param([known(100), known(100)], [5, 5], None, "a", f"saves about 0.60 s {MINUTE}", id="tie: first"),
        pytest.param([known(100), known(100)], [5, 5], [3, 1], "b", f"saves about 0.60 s {MINUTE}", id="tie: change"),
    ],
)
def test_largest_gain_per_second(
    worths: list[Worth], plays: list[int], last_served: list[int] | None, segment: str, why: str
) -> None:
    choice = greedy.choose(context(plays, last_served, worths))
    assert (choice.segment, choice.why, choice.allocator, choice.chance) == (segment, why, "greedy", 1.0)


def test_the_numbers_behind_the_words() -> None:
    numbers = greedy.choose(context([5], worths=[known(100, 10_000, 0.25)])).numbers
    assert numbers == pytest.approx({"saves_s_per_minute": 0.6, "practice_s": 10.0, "death_rate": 0.25})
