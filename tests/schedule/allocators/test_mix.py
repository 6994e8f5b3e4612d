from __future__ import annotations

import math
from collections import Counter

import pytest

from spinlab_pad.schedule.allocators import mix
from spinlab_pad.schedule.worth import Worth
from tests.schedule.allocators.contexts import context

EVEN = {"least_played": 2.0, "round_robin": 2.0, "random": 4.0, "greedy": 0.0}


@pytest.mark.parametrize(
    ("weights", "draw", "segment", "part"),
    [
        (EVEN, 0.0, "b", "least_played"),
        (EVEN, 0.249, "b", "least_played"),
        (EVEN, 0.25, "c", "round_robin"),
        (EVEN, 0.5, "a", "random"),  # what is left of the draw is the part's own: from 0.5 on it is 0 of 1
        (EVEN, 0.749, "b", "random"),
        (EVEN, math.nextafter(1.0, 0.0), "c", "random"),
        (mix.WEIGHTS, 0.899, "b", "least_played"),
        (mix.WEIGHTS, 0.901, "a", "random"),
        (mix.WEIGHTS, 0.999, "c", "random"),
        ({"round_robin": 0.001}, 0.999, "c", "round_robin"),
    ],
)
def test_the_draw_falls_into_the_share_of_a_part(
    weights: dict[str, float], draw: float, segment: str, part: str
) -> None:
    choice = mix.choose(context([3, 1, 2], [5, 4, 3], draw=draw, weights=weights))
    assert (choice.segment, choice.allocator) == (segment, part)
    assert choice.why.startswith(part.replace("_", " "))


def test_the_chance_of_a_pick_counts_every_part_that_could_have_made_it() -> None:
    weights = {"least_played": 2.0, "round_robin": 2.0, "random": 4.0, "value": 2.0}
    worths = [Worth(gain_ms, 0.0, 1_000.0, 0.0) for gain_ms in (1.0, 2.0, 3.0)]
    picks = [
        mix.choose(context([3, 1, 2], [5, 4, 3], worths=worths, draw=(k + 0.5) / 2_000, weights=weights))
        for k in range(2_000)
    ]
    any_one = 0.4 / 3 + 0.2 * 0.05 / 3
    assert {pick.segment: pick.chance for pick in picks} == pytest.approx(
        {"a": any_one, "b": any_one + 0.2, "c": any_one + 0.2 + 0.2 * 0.95}
    )
    for segment, count in Counter(pick.segment for pick in picks).items():
        assert count / 2_000 == pytest.approx(next(pick.chance for pick in picks if pick.segment == segment), abs=2e-3)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"mix": 1.0}, "unknown part 'mix'; known: value, least_played, round_robin, random, greedy"),
        ({"random": -0.1}, "weight of random"),
        ({"random": math.nan}, "weight of random"),
        ({"random": 0.0}, "at least one weight"),
        ({}, "at least one weight"),
    ],
)
def test_weights_that_are_no_shares_are_refused(weights: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        mix.check_weights(weights)


def test_the_default_is_mostly_least_played() -> None:
    mix.check_weights(mix.WEIGHTS)
    assert mix.WEIGHTS == {"least_played": 0.9, "random": 0.1}
