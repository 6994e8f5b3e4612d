"""One thing after another: each piece of work waits for its turn, and is carried out even if whoever wanted it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Turns:
    """A queue of work on one loop. `alone` is held while a piece is carried out, and by what must not meet one."""

    def __init__(self) -> None:
        self.alone = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    def queue(self, work: Callable[[], Awaitable[T]], name: str) -> asyncio.Task[T]:
        """Carry work out after what came before it."""
        task = asyncio.get_running_loop().create_task(self._in_turn(work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _in_turn(self, work: Callable[[], Awaitable[T]]) -> T:
        async with self.alone:
            return await work()

    async def settle(self, patience_s: float) -> None:
        """Wait so long for what is queued, then cancel it."""
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks, timeout=patience_s)
            for task in hanging:
                task.cancel()
