"""Loads start states for a mode whose lives are not timed, one at a time, beside the frames."""

from __future__ import annotations

from typing import Protocol

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.starts.loader import Loader
from spinlab_pad.lab.starts.loads import StartLoads, settled
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


class LoadsOnDemand:
    """Carries out what `mode` wants. `seen` is the newest `load_id` known when the last load was sent."""

    def __init__(self, context: LabContext, mode: Wanting) -> None:
        self._context = context
        self._mode = mode
        self._loads = StartLoads(context)
        self._loader = Loader(context, self._load, self.want)
        self.seen = 0

    def begin(self) -> None:
        """Load what is wanted from now on, in an emulator whose loads count from where it is."""
        self._loads.forget()
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
        return await settled(
            self._context,
            here,
            self._loads.load(here, start, wanted=lambda: self._mode.wanted() is start, sent=self._sent),
            again=lambda: self._mode.not_loaded(start),
            refused=lambda error: self._mode.refused(start, error),
        )

    def _sent(self, loads_seen: int) -> None:
        self.seen = loads_seen
        self._mode.load_sent()
