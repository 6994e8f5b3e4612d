"""The reference mode: records a run, saves a state where segments start, keeps the segments that close.

`TABLE` is the state machine; `capture` is what drives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final

from spinlab_pad.game.events import Died, Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.arrivals import Arrivals
from spinlab_pad.lab.capture import Capture, SegmentClosed, StateWanted, Tick
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import PATIENCE_S, Attached, LabContext, wall_ms
from spinlab_pad.lab.machine import ANY, END, Table, row, table
from spinlab_pad.lab.mode import ModeName
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.start_saver import StartSaver
from spinlab_pad.lab.trail import Trail
from spinlab_pad.route.subsplits import Passed
from spinlab_pad.route.waypoints import Waypoint, at_screen, conditions_of
from spinlab_pad.store.records import RunRecord, SegmentRecord

TABLE: Final[Table] = table(
    row("outside playing dead", "level_entered checkpoint_reached spawned", "playing"),
    row("playing", "died", "dead"),
    row(ANY, "level_finished level_left jumped", "outside"),
    row(ANY, "stop_reference", "reference_paused"),
    row(ANY, "finish_reference discard_reference", END),
)
"""Where the recorded run stands: outside of segments, in one, or dead and about to come back."""


class ReferenceMode:
    """Records one run. Fed with every frame; saving and storing go on beside the frames."""

    def __init__(self, context: LabContext, run: RunRecord, splits: int) -> None:
        self._context = context
        self.run = run
        self.splits = splits
        self.capture = Capture()
        self.trail = Trail()
        self._load_id: int | None = None
        self._saver = StartSaver(context)
        self._arrivals = Arrivals(context)
        self._cold: set[Waypoint] = set()
        """Cold starts that this sitting has saved: one is enough, and there is one after each death."""
        self._work: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "reference"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        if self.capture.last is None:
            return "outside"
        return "playing" if self.capture.clock.running else "dead"

    @property
    def holding(self) -> bool:
        """It never holds the game."""
        return False

    def fits(self, here: Attached) -> bool:
        """Whether this is the game of the run."""
        return here.game.id == self.run.game

    def jumped(self) -> None:
        """The segment in flight is void."""
        self.discontinuity()

    def detached(self) -> None:
        """The emulator has gone, and with it the segment in flight."""
        self.discontinuity()

    async def reattached(self, away_s: float) -> None:
        """The run goes on with the next waypoint."""

    def held(self, seconds: float) -> None:
        """What stands still has no frames, and so no time."""

    def go_on(self) -> None:
        """It never holds the game."""

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
        """The clock of the segment in flight."""
        return Scene(clock=self.capture.clock)

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        assert here is not None
        if self._load_id is not None and snapshot.load_id != self._load_id:
            self.discontinuity()
        self._load_id = snapshot.load_id
        for event in events:
            if isinstance(event, Died):
                self.trail.died(here.profile, snapshot)
            tick = self._tick(here, event, snapshot)
            self.capture, outcomes = self.capture.step(event, tick)
            for outcome in outcomes:
                match outcome:
                    case StateWanted(waypoint=waypoint, kind="cold") if waypoint in self._cold:
                        pass
                    case StateWanted(waypoint=waypoint):
                        saving = self._saver.save(here, waypoint, outcome.kind, snapshot, self.run.id)
                        self._start(self._save(saving, outcome), f"save {waypoint.id}")
                    case SegmentClosed():
                        self._context.closed(outcome.segment, outcome.played)
                        closing = self._close(here, outcome, self.trail.passed)
                        self._start(closing, f"split {outcome.segment.id}", finish=True)
            self._context.changed()
        last, begun = self.capture.last, self.capture.clock.life_frame
        if self.trail.follow(here.profile, self.capture.clock, snapshot) and last is not None and begun is not None:
            spot, frame, *_ = self.trail.arrivals[-1]
            self._arrivals.save(here, at_screen(last, spot), snapshot, snapshot.frame - begun - frame)

    def _tick(self, here: Attached, event: Event, at: Snapshot) -> Tick:
        profile = here.profile
        required = [item.name for item in profile.conditions if item.required]
        conditions = conditions_of(profile.observe(event.level, at), required)
        return Tick(at.frame, at.t_ns, self._context.lag_total, here.frame_hz, conditions)

    def discontinuity(self) -> None:
        """The stream broke: the segment in flight is void, and a state that is being saved may be of anything."""
        self.capture = self.capture.discontinuity()
        self._saver.discontinuity()

    async def settle(self) -> None:
        """Wait until what was to be saved is on disk, or was told not to be."""
        if self._work:
            _, hanging = await asyncio.wait(self._work, timeout=PATIENCE_S)
            for task in hanging:
                task.cancel()

    def _start(self, work: Coroutine[Any, Any, None], key: str, *, finish: bool = False) -> None:
        task = self._context.start(work, key, finish=finish)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _save(self, saving: Coroutine[Any, Any, bool], wanted: StateWanted) -> None:
        if await saving and wanted.kind == "cold":
            self._cold.add(wanted.waypoint)

    async def _close(self, here: Attached, closed: SegmentClosed, passed: Passed) -> None:
        segment = closed.segment
        record = SegmentRecord(segment, segment.name(here.profile.level_name(segment.level)), active=True)
        await self._context.store.call(
            lambda store: store.add_split(
                self.run.id, here.game.id, record, closed.played, passed, frame_hz=here.frame_hz, now_ms=wall_ms()
            )
        )
        self.splits += 1
        self._context.tell("split", "good", f"Recorded {record.name}")
