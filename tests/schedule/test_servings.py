from __future__ import annotations

from spinlab_pad.schedule.allocators import NEVER
from spinlab_pad.schedule.servings import Servings


def served(*segments: str) -> Servings:
    servings = Servings()
    for segment in "ab":
        servings.add(segment)
    for segment in segments:
        servings.serve(segment)
    return servings


def test_a_serving_counts_as_a_play_until_its_attempt_comes() -> None:
    servings = served("a", "b", "a")
    assert servings.plays == {"a": 2, "b": 1}
    assert servings.under_way == {"a": 2, "b": 1}
    servings.take("a")
    assert servings.plays == {"a": 1, "b": 1}
    assert servings.under_way == {"b": 1}
    assert (servings.last, servings.last_served) == ("a", {"a": 2, "b": 1})


def test_an_attempt_that_nobody_served_is_a_serving() -> None:
    servings = served("a")
    servings.take("b")
    assert servings.plays == {"a": 1, "b": 1}
    assert (servings.last, servings.count, servings.under_way) == ("b", 2, {"a": 1})


def test_what_is_removed_is_forgotten() -> None:
    servings = served("a")
    servings.remove("a")
    assert (servings.last, servings.plays, servings.last_served) == (None, {"b": 0}, {"b": NEVER})
    assert not servings.under_way


def test_a_copy_leaves_the_original_alone() -> None:
    servings = served("a")
    servings.copy().serve("b")
    assert servings.plays == {"a": 1, "b": 0}
    assert servings.under_way == {"a": 1}
