"""A consumer of `frames()` beside a test, which waits for what the test wants to see in the frames."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Field, Snapshot

DEADLINE_S = 15.0
"""How long anything that a test waits for may take; far above what it takes on a busy machine."""


class Watch:
    """Keeps every snapshot that the emulator gives while the watch is on, oldest first."""

    def __init__(self, emulator: Emulator, fields: Sequence[Field]) -> None:
        self.snapshots: list[Snapshot] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._consume(emulator, fields), name="watch")

    async def _consume(self, emulator: Emulator, fields: Sequence[Field]) -> None:
        try:
            async for snapshot in emulator.frames(fields):
                self.snapshots.append(snapshot)
                self._news.set()
        finally:
            self._news.set()

    async def _grown(self, seen: int) -> None:
        """Return when there are more than `seen` snapshots; raise what ended the frames if they ended."""
        while len(self.snapshots) <= seen:
            if self._task.done():
                self._task.result()
                raise AssertionError("frames() ended without an error")
            self._news.clear()
            await self._news.wait()

    async def until(self, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot from now on (those already seen don't count) that is as wanted.

        Raises:
            TimeoutError: none came within the deadline.
        """
        place = len(self.snapshots)
        async with asyncio.timeout(DEADLINE_S):
            while True:
                await self._grown(place)
                if wanted(self.snapshots[place]):
                    return self.snapshots[place]
                place += 1

    async def take(self, count: int) -> list[Snapshot]:
        """The next `count` snapshots.

        Raises:
            TimeoutError: they didn't come within the deadline.
        """
        start = len(self.snapshots)
        async with asyncio.timeout(DEADLINE_S):
            await self._grown(start + count - 1)
        return self.snapshots[start : start + count]

    async def first_of_load(self, load_id: int) -> Snapshot:
        """The first snapshot with this load id, also if it was seen already."""
        place = 0
        async with asyncio.timeout(DEADLINE_S):
            while True:
                await self._grown(place)
                if self.snapshots[place].load_id == load_id:
                    return self.snapshots[place]
                place += 1

    async def stop(self) -> None:
        """Stop consuming; frames that ended by themselves raise their error."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


@asynccontextmanager
async def watching(emulator: Emulator, fields: Sequence[Field]) -> AsyncIterator[Watch]:
    """Consume the frames of `emulator` beside the body, from its first frame on."""
    watch = Watch(emulator, fields)
    try:
        await watch.take(1)
        yield watch
    finally:
        await watch.stop()
