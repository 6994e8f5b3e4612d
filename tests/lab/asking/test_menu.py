from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.asking.menu import PAGE, Menu
from spinlab_pad.lab.view import ChoiceView


def menu(count: int, cursor: int = 0) -> Menu:
    return Menu("game", "Which?", tuple(ChoiceView(str(n), f"Game {n}", "") for n in range(count)), cursor)


@pytest.mark.parametrize(
    ("count", "cursor", "way", "arrives"),
    [
        (3, 0, "down", 1),
        (3, 2, "down", 0),
        (3, 0, "up", 2),
        (1, 0, "up", 0),
        (1, 0, "page_down", 0),
        (300, 290, "page_down", 297),
        (300, 297, "page_down", 299),
        (300, 3, "page_up", 0),
    ],
)
def test_a_step_goes_round_and_a_page_stops_at_the_end(count, cursor, way, arrives):
    assert menu(count, cursor).moved(way).marked.value == str(arrives)


def test_what_is_there_already_is_marked():
    assert menu(3).on("2").cursor == 2
    assert menu(3, 1).on("missing").cursor == 1
    assert menu(3).on(None).cursor == 0


@given(st.integers(1, 400), st.lists(st.sampled_from(["up", "down", "page_up", "page_down"]), max_size=60))
def test_the_marked_choice_is_always_among_those_shown(count, ways):
    asked = menu(count)
    for way in ways:
        asked = asked.moved(way)
    shown = asked.view()
    assert len(shown.choices) == min(count, PAGE)
    assert 0 <= shown.first <= shown.cursor < shown.first + len(shown.choices) <= shown.total == count
    assert shown.choices[shown.cursor - shown.first] == asked.marked
