"""The pause at a start: the game stands still until the runner holds what is to be held and the countdown is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.hold import Hold
from spinlab_pad.lab.view import StartView

HELD: Final = "start pause"
"""The notice of a game that can't be held at a start."""
SHOWN_EVERY_S: Final = 0.1
"""No frames run meanwhile that would bring the countdown up to date in the View."""


class StartPause:
    """One start after another; `then(seconds)` is called when the game has gone on, with how long it stood."""

    def __init__(self, context: LabContext, then: Callable[[float], None]) -> None:
        self._context = context
        self._hold = Hold(context, HELD, then)
        self._changed = asyncio.Event()
        self._buttons: tuple[str, ...] = ()
        self._since: float | None = None
        self._go = False

    @property
    def waiting(self) -> bool:
        """Whether the game is held."""
        return self._hold.waiting

    def begin(self, here: Attached, buttons: tuple[str, ...]) -> None:
        """Hold the game still from now on; `buttons` are those that were held in its state."""
        self._buttons, self._since, self._go = buttons, None, False
        self._hold.begin(here, self._wait)

    def count(self) -> None:
        """Count down from now on; nothing happens where that is going on."""
        if self._since is None:
            self._since = time.perf_counter()
            self._changed.set()

    def stop_counting(self) -> None:
        """Stand still again until the next `count`."""
        self._since = None
        self._changed.set()

    def go_on(self) -> None:
        """Let the game go on at once."""
        self._go = True
        self._changed.set()

    def give_up(self) -> float:
        """Something else is loaded instead. Returns how long the game has stood."""
        stood_s = self._hold.give_up()
        self.go_on()
        return stood_s

    async def settle(self) -> None:
        """Wait until the game that was held goes on: a load may be ignored by one that stands still."""
        await self._hold.settle()

    def view(self) -> StartView:
        """What is to be held, and what is left of the countdown."""
        left_s = self._left_s()
        total_ms = round(self._context.settings.countdown_s * 1000)
        return StartView(self._buttons, None if left_s is None else max(0, round(left_s * 1000)), total_ms)

    def _left_s(self) -> float | None:
        if self._since is None:
            return None
        return self._since + self._context.settings.countdown_s - time.perf_counter()

    async def _wait(self) -> None:
        while not self._go:
            left_s = self._left_s()
            if left_s is not None and left_s <= 0:
                return
            self._context.changed()
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if left_s is None else min(left_s, SHOWN_EVERY_S)):
                    await self._changed.wait()
