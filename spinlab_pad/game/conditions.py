"""Conditions: named values of a moment that make two starts of one segment different, such as the power-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a game.

    `field` is the field that holds its value; `values` has words for the values that have one; `levels` are the levels
    in which it means something, None for all of them. `required`: two starts that differ in it are different starts;
    otherwise it is only observed.
    """

    name: str
    field: str
    values: Mapping[int, str] = attribute(hash=False)
    levels: frozenset[int] | None
    required: bool

    def covers(self, level: int) -> bool:
        """Whether it means something in this level."""
        return self.levels is None or level in self.levels

    def word(self, value: int) -> str:
        """The value as the runner calls it; where the profile has no word for it, the number."""
        return self.values.get(value, str(value))
