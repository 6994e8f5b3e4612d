"""Which buttons of the pad the game has noted as held, by memory. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from spinlab_pad.game.memory import Field

BUTTONS: Final = ("up", "down", "left", "right", "b", "a", "y", "x", "l", "r", "select", "start")
"""The SNES pad, in the order in which buttons are told."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that is held while all of `bits` are set in `field`, unless that one is held which `unless` names.

    Games join buttons that do the same (in Super Mario World the bit of B is set for A, too).
    """

    name: str
    field: Field
    bits: int
    unless: str | None = None


def held(buttons: Iterable[Button], value_of: Callable[[Field], int]) -> tuple[str, ...]:
    """The buttons that are held, by their SNES names ('right', 'y')."""
    made = tuple(buttons)
    down = {item.name for item in made if value_of(item.field) & item.bits == item.bits}
    return tuple(item.name for item in made if item.name in down and item.unless not in down)
