"""Tells the listeners of a run when its own time stands still: a pause, a menu, a silence, a load of a start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.run_events import Paused, Resumed, RunTime

STILL_S: Final = 0.25
"""Without a frame for so long, the game stands still. A level that loads may do so, too: its lag frames come later."""
LOOK_EVERY_S: Final = 0.05


class RunPauses:
    """`at()` is the time of the run in the newest frame, None while no run is under way."""

    def __init__(self, context: LabContext, at: Callable[[], RunTime | None]) -> None:
        self._context = context
        self._at = at
        self._task: asyncio.Task[None] | None = None
        self.paused = False

    def begin(self) -> None:
        """Look for missing frames from now on."""
        self._task = self._context.start(self._watch(), "speed run pauses")

    def end(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()

    def fresh(self) -> None:
        """Another run begins, with its clock running."""
        self.paused = False

    def pause(self) -> None:
        """The time of the run stands still from the newest frame on."""
        at = self._at()
        if at is not None and not self.paused:
            self.paused = True
            self._context.tell_run(Paused(at))

    def resume(self) -> None:
        """It runs again from the newest frame on."""
        at = self._at()
        if at is not None and self.paused:
            self.paused = False
            self._context.tell_run(Resumed(at))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if not self.paused and time.perf_counter() - self._context.newest_at > STILL_S:
                self.pause()
