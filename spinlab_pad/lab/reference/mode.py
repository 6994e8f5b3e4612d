"""The reference mode: one sitting of a run. Saves a state where segments start, keeps the segments that close.

`TABLE` is the state machine: the detector's events move it, by their names. `capture` says what each of them means for
the run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final

from spinlab_pad.game.events import Died, Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import PATIENCE_S, Attached, LabContext, wall_ms
from spinlab_pad.lab.machine import ANY, END, Machine, Table, row, table
from spinlab_pad.lab.mode import ModeName, Unheld
from spinlab_pad.lab.notices import BREAK, JUMPED
from spinlab_pad.lab.reference.capture import Capture, SegmentClosed, StateWanted, Tick
from spinlab_pad.lab.reference.familiar import starting
from spinlab_pad.lab.reference.writer import Closed, RunWriter, Saved
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.starts.arrivals import Arrivals
from spinlab_pad.lab.starts.saver import StartSaver, Taken
from spinlab_pad.lab.trail import Trail
from spinlab_pad.lab.view import SegmentView
from spinlab_pad.route.subsplits import Passed
from spinlab_pad.route.waypoints import Waypoint, at_screen, conditions_of
from spinlab_pad.store.captures import Sitting
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RunRecord, SegmentRecord
from spinlab_pad.store.store import Store

TABLE: Final[Table] = table(
    row("outside playing dead", "level_entered checkpoint_reached spawned", "playing"),
    row("playing", "died", "dead"),
    row("outside dead", "died"),
    row(ANY, "room_changed"),
    row(ANY, "level_finished level_left jumped detached", "outside"),
    row(ANY, "stop_reference", "reference_paused"),
    row(ANY, "finish_reference discard_reference", END),
)
"""Where the recorded run stands: outside of segments, in one, or dead and about to come back.

Who begins to record in the middle of a level is outside until a waypoint is passed, also if he dies on the way.
"""

OPEN_END: Final = "…"
"""Where a segment ends that is not closed yet."""


class ReferenceMode(Unheld):
    """Records one sitting of a run. Fed with every frame; saving and storing go on beside the frames."""

    def __init__(self, context: LabContext, run: RunRecord, core: str, sitting: int | None, writer: RunWriter) -> None:
        self._context = context
        self.run = run
        self._core = core
        self.sitting = sitting
        """Its id among the captures of the run."""
        self.writer = writer
        self.machine = Machine(TABLE, "outside")
        self.capture = Capture()
        self.trail = Trail()
        self._load_id: int | None = None
        self._last_frame: int | None = None
        self._saver = StartSaver(context)
        self._arrivals = Arrivals(context, self._saver)
        self._cold: set[Waypoint] = set()
        """Cold starts of known frames that were saved in this sitting: one is enough, and there is one after each
        death.
        """
        self._work: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "reference"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        return self.machine.state

    def fits(self, here: Attached) -> bool:
        """Whether this is the game of the run, on the core of the sitting."""
        return (here.game.id, here.core) == (self.run.game, self._core)

    def jumped(self) -> None:
        """The segment in flight is void."""
        self._broken("jumped")

    def detached(self) -> None:
        """The emulator has gone, and with it the segment in flight."""
        self._broken("detached")

    async def reattached(self, away_s: float) -> None:
        """The run goes on with the next waypoint; on another emulator that is another sitting."""
        here = self._context.attached
        assert here is not None
        run, sitting = self.run.id, sitting_on(here)
        try:
            self.sitting = await self._context.store.call(lambda store: _carried_on(store, run, sitting))
        except StoreError as error:
            # Its segments are kept as those of the sitting before: better than none.
            self._context.tell("run", "error", str(error))

    def ahead(self, frames: int) -> None:
        """What is fed is so many frames ahead of the emulator's own newest frame."""
        self._saver.ahead = frames

    async def carry_out(self, command: Command) -> Refused | None:
        """`Runs` carries out what concerns the run."""
        raise AssertionError(f"{command.name} passed the rules in a reference run")

    async def stop(self) -> None:
        """Wait for what is being saved."""
        await self.settle()

    def facts(self) -> ModeFacts:
        """Nothing that the rules ask."""
        return ModeFacts()

    def scene(self) -> Scene:
        """Where the run stands: the segment in flight with its clock, and what is new."""
        return Scene(clock=self.capture.clock, segment=self._in_flight(), new_segments=self.writer.tally.new)

    def _in_flight(self) -> SegmentView | None:
        """The segment that is being played, as far as it is known: where it ends shows when it does."""
        start, here = self.capture.last, self._context.attached
        if start is None or here is None:
            return None
        place = self.writer.tally.splits + self.writer.closed(self.run.id) + 1
        words = starting(here.profile, start) if start.conditions else ""
        name = here.profile.level_name(start.level) + (f" ({words})" if words else "")
        return SegmentView(start.id, name, start.level, start.label, OPEN_END, place, place)

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        assert here is not None
        if self._load_id is not None and snapshot.load_id != self._load_id:
            if self.capture.last is not None:
                self._context.tell(BREAK, "warn", JUMPED)
            self.jumped()
        self._load_id = snapshot.load_id
        # What this frame shows may have happened in one of these. A replay may begin anew at a lower number.
        unseen = 0 if self._last_frame is None else max(0, snapshot.frame - self._last_frame - 1)
        self._last_frame = snapshot.frame
        for event in events:
            self.machine.fire(event.name)
            if isinstance(event, Died):
                self.trail.died(here.profile, snapshot)
            tick = tick_of(self._context, here, event, snapshot)
            self.capture, outcomes = self.capture.step(event, tick)
            for outcome in outcomes:
                match outcome:
                    case StateWanted(waypoint=waypoint, kind="cold") if waypoint in self._cold:
                        pass
                    case StateWanted(waypoint=waypoint):
                        saving = self._saver.take(here, waypoint, outcome.kind, snapshot, self.run.id, unseen)
                        self._start(self._save(here.game.id, saving), f"save {waypoint.id}")
                    case SegmentClosed():
                        self._context.closed(outcome.segment, outcome.played)
                        self._close(here, outcome, self.trail.passed)
            self._context.changed()
        last, begun = self.capture.last, self.capture.clock.life_frame
        if self.trail.follow(here.profile, self.capture.clock, snapshot) and last is not None and begun is not None:
            spot, frame, *_ = self.trail.arrivals[-1]
            self._arrivals.save(here, at_screen(last, spot), snapshot, snapshot.frame - begun - frame)

    def _broken(self, trigger: str) -> None:
        """The stream broke: the segment in flight is void, and a state that is being saved may be of anything."""
        self.machine.fire(trigger)
        self.capture = self.capture.discontinuity()
        self._saver.discontinuity()

    async def settle(self) -> None:
        """Wait until what was to be saved is on disk, or was told not to be."""
        if self._work:
            _, hanging = await asyncio.wait(self._work, timeout=PATIENCE_S)
            for task in hanging:
                task.cancel()
        await self.writer.keep()

    def _start(self, work: Coroutine[Any, Any, None], key: str) -> None:
        task = self._context.start(work, key)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _save(self, game: str, saving: Coroutine[Any, Any, Taken | None]) -> None:
        taken = await saving
        if taken is None:
            return
        state, data = taken
        self.writer.add(Saved(self.run.id, game, state, data))
        if state.kind == "cold" and not state.unseen:
            self._cold.add(state.waypoint)

    def _close(self, here: Attached, closed: SegmentClosed, passed: Passed) -> None:
        segment = closed.segment
        self.writer.add(
            Closed(
                run=self.run.id,
                game=here.game.id,
                capture=self.sitting,
                record=SegmentRecord(segment, segment.name(here.profile.level_name(segment.level)), active=True),
                played=closed.played,
                passed=passed,
                frame_hz=here.frame_hz,
                at_ms=wall_ms(),
                profile=here.profile,
            )
        )


def sitting_on(here: Attached) -> Sitting:
    """A sitting that begins now on this emulator."""
    return Sitting(wall_ms(), here.emulator_words, here.core)


def _carried_on(store: Store, run: int, sitting: Sitting) -> int | None:
    """The sitting of a run that goes on after its emulator has come back."""
    before = next((item for item in store.captures.of_run(run) if item.ended_ms is None), None)
    if before is None or before.emulator != sitting.emulator:
        store.resume_run(run, sitting)
    return store.captures.going_on(run)


def tick_of(context: LabContext, here: Attached, event: Event, at: Snapshot) -> Tick:
    """The frame of an event, with the required conditions as they are in it."""
    required = [item.name for item in here.profile.conditions if item.required]
    conditions = conditions_of(here.profile.observe(event.level, at), required)
    return Tick(at.frame, at.t_ns, context.lag_total, here.frame_hz, conditions)
