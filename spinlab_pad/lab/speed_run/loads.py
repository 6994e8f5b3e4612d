"""Loads start states for runs: from memory where it can be, one after another with every other save and load."""

from __future__ import annotations

from collections.abc import Callable

from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.starts.cache import StateCache
from spinlab_pad.store.records import StartState


class RunLoads:
    """What was loaded last, and the start states that are kept in memory."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._states = StateCache(context.store)
        self._last = 0

    def forget(self) -> None:
        """The emulator is another one: its loads count from zero."""
        self._last = 0

    async def load(
        self, here: Attached, start: StartState, wanted: Callable[[], bool], sent: Callable[[int], None]
    ) -> bool:
        """Load a start state if it is still `wanted` by the time it can be sent; whether it was loaded.

        `sent` is called just before, with the newest load id that is known: snapshots of the state have a greater one.

        Raises:
            StateFileError: the file is lost or damaged.
            EmulatorError: the emulator doesn't load it.
        """
        context = self._context
        data = await self._states.get(start)
        async with context.io:
            if context.attached is not here or not wanted():
                return False
            newest = context.newest
            sent(max(self._last, newest.load_id if newest else 0))
            if context.detector is not None:
                context.detector.start_at(start.waypoint.checkpoint)
            loaded = await here.emulator.load_state(data)
        self._last = loaded.load_id
        context.figures.state_load_ms.append(loaded.ms)
        return True
