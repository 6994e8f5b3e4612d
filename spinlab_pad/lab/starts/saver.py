"""Saves start states beside the frames: the game as it was at an event, or nothing."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.practice.episode import COUNTER_SIZE
from spinlab_pad.route.waypoints import Waypoint
from spinlab_pad.store.records import StartState, StateKind

SAVE_LAG_LIMIT_FRAMES: Final = 30
"""A state that was saved later than this after its event is not its start any more (measured: 1 to 3 frames)."""

Taken = tuple[StartState, bytes]
"""A state that was saved and not kept yet: what is known of it, and its bytes."""


class StartSaver:
    """Saves one state after another. A state that comes late, or after a break of the stream, is told and not kept."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._breaks = 0
        self.ahead = 0
        """Frames by which what is fed is ahead of the emulator's own newest frame."""

    def discontinuity(self) -> None:
        """The stream broke: a state that is being saved may be of anything."""
        self._breaks += 1

    def save(
        self, here: Attached, place: Waypoint, kind: StateKind, at: Snapshot, run: int | None, unseen: int = 0
    ) -> Coroutine[Any, Any, bool]:
        """Save the start at `place`, whose event was seen in the frame `at`; to be started at once, beside the frames.

        So many frames right before it were `unseen`: it may have happened in one of them, and a start of which fewer
        were stays. Its result is whether there is a start now. An error of the emulator or the disk is raised.
        """
        return self._keep(here, self.take(here, place, kind, at, run, unseen))

    def take(
        self, here: Attached, place: Waypoint, kind: StateKind, at: Snapshot, run: int | None, unseen: int = 0
    ) -> Coroutine[Any, Any, Taken | None]:
        """As `save`, but the state is given back instead of kept; None where it is no start."""
        # Now: the emulator may have gone by the first step.
        event_counter, observed = self._context.counter(at), here.profile.observe(place.level, at)
        start = StartState(place, kind, here.core, "", event_counter, None, run, observed, unseen)
        self._context.want_io()
        return self._take(here, start, at)

    async def _keep(self, here: Attached, taking: Coroutine[Any, Any, Taken | None]) -> bool:
        taken = await taking
        if taken is None:
            return False
        state, data = taken
        await self._context.store.call(lambda store: store.put_state(here.game.id, state, data, wall_ms()))
        return True

    async def _take(self, here: Attached, start: StartState, at: Snapshot) -> Taken | None:
        context, breaks, place = self._context, self._breaks, start.waypoint
        try:
            async with context.io:
                late = self._frames_since(at)
                if late > SAVE_LAG_LIMIT_FRAMES or self._breaks != breaks:
                    self._too_late(place, late)
                    return None
                saved = await here.emulator.save_state()
        finally:
            context.did_io()
        lag: int | None = None
        if saved.wram is not None and here.profile.counter is not None:
            field = here.profile.field(here.profile.counter)
            lag = (saved.wram[field.address] - start.event_counter) % COUNTER_SIZE
            context.figures.save_lag_frames.append(lag)
        since = self._frames_since(at)
        late = since if lag is None or since >= COUNTER_SIZE else lag
        if late > SAVE_LAG_LIMIT_FRAMES or self._breaks != breaks:
            self._too_late(place, late)
            return None
        context.figures.save_ms.append(saved.ms)
        return replace(start, save_lag_frames=lag), saved.data

    def _frames_since(self, at: Snapshot) -> int:
        newest = self._context.newest
        return (newest.frame - at.frame if newest else 0) + self.ahead

    def _too_late(self, place: Waypoint, late: int) -> None:
        why = f"came {late} frames late" if late > SAVE_LAG_LIMIT_FRAMES else "came after a jump of the game"
        text = f"{place.label}: the save state {why} and was not kept"
        self._context.tell(f"save {place.id}", "warn", text)
