"""Reads the conditions of a profile: what is written becomes a `Condition`, or an error that says where and why.

A condition is the name of a sign (`in_level`, `not in_level`), a mapping of which every line has to hold, or a list of
conditions of which one has to. A line is `FIELD: test`, `REMEMBERED: test`, or `SIGN: true | false | begins | ends`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from spinlab_pad.game.checking import Checks, nearest
from spinlab_pad.game.document import Path
from spinlab_pad.game.memory import Field
from spinlab_pad.game.sanity import Sanity
from spinlab_pad.game.signs import (
    COMPARISONS,
    LOADED,
    All,
    Begins,
    Compare,
    Condition,
    Ends,
    FieldTest,
    Loaded,
    MemoryTest,
    Not,
    one_frame,
)
from spinlab_pad.game.signs import Any as AnyOf
from spinlab_pad.game.values import LIMITS, ONE_FRAME, SETS, SWITCHES, Operand, ValueTest

TESTS_MAX: Final = 250
"""Tests in one condition, signs written out; those of ours have fewer than 30."""
CHAIN_MAX: Final = 40
MASK_BITS_MAX: Final = 64

WORDS: Final = (*SETS, *LIMITS, *SWITCHES, *COMPARISONS, "bits", "mask")


class ConditionReader:
    """Reads conditions over `fields`; `values` are named lists of values, `remembered` says of which field each is.

    `signs` are the named conditions as written, read when one is first used.
    """

    def __init__(
        self,
        checks: Checks,
        fields: Mapping[str, Field],
        values: Mapping[str, frozenset[int]],
        remembered: Mapping[str, str],
        signs: Mapping[str, object],
    ) -> None:
        self._checks = checks
        self._fields = fields
        self._values = values
        self._remembered = remembered
        self._written = signs
        self._signs: dict[str, Condition] = {LOADED: Loaded()}
        self._tests_of: dict[str, int] = {LOADED: 1}
        self._tests = 0
        self._reading: list[str] = []
        self._sanity = Sanity(fields, remembered)

    def read(self, path: Path, given: object, *, frames: int = 2) -> Condition:
        """The condition that stands at `path`; with `frames` 1, it must be one that a single frame tells.

        Raises:
            ProfileError: it can't be read, can never hold, or always holds.
        """
        self._tests = 0
        condition = self._condition(path, given)
        if frames == 1 and not one_frame(condition):
            self._checks.fail(path, "this has to be told of a single frame: use only `is`, `not`, `min`, `max`, `bits`")
        return condition

    def sign(self, path: Path, name: str) -> Condition:
        """The sign called `name`, which is used at `path`."""
        if name in self._signs:
            self._count(path, self._tests_of[name])
            return self._signs[name]
        if name not in self._written:
            known = (*self._written, LOADED)
            self._checks.fail(path, f"no sign {name!r}; {nearest(name, known, 'add it to `signs`')}")
        if name in self._reading:
            circle = " -> ".join((*self._reading[self._reading.index(name) :], name))
            self._checks.fail(path, f"signs that lean on each other in a circle ({circle}); take one out")
        if len(self._reading) > CHAIN_MAX:
            self._checks.fail(path, f"signs lean on each other over more than {CHAIN_MAX} steps; write this one out")
        self._reading.append(name)
        outer, self._tests = self._tests, 0
        condition = self._condition(("signs", name), self._written[name])
        self._tests_of[name], self._tests = self._tests, outer
        self._reading.pop()
        self._signs[name] = condition
        self._count(path, self._tests_of[name])
        return condition

    def _count(self, path: Path, tests: int) -> None:
        """Signs can use each other, and so grow beyond what can be read and asked in a frame."""
        self._tests += tests
        if self._tests > TESTS_MAX:
            self._checks.fail(path, f"with its signs written out this has more than {TESTS_MAX} tests; say less")

    def values(self, path: Path, field: Field, given: object) -> frozenset[int]:
        """One value of the field or a list of them, as numbers or by the name of a list.

        Raises:
            ProfileError: the field can't hold one, or there is no such list.
        """
        return self._set(path, field, given, None)

    def _condition(self, path: Path, given: object) -> Condition:
        if isinstance(given, list):
            if not given:
                self._checks.fail(path, "an empty list can never hold; write alternatives, or leave the key out")
            return AnyOf(tuple(self._alternative((*path, at), item) for at, item in enumerate(given)))
        return self._alternative(path, given)

    def _alternative(self, path: Path, given: object) -> Condition:
        if isinstance(given, str):
            name = given.removeprefix("not ").strip()
            sign = self.sign(path, name)
            return Not(sign) if given.startswith("not ") else sign
        if not isinstance(given, dict) or not given:
            self._checks.fail(
                path, f"{given!r} is no condition; write a sign's name, {{field: test}}, or a list of them"
            )
        parts = tuple(self._line((*path, key), key, test) for key, test in given.items())
        condition = parts[0] if len(parts) == 1 else All(parts)
        if not self._sanity.possible(condition):
            self._checks.fail(path, "this can never hold: its tests contradict each other; take one of them out")
        return condition

    def _line(self, path: Path, key: object, test: object) -> Condition:
        self._count(path, 1)
        if isinstance(key, str) and key in self._fields:
            return self._field(path, self._fields[key], test)
        if isinstance(key, str) and key in self._remembered:
            return self._memory(path, key, test)
        if not isinstance(key, str) or (key not in self._written and key != LOADED):
            if key in WORDS:
                self._checks.fail(path, f"{key!r} stands alone here; name what it asks, as in `FIELD: {{{key}: ...}}`")
            known = (*self._fields, *self._remembered, *self._written)
            self._checks.fail(path, f"no field or sign {key!r}; {nearest(key, known, 'add it to `fields` or `signs`')}")
        sign = self.sign(path, key)
        if isinstance(test, bool):
            return sign if test else Not(sign)
        if test not in ("begins", "ends"):
            self._checks.fail(path, f"{test!r}: a sign is true, false, begins or ends")
        if not one_frame(sign):
            self._checks.fail(path, f"`{test}` needs a sign that a single frame tells; write true or false")
        return Begins(sign) if test == "begins" else Ends(sign)

    def _field(self, path: Path, field: Field, test: object) -> Condition:
        words, mask = self._words(path, field, test)
        parts: list[Condition] = []
        for word in COMPARISONS:
            if word in words:
                parts.append(self._compare((*path, word), field, word, words.pop(word)))
        if words:
            found = FieldTest(field.name, self._value_test(path, field, words, mask))
            if self._sanity.always(found):
                self._checks.fail(path, "this always holds and says nothing; take it out")
            parts.append(found)
        condition = parts[0] if len(parts) == 1 else All(tuple(parts))
        if not self._sanity.possible(condition):
            self._checks.fail(path, "no value can pass this: the tests contradict each other; take one of them out")
        return condition

    def _memory(self, path: Path, name: str, test: object) -> Condition:
        field = self._fields[self._remembered[name]]
        words, mask = self._words(path, field, test)
        for word in words:
            if word not in ONE_FRAME and word != "bits":
                self._checks.fail((*path, word), "what is remembered has only one value; use is, not, min, max or bits")
        found = MemoryTest(name, self._value_test(path, field, words, mask))
        if not self._sanity.possible(found):
            self._checks.fail(path, "no value can pass this: the tests contradict each other; take one of them out")
        return found

    def _words(self, path: Path, field: Field, test: object) -> tuple[dict[str, Any], int | None]:
        """The words of a test and its mask; a bare value is `is`."""
        if not isinstance(test, dict):
            return {"is": test}, None
        self._checks.known(path, test, WORDS)
        words = dict(test)
        mask = None
        if "mask" in words:
            mask = self._bits((*path, "mask"), field, words.pop("mask"))
            if any(word in words for word in (*COMPARISONS, "bits")):
                self._checks.fail((*path, "mask"), "`mask` goes with is, was, becomes, rises and the like only")
        if not words:
            self._checks.fail(path, f"nothing is asked here; write one of {', '.join(WORDS)}")
        return words, mask

    def _value_test(self, path: Path, field: Field, words: dict[str, Any], mask: int | None) -> ValueTest:
        if "bits" in words:
            if len(words) > 1:
                self._checks.fail((*path, "bits"), "`bits` stands alone; use `mask` with is, was, becomes and the like")
            bits = self._bits((*path, "bits"), field, words["bits"])
            return ValueTest((("is", frozenset({bits})),), bits)
        clauses: list[tuple[str, Operand]] = []
        for word, operand in words.items():
            where = (*path, word) if (*path, word) in self._checks.document.lines else path
            if word in SETS:
                clauses.append((word, self._set(where, field, operand, mask)))
            elif word in LIMITS:
                clauses.append((word, self._number(where, field, operand)))
            else:
                clauses.append((word, self._checks.flag(where, operand)))
        return ValueTest(tuple(clauses), mask)

    def _compare(self, path: Path, field: Field, word: str, other: object) -> Compare:
        known = (*self._fields, *self._remembered)
        if not isinstance(other, str) or other not in known:
            self._checks.fail(
                path, f"no field {other!r} to compare with; {nearest(other, known, 'add it to `fields`')}"
            )
        if other == field.name:
            self._checks.fail(path, "a field compared with itself says nothing; use `changes`")
        return Compare(field.name, word, other, other in self._remembered, field.highest)

    def _set(self, path: Path, field: Field, given: object, mask: int | None) -> frozenset[int]:
        items = given if isinstance(given, list) else [given]
        if not items:
            self._checks.fail(path, "an empty list of values; write at least one")
        found: set[int] = set()
        for item in items:
            numbers = self._named(path, field, item) if isinstance(item, str) else [self._number(path, field, item)]
            found.update(numbers)
        if mask is not None and any(number & ~mask for number in found):
            self._checks.fail(path, f"a value has bits outside of the mask {mask:#x} and can never come")
        return frozenset(found)

    def _named(self, path: Path, field: Field, name: str) -> list[int]:
        if name not in self._values:
            remedy = nearest(name, self._values, "write a number, or add it to `values`")
            self._checks.fail(path, f"no values {name!r}; {remedy}")
        return [self._number(path, field, number) for number in sorted(self._values[name])]

    def _number(self, path: Path, field: Field, given: object) -> int:
        if isinstance(given, bool) or not isinstance(given, int):
            self._checks.fail(path, f"{given!r} is not a whole number; write 10 or 0x0A")
        if not field.lowest <= given <= field.highest:
            self._checks.fail(
                path, f"field {field.name!r} holds {field.lowest} to {field.highest}, never {given}; correct the value"
            )
        return given

    def _bits(self, path: Path, field: Field, given: object) -> int:
        bits = self._checks.integer(path, given)
        known = min(8 * field.size, MASK_BITS_MAX)
        if not 0 < bits < 1 << known:
            self._checks.fail(path, f"of field {field.name!r} only bits 0 to {known - 1} can be asked")
        return bits
