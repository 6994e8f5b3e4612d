"""Tests of one value in two neighbouring frames: the smallest part of a rule. Pure.

Rules of this module: a test never raises, whatever the values are; every word of the language stands in `WORDS` once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

Operand = frozenset[int] | int | bool
Pair = Callable[[int, int], bool]
"""(value before, value now) -> whether it holds."""


def _changes(wanted: Operand) -> Pair:
    return (lambda was, now: was != now) if wanted else (lambda was, now: was == now)


def _rises(wanted: Operand) -> Pair:
    return (lambda was, now: now > was) if wanted else (lambda was, now: now <= was)


def _falls(wanted: Operand) -> Pair:
    return (lambda was, now: now < was) if wanted else (lambda was, now: now >= was)


SETS: Final[dict[str, Callable[[frozenset[int]], Pair]]] = {
    "is": lambda those: lambda was, now: now in those,
    "not": lambda those: lambda was, now: now not in those,
    "was": lambda those: lambda was, now: was in those,
    "was_not": lambda those: lambda was, now: was not in those,
    "becomes": lambda those: lambda was, now: now in those and was not in those,
    "leaves": lambda those: lambda was, now: was in those and now not in those,
    "either": lambda those: lambda was, now: now in those or was in those,
}
"""Words that take one value or several."""

LIMITS: Final[dict[str, Callable[[int], Pair]]] = {
    "min": lambda limit: lambda was, now: now >= limit,
    "max": lambda limit: lambda was, now: now <= limit,
}
"""Words that take one value."""

SWITCHES: Final[dict[str, Callable[[bool], Pair]]] = {"changes": _changes, "rises": _rises, "falls": _falls}
"""Words that take true or false."""

ONE_FRAME: Final = frozenset({"is", "not", "min", "max"})
"""Words that look at this frame only."""


@dataclass(frozen=True, slots=True)
class ValueTest:
    """Everything that is asked of one field: all clauses have to hold, of the bits in `mask` (None: of all bits)."""

    clauses: tuple[tuple[str, Operand], ...]
    mask: int | None = None

    @property
    def one_frame(self) -> bool:
        """Whether the frame before is of no interest."""
        return all(word in ONE_FRAME for word, _ in self.clauses)

    def compiled(self) -> Pair:
        """The test as one function."""
        parts = [_clause(word, operand) for word, operand in self.clauses]
        test = parts[0] if len(parts) == 1 else _all(parts)
        return test if self.mask is None else _masked(test, self.mask)

    def stands(self, holds: bool) -> bool:
        """Whether it can hold (or fail) while the value stays the same."""
        test, constants = self.compiled(), self.constants() | {0}
        masks = () if self.mask is None else (self.mask,)
        values = candidates(constants, min(constants) - 2, max(constants) + 2 + (self.mask or 0), masks)
        return any(test(value, value) == holds for value in values)

    def constants(self) -> set[int]:
        """The numbers that stand in it: between them, and only there, it changes its mind."""
        found: set[int] = set()
        for word, operand in self.clauses:
            if isinstance(operand, frozenset):
                found |= operand
            elif word in LIMITS:
                found.add(operand)
        return found


def candidates(constants: Iterable[int], lowest: int, highest: int, masks: Iterable[int] = ()) -> list[int]:
    """Values of a field of which one satisfies a test if any value does.

    Words compare with constants or the two frames with each other, so each constant, two neighbours on either side
    and the ends of the range stand for all; with masks, also the values in which only such bits are set.
    """
    near = {lowest, lowest + 1, highest, highest - 1}
    for constant in constants:
        near |= {constant + step for step in (-2, -1, 0, 1, 2)}
    for mask in masks:
        bits = [1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1]
        near |= {0, mask, *bits, *(value & mask for value in tuple(near)), *(mask & ~bit for bit in bits)}
    return sorted(value for value in near if lowest <= value <= highest)


def _clause(word: str, operand: Operand) -> Pair:
    if isinstance(operand, frozenset):
        return SETS[word](operand)
    if isinstance(operand, bool):
        return SWITCHES[word](operand)
    return LIMITS[word](operand)


def _all(parts: list[Pair]) -> Pair:
    first, second = parts[0], parts[1] if len(parts) == 2 else _all(parts[1:])
    return lambda was, now: first(was, now) and second(was, now)


def _masked(test: Pair, mask: int) -> Pair:
    return lambda was, now: test(was & mask, now & mask)
