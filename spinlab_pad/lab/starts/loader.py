"""The loader of a mode: carries a wish out beside the frames, and tries again where that failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from spinlab_pad.lab.context import LabContext

RETRY_S = 1.0
"""How long to wait after an emulator that is there did not answer to a load."""


class Loader:
    """One load at a time: a wish that comes while one is under way is carried out after it.

    `load` loads what is in hand and says whether that is settled; `again` is called some time after it was not.
    """

    def __init__(self, context: LabContext, load: Callable[[], Awaitable[bool]], again: Callable[[], None]) -> None:
        self._context = context
        self._load = load
        self._again = again
        self._wish = asyncio.Event()
        self._wanting = False
        self._task: asyncio.Task[None] | None = None

    @property
    def wished(self) -> bool:
        """Whether something is wished for that is not being carried out yet."""
        return self._wish.is_set()

    def start(self) -> None:
        """Carry out wishes from now on."""
        self._task = self._context.start(self._serve(), "practice", vital=True)

    async def end(self) -> None:
        """Carry out none any more; the one under way is broken off."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def want(self) -> None:
        """Wish for what is in hand to be loaded."""
        if not self._wanting:
            self._wanting = True
            self._context.want_io()
        self._wish.set()

    def loaded(self) -> None:
        """Nothing is wanted any more."""
        if self._wanting:
            self._wanting = False
            self._context.did_io()

    async def _serve(self) -> None:
        while True:
            await self._wish.wait()
            self._wish.clear()
            try:
                settled = await self._load()
            finally:
                if not self._wish.is_set():
                    self.loaded()
            if not settled:
                await self._after_a_while()

    async def _after_a_while(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_S):
                await self._wish.wait()
        if self._context.attached is not None and not self._wish.is_set():
            self._again()
