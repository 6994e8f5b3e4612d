"""Loads start states for a mode whose lives are not timed, one at a time, beside the frames."""

from __future__ import annotations

from typing import Protocol

from spinlab_pad.emulator.port import EmulatorError, Unreachable
from spinlab_pad.lab.condition import STILL
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.starts.cache import StateCache
from spinlab_pad.lab.starts.loader import Loader
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState


class Wanting(Protocol):
    """Who wants starts loaded, and hears what becomes of that."""

    def wanted(self) -> StartState | None:
        """The start to load now; None where nothing is to be loaded."""
        ...

    def load_sent(self) -> None:
        """The load is sent in this moment."""
        ...

    def not_loaded(self, start: StartState) -> None:
        """The emulator gave no answer, or stands still and loads nothing: it is tried again."""
        ...

    def refused(self, start: StartState, error: EmulatorError | StateFileError) -> None:
        """The start can't be loaded: the emulator refuses it, or its file is lost."""
        ...


class StartLoads:
    """Carries out what `mode` wants. `seen` is the newest `load_id` known when the last load was sent."""

    def __init__(self, context: LabContext, mode: Wanting) -> None:
        self._context = context
        self._mode = mode
        self._states = StateCache(context.store)
        self._loads = 0
        self._loader = Loader(context, self._load, self.want)
        self.seen = 0

    def begin(self) -> None:
        """Load what is wanted from now on, in an emulator whose loads count from where it is."""
        self._loads = 0
        self._loader.start()

    def want(self) -> None:
        """Something is to be loaded, if it still is by then."""
        if self._mode.wanted() is not None:
            self._loader.want()

    async def end(self) -> None:
        """Load nothing any more; what is under way is broken off."""
        await self._loader.end()
        self._loader.loaded()

    async def _load(self) -> bool:
        """Load what is wanted; False where that has to be tried again."""
        here, start = self._context.attached, self._mode.wanted()
        if here is None or start is None:
            return True
        still = self._context.still
        try:
            await self._send(here, start)
        except (EmulatorError, StateFileError) as error:
            stood = here.emulator.pace in STILL or self._context.still != still
            if isinstance(error, Unreachable) or (isinstance(error, EmulatorError) and stood):
                self._mode.not_loaded(start)
                return False
            self._mode.refused(start, error)
        except Exception as error:
            # Whatever it is, without a loader the mode would stand still for good.
            self._context.fault("load", error)
            self._mode.not_loaded(start)
            return False
        return True

    async def _send(self, here: Attached, start: StartState) -> None:
        """Load the start, unless something else is wanted by the time it could be sent."""
        context = self._context
        data = await self._states.get(start)
        async with context.io:
            if self._mode.wanted() is not start or context.attached is not here:
                return
            self.seen = max(self._loads, context.newest.load_id if context.newest else 0)
            if context.detector is not None:
                context.detector.start_at(start.waypoint.checkpoint)
            self._mode.load_sent()
            loaded = await here.emulator.load_state(data)
        self._loads = loaded.load_id
        context.figures.state_load_ms.append(loaded.ms)
