"""The reference mode: records a run, saves a state where segments start, keeps the segments that close."""

from __future__ import annotations

from collections.abc import Sequence

from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.capture import Capture, SegmentClosed, StateWanted, Tick
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.store.records import RunRecord, SegmentRecord, StartState

SAVE_LAG_LIMIT_FRAMES = 30
"""A state that was saved later than this after its event is not its start any more (measured: 1 to 3 frames)."""


class ReferenceMode:
    """Records one run. Fed with every frame; saving and storing go on beside the frames."""

    def __init__(self, context: LabContext, run: RunRecord, splits: int) -> None:
        self._context = context
        self.run = run
        self.splits = splits
        self.capture = Capture()
        self._load_id: int | None = None

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        assert here is not None
        if self._load_id is not None and snapshot.load_id != self._load_id:
            self.discontinuity()
        self._load_id = snapshot.load_id
        for event in events:
            tick = Tick(snapshot.frame, snapshot.t_ns, self._context.lag_total, here.frame_hz)
            self.capture, outcomes = self.capture.step(event, tick)
            for outcome in outcomes:
                match outcome:
                    case StateWanted():
                        counter = self._context.counter(snapshot)
                        self._context.want_io()
                        self._context.start(self._save(here, outcome, counter), f"save {outcome.waypoint.id}")
                    case SegmentClosed():
                        self._context.closed(outcome.segment, outcome.played)
                        self._context.start(self._close(here, outcome), f"split {outcome.segment.id}")
            self._context.changed()

    def discontinuity(self) -> None:
        """The stream broke: the segment in flight is void."""
        self.capture = self.capture.discontinuity()

    async def _save(self, here: Attached, wanted: StateWanted, event_counter: int) -> None:
        context = self._context
        try:
            async with context.io:
                saved = await here.emulator.save_state()
        finally:
            context.did_io()
        lag: int | None = None
        if saved.wram is not None:
            field = here.profile.field(here.profile.counter)
            lag = (saved.wram[field.address] - event_counter) % 256
            context.figures.save_lag_frames.append(lag)
            if lag > SAVE_LAG_LIMIT_FRAMES:
                context.tell(
                    f"save {wanted.waypoint.id}",
                    "warn",
                    f"{wanted.waypoint.label}: the save state came {lag} frames late and was not kept",
                )
                return
        context.figures.save_ms.append(saved.ms)
        state = StartState(wanted.waypoint, wanted.kind, here.core, "", event_counter, lag, self.run.id)
        await context.store.call(lambda store: store.put_state(here.game.id, state, saved.data, wall_ms()))

    async def _close(self, here: Attached, closed: SegmentClosed) -> None:
        segment = closed.segment
        record = SegmentRecord(segment, segment.name(here.profile.level_name(segment.level)), active=True)
        await self._context.store.call(
            lambda store: store.add_split(
                self.run.id, here.game.id, record, closed.played, frame_hz=here.frame_hz, now_ms=wall_ms()
            )
        )
        self.splits += 1
        self._context.tell("split", "good", f"Recorded {record.name}")
