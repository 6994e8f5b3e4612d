"""What the runner wants to be served now: the same again, the next one, a neighbour, or what may be chosen from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.practice.choosing import Choosing
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.practice.holds import Holds
from spinlab_pad.lab.practice.picking import Picking
from spinlab_pad.lab.practice.selection import Selection
from spinlab_pad.lab.practice.serve_loads import PracticeLoads
from spinlab_pad.schedule import Choice

DEATHS_ONLY: Final = math.inf
"""However long was played without one, it is no attempt."""


class Wishes:
    """Ends the serving in hand, and has another one picked.

    `give_up(least_s)` takes in what was played of the one in hand as an aborted attempt: its deaths, or so much play.
    """

    def __init__(
        self,
        hand: Hand,
        selection: Selection,
        choosing: Choosing,
        picking: Picking,
        loads: PracticeLoads,
        holds: Holds,
        give_up: Callable[[float], None],
    ) -> None:
        self._hand = hand
        self._selection = selection
        self._choosing = choosing
        self._picking = picking
        self._loads = loads
        self._holds = holds
        self._give_up = give_up

    def skip(self) -> None:
        """Go on with what comes next; what was played counts as aborted."""
        self._holds.give_up()
        self._give_up(0)
        self._serve_anew("skip")

    def retry(self) -> None:
        """Load the segment in hand again; what was played of it is dropped, the time that it took is not."""
        self._holds.give_up()
        serving, phase = self._hand.serving, self._hand.phase
        began = serving.began_at, serving.began_ms
        self._serve_anew("retry", None if phase == "stuck" else self._hand.choice)
        if phase not in ("resting", "done", "stuck"):
            serving.began_at, serving.began_ms = began

    def turn(self, command: commands.NextSegment | commands.PreviousSegment) -> Refused | None:
        """Serve a neighbour of the segment in hand; what was played is dropped. A pin goes along."""
        selection, last = self._selection, self._hand.choice.segment if self._hand.choice else None
        if isinstance(command, commands.NextSegment):
            segment, why = selection.following(last, time.time()), "next in the run"
        else:
            segment, why = selection.back(), "served before"
        if segment is None:
            return Refused("there is no other segment to serve in this session")
        if selection.pin is not None:
            selection.pinned = segment
        self._serve_anew(command.name, Choice(segment, why))
        return None

    async def choose(self, command: Command) -> Refused | None:
        """Change what may be served; the segment in hand is given up only if it is none of that any more."""
        refused = await self._choosing.carry_out(command, self._hand.segment)
        if refused is not None:
            return refused
        self._hand.fire(command.name)
        segment, phase = self._hand.segment, self._hand.phase
        pinned = isinstance(command, commands.PinSegment)
        if segment is not None and phase != "resting" and self._ends(command, segment):
            self.let_go()
        elif (phase == "stuck" and self._selection.can_serve(time.time())) or (phase == "done" and pinned):
            self._serve_anew("tried_again")
        return None

    def let_go(self) -> None:
        """The segment in hand is not wanted any more: its deaths are kept, and another one is served."""
        self._holds.give_up()
        self._give_up(DEATHS_ONLY)
        self._serve_anew("given_up")

    def _ends(self, command: Command, segment: str) -> bool:
        """Whether the segment in hand is none of those any more that the command leaves."""
        match command:
            case commands.Unpin():
                return False
            case commands.Snooze(id=id_) | commands.Exclude(id=id_) if id_ not in ("", segment):
                return False
            case _:
                return not self._choosing.serves(segment)

    def _serve_anew(self, trigger: str, choice: Choice | None = None) -> None:
        """Another serving is wanted: `choice`, or what comes next."""
        self._holds.give_up()
        self._picking.waive_goal()
        if self._hand.phase == "stuck":
            self._loads.stir()
        self._hand.since = None
        self._hand.fire(trigger)
        self._picking.pick(choice)
