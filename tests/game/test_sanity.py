"""What is said to be possible is possible, and nothing else: a byte is small enough to try every pair of values."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spinlab_pad.game.memory import Field
from spinlab_pad.game.sanity import Sanity
from spinlab_pad.game.signs import All, Any, Begins, Compare, Condition, Ends, FieldTest, Loaded, MemoryTest, Not
from spinlab_pad.game.values import LIMITS, SETS, SWITCHES, Operand, ValueTest

SANITY = Sanity({"a": Field("a", 0), "b": Field("b", 1)}, {"kept": "a"})
VALUES = st.sampled_from([0, 1, 2, 3, 4, 127, 128, 253, 254, 255])
CLAUSES: st.SearchStrategy[tuple[str, Operand]] = st.one_of(
    st.tuples(st.sampled_from(sorted(SETS)), st.frozensets(VALUES, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(sorted(LIMITS)), VALUES),
    st.tuples(st.sampled_from(sorted(SWITCHES)), st.booleans()),
)
MASKS = st.sampled_from([None, 0x01, 0x03, 0x80, 0xF0, 0x55])


@settings(max_examples=25, deadline=None)
@given(st.lists(CLAUSES, min_size=1, max_size=4, unique_by=lambda clause: clause[0]), MASKS)
@example([("min", 1), ("max", 2), ("rises", True)], None)
@example([("not", frozenset({0})), ("falls", True), ("was", frozenset({1}))], None)
def test_possible_and_always_are_what_trying_every_pair_says(
    clauses: list[tuple[str, Operand]], mask: int | None
) -> None:
    test = ValueTest(tuple(clauses), mask)
    condition = FieldTest("a", test)
    holds = test.compiled()
    pairs = [holds(was, now) for was, now in product(range(256), repeat=2)]
    assert SANITY.possible(condition) == any(pairs)
    assert SANITY.always(condition) == all(pairs)
    still = [holds(value, value) for value in range(256)]
    # It may say that a value can stand still where none can, never the other way round.
    assert test.stands(True) or not any(still)
    assert test.stands(False) or all(still)


def asks(field: str, word: str, *values: int) -> FieldTest:
    return FieldTest(field, ValueTest(((word, frozenset(values)),)))


ONE, TWO, OTHER = asks("a", "is", 1), asks("a", "is", 2), asks("b", "is", 2)
KEPT_ONE = MemoryTest("kept", ValueTest((("is", frozenset({1})),)))


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        (All((ONE, TWO)), False),
        (All((ONE, OTHER)), True),
        (All((ONE, Not(ONE))), False),
        (Any((All((ONE, TWO)), OTHER)), True),
        (Not(Any((ONE, Not(ONE)))), False),
        (All((Begins(ONE), asks("a", "was", 1))), False),
        (All((Begins(ONE), TWO)), False),
        (All((Begins(ONE), asks("a", "was", 2))), True),
        (All((Ends(ONE), asks("a", "was", 1))), True),
        (All((Ends(ONE), ONE)), False),
        (All((Ends(ONE), Begins(ONE))), False),
        (All((Not(Begins(ONE)), ONE, asks("a", "was", 2))), False),
        (All((Not(Begins(ONE)), ONE)), True),
        (All((Loaded(), Not(Loaded()))), False),
        (All((Loaded(), ONE)), True),
        (All((KEPT_ONE, Not(KEPT_ONE))), False),
        (All((KEPT_ONE, TWO)), True),
        (All((Compare("a", "equals", "b", False, 255), ONE, OTHER)), True),
        (Any(()), False),
        (All(()), True),
    ],
)
def test_conditions(condition: Condition, possible: bool) -> None:
    assert SANITY.possible(condition) == possible


def test_what_has_too_many_alternatives_is_believed() -> None:
    either = Any((All((ONE, TWO)), All((ONE, TWO))))
    assert not SANITY.possible(All((either,) * 3))
    assert SANITY.possible(All((either,) * 12))
