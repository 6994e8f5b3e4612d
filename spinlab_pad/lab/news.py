"""Who waits for something new is woken; who is slow misses what came meanwhile, never the newest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

T = TypeVar("T")


class News:
    """Something new is announced; whoever follows sees what there is then."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def announce(self) -> None:
        """Wake whoever waits."""
        self._event.set()
        self._event = asyncio.Event()

    async def follow(self, newest: Callable[[], T]) -> AsyncIterator[T]:
        """What is newest at once, then after each announcement."""
        while True:
            event = self._event
            yield newest()
            await event.wait()
