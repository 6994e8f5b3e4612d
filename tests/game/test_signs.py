"""What can be said of a condition without looking at memory: its fields, and which of them have to change."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from spinlab_pad.game.profile import load_profile
from spinlab_pad.game.signs import (
    ALWAYS,
    NEVER,
    All,
    Any,
    Begins,
    Compare,
    Condition,
    Ends,
    FieldTest,
    Loaded,
    MemoryTest,
    Not,
    changers,
    fields_of,
    one_frame,
)
from spinlab_pad.game.values import Operand, ValueTest


def asks(field: str, clauses: Mapping[str, Operand], mask: int | None = None) -> FieldTest:
    return FieldTest(field, ValueTest(tuple(clauses.items()), mask))


THREE = frozenset({3})
STEP = asks("a", {"was": frozenset({0}), "is": frozenset({1})})
STILL = asks("b", {"is": THREE})
BECOMES = asks("c", {"becomes": THREE})
KEPT = MemoryTest("kept", ValueTest((("is", THREE),)))
TO_FIELD = Compare("a", "equals", "b", False, 255)
TO_MEMORY = Compare("a", "equals", "kept", True, 255)


@pytest.mark.parametrize(
    ("condition", "needed"),
    [
        (STEP, {"a"}),
        (STILL, None),
        (BECOMES, {"c"}),
        (asks("a", {"becomes": frozenset({0x10})}, mask=0x30), {"a"}),
        (asks("a", {"changes": True}), {"a"}),
        (asks("a", {"changes": False}), None),
        (Not(asks("a", {"changes": False})), {"a"}),
        (Not(asks("a", {"changes": True})), None),
        (asks("a", {"rises": True}), {"a"}),
        (asks("a", {"either": THREE}), None),
        (asks("a", {"was": THREE, "not": THREE}), {"a"}),
        (asks("a", {"was": THREE, "max": 2}), {"a"}),
        (asks("a", {"was": THREE, "max": 3}), None),
        (All((STILL, STEP)), {"a"}),
        (All((STILL, KEPT)), None),
        (Any((STEP, BECOMES)), {"a", "c"}),
        (Any((STEP, STILL)), None),
        (Not(Any((STEP, Not(BECOMES)))), {"c"}),
        (Not(All((STEP, BECOMES))), None),
        (Begins(STILL), {"b"}),
        (Ends(All((STILL, asks("c", {"is": THREE})))), {"b", "c"}),
        (Not(Begins(STILL)), None),
        (Loaded(), None),
        (TO_FIELD, None),
        (NEVER, set()),
        (ALWAYS, None),
    ],
)
def test_fields_of_which_one_has_to_change(condition: Condition, needed: set[str] | None) -> None:
    assert changers(condition) == needed


def test_every_turn_of_a_life_in_smw_needs_a_change() -> None:
    """Else each frame costs what a turn costs."""
    turns = load_profile("smw").rules.given.turns()
    assert turns is not None
    assert not turns & {"held_1", "paused", "end_timer", "frame_counter"}


def test_the_fields_that_are_looked_at() -> None:
    everything = All((Not(STEP), Any((Begins(STILL), Ends(BECOMES))), KEPT, TO_FIELD, TO_MEMORY, Loaded()))
    assert list(fields_of(everything)) == ["a", "b", "c", "a", "b", "a"]


@pytest.mark.parametrize(
    ("condition", "yes"),
    [
        (STILL, True),
        (All((STILL, Not(STILL))), True),
        (TO_FIELD, True),
        (STEP, False),
        (TO_MEMORY, False),
        (KEPT, False),
        (Loaded(), False),
        (Begins(STILL), False),
        (Not(Any((STILL, BECOMES))), False),
    ],
)
def test_what_a_single_frame_tells(condition: Condition, yes: bool) -> None:
    assert one_frame(condition) == yes
