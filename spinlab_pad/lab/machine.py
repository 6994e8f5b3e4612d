"""State machines as tables: one row a transition, and a machine that can do nothing else. Pure.

A row leads from a state, by a trigger, to a state. Triggers are the names of commands and of what happens ('died',
'loaded'). What is done on the way is the mode's affair; where it leads to is the table's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ANY: Final = "*"
"""As a source: whatever the state is, unless it has a row of its own for the trigger."""
SAME: Final = "="
"""As a target: the state stays."""
END: Final = "idle"
"""As a target in the table of a mode: the mode is over. So is `reference_paused`."""


@dataclass(frozen=True, slots=True)
class Transition:
    """In state `source`, `trigger` leads to state `target`."""

    source: str
    trigger: str
    target: str


Table = tuple[Transition, ...]


class Impossible(AssertionError):
    """A machine was asked for a transition that its table doesn't have: a fault of the program."""


def row(sources: str, triggers: str, target: str = SAME) -> Table:
    """Transitions from each of `sources` by each of `triggers`, both separated by blanks, to one target."""
    return tuple(Transition(source, trigger, target) for source in sources.split() for trigger in triggers.split())


def table(*rows: Table) -> Table:
    """The rows as one table.

    Raises:
        ValueError: two rows say where one trigger leads from one state.
    """
    made = tuple(item for part in rows for item in part)
    keys = [(item.source, item.trigger) for item in made]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"two rows for {twice[1]!r} in state {twice[0]!r}")
    return made


def target_of(rows: Iterable[Transition], state: str, trigger: str) -> str | None:
    """Where a trigger leads to from a state; None where the table has no row for it."""
    found = {item.source: item.target for item in rows if item.trigger == trigger}
    target = found.get(state, found.get(ANY))
    return state if target == SAME else target


class Machine:
    """A state that moves along the rows of a table only."""

    def __init__(self, rows: Table, state: str) -> None:
        self._rows = rows
        self.state = state

    def can(self, trigger: str) -> bool:
        """Whether the table has a row for the trigger in this state."""
        return target_of(self._rows, self.state, trigger) is not None

    def fire(self, trigger: str) -> str:
        """Go where the trigger leads to, and return that.

        Raises:
            Impossible: the table has no row for it.
        """
        target = target_of(self._rows, self.state, trigger)
        if target is None:
            raise Impossible(f"no transition for {trigger!r} in state {self.state!r}")
        self.state = target
        return target
