"""What there is to do in the state folder for some seconds after a save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from spinlab_pad.emulator.retroarch.disk import Disk
from spinlab_pad.emulator.retroarch.slots import StateFolder

LOOKS_S: Final = (0.1, 0.3, 0.7, 1.5, 2.5, 6.0)
"""RetroArch has made the picture of a state by the third (0.1 s on an idle machine); what it carries out too late comes
about 30 ms after it has answered, and is looked for from the first one on."""


class Afterwards:
    """Looks at `folder`, not while it is `busy`; `is_ours` tells our states by the core's.

    As long as an answer is `pending`, RetroArch may be frozen: the folder stays guarded, and who gets it calls `start`.
    """

    def __init__(
        self,
        folder: StateFolder,
        disk: Disk,
        is_ours: Callable[[bytes], bool],
        busy: Callable[[], bool],
        pending: Callable[[], bool],
    ) -> None:
        self._folder = folder
        self._disk = disk
        self._is_ours = is_ours
        self._busy = busy
        self._pending = pending
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, or begin anew: a save is over, or RetroArch has answered at last."""
        self.cancel()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def cancel(self) -> None:
        """No further look."""
        if self._task is not None:
            self._task.cancel()

    async def stop(self) -> None:
        """No further look; returns when none is under way."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait((task,))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        for at_s in LOOKS_S:
            await asyncio.sleep(started + at_s - loop.time())
            if not self._busy():
                await self._disk.run(self._look)
        if not self._pending():
            self._folder.end_guard()

    def _look(self) -> None:
        """Each by itself: what is refused now is tried again with the next look."""
        folder = self._folder
        for work in (folder.put_right, lambda: folder.undo_late(self._is_ours), folder.tidy, folder.prepare):
            with suppress(OSError):
                work()
