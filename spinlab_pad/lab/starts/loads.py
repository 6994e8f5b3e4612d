"""Loads of start states: the bytes from memory or disk, then one load at a time, only if it is still wanted by then."""

from __future__ import annotations

from collections.abc import Callable

from spinlab_pad.emulator.port import Loaded
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.starts.cache import StateCache
from spinlab_pad.store.records import StartState


class StartLoads:
    """Loads the starts of one session, and knows the newest load."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._states = StateCache(context.store)
        self._newest = 0

    def forget(self) -> None:
        """Another emulator counts its loads from zero."""
        self._newest = 0

    async def load(
        self, here: Attached, start: StartState, *, wanted: Callable[[], bool], sent: Callable[[int], None]
    ) -> Loaded | None:
        """Load `start`, unless it is not `wanted` any more by the time it could be sent; then None.

        `sent` is called right before, with the newest `load_id` known: what is seen under a newer one is loaded.

        Raises:
            StateFileError: its file is lost or damaged.
            EmulatorError: it was not loaded.
        """
        data = await self._states.get(start)
        async with self._context.io:
            if not wanted():
                return None
            newest = self._context.newest
            sent(max(self._newest, newest.load_id if newest else 0))
            if self._context.detector is not None:
                self._context.detector.start_at(start.waypoint.checkpoint)
            loaded = await here.emulator.load_state(data)
        self._newest = loaded.load_id
        self._context.figures.state_load_ms.append(loaded.ms)
        return loaded
