"""What is to be kept of speed runs, written one after another beside the frames.

What the disk doesn't take waits here, in order, and is tried again by itself: a run goes on over a full disk, and is
shown as finished only when it is kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from spinlab_pad.lab.context import LabContext
from spinlab_pad.store.errors import DataFolderError, StoreError
from spinlab_pad.store.store import Store

NOT_KEPT = "speed run store"
"""The notice of a disk that doesn't take what is to be kept."""
AGAIN_S = 5.0
"""How long to wait before what the disk did not take is tried again."""

Work = Callable[[Store], Any]
Then = Callable[[bool], None]
"""Called when the work is done: whether it is on disk (False: the database refused it for good)."""


class _Job(NamedTuple):
    work: Work
    then: Then | None


class Keeper:
    """A queue of writes."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._waiting: deque[_Job] = deque()
        self._one_at_a_time = asyncio.Lock()
        self._again: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """Writes that are not on disk yet."""
        return len(self._waiting)

    def add(self, work: Work, then: Then | None = None) -> None:
        """Write this after what was added before."""
        self._waiting.append(_Job(work, then))
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    async def keep(self) -> None:
        """Write what waits, oldest first, as far as the disk takes it."""
        async with self._one_at_a_time:
            while self._waiting:
                job = self._waiting[0]
                kept = True
                try:
                    await self._context.store.call(job.work)
                except DataFolderError as error:
                    self._tell(f"{error}; the speed run is kept as soon as that is possible")
                    self._later()
                    return
                except StoreError as error:
                    kept = False
                    self._tell(f"a part of the speed run was not kept: {error}")
                self._waiting.popleft()
                if kept:
                    self._context.clear(NOT_KEPT)
                if job.then is not None:
                    job.then(kept)

    def _later(self) -> None:
        if not self._closed and (self._again is None or self._again.done()):
            self._again = self._context.start(self._wait(), NOT_KEPT)  # not waited for at the end: a disk may stay full

    async def _wait(self) -> None:
        await asyncio.sleep(AGAIN_S)
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    async def close(self) -> None:
        """Write what still waits; tell what can't be kept."""
        self._closed = True
        if self._again is not None:
            self._again.cancel()
        await self.keep()
        if self._waiting:
            self._tell("the end of the speed run is lost: the disk took nothing; free some space before the next one")

    def _tell(self, text: str) -> None:
        self._context.tell(NOT_KEPT, "error", text, lasting=True)
