from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.pad.positions import Edge, PadState, Position, edges, hat, push

P = Position
HELD = st.frozensets(st.sampled_from(Position))


@given(HELD, HELD)
def test_edges_lead_from_one_held_set_to_the_other(before: frozenset[P], after: frozenset[P]) -> None:
    held = set(before)
    for edge in edges(before, after):
        (held.add if edge.down else held.remove)(edge.position)
    assert held == after


def test_releases_come_before_presses() -> None:
    assert edges(frozenset({P.LEFT}), frozenset({P.UP})) == (Edge(P.LEFT, False), Edge(P.UP, True))


def test_a_position_held_by_two_sources_comes_up_with_the_second() -> None:
    state, first = PadState().change("hat 0", frozenset({P.LEFT}))
    state, second = state.change("axis 0", frozenset({P.LEFT}))
    state, third = state.change("hat 0", frozenset())
    state, fourth = state.change("axis 0", frozenset())
    assert (first, second, third, fourth) == ((Edge(P.LEFT, True),), (), (), (Edge(P.LEFT, False),))


@pytest.mark.parametrize(
    ("value", "before", "after"),
    [
        (0.59, frozenset(), frozenset()),
        (0.60, frozenset(), {P.RIGHT}),
        (0.41, {P.RIGHT}, {P.RIGHT}),
        (0.39, {P.RIGHT}, frozenset()),
        (-0.41, {P.LEFT}, {P.LEFT}),
        (-0.7, {P.RIGHT}, {P.LEFT}),
        (-0.5, {P.RIGHT}, frozenset()),
    ],
)
def test_an_axis_lets_go_lower_than_it_takes_hold(value: float, before: set[P], after: set[P]) -> None:
    assert push(value, P.LEFT, P.RIGHT, frozenset(before)) == after


def test_a_hat_holds_two_directions() -> None:
    assert hat(-1, 1) == {P.LEFT, P.UP}
    assert hat(1, -1) == {P.RIGHT, P.DOWN}
    assert hat(0, 0) == frozenset()
