"""Chained practice: the segments of a run one after another from their start states, dead or alive.

The clock is the sum of what was played and of the penalty of each death; loads cost nothing. A life that doesn't come
to the end costs what a death costs, however it ended: by a death, a retry, leaving the level, a rewind or a load by
hand. A segment that is skipped leaves a gap, and a total with gaps is no best one. Totals compare with those of other
chained runs of the same segments only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.notices import BREAK
from spinlab_pad.lab.practice.episode import Began, Completed, Episode, Reload, Strayed
from spinlab_pad.lab.run_events import RunTime
from spinlab_pad.lab.scene import Scene
from spinlab_pad.lab.speed_run.mode import NO_LOAD, RunMode
from spinlab_pad.lab.speed_run.plan import Plan
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState


class ChainedRun(RunMode):
    """One chain after another."""

    def __init__(self, context: LabContext, here: Attached, plan: Plan) -> None:
        super().__init__(context, here, plan)
        self._episode = self._fresh()
        self._frames = 0
        """Frames of the segments that are behind."""
        self._deaths = 0
        self._began_ns = 0
        self._real = True
        """Whether all of the chain so far was at normal speed."""
        self._penalty_ms = context.settings.death_penalty_ms

    def begin(self) -> None:
        """Load the first start."""
        self._loader.start()
        self._pauses.begin()
        self._want()

    def _fresh(self) -> Episode:
        sheet = self.sheet
        start = sheet.plan.start(sheet.place)
        assert start is not None, "a chain has segments with a start only"
        return Episode(sheet.plan.segments[sheet.place].segment, start.event_counter)

    def _start_wanted(self) -> StartState | None:
        return self.sheet.plan.start(self.sheet.place)

    def _sent(self, loads_seen: int) -> None:
        super()._sent(loads_seen)
        self._episode = self._episode.loading(loads_seen)

    def _not_loaded(self, error: EmulatorError | StateFileError) -> None:
        self._machine.fire("given_up")
        self._unload()
        name = self.sheet.plan.segments[self.sheet.place].name
        self._context.tell(NO_LOAD, "error", f"{name} can't be loaded: {error}. {self._way_out}", lasting=True)

    @property
    def _way_out(self) -> str:
        """What can be done where a start doesn't load."""
        if self.sheet.run is None:
            return "Retry, or stop the run and switch it off"
        return "Skip it, or retry" if self._last_split() is None else "Retry, or reset the run"

    def _unload(self) -> None:
        self._episode = self._episode.waiting()

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        assert here is not None
        before = self._episode
        self._episode, step = before.step(
            snapshot,
            events,
            counter=self._context.counter(snapshot),
            lag_total=self._context.lag_total,
            frame_hz=here.frame_hz,
            place=here.profile.place(snapshot) if before.segment.end.spot is not None else None,
        )
        if isinstance(step, Strayed):
            self._episode = before
            self._lose_life("strayed", "The segment was left")
            return
        self._see(snapshot)
        if self._pauses.paused and self._machine.state == "playing":
            self._pauses.resume()
        match step:
            case Began():
                self._first_frame(snapshot)
            case Reload():
                self.standing.died(here, snapshot)
                self._load_again("died_to_reload")
            case Completed(played):
                self._complete(here, played)
        if self._machine.state == "playing":
            self.standing.follow(here, self._episode.clock, snapshot, self._ms_at)

    def _first_frame(self, snapshot: Snapshot) -> None:
        self._machine.fire("began")
        self.standing.reload()
        if self.sheet.run is None:
            self._frames = self._deaths = 0
            self._began_ns = self._episode.clock.life_t_ns
            self._real = True
            self.standing.begin()
            self._pauses.fresh()
            self.sheet.start(self._at())
        else:
            self._pauses.resume()
        if not self._episode.clock.deaths:
            self._unreal = self._context.unreal
        self._context.changed()

    def _load_again(self, trigger: str) -> None:
        self._machine.fire(trigger)
        self._pauses.pause()
        self._want()
        self._context.changed()

    def _lose_life(self, trigger: str, why: str = "") -> None:
        """The life in flight ends in the last frame that was seen, and costs what a death costs; `why` is told."""
        if why:
            self._context.tell(BREAK, "warn", f"{why}: this life is lost, it costs what a death costs")
        if self._seen is not None:
            seen = self._seen
            clock = self._episode.clock.stop(seen.frame, seen.t_ns, lag_total=seen.lag_total, died=True)
            self._episode = replace(self._episode, clock=clock)
        self._episode = self._episode.waiting()
        self._load_again(trigger)

    def _complete(self, here: Attached, played: Played) -> None:
        sheet = self.sheet
        record, entered = sheet.plan.segments[sheet.place], self._frames
        self._context.closed(record.segment, played)
        unreal = self._context.unreal != self._unreal
        start = sheet.plan.start(sheet.place)
        assert start is not None
        attempt = sheet.attempts.make(
            here, record.id, played, start=start.kind, duration_ms=played.rta_ms, unreal=unreal
        )
        self._real = self._real and not attempt.not_real_time
        self._add(played)
        place, at = sheet.place, self._at()
        passed = self.standing.take(whole=True)
        sheet.split(
            place,
            at,
            entered=entered,
            segment_ms=attempt.time_ms,
            deaths=played.deaths,
            attempt=attempt,
            passed=passed,
        )
        self.standing.split(place)
        if sheet.place == sheet.count:
            self._come_to_end(at, self._deaths, real_time=self._real)
        else:
            self._episode = self._fresh()
            self._load_again("completed")

    def _add(self, played: Played) -> None:
        self._frames += played.frames
        self._deaths += played.deaths
        self._episode = replace(self._episode, clock=SegmentClock())

    # time

    def _at(self) -> RunTime:
        seen = self._seen
        if seen is None:
            return RunTime(0, 0, 0)
        real_ms = round((seen.t_ns - self._began_ns) / 1_000_000) if self.sheet.run is not None else 0
        frames = self._frames + self._episode.clock.elapsed_frames(seen.frame)
        return RunTime(frames, self._ms(frames), real_ms)

    def _ms(self, frames: int) -> int:
        deaths = self._deaths + self._episode.clock.deaths
        return round(frames * 1000 / self._hz) + deaths * self._penalty_ms

    def _ms_at(self, frame: int) -> int:
        return self._ms(self._frames + self._episode.clock.elapsed_frames(frame))

    # what ends a life, or a run

    def _end_run(self) -> None:
        if self.sheet.run is not None:
            self.sheet.end(self._at(), self._deaths + self._episode.clock.deaths)
            self._context.changed()

    def jumped(self) -> None:
        """A rewind, a load by hand or a reset of the game: the life in flight is lost."""
        if self._machine.state == "playing":
            self._lose_life("jumped", "The game jumped")
        elif self._machine.state == "loading":
            self._machine.fire("jumped")
            self._episode = self._episode.waiting()
            self._want()

    def detached(self) -> None:
        """The emulator has gone, and with it the life in flight."""
        if self._machine.state == "playing":
            self._lose_life("jumped")

    async def reattached(self, away_s: float) -> None:
        """The emulator is back: the segment in hand is loaded again."""
        await self._loader_anew()
        if self._machine.state == "stuck":
            self._machine.fire("emulator_back")
            self._context.clear(NO_LOAD)
        self._want()

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        match command:
            case commands.Retry():
                self._retry()
            case commands.Skip():
                return self._skip()
            case commands.ResetRun():
                self._reset()
                self._anew()
            case commands.InvalidateLast() | commands.UndoInvalidate():
                self.sheet.set_counts(isinstance(command, commands.UndoInvalidate), self._at())
            case _:
                raise AssertionError(f"{command.name} passed the rules in chained practice")
        return None

    def _retry(self) -> None:
        if self._machine.state == "playing":
            self._lose_life("retry")
            return
        self._episode = self._episode.waiting()
        self._context.clear(NO_LOAD)
        self._load_again("retry")

    def _skip(self) -> Refused | None:
        """Give the segment in hand up: it leaves a gap; what was played of it stays on the clock."""
        refused = self._last_split()
        if refused is not None:
            return refused
        sheet, seen, here = self.sheet, self._seen, self._context.attached
        if sheet.run is None:
            return Refused("the first segment has not begun yet: there is nothing to skip")
        clock = self._episode.clock
        if seen is not None:
            clock = clock.stop(seen.frame, seen.t_ns, lag_total=seen.lag_total, died=False)
        played = clock.so_far()
        record, start = sheet.plan.segments[sheet.place], self._start_wanted()
        if here is not None and start is not None and (played.frames or played.deaths):
            unreal = self._context.unreal != self._unreal
            sheet.attempts.add(
                sheet.attempts.make(
                    here,
                    record.id,
                    played,
                    start=start.kind,
                    duration_ms=played.rta_ms,
                    unreal=unreal,
                    completed=False,
                ),
                self.standing.take(whole=False),
            )
        self._add(played)
        sheet.skip(sheet.place, self._at())
        self._episode = self._fresh()
        self._context.clear(NO_LOAD)
        self._load_again("gave_up" if self._machine.state == "playing" else "skip")
        return None

    def _anew(self) -> None:
        self._frames = self._deaths = 0
        self._episode = self._fresh()
        self._want()
        self._context.changed()

    def scene(self) -> Scene:
        """The chain as it stands."""
        clock = self._episode.clock
        whole = replace(clock, frames=self._frames + clock.frames, deaths=self._deaths + clock.deaths)
        return self._picture(clock, whole, clock.deaths, self._penalty_ms)
