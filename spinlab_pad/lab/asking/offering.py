"""The menu of all that can be done now: opened over a game that is paused for it, answered with commands.

Whoever opens it in play presses buttons that the game sees, too, and jumps back in mid-air afterwards. So where starts
are loaded from states, the life goes on from its start (`AFRESH`); elsewhere the game goes on where it stood, once
the pad is at rest (the couch waits for that).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from spinlab_pad.lab import commands
from spinlab_pad.lab.asking import asking, choices
from spinlab_pad.lab.asking.asking import Asking
from spinlab_pad.lab.asking.choices import SURE, TOP, Known, Offer
from spinlab_pad.lab.asking.menu import Menu
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.connection import Connection
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.notices import plain
from spinlab_pad.lab.stage import Stage
from spinlab_pad.store.errors import StoreError

COMMANDS: Final = (commands.ShowMenu, *asking.COMMANDS)
"""The commands that `Offering` carries out: it opens the menu, and passes on the steps in whatever is asked."""
AFRESH: Final = ("practice", "cold_fill")
"""Modes in which a life that the menu has broken is loaded again; the deaths before it stay."""
SERVING: Final = (commands.Retry, commands.Skip, commands.NextSegment, commands.PreviousSegment)
"""Commands after which a load is on its way anyhow."""
LABEL_MAX: Final = 80
"""Characters of a choice; the rest isn't seen on any overlay."""


class Offering:
    """Shows pages of `choices` and carries out what is taken.

    `link` is how it stands with the emulator; `obey` judges a command and carries it out, `pause` pauses the game
    (True) or lets it go on, `possible` tells what is possible now.
    """

    def __init__(
        self,
        context: LabContext,
        stage: Stage,
        asking: Asking,
        link: Connection,
        obey: Callable[[Command], Awaitable[Refused | None]],
        pause: Callable[[bool], Awaitable[None]],
        possible: Callable[[], Mapping[str, str | None]],
    ) -> None:
        self._context = context
        self._stage = stage
        self._asking = asking
        self._link = link
        self._obey = obey
        self._pause = pause
        self._possible = possible
        self._way: list[tuple[str, str | None]] = []
        """Pages that led to the one shown, each with the choice that was taken there."""
        self._page = TOP
        self._asked: Offer | None = None
        """What the page `SURE` asks about."""
        self._offers: Mapping[str, Offer] = {}
        self._paused = False
        """The game goes on when the menu closes."""

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command about the menu, or a step in another question."""
        if isinstance(command, commands.ShowMenu):
            await self.show()
            return None
        return await self._asking.carry_out(command)

    async def show(self) -> None:
        """Open the menu; the game is paused for it. Where it is open already, leave it."""
        if self._asking.menu is not None and self._asking.menu.key == "menu":
            await self._go_on(None)
            return
        mode = self._stage.mode
        # A pause from before ends with the menu, too: the pad has no other way to let a game go on that is played.
        self._paused = mode is not None and not mode.holding and self._link.state in ("playing", "paused")
        if self._paused and self._link.state == "playing":
            await self._pause(True)
        self._way = []
        try:
            await self._open(TOP)
        except StoreError:
            await self._go_on(None)  # no menu, no pause
            raise

    def frame(self) -> None:
        """A frame came: where a mode plays again under the menu, the pad is the game's."""
        if self._asking.menu is None or self._asking.menu.key != "menu":
            return
        mode = self._stage.mode
        if mode is not None and not mode.holding and self._link.state == "playing":
            self._asking.close("menu")
            self._context.changed()

    async def take(self, value: str) -> Refused | None:
        """Carry out what is marked, or show the page that it leads to."""
        offer = self._offers[value]
        if isinstance(offer.leads, str):
            self._way.append((self._page, value))
            await self._open(offer.leads)
        elif isinstance(offer.leads, commands.LeaveChoice):
            await self.leave()
        elif offer.sure:
            self._way.append((self._page, value))
            self._asked = offer
            await self._open(SURE)
        else:
            refused = await self._obey(offer.leads)
            if refused is not None:
                return refused
            if offer.stays:
                await self._open(self._page, value)
            else:
                await self._go_on(offer.leads)
        return None

    async def leave(self) -> None:
        """Back to the page before; from the first one back to the game."""
        if self._way:
            await self._open(*self._way.pop())
        else:
            await self._go_on(None)

    async def _open(self, name: str, marked: str | None = None) -> None:
        known = await self._known()
        if name == SURE and self._asked is not None:
            offers, title = choices.sure_page(self._asked), self._asked.sure
        else:
            offers, title = choices.page(name, known), choices.TITLES[name]
            marked = marked or choices.marked(name, known)
        if not offers:  # what was possible a moment ago is not any more
            self._way = []
            name, offers, title = TOP, choices.page(TOP, known), choices.TITLES[TOP]
        self._page = name
        self._offers = {offer.value: offer for offer in offers}
        shown = tuple(replace(offer.view, label=plain(offer.label, LABEL_MAX)) for offer in offers)
        self._asking.ask(Menu("menu", title, shown).on(marked), self)

    async def _known(self) -> Known:
        context, mode = self._context, self._stage.mode
        course, here, settings = context.course, context.attached, context.settings
        runs = await context.store.call(lambda store: store.runs(here.game.id)) if here is not None else ()
        result = mode.scene().result if mode is not None else None
        return Known(
            mode=mode.name if mode is not None else "idle",
            possible=self._possible(),
            allocator=settings.allocator,
            estimator=settings.estimator,
            segments=course.segments if course is not None else (),
            whole=course.whole if course is not None else (),
            segment=mode.facts().segment if mode is not None else None,
            runs=runs,
            goal_minutes=settings.goal_minutes or 0,
            goal_attempts=settings.goal_attempts or 0,
            rating=result.rating if result is not None else None,
        )

    async def _go_on(self, taken: Command | None) -> None:
        """Let the game go on and close the menu, unless what was taken asks for itself.

        Where the game does not go on the menu stays, so that it can be left again.
        """
        mode = self._stage.mode
        goes_on = self._paused and not (mode is not None and mode.holding)
        if goes_on and self._link.state == "paused" and self._context.attached is not None:
            await self._pause(False)
        self._paused = False
        self._asking.close("menu")
        if goes_on and mode is not None and mode.name in AFRESH and not isinstance(taken, SERVING):
            mode.jumped()
