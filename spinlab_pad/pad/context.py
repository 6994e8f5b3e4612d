"""In which situation a button is pressed: what decides between game input and command. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from spinlab_pad.lab.view import ConnectionState, Mode

Kind = Literal["live", "over", "menu", "choice"]


@dataclass(frozen=True, slots=True)
class Context:
    """Where the runner is, and which commands the lab would take now (`Hub.possible()`).

    `live`: an attempt or a reference run is being played, so plain buttons belong to the game; `over`: we
    paused the game; `menu`: nothing is being practised or recorded; `choice`: something is asked, and no game
    is being played meanwhile.
    """

    kind: Kind
    possible: Mapping[str, str | None] = field(default_factory=dict)

    def allows(self, command: str) -> bool:
        """Whether the lab would take the command now; a command it doesn't know of is left for it to
        refuse.
        """
        return self.possible.get(command) is None


def kind_of(mode: Mode, connection: ConnectionState, *, asked: bool = False, starting: bool = False) -> Kind:
    """The kind of context that a View shows; `asked`: there is a question in it; `starting`: the game stands still at
    a start, and what is held there is for the game.
    """
    at_rest = mode in ("idle", "reference_paused")
    if asked and (at_rest or connection != "playing"):
        return "choice"
    if at_rest:
        return "menu"
    return "over" if connection == "paused" and not starting else "live"
