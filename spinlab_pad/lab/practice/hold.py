"""The game is held still on purpose: paused, waited for, and let go on, whatever becomes of it meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Pace, Unreachable
from spinlab_pad.lab.context import PATIENCE_S, Attached, LabContext

SEEN_S: Final = 0.25
"""So long after a resume the emulator's pace may still be that of the pause, which would be taken for one by hand."""
LOOK_EVERY_S: Final = 0.005


class Hold:
    """One hold after another. `then(seconds)` is called at the end of each that was not given up, with its length.

    The adapter looks at the emulator's status before and after it pauses or resumes: neither is sent blindly. Where a
    game can't be held it goes on at once, and `key` is the notice that says why.
    """

    def __init__(self, context: LabContext, key: str, then: Callable[[float], None]) -> None:
        self._context = context
        self._key = key
        self._then = then
        self._task: asyncio.Task[None] | None = None
        self._given_up = False
        self._since = 0.0

    @property
    def waiting(self) -> bool:
        """Whether the game is held."""
        return self._task is not None and not self._task.done()

    def begin(self, here: Attached, wait: Callable[[], Awaitable[None]]) -> None:
        """Hold the game still until `wait` returns."""
        self._given_up, self._since = False, time.perf_counter()
        self._task = self._context.start(self._run(here, wait), self._key, vital=True)

    def give_up(self) -> float:
        """Nothing comes after this hold; what it waits for has to end now, too. Returns how long it has lasted."""
        lasted_s = time.perf_counter() - self._since if self.waiting and not self._given_up else 0.0
        self._given_up = True
        return lasted_s

    async def settle(self) -> None:
        """Wait until the game goes on, as long as that makes sense."""
        if self._task is not None and not self._task.done():
            await asyncio.wait([self._task], timeout=PATIENCE_S)
            self._task.cancel()

    async def _run(self, here: Attached, wait: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._hold(here, wait)
        except Unreachable:
            pass  # the connection's own notice tells it
        except EmulatorError as error:
            self._context.tell(self._key, "warn", str(error))
        if not self._given_up:
            self._then(time.perf_counter() - self._since)

    async def _hold(self, here: Attached, wait: Callable[[], Awaitable[None]]) -> None:
        try:
            await here.emulator.pause()
            await wait()
        finally:
            await here.emulator.resume()
        until = time.perf_counter() + SEEN_S
        while here.emulator.pace is Pace.PAUSED and time.perf_counter() < until:
            await asyncio.sleep(LOOK_EVERY_S)
