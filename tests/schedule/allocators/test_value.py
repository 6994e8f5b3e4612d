from __future__ import annotations

from collections import Counter

import pytest

from spinlab_pad.schedule.allocators import value
from spinlab_pad.schedule.worth import Worth
from tests.schedule.allocators.contexts import context

WORTHS = [Worth(100.0, 0.0, 10_000.0, 0.1), Worth(200.0, 0.0, 10_000.0, 0.1), Worth(50.0, 0.0, 10_000.0, 0.1)]


def test_it_takes_the_largest_index_and_says_how_likely_that_was() -> None:
    choice = value.choose(context([3, 3, 3], worths=WORTHS, draw=0.5))
    assert (choice.segment, choice.allocator) == ("b", "value")
    assert choice.chance == pytest.approx(0.95 + 0.05 / 3)


def test_what_is_uncertain_gets_a_little_more() -> None:
    unsure = [WORTHS[0]._replace(sd_ms=400.0), WORTHS[1]]
    assert value.choose(context([3, 3], worths=unsure, draw=0.5)).segment == "a"


def test_one_pick_in_twenty_is_any_and_marked_so() -> None:
    count = 3_000
    picks = [value.choose(context([3, 3, 3], worths=WORTHS, draw=(k + 0.5) / count)) for k in range(count)]
    random = Counter(pick.segment for pick in picks if pick.allocator == "random")
    assert random == {"a": 50, "b": 50, "c": 50}
    chances = {pick.segment: pick.chance for pick in picks if pick.allocator == "random"}
    assert chances == pytest.approx({"a": 0.05 / 3, "b": 0.95 + 0.05 / 3, "c": 0.05 / 3})
    for segment, count_of in Counter(pick.segment for pick in picks).items():
        assert count_of / count == pytest.approx(chances[segment], abs=1e-3)
