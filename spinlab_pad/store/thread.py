"""The store's own thread: the loop never waits for a disk.

All calls run one after another on one thread, so the store has one writer and a fixed order.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from spinlab_pad.store.store import Store

T = TypeVar("T")

_log = logging.getLogger(__name__)


class StoreThread:
    """A `Store` that lives on a thread of its own."""

    def __init__(self, executor: ThreadPoolExecutor, store: Store) -> None:
        self._executor = executor
        self._store = store

    @classmethod
    async def open(cls, folder: Path) -> StoreThread:
        """Open the data folder; errors as in `Store`."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        try:
            store = await asyncio.get_running_loop().run_in_executor(executor, Store, folder)
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, store)

    async def call(self, work: Callable[[Store], T]) -> T:
        """Run `work` with the store on its thread and return what it returns.

        Work that was asked for is done, also when the caller is cancelled meanwhile.
        """
        running = asyncio.get_running_loop().run_in_executor(self._executor, work, self._store)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            running.add_done_callback(_told)
            raise

    async def close(self) -> None:
        """Finish what was asked for, then close."""
        try:
            await self.call(Store.close)
        finally:
            self._executor.shutdown()


def _told(running: asyncio.Future[Any]) -> None:
    """Nobody waits for this work any more; what went wrong in it is at least logged."""
    if not running.cancelled() and (error := running.exception()) is not None:
        _log.error("work of a caller that has gone: %s", error)
