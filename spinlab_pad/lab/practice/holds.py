"""Both ways in which practice holds the game still: for a rating, and at a start until the runner is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spinlab_pad.emulator.port import Loaded
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.practice.rest import RESTING, Rest
from spinlab_pad.lab.practice.start_pause import HELD, StartPause
from spinlab_pad.lab.view import StartView

NOTICES: Final = (RESTING, HELD)
"""What is told of a game that can't be held."""
AT_START: Final = ("standing", "counting")


class Holds:
    """At most one at a time.

    `held(seconds)` is told how long the game stood at a start, `rested` that another segment may come.
    """

    def __init__(
        self, context: LabContext, hand: Hand, held: Callable[[float], None], rested: Callable[[], None]
    ) -> None:
        self._context = context
        self._hand = hand
        self._held = held
        self._rested = rested
        self._rest = Rest(context, lambda: self._end_rest("time_over"))
        self._start = StartPause(context, self._went_on)

    @property
    def waiting(self) -> bool:
        """Whether the game is held."""
        return self._rest.waiting or self._start.waiting

    @property
    def view(self) -> StartView | None:
        """What is shown at a start."""
        return self._start.view() if self._hand.phase in AT_START else None

    def rest(self, here: Attached) -> None:
        """Hold the game for a rating."""
        self._rest.begin(here)

    def stand(self, here: Attached, loaded: Loaded) -> None:
        """A state is loaded: hold the game still until the runner is ready."""
        hand, newest = self._hand, self._context.newest
        hand.fire("held_at_start")
        hand.stood = True
        buttons: tuple[str, ...] = ()
        if loaded.wram is not None:
            buttons = here.profile.held_in(loaded.wram)
        elif newest is not None and newest.load_id == loaded.load_id:
            buttons = here.profile.held_at(newest)
        self._start.begin(here, buttons)

    def count_down(self) -> None:
        """The runner holds what is to be held."""
        self._hand.fire("count_down")
        self._start.count()

    def hold_on(self) -> None:
        """The runner has let go."""
        self._hand.fire("hold_on")
        self._start.stop_counting()

    def go_on(self) -> None:
        """Let the game go on, whatever it is held for."""
        if self._hand.phase == "resting":
            self._rest.give_up()
            self._end_rest("rated")
        else:
            self._start.go_on()

    def rated(self) -> None:
        """A rating has come."""
        if self._hand.phase == "resting":
            self.go_on()

    def give_up(self) -> None:
        """Something else is served, or nothing any more: the game goes on, and nothing comes of the hold."""
        self._rest.give_up()
        stood_s = self._start.give_up()
        if stood_s:
            self._held(stood_s)

    async def settle(self) -> None:
        """Wait until the game goes on: a load may be ignored by one that stands still."""
        await self._rest.settle()
        await self._start.settle()

    def _end_rest(self, trigger: str) -> None:
        self._hand.fire(trigger)
        self._rested()

    def _went_on(self, stood_s: float) -> None:
        if self._hand.machine.can("went_on"):
            self._hand.fire("went_on")
            self._held(stood_s)
