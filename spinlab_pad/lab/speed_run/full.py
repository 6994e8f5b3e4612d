"""The full speed run: played in the game, from the first segment's start to the last one's end.

The clock starts in one of two ways. When the mode begins, and at each `reset_run`, the start state of the first segment
is loaded: the clock counts from the event that the state belongs to, as in practice. Or the runner comes to that start
by hand (from the game's own beginning): it counts from the frame of that event. It counts the game's video frames, lag
included, until the end of the last segment; deaths, game overs and the map are part of it.

A rewind, a reset of the game or a load by hand ends the run as a reset; the next one begins at the first segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.events import Died, Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.episode import COUNTER_SIZE
from spinlab_pad.lab.reference.capture import Tick
from spinlab_pad.lab.reference.mode import tick_of
from spinlab_pad.lab.run_events import RunTime
from spinlab_pad.lab.scene import Scene
from spinlab_pad.lab.speed_run.chained import ChainedRun
from spinlab_pad.lab.speed_run.mode import NO_LOAD, RunMode
from spinlab_pad.lab.speed_run.plan import Plan, load_plan
from spinlab_pad.lab.speed_run.progress import Outcome, Progress, Reached, SkippedOver, Where
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.route.subsplits import Arrival
from spinlab_pad.route.waypoints import Segment
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState, StateKind

BREAK_S: Final = 1.0
"""A game that stood still for longer in a run had a break, however small a part of the run that was."""
_TRIGGERS: Final[dict[Where, str]] = {"playing": "life_began", "dead": "died", "between": "went_away"}


class FullRun(RunMode):
    """One full run after another."""

    def __init__(self, context: LabContext, here: Attached, plan: Plan) -> None:
        super().__init__(context, here, plan)
        self._progress = Progress(plan.route)
        self._clock = SegmentClock()
        """The whole run is one life of it."""
        self._deaths = 0
        self._load_id: int | None = None
        self._start_kind: StateKind = "hot"
        self._unreal_before = 0
        """What `context.unreal` was when the run began."""
        self._broken = False
        """Whether the run had a break."""

    def begin(self) -> None:
        """Load the first start, or wait for the runner to come to it."""
        self._loader.start()
        self._pauses.begin()
        self._ready()

    def _ready(self) -> None:
        if self._start_wanted() is None:
            self._machine.fire("nothing_loads")
            self._by_hand("there is no start state of it on this core")
        self._want()
        self._context.changed()

    def _by_hand(self, why: str) -> None:
        name = self.sheet.plan.segments[0].name
        self._context.tell(NO_LOAD, "warn", f"{name} is not loaded ({why}): enter it to begin the run", lasting=True)

    def _start_wanted(self) -> StartState | None:
        return self.sheet.plan.start(0)

    def _not_loaded(self, error: EmulatorError | StateFileError) -> None:
        self._machine.fire("nothing_loads")
        self._by_hand(str(error))

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        assert here is not None
        foreign = self._load_id is not None and snapshot.load_id != self._load_id
        if self._machine.state == "loading" and snapshot.load_id > self._loads_seen:
            self._begin_loaded(here, snapshot)
        elif foreign:
            self._break_off()
        self._load_id = snapshot.load_id
        self._see(snapshot)
        if self._pauses.paused:
            self._pauses.resume()
        for event in events:
            self._take(here, event, snapshot)
        if self.under_way:
            arrival = self.standing.follow(here, self._progress.clock, snapshot, self._ms_at)
            if arrival is not None:
                self._arrive(here, arrival, snapshot)

    def _begin_loaded(self, here: Attached, snapshot: Snapshot) -> None:
        start = self._start_wanted()
        assert start is not None
        offset = (self._context.counter(snapshot) - start.event_counter) % COUNTER_SIZE
        tick = Tick(snapshot.frame, snapshot.t_ns, self._context.lag_total, here.frame_hz)
        self._machine.fire("began")
        self._begin_run(Progress(self.sheet.plan.route).loaded(tick, offset), tick, offset)
        self._start_kind = start.kind

    def _begin_run(self, progress: Progress, tick: Tick, offset: int) -> None:
        self._clock = SegmentClock().start(
            tick.frame, tick.t_ns, lag_total=tick.lag_total, offset_frames=offset, frame_hz=tick.frame_hz
        )
        self._progress, self._deaths, self._start_kind = progress, 0, "hot"
        self._unreal = self._unreal_before = self._context.unreal
        self._broken = False
        self._context.clear(NO_LOAD)
        self.standing.begin()
        self._pauses.fresh()
        self.sheet.start(self._time(self._played(tick.frame, tick.t_ns)))
        self._context.changed()

    def _take(self, here: Attached, event: Event, snapshot: Snapshot) -> None:
        tick = tick_of(self._context, here, event, snapshot)
        fresh = Progress(self.sheet.plan.route)
        if self._machine.state in ("waiting", "ready", "finished") and fresh.begins(event):
            self._machine.fire("start_passed")
            self._begin_run(fresh.step(event, tick)[0], tick, 0)
            return
        if not self.under_way:
            return
        if isinstance(event, Died):
            self._deaths += 1
            self.standing.died(here, snapshot)
        self._go_on(here, self._progress.step(event, tick), tick)

    def _arrive(self, here: Attached, arrival: Arrival, snapshot: Snapshot) -> None:
        """A segment may end at a screen: in the frame in which the life came there, which is some frames ago."""
        begun = self._progress.clock.life_frame
        assert begun is not None
        ago = snapshot.frame - begun - arrival.frame
        t_ns = snapshot.t_ns - round(ago * 1_000_000_000 / here.frame_hz)
        tick = Tick(snapshot.frame - ago, t_ns, self._context.lag_total, here.frame_hz)
        after = self._progress.arrive(arrival.spot, tick)
        if after[1]:
            self._go_on(here, after, tick)

    def _go_on(self, here: Attached, after: tuple[Progress, tuple[Outcome, ...]], tick: Tick) -> None:
        """The run has come to where `after` says, at `tick`."""
        self._progress, outcomes = after
        at = self._time(self._played(tick.frame, tick.t_ns))
        for outcome in outcomes:
            if isinstance(outcome, SkippedOver):
                self.sheet.skip(outcome.place, at)
            else:
                self._split(here, outcome, at, tick.frame)
        if self._progress.over:
            self._finish(tick)
        elif self._progress.where != self._machine.state:
            self._machine.fire(_TRIGGERS[self._progress.where])
        self._context.changed()

    def _split(self, here: Attached, reached: Reached, at: RunTime, frame: int) -> None:
        record = self.sheet.plan.segments[reached.place]
        passed = self.standing.take(whole=reached.from_start)
        unreal, self._unreal = self._context.unreal != self._unreal, self._context.unreal
        first = self._clock.life_frame or 0
        taken = None if reached.entered is None else frame - reached.entered
        segment_ms = None if taken is None else round(taken * 1000 / self._hz)
        attempt = None
        if reached.attempt is not None and segment_ms is not None:
            self._context.closed(record.segment, reached.attempt)
            start = replace(record.segment.start, conditions=reached.conditions)
            if Segment(start, record.segment.end).id == record.id:  # else it was played under other conditions
                kind = self._start_kind if reached.place == 0 else "hot"
                attempt = self.sheet.attempts.make(
                    here,
                    record.id,
                    reached.attempt,
                    start="cold" if reached.attempt.deaths else kind,
                    duration_ms=segment_ms,
                    unreal=unreal,
                    clean=reached.from_start,
                )
        self.sheet.split(
            reached.place,
            at,
            entered=None if reached.entered is None else reached.entered - first,
            segment_ms=segment_ms,
            deaths=reached.deaths,
            attempt=attempt,
            passed=passed,
        )
        self.standing.split(reached.place)

    def _finish(self, tick: Tick) -> None:
        played = self._played(tick.frame, tick.t_ns)
        self._clock = self._clock.stop(tick.frame, tick.t_ns, lag_total=tick.lag_total, died=False)
        at_speed = played.real_time(self._hz) and self._context.unreal == self._unreal_before
        self._come_to_end(self._time(played), self._deaths, real_time=at_speed and not self._broken)

    # time

    def _played(self, frame: int, t_ns: int) -> Played:
        return self._clock.finish(frame, t_ns, lag_total=self._context.lag_total)

    def _time(self, played: Played) -> RunTime:
        return RunTime(played.frames, played.time_ms(self._hz), played.rta_ms)

    def _at(self) -> RunTime:
        seen = self._seen
        return RunTime(0, 0, 0) if seen is None else self._time(self._played(seen.frame, seen.t_ns))

    def _ms_at(self, frame: int) -> int:
        return round(self._clock.elapsed_frames(frame) * 1000 / self._hz)

    def held(self, seconds: float) -> None:
        """What stands still has no frames; a run with a break in it is no best one."""
        self._broken = self._broken or seconds > BREAK_S

    # what ends a run

    def _end_run(self) -> None:
        if self.sheet.run is not None:
            self.sheet.end(self._at(), self._deaths)
            self._clock, self._progress = SegmentClock(), Progress(self.sheet.plan.route)
            self.standing.begin()
            self._context.changed()

    def _break_off(self) -> None:
        """The game is not where the run has led to."""
        if self.under_way:
            self._machine.fire("broke_off")
            self._end_run()
            name = self.sheet.plan.segments[0].name
            text = f"The run broke off and counts as a reset: enter {name} to begin the next one, or reset the run"
            self._context.tell(NO_LOAD, "warn", text, lasting=True)

    def jumped(self) -> None:
        """A rewind, a load by hand or a reset of the game: the run is a reset."""
        if self._machine.state == "loading":
            self._machine.fire("jumped")
            self._want()
        self._break_off()

    def detached(self) -> None:
        """The emulator has gone, and the run with it."""
        self._break_off()
        self._load_id = None

    async def reattached(self, away_s: float) -> None:
        """The emulator is back: what was to be loaded is loaded."""
        await self._loader_anew()
        self._want()

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        match command:
            case commands.ResetRun():
                self._reset()
                self._clock, self._progress = SegmentClock(), Progress(self.sheet.plan.route)
                self.standing.begin()
                self._ready()
            case commands.Skip():
                return self._skip()
            case commands.InvalidateLast() | commands.UndoInvalidate():
                self.sheet.set_counts(isinstance(command, commands.UndoInvalidate), self._at())
            case _:
                raise AssertionError(f"{command.name} passed the rules in a speed run")
        return None

    def _skip(self) -> Refused | None:
        """The split in hand stays without a time."""
        if not self.under_way:
            return Refused("there is no split to skip before the run has begun")
        refused = self._last_split()
        if refused is None:
            place = self._progress.place
            self._progress = self._progress.skip()
            self.standing.take(whole=False)
            self._unreal = self._context.unreal
            self.sheet.skip(place, self._at())
            if self._machine.state == "playing":
                self._machine.fire("went_away")
            self._context.changed()
        return refused

    def scene(self) -> Scene:
        """The run as it stands."""
        return self._picture(self._progress.clock, self._clock, self._progress.deaths, 0)


async def begin(context: LabContext, command: commands.StartSpeedRun) -> FullRun | ChainedRun | Refused:
    """Start speed runs of one kind on the active run of the game at hand."""
    plan, here = await load_plan(context, command.kind), context.attached
    if isinstance(plan, Refused):
        return plan
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    mode = (FullRun if command.kind == "full" else ChainedRun)(context, here, plan)
    mode.begin()
    return mode
