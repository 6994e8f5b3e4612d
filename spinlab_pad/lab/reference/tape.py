"""Records what is pressed in a reference run, beside it, and what was seen to happen meanwhile.

Rules:

- A run is never disturbed: what goes wrong here is said once a sitting, and the run goes on without its inputs. So is,
  by itself, that the game jumped.
- A take ends where the game jumps (a state that the runner loads, a rewind, a reset) or the emulator goes, and the next
  one begins as soon as it can. What was recorded until then is kept.
- The emulator's own file of a take goes when the take is on our disk, not before: whatever crashes meanwhile, one of
  the two is there.
- An emulator that could not play a recording is not asked to make one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.reference.salvage import pick_up, piece_of
from spinlab_pad.lab.reference.writer import Pressed, RunWriter
from spinlab_pad.lab.replay import comparison
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.recordings import SeenEvent

NOTICE = "recording"


@dataclass(slots=True)
class _Live:
    """The take that is being recorded. `start` is the frame before its first one."""

    here: Attached
    run: int
    take: int
    detector: Detector | None
    breaks: int
    start: int | None
    load_id: int | None
    last: int = 0
    events: int = 0

    def goes_on(self, snapshot: Snapshot, detector: Detector | None) -> bool:
        """Whether this snapshot follows without a jump."""
        return (
            snapshot.load_id == self.load_id
            and detector is self.detector
            and (detector is None or detector.breaks == self.breaks)
        )


class Tape:
    """The recording of the run at hand; `writer` keeps what was recorded."""

    def __init__(self, context: LabContext, writer: RunWriter) -> None:
        self._context = context
        self._writer = writer
        self._run: int | None = None
        self._live: _Live | None = None
        self._said = self._said_jump = False
        self._turn = asyncio.Lock()

    @property
    def records(self) -> bool:
        """Whether inputs are being recorded."""
        return self._live is not None

    async def begin(self, run: int) -> None:
        """A sitting of a run begins."""
        self._run, self._said, self._said_jump = run, False, False
        async with self._turn:
            await self._start()

    async def end(self) -> None:
        """The sitting ends: keep what was recorded."""
        self._run = None
        async with self._turn:
            live, self._live = self._live, None
            if live is not None:
                await self._take(live)
                await self._writer.keep()

    async def attached(self) -> None:
        """An emulator is there: go on where a sitting was under way, else look for what a crash has left."""
        here, live = self._context.attached, self._live
        if live is not None and here is not None and live.here.emulator is here.emulator:
            live.here, live.detector, live.breaks = here, self._context.detector, 0
        elif self._run is not None:
            async with self._turn:
                await self._start()
        elif here is not None:
            self._context.start(self._pick_up(here), NOTICE)

    def detached(self) -> None:
        """The emulator has gone: what it wrote is kept."""
        live, self._live = self._live, None
        if live is not None:
            self._context.start(self._taken(live), NOTICE, finish=True)

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        live = self._live
        if live is None:
            return
        if live.start is None:
            live.start = live.last = snapshot.frame - 1
            live.load_id = snapshot.load_id
        if not live.goes_on(snapshot, self._context.detector):
            self._live = None
            self._context.start(self._anew(live), NOTICE, finish=True)
            return
        unseen = max(0, snapshot.frame - live.last - 1)
        live.last = snapshot.frame
        for event in events:
            live.events += 1
            told = comparison.seen(event, snapshot.frame - live.start, unseen, self._context.counter(snapshot))
            self._context.start(self._note(live.take, live.events, told), NOTICE, finish=True)

    async def _start(self) -> None:
        context, here, run = self._context, self._context.attached, self._run
        if run is None or here is None or not context.settings.record_inputs:
            return
        able = here.emulator.capabilities
        if not (able.record and able.play):
            return
        take: int | None = None
        try:
            take = await context.store.call(lambda store: store.recordings.begin(run, here.core, wall_ms()))
            async with context.io:
                await here.emulator.start_recording()
        except (EmulatorError, StoreError) as error:
            self._say(f"The inputs of this run are not recorded: {error}")
            if take is not None:
                await self._forget(take)
            return
        detector, newest = context.detector, context.newest
        self._live = _Live(
            here=here,
            run=run,
            take=take,
            detector=detector,
            breaks=detector.breaks if detector is not None else 0,
            start=newest.frame if newest is not None else None,
            load_id=newest.load_id if newest is not None else None,
            last=newest.frame if newest is not None else 0,
        )

    async def _note(self, take: int, number: int, seen: SeenEvent) -> None:
        try:
            await self._context.store.call(lambda store: store.recordings.note(take, number, seen))
        except StoreError as error:
            self._say(f"What happens in this run can't be noted for a replay: {error}")

    async def _taken(self, live: _Live) -> None:
        async with self._turn:
            await self._take(live)

    async def _anew(self, live: _Live) -> None:
        """The game jumped."""
        async with self._turn:
            await self._take(live)
            if not (self._said or self._said_jump):
                self._said_jump = True
                self._tell("The game jumped: a replay of this run will come in parts, before and after it")
            await self._start()

    async def _take(self, live: _Live) -> None:
        """End the recording of a take and keep it; what the emulator doesn't give now is looked for when it is attached
        again.
        """
        frames = 0 if live.start is None else live.last - live.start
        try:
            taken = await live.here.emulator.stop_recording()
        except EmulatorError as error:
            self._say(f"The inputs of this run are not kept yet: {error}")
            return
        if taken:
            pieces = tuple(piece_of(recording) for recording in taken)
            files = tuple(recording.file for recording in taken if recording.file is not None)
            self._writer.add(Pressed(live.run, live.take, pieces, frames, live.here.emulator, files))
        else:
            await self._forget(live.take)

    async def _forget(self, take: int) -> None:
        with suppress(StoreError):  # an empty take does no harm
            await self._context.store.call(lambda store: store.recordings.forget(take))

    async def _pick_up(self, here: Attached) -> None:
        async with self._turn:
            await self._writer.keep()
            if self._run is None and not self._writer.recordings_wait:
                await pick_up(self._context, here)

    def _say(self, text: str) -> None:
        if not self._said:
            self._said = True
            self._tell(text)

    def _tell(self, text: str) -> None:
        self._context.tell(NOTICE, "warn", text)
