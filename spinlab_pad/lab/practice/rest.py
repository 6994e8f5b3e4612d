"""The pause for a rating: the game stands still until a rating, a retry or a skip comes, or the time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.hold import Hold

RESTING: Final = "rating"
"""The notice of a game that can't be held for a rating."""


class Rest:
    """One pause after another; `then` is called when the time of one is over."""

    def __init__(self, context: LabContext, then: Callable[[], None]) -> None:
        self._context = context
        self._hold = Hold(context, RESTING, lambda _: then())
        self._go_on = asyncio.Event()

    @property
    def waiting(self) -> bool:
        """Whether the game is held."""
        return self._hold.waiting

    def begin(self, here: Attached) -> None:
        """Hold the game still from now on."""
        self._go_on.clear()
        self._hold.begin(here, self._wait)

    def give_up(self) -> None:
        """Whoever plays wants to go on, or the session ends: the game goes on, and nothing comes after this pause."""
        self._hold.give_up()
        self._go_on.set()

    async def settle(self) -> None:
        """Wait until the game that was held goes on."""
        await self._hold.settle()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._context.settings.auto_advance_s):
                await self._go_on.wait()
