"""Loads of start states: the bytes from memory or disk, then one load at a time, only if it is still wanted by then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Loaded, Unreachable
from spinlab_pad.lab.condition import STILL
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.starts.cache import StateCache
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState

FAILURES_MAX: Final = 3
"""Loads that the emulator may refuse one after another; then it is the emulator, not the states."""


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
        """Load `start`, unless it is not `wanted` any more by the time it could be sent, or the emulator has gone; then
        None.

        `sent` is called right before, with the newest `load_id` known: what is seen under a newer one is loaded.

        Raises:
            StateFileError: its file is lost or damaged.
            EmulatorError: it was not loaded.
        """
        context = self._context
        data = await self._states.get(start)
        async with context.io:
            if context.attached is not here or not wanted():
                return None
            newest = context.newest
            seen = max(self._newest, newest.load_id if newest else 0)
            sent(seen)
            if context.detector is not None:
                context.detector.start_at(start.waypoint.checkpoint, seen)
            loaded = await here.emulator.load_state(data)
        self._newest = loaded.load_id
        context.figures.state_load_ms.append(loaded.ms)
        return loaded


async def settled(
    context: LabContext,
    here: Attached,
    loading: Awaitable[object],
    *,
    again: Callable[[], None],
    refused: Callable[[EmulatorError | StateFileError], None],
) -> bool:
    """Await a load; False where it has to be tried `again`: the emulator gave no answer, or stands still.

    Else it was loaded, or `refused`: by the emulator, or since its file is lost.
    """
    still = context.still
    try:
        await loading
    except (EmulatorError, StateFileError) as error:
        stood = here.emulator.pace in STILL or context.still != still
        if isinstance(error, Unreachable) or (isinstance(error, EmulatorError) and stood):
            again()
            return False
        refused(error)
    except Exception as error:
        # Whatever it is, without a loader the mode would stand still for good.
        context.fault("load", error)
        again()
        return False
    return True
