"""Whether a condition can hold at all, and whether it says anything. Pure.

A condition is written out as alternatives of tests that all have to hold. Fields don't hang together, so an alternative
is possible if each field, and each remembered value, has a pair of values (before, now) that passes all of its tests.
Comparisons between fields count as possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from spinlab_pad.game.memory import Field
from spinlab_pad.game.signs import All, Any, Begins, Compare, Condition, Ends, FieldTest, Loaded, MemoryTest, Not
from spinlab_pad.game.values import Pair, ValueTest, candidates

ALTERNATIVES_MAX: Final = 512
"""What needs more is believed to be possible."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One test that has to hold, or must not; `shift` looks at the frame before as if it were now."""

    about: str
    test: ValueTest | None
    holds: bool
    shift: bool = False

    def compiled(self) -> Pair:
        """As a function of (before, now)."""
        assert self.test is not None
        inner, wanted = self.test.compiled(), self.holds
        if self.shift:
            return lambda was, now: inner(was, was) == wanted
        return lambda was, now: inner(was, now) == wanted


class Sanity:
    """Judges conditions over `fields`; `remembered` says of which field each remembered value is."""

    def __init__(self, fields: Mapping[str, Field], remembered: Mapping[str, str]) -> None:
        self._fields = fields
        self._remembered = remembered

    def possible(self, condition: Condition) -> bool:
        """Whether some two frames pass it."""
        for count, alternative in enumerate(_alternatives(condition, True, False)):
            if count >= ALTERNATIVES_MAX or self._passes(alternative):
                return True
        return False

    def always(self, condition: Condition) -> bool:
        """Whether it holds for any two frames."""
        return not self.possible(Not(condition))

    def _passes(self, alternative: tuple[Literal, ...]) -> bool:
        groups: dict[str, list[Literal]] = {}
        for literal in alternative:
            groups.setdefault(literal.about, []).append(literal)
        return all(self._group(about, literals) for about, literals in groups.items())

    def _group(self, about: str, literals: list[Literal]) -> bool:
        tests = [literal.test for literal in literals if literal.test is not None]
        if not tests:
            return len({literal.holds for literal in literals}) == 1
        alone = about in self._remembered
        field = self._fields[self._remembered.get(about, about)]
        constants = set().union(*(test.constants() for test in tests))
        masks = {test.mask for test in tests if test.mask is not None}
        values = candidates(constants, field.lowest, field.highest, masks)
        checks = [literal.compiled() for literal in literals if literal.test is not None]
        pairs = ((value, value) for value in values) if alone else product(values, values)
        return any(all(check(was, now) for check in checks) for was, now in pairs)


def _alternatives(condition: Condition, holds: bool, shift: bool) -> Iterator[tuple[Literal, ...]]:
    """The ways to make the condition hold (or fail), each as literals that all have to be."""
    match condition:
        case Not(part):
            yield from _alternatives(part, not holds, shift)
        case Begins(part) | Ends(part):
            earlier = isinstance(condition, Ends)
            both = [(part, earlier, True), (part, not earlier, False)]
            if holds:
                yield from _every([_some(one, wanted, back) for one, wanted, back in both])
            else:
                for one, wanted, back in both:
                    yield from _alternatives(one, not wanted, back)
        case All(parts) | Any(parts):
            if isinstance(condition, All) == holds:
                yield from _every([_some(part, holds, shift) for part in parts])
            else:
                for part in parts:
                    yield from _alternatives(part, holds, shift)
        case FieldTest(name, test) | MemoryTest(name, test):
            yield (Literal(name, test, holds, shift),)
        case Loaded():
            yield (Literal("", None, holds),)
        case Compare():
            yield ()


def _some(condition: Condition, holds: bool, shift: bool) -> list[tuple[Literal, ...]]:
    return list(islice(_alternatives(condition, holds, shift), ALTERNATIVES_MAX))


def _every(choices: list[list[tuple[Literal, ...]]]) -> Iterator[tuple[Literal, ...]]:
    for chosen in product(*choices):
        yield tuple(literal for part in chosen for literal in part)
