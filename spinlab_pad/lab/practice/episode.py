"""One serving of a segment: waiting -> loading -> playing -> (waiting again | dead and back | over).

Pure. `step` takes each snapshot with its events and returns the next episode and what the practice loop must do.
The phases and what ends them:

- `waiting`: a state load is wanted but not sent. Ends with `loading()`.
- `loading`: it is under way. The first snapshot whose `load_id` is newer than `loads_seen` starts a life.
- `playing`: a life is played. A death ends the life (`Reload`, or `Fell` where the game brings the player back); the
  segment's end completes it (`Completed`), which may be a screen: then in the frame in which the life came there, told
  a few frames later, when it has stayed; leaving the level, finishing it another way or a load by hand voids the life
  (`Strayed`).
- `dead`: the game is to bring the player back. A spawn where the segment starts begins the next life (`CameBack`). A
  spawn elsewhere (a checkpoint was lost) is in another segment, and none at all a game over: load the start (`Reload`).
- `over`: nothing more comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from spinlab_pad.game.events import CheckpointReached, Died, Event, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.route.subsplits import Life, Place
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal

COUNTER_SIZE = 256
"""The game's frame counter wraps here."""

COMES_BACK_FRAMES = 1_800
"""A player who is not back after so many frames (30 s: death music, overworld and all) will not come back."""

Phase = Literal["waiting", "loading", "playing", "dead", "over"]


@dataclass(frozen=True, slots=True)
class Began:
    """The first frame of a life was seen."""


@dataclass(frozen=True, slots=True)
class Reload:
    """The player died: load the start again at once."""


@dataclass(frozen=True, slots=True)
class Fell:
    """The player died: the game brings the player back."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The first frame of a life after a death, without a load."""


@dataclass(frozen=True, slots=True)
class Strayed:
    """The player went somewhere else: the life is void, load the start again."""


@dataclass(frozen=True, slots=True)
class Completed:
    """The segment's end was reached, so many frames ago."""

    played: Played
    ago_frames: int = 0


Step = Began | Reload | Fell | CameBack | Strayed | Completed


@dataclass(frozen=True, slots=True)
class Episode:
    """One serving of `segment` from a state whose event had the frame counter `event_counter` (0 to 255).

    `loads_seen` is the newest `load_id` known: before the load while loading, of this life while playing. `comes_back`:
    after a death the game goes on, else the start is loaded. `died_at` is the frame of the last death.
    """

    segment: Segment
    event_counter: int
    phase: Phase = "waiting"
    loads_seen: int = 0
    clock: SegmentClock = field(default_factory=SegmentClock)
    life: Life = field(default_factory=Life)
    """Where the life in hand has come to; followed where the segment ends at a screen."""
    comes_back: bool = False
    died_at: int = 0

    def step(
        self,
        snapshot: Snapshot,
        events: Sequence[Event],
        *,
        counter: int,
        lag_total: int,
        frame_hz: float,
        place: Place | None = None,
    ) -> tuple[Episode, Step | None]:
        """Take one frame in. `counter` is the game's frame counter in it, `place` where the player is.

        Without a place no segment is completed that ends at a screen.
        """
        if self.phase == "loading":
            if snapshot.load_id <= self.loads_seen:
                return self, None
            return self._begin(snapshot, counter, lag_total, frame_hz), Began()
        if self.phase in ("playing", "dead"):
            if snapshot.load_id != self.loads_seen:
                return self.waiting(), Strayed()
            for event in events:
                playing = self.phase == "playing"
                step = self._judge(event, snapshot, lag_total) if playing else self._judge_dead(event)
                if step is not None:
                    return self._after(step, snapshot, lag_total, frame_hz), step
            if place is not None and self.segment.end.spot is not None and self.phase == "playing":
                return self._follow(snapshot, place, lag_total, frame_hz)
        if self.phase == "dead" and snapshot.frame - self.died_at > COMES_BACK_FRAMES:
            return self.waiting(), Reload()
        return self, None

    def waiting(self) -> Episode:
        """The start must be loaded again; the life in flight, if any, is dropped from the clock."""
        return replace(self, phase="waiting", clock=replace(self.clock, life_frame=None))

    def loading(self, loads_seen: int) -> Episode:
        """The load is sent now."""
        return replace(self, phase="loading", loads_seen=loads_seen)

    def in_step(self, snapshot: Snapshot, frame_hz: float) -> Episode:
        """The game stood still on purpose up to this frame: that was no time of play. Without a life it is the same."""
        if not self.clock.running:
            return self
        return replace(self, clock=self.clock.in_step(snapshot.frame, snapshot.t_ns, frame_hz=frame_hz))

    def abort(self, snapshot: Snapshot | None, lag_total: int) -> tuple[Episode, Played]:
        """Give up: the sums of what was played, with the unfinished life up to `snapshot`; without one that is lost."""
        clock = replace(self.clock, life_frame=None)
        if snapshot is not None:
            clock = self.clock.stop(snapshot.frame, snapshot.t_ns, lag_total=lag_total, died=False)
        return replace(self, phase="over", clock=clock), clock.so_far()

    def _begin(self, snapshot: Snapshot, counter: int, lag_total: int, frame_hz: float) -> Episode:
        offset = (counter - self.event_counter) % COUNTER_SIZE
        clock = self.clock.start(
            snapshot.frame, snapshot.t_ns, lag_total=lag_total, offset_frames=offset, frame_hz=frame_hz
        )
        return replace(self, phase="playing", loads_seen=snapshot.load_id, clock=clock, life=Life())

    def _follow(self, snapshot: Snapshot, place: Place, lag_total: int, frame_hz: float) -> tuple[Episode, Step | None]:
        """A life that is to end at a screen goes on. Frames of lag show memory in the middle of something."""
        begun = self.clock.life_frame
        if begun is None or snapshot.lag:
            return self, None
        life = self.life.see(snapshot.frame - begun, place)
        if life is self.life:
            return self, None
        followed = replace(self, life=life)
        newest = life.arrivals[-1]
        if len(life.arrivals) < 2 or newest.spot != self.segment.end.spot:
            return followed, None
        ago = snapshot.frame - begun - newest.frame
        t_ns = snapshot.t_ns - round(ago * 1_000_000_000 / frame_hz)
        played = self.clock.finish(snapshot.frame - ago, t_ns, lag_total=lag_total)
        return replace(followed, phase="over"), Completed(played, ago)

    def _judge(self, event: Event, snapshot: Snapshot, lag_total: int) -> Step | None:
        end = self.segment.end
        match event:
            case Died():
                return Fell() if self.comes_back else Reload()
            case CheckpointReached(n=n) if end.is_checkpoint and n >= end.checkpoint:
                return Completed(self.clock.finish(snapshot.frame, snapshot.t_ns, lag_total=lag_total))
            case LevelFinished(level=level, exit=way_out) if goal(level, way_out) == end:
                return Completed(self.clock.finish(snapshot.frame, snapshot.t_ns, lag_total=lag_total))
            case LevelFinished() | LevelLeft() | LevelEntered():
                return Strayed()
            case _:
                return None

    def _judge_dead(self, event: Event) -> Step | None:
        match event:
            case Spawned(level=level, cold=cold, n=n):
                place = checkpoint(level, n) if cold else entrance(level)
                return CameBack() if place == self.segment.start.bare else Reload()
            case LevelFinished() | LevelLeft() | LevelEntered():
                return Strayed()
            case _:
                return None

    def _after(self, step: Step, snapshot: Snapshot, lag_total: int, frame_hz: float) -> Episode:
        match step:
            case Reload() | Fell():
                died = self.phase == "playing"  # else it is counted already
                clock = self.clock.stop(snapshot.frame, snapshot.t_ns, lag_total=lag_total, died=died)
                phase: Phase = "dead" if isinstance(step, Fell) else "waiting"
                return replace(self, phase=phase, clock=clock, died_at=snapshot.frame)
            case CameBack():
                clock = self.clock.start(snapshot.frame, snapshot.t_ns, lag_total=lag_total, frame_hz=frame_hz)
                return replace(self, phase="playing", clock=clock)
            case Strayed():
                return self.waiting()
            case _:
                return replace(self, phase="over")
