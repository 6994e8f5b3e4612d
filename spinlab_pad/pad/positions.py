"""Where a button lies on a pad, and what one pad holds down. Pure.

Names follow the RetroPad, so the SNES names say the *place*: B is south, A is east, Y is west, X is north,
whatever is printed on the pad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

PRESS_AT: Final = 0.6
"""An axis counts as pushed from this deflection on (0 to 1)."""

RELEASE_AT: Final = 0.4
"""A pushed axis counts as let go below this deflection; the gap keeps a worn stick from chattering."""


class Position(StrEnum):
    """A place on the pad; the value is its name in configuration and on screen."""

    B = "b"
    A = "a"
    Y = "y"
    X = "x"
    L = "l"
    R = "r"
    L2 = "l2"
    R2 = "r2"
    L3 = "l3"
    R3 = "r3"
    SELECT = "select"
    START = "start"
    GUIDE = "guide"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    STICK_UP = "right stick up"
    STICK_DOWN = "right stick down"
    STICK_LEFT = "right stick left"
    STICK_RIGHT = "right stick right"


P = Position

SNES_BUTTONS: Final = frozenset({P.B, P.A, P.Y, P.X, P.L, P.R, P.SELECT, P.START, P.UP, P.DOWN, P.LEFT, P.RIGHT})
"""The twelve that the console has."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A position went down or came up."""

    position: Position
    down: bool


@dataclass(frozen=True, slots=True)
class PadState:
    """What one pad holds, by source ('button 3', 'hat 0', 'axis 1'): two sources of one position don't
    disturb.
    """

    sources: Mapping[str, frozenset[Position]] = field(default_factory=dict)

    @property
    def held(self) -> frozenset[Position]:
        """Every position that some source holds."""
        return frozenset[Position]().union(*self.sources.values())

    def change(self, source: str, positions: frozenset[Position]) -> tuple[PadState, tuple[Edge, ...]]:
        """Let `source` hold exactly `positions`; returns the new state and what changed, releases first."""
        before = self.held
        after = PadState({**self.sources, source: positions})
        return after, edges(before, after.held)


def edges(before: frozenset[Position], after: frozenset[Position]) -> tuple[Edge, ...]:
    """What happened between two held sets, releases first, in the order of `Position`."""
    ups = [Edge(p, down=False) for p in Position if p in before - after]
    downs = [Edge(p, down=True) for p in Position if p in after - before]
    return (*ups, *downs)


def push(value: float, negative: Position, positive: Position, held: frozenset[Position]) -> frozenset[Position]:
    """The positions that an axis at `value` (-1 to 1) holds, given what the same axis held before."""
    for position, deflection in ((negative, -value), (positive, value)):
        if deflection >= PRESS_AT or (position in held and deflection >= RELEASE_AT):
            return frozenset({position})
    return frozenset()


def hat(x: int, y: int) -> frozenset[Position]:
    """The d-pad positions of a hat; x is -1 left to 1 right, y is -1 down to 1 up (SDL through pygame)."""
    held = {-1: {P.LEFT}, 0: set[Position](), 1: {P.RIGHT}}[x] | {
        -1: {P.DOWN},
        0: set[Position](),
        1: {P.UP},
    }[y]
    return frozenset(held)
