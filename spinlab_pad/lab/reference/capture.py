"""From the events of a reference run to waypoints and closed segments.

Pure: `step` takes one event and returns the next capture and what came of it. A waypoint is passed when the level is
entered and when a checkpoint is taken; a segment closes at the next waypoint of the same level. Deaths do not close a
segment: the life starts anew at the spawn, which also shows where a cold start lies.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.route.waypoints import Segment, Waypoint, checkpoint, entrance, goal


@dataclass(frozen=True, slots=True)
class Tick:
    """The frame of an event: number, time, and the running count of lag frames."""

    frame: int
    t_ns: int
    lag_total: int
    frame_hz: float
    conditions: str = ""
    """The required conditions of this moment, as a waypoint holds them."""


@dataclass(frozen=True, slots=True)
class StateWanted:
    """A save state should be taken now: the start of whatever begins at `waypoint`."""

    waypoint: Waypoint
    kind: Literal["hot", "cold"]


@dataclass(frozen=True, slots=True)
class SegmentClosed:
    """A segment was played from its start to its end."""

    segment: Segment
    played: Played


Outcome = StateWanted | SegmentClosed


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the recorded run stands: the last waypoint passed, None outside of levels."""

    last: Waypoint | None = None
    clock: SegmentClock = field(default_factory=SegmentClock)

    def step(self, event: Event, tick: Tick) -> tuple[Capture, tuple[Outcome, ...]]:
        """Take one event in."""
        match event:
            case LevelEntered(level=level):
                place = replace(entrance(level), conditions=tick.conditions)
                return self._pass(place, tick), (StateWanted(place, "hot"),)
            case CheckpointReached(level=level, n=n):
                place = replace(checkpoint(level, n), conditions=tick.conditions)
                return self._pass(place, tick), (StateWanted(place, "hot"), *self._closed(place.bare, tick))
            case LevelFinished(level=level, exit=way_out):
                return Capture(), self._closed(goal(level, way_out), tick)
            case Died():
                return replace(self, clock=self._stop(tick, died=True)), ()
            case Spawned(level=level, cold=cold, n=n):
                return self._spawn(checkpoint(level, n) if cold else entrance(level), tick)
            case LevelLeft():
                return Capture(), ()
            case RoomChanged():
                return self, ()

    def discontinuity(self) -> Capture:
        """A state was loaded or the stream broke: the segment in flight is void."""
        return Capture()

    def _pass(self, place: Waypoint, tick: Tick) -> Capture:
        started = SegmentClock().start(tick.frame, tick.t_ns, lag_total=tick.lag_total, frame_hz=tick.frame_hz)
        return Capture(place, started)

    def _stop(self, tick: Tick, *, died: bool) -> SegmentClock:
        return self.clock.stop(tick.frame, tick.t_ns, lag_total=tick.lag_total, died=died)

    def _spawn(self, place: Waypoint, tick: Tick) -> tuple[Capture, tuple[Outcome, ...]]:
        """Back after a death: one more life of the segment in flight, unless the game has put the player elsewhere."""
        wanted = (StateWanted(place, "cold"),)
        if self.last is None or self.last.bare != place:
            return self._pass(replace(place, conditions=tick.conditions), tick), wanted
        clock = self.clock.start(tick.frame, tick.t_ns, lag_total=tick.lag_total, frame_hz=tick.frame_hz)
        return replace(self, clock=clock), wanted

    def _closed(self, end: Waypoint, tick: Tick) -> tuple[SegmentClosed, ...]:
        if self.last is None or self.last.level != end.level or not self.clock.running:
            return ()
        played = self.clock.finish(tick.frame, tick.t_ns, lag_total=tick.lag_total)
        if played.frames <= 0:
            return ()  # both waypoints in one frame: there is nothing to play between them
        return (SegmentClosed(Segment(self.last, end), played),)
