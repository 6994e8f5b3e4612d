"""Where a full run stands among the segments of its course. Pure.

Rules:

1. The segments are the splits, in their order. A split is reached at the end of its segment, whatever deaths, game
   overs and other levels lie between.
2. The end of a later segment may be reached first (a checkpoint that was not touched, a level that was left out): those
   before it are skipped. What has been reached or skipped is behind: its end says nothing any more.
3. The *attempt* at the segment in hand has the clock of a reference run: lives count, respawns don't. It is kept over
   deaths and over leaving the level; a life that was left in its middle is void. A respawn between start and end begins
   the next life there; one before the start begins none, until the start is passed again.
4. A segment may end at a screen (`arrive`). Visits of screens count from the start of a segment, so only the segment in
   hand can end there, in a life that began at its start.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from spinlab_pad.game.events import CheckpointReached, Died, Event, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.lab.reference.capture import Tick
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import Segment, Waypoint, at_screen, checkpoint, entrance, goal

Where = Literal["playing", "dead", "between"]


@dataclass(frozen=True, slots=True)
class Reached:
    """The end of segment `place` (from 0) was reached after `deaths` since the last split.

    `entered` is the frame in which the segment was begun first, None where that was not seen. `attempt` is None where
    no life led from its start to its end; `conditions` are those of its start. `from_start`: the last life did so by
    itself.
    """

    place: int
    entered: int | None
    deaths: int
    attempt: Played | None
    conditions: str
    from_start: bool


@dataclass(frozen=True, slots=True)
class SkippedOver:
    """Segment `place` stays without a time."""

    place: int


Outcome = Reached | SkippedOver


@dataclass(frozen=True, slots=True)
class Progress:
    """The split that is next, and the attempt at its segment. `place` is `len(segments)` at the end."""

    segments: Sequence[Segment]
    place: int = 0
    where: Where = "between"
    clock: SegmentClock = field(default_factory=SegmentClock)
    entered: int | None = None
    conditions: str = ""
    deaths: int = 0
    from_start: bool = True

    @property
    def over(self) -> bool:
        """Whether the last split is behind."""
        return self.place >= len(self.segments)

    def begins(self, event: Event) -> bool:
        """Whether the start of the segment in hand is passed."""
        match event:
            case LevelEntered(level=level):
                passed = entrance(level)
            case CheckpointReached(level=level, n=n):
                passed = checkpoint(level, n)
            case _:
                return False
        return not self.over and passed == self.segments[self.place].start.bare

    def loaded(self, tick: Tick, offset_frames: int) -> Progress:
        """The first frame of the start state of the segment in hand, so many frames after its event."""
        clock = SegmentClock().start(
            tick.frame, tick.t_ns, lag_total=tick.lag_total, offset_frames=offset_frames, frame_hz=tick.frame_hz
        )
        start = self.segments[self.place].start
        return replace(
            self, where="playing", clock=clock, entered=tick.frame - offset_frames, conditions=start.conditions
        )

    def step(self, event: Event, tick: Tick) -> tuple[Progress, tuple[Outcome, ...]]:
        """Take one event in."""
        if self.over:
            return self, ()
        match event:
            case LevelEntered(level=level):
                return self._come_to(entrance(level), tick), ()
            case CheckpointReached(level=level, n=n):
                place = checkpoint(level, n)
                after, outcomes = self._reach(place, tick)
                if not after.over and after.segments[after.place].start.bare == place:
                    after = after._come_to(place, tick)
                return after, outcomes
            case LevelFinished(level=level, exit=way_out):
                after, outcomes = self._reach(goal(level, way_out), tick)
                return after._void("between"), outcomes
            case Died():
                clock = self.clock.stop(tick.frame, tick.t_ns, lag_total=tick.lag_total, died=True)
                return replace(self, where="dead", clock=clock, deaths=self.deaths + 1), ()
            case Spawned(level=level, n=n):
                return self._respawn(checkpoint(level, n) if n else entrance(level), tick), ()
            case LevelLeft():
                return self._void("between"), ()
            case _:
                return self, ()

    def arrive(self, spot: Spot, tick: Tick) -> tuple[Progress, tuple[Outcome, ...]]:
        """The life in hand has come to a screen, at `tick`, and stayed."""
        if self.over or not self.from_start:
            return self, ()
        segment = self.segments[self.place]
        end = at_screen(segment.start, spot)
        if end != segment.end.bare:
            return self, ()
        after, outcomes = self._reach(end, tick)
        return (after if after.over else after._come_to(end, tick)), outcomes

    def skip(self) -> Progress:
        """Leave the split in hand without a time."""
        return Progress(self.segments, self.place + 1)

    def _void(self, where: Where) -> Progress:
        """The life in flight, if there is one, does not count."""
        return replace(self, where=where, clock=replace(self.clock, life_frame=None))

    def _come_to(self, place: Waypoint, tick: Tick) -> Progress:
        """A place was passed at which a life may begin."""
        if place != self.segments[self.place].start.bare:
            return self._void("between")
        clock = self.clock.start(tick.frame, tick.t_ns, lag_total=tick.lag_total, frame_hz=tick.frame_hz)
        entered = tick.frame if self.entered is None else self.entered
        return replace(self, where="playing", clock=clock, entered=entered, conditions=tick.conditions, from_start=True)

    def _respawn(self, place: Waypoint, tick: Tick) -> Progress:
        segment = self.segments[self.place]
        begun = self.entered is not None or place == segment.start.bare
        if place.level != segment.level or _order(place) < _order(segment.start) or not begun:
            return self._void("between")
        clock = self.clock.start(tick.frame, tick.t_ns, lag_total=tick.lag_total, frame_hz=tick.frame_hz)
        return replace(
            self,
            where="playing",
            clock=clock,
            entered=tick.frame if self.entered is None else self.entered,
            from_start=place == segment.start.bare,
        )

    def _reach(self, end: Waypoint, tick: Tick) -> tuple[Progress, tuple[Outcome, ...]]:
        found = next((n for n in range(self.place, len(self.segments)) if self.segments[n].end.bare == end), None)
        if found is None:
            return self, ()
        skipped = tuple(SkippedOver(n) for n in range(self.place, found))
        played = self.clock.finish(tick.frame, tick.t_ns, lag_total=tick.lag_total)
        ours = not skipped and self.clock.running and played.frames > 0
        reached = Reached(
            place=found,
            entered=None if skipped else self.entered,
            deaths=self.deaths,
            attempt=played if ours else None,
            conditions=self.conditions,
            from_start=self.from_start,
        )
        return Progress(self.segments, found + 1), (*skipped, reached)


def _order(place: Waypoint) -> float:
    """Where a place lies in its level; one that the game doesn't tell of lies behind all others."""
    if place.is_checkpoint:
        return place.checkpoint
    return 0 if place.bare == entrance(place.level) else math.inf
