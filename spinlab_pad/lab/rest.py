"""The pause for a rating: the game stands still until a rating, a retry or a skip comes, or the time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from spinlab_pad.emulator.port import EmulatorError, Unreachable
from spinlab_pad.lab.context import PATIENCE_S, Attached, LabContext


class Rest:
    """One pause after another; `then` is called at the end of each, unless the session has ended."""

    def __init__(self, context: LabContext, then: Callable[[], None]) -> None:
        self._context = context
        self._then = then
        self._go_on = asyncio.Event()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None
        self.waiting = False

    def begin(self, here: Attached) -> None:
        """Hold the game still from now on."""
        self.waiting = True
        self._go_on.clear()
        self._task = self._context.start(self._rest(here), "rating")
        self._context.changed()

    def end(self) -> None:
        """Whoever plays wants to go on."""
        self._go_on.set()

    def stop(self) -> None:
        """The session ends: nothing comes after this pause."""
        self._stopped = True
        self._go_on.set()

    async def settle(self) -> None:
        """Wait until the game goes on, as long as that makes sense."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=PATIENCE_S)
            self._task.cancel()

    async def _rest(self, here: Attached) -> None:
        try:
            await self._hold(here)
        except Unreachable:
            pass  # the connection's own notice tells it
        except EmulatorError as error:
            self._context.tell("rating", "warn", str(error))
        finally:
            self.waiting = False
            self._context.changed()
        if not self._stopped:
            self._then()

    async def _hold(self, here: Attached) -> None:
        try:
            await here.emulator.pause()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._context.settings.auto_advance_s):
                    await self._go_on.wait()
        finally:
            await here.emulator.resume()
