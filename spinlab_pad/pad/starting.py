"""The start pause: what the pad holds against what is to be held, as commands to count down or to wait. Pure.

Where the start holds buttons, holding all of them counts down, and letting go of one before the game goes on waits
again. Where it holds none, a fresh press of a face button or a direction counts down, and nothing stops it.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

from spinlab_pad.lab.commands import Command, CountDown, HoldOn
from spinlab_pad.lab.view import StartView
from spinlab_pad.pad.positions import Edge, Position

ANY_OF: Final = frozenset(
    {Position.B, Position.A, Position.Y, Position.X, Position.UP, Position.DOWN, Position.LEFT, Position.RIGHT}
)
"""What may be pressed where nothing has to be held."""


@dataclass(frozen=True, slots=True)
class Starting:
    """What was asked for last; None at a start where nothing was asked for yet."""

    asked: Command | None = None


IDLE: Final = Starting()


def step(
    state: Starting, start: StartView | None, held: Set[Position], edges: Iterable[Edge]
) -> tuple[Starting, Command | None]:
    """One look at the pad: `held` are the game's buttons that are down, `edges` what moved since the last look."""
    if start is None:
        return IDLE, None
    ready = _ready(start, held, edges)
    if not start.buttons:
        return (IDLE, CountDown()) if ready and start.counting_ms is None else (IDLE, None)
    counting = start.counting_ms is not None
    if isinstance(state.asked, HoldOn):
        return (state if counting else IDLE), None
    counting = counting or isinstance(state.asked, CountDown)
    if ready == counting:
        return state, None
    asked: Command = CountDown() if ready else HoldOn()
    return Starting(asked), asked


def _ready(start: StartView, held: Set[Position], edges: Iterable[Edge]) -> bool:
    if start.buttons:
        return {str(position) for position in held} >= set(start.buttons)
    return any(edge.down and edge.position in ANY_OF and edge.position in held for edge in edges)
