"""Conditions over two neighbouring frames, as values, and compiled to fast functions. Pure.

A condition is made of tests of fields, of what is remembered, and of other conditions. `compiled` turns one into a
function of (fields before, fields now, memory): tuples in the order of the `Layout`. An unknown remembered value (None)
equals nothing: `is`, `min`, `max`, `equals` and `above` fail, `not` and `differs` hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from spinlab_pad.game.values import ValueTest

Frame = tuple[int, ...]
Memory = tuple[int | None, ...]
Check = Callable[[Frame, Frame, Memory], bool]

LOADED: Final = "loaded"
"""The name of the detector's own fact: something was loaded since the player last stood in a level."""


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A field passes a test."""

    field: str
    test: ValueTest


@dataclass(frozen=True, slots=True)
class MemoryTest:
    """A remembered value passes a test, which looks at one frame only."""

    name: str
    test: ValueTest


@dataclass(frozen=True, slots=True)
class Compare:
    """A field compared with another one, or with what is remembered; `highest` is the largest that the field holds.

    `above`: it has counted up since; the step from `highest` to 0 is one up.
    """

    field: str
    word: str
    other: str
    remembered: bool
    highest: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """Something was loaded since the player last stood in a level."""


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Begins:
    """The condition, one of a single frame, holds in this frame and did not in the one before."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Ends:
    """The condition, one of a single frame, held in the frame before and does not any more."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; with no parts it never does."""

    parts: tuple[Condition, ...]


Condition = FieldTest | MemoryTest | Compare | Loaded | Not | Begins | Ends | All | Any

NEVER: Final = Any(())
ALWAYS: Final = All(())
COMPARISONS: Final = ("equals", "differs", "above")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands in a frame, and each remembered value in memory; whether loaded stands last there."""

    fields: tuple[str, ...]
    memory: tuple[str, ...]


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything in it."""
    yield condition
    match condition:
        case Not(part) | Begins(part) | Ends(part):
            yield from walk(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from walk(part)


def fields_of(condition: Condition) -> Iterator[str]:
    """The fields that it looks at; one can come twice."""
    for part in walk(condition):
        if isinstance(part, FieldTest | Compare):
            yield part.field
            if isinstance(part, Compare) and not part.remembered:
                yield part.other


def one_frame(condition: Condition) -> bool:
    """Whether it can be told of a single frame, with nothing remembered."""
    for part in walk(condition):
        if isinstance(part, MemoryTest | Loaded | Begins | Ends):
            return False
        if isinstance(part, FieldTest) and not part.test.one_frame:
            return False
        if isinstance(part, Compare) and part.remembered:
            return False
    return True


def changers(condition: Condition, holds: bool = True) -> frozenset[str] | None:
    """Fields of which at least one has changed in every frame in which it holds (or fails); None: it can without."""
    match condition:
        case FieldTest(field, test):
            return frozenset({field}) if not test.stands(holds) else None
        case Not(part):
            return changers(part, not holds)
        case Begins(part) | Ends(part):
            return frozenset(fields_of(part)) if holds else None
        case All(parts) | Any(parts):
            found = [changers(part, holds) for part in parts]
            if isinstance(condition, All) == holds:
                return next((fields for fields in found if fields is not None), None)
            return None if None in found else frozenset().union(*(fields for fields in found if fields is not None))
    return None


def compiled(condition: Condition, layout: Layout) -> Check:
    """The condition as a function."""
    match condition:
        case FieldTest(field, test):
            return _field_test(layout.fields.index(field), test)
        case MemoryTest(name, test):
            return _memory_test(layout.memory.index(name), test)
        case Compare():
            return _compare(condition, layout)
        case Loaded():
            return lambda was, now, memory: bool(memory[-1])
        case Not(part):
            inner = compiled(part, layout)
            return lambda was, now, memory: not inner(was, now, memory)
        case Begins(part):
            inner = compiled(part, layout)
            return lambda was, now, memory: inner(now, now, memory) and not inner(was, was, memory)
        case Ends(part):
            inner = compiled(part, layout)
            return lambda was, now, memory: inner(was, was, memory) and not inner(now, now, memory)
        case All(parts):
            return _every([compiled(part, layout) for part in parts])
        case Any(parts):
            return _some([compiled(part, layout) for part in parts])


def _field_test(at: int, test: ValueTest) -> Check:
    if test.mask is None and len(test.clauses) == 1 and test.clauses[0][0] == "is":
        those = test.clauses[0][1]
        assert isinstance(those, frozenset)
        return lambda was, now, memory: now[at] in those
    holds = test.compiled()
    return lambda was, now, memory: holds(was[at], now[at])


def _memory_test(at: int, test: ValueTest) -> Check:
    holds = test.compiled()
    unknown = all(word == "not" for word, _ in test.clauses)

    def check(was: Frame, now: Frame, memory: Memory) -> bool:
        value = memory[at]
        return unknown if value is None else holds(value, value)

    return check


def _compare(condition: Compare, layout: Layout) -> Check:
    at, highest = layout.fields.index(condition.field), condition.highest
    names = layout.memory if condition.remembered else layout.fields
    other = names.index(condition.other)
    remembered = condition.remembered
    if condition.word == "equals":
        return lambda was, now, memory: now[at] == (memory if remembered else now)[other]
    if condition.word == "differs":
        return lambda was, now, memory: now[at] != (memory if remembered else now)[other]

    def above(was: Frame, now: Frame, memory: Memory) -> bool:
        value, limit = now[at], (memory if remembered else now)[other]
        return limit is not None and (value > limit or (value == 0 and limit == highest))

    return above


def _every(parts: list[Check]) -> Check:
    if not parts:
        return lambda was, now, memory: True
    if len(parts) == 1:
        return parts[0]
    first, rest = parts[0], _every(parts[1:])
    return lambda was, now, memory: first(was, now, memory) and rest(was, now, memory)


def _some(parts: list[Check]) -> Check:
    if not parts:
        return lambda was, now, memory: False
    if len(parts) == 1:
        return parts[0]
    first, rest = parts[0], _some(parts[1:])
    return lambda was, now, memory: first(was, now, memory) or rest(was, now, memory)
