"""What the attempt in flight passes: the recorder of sub-splits, led by the clock of the attempt."""

from __future__ import annotations

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.context import wall_ms
from spinlab_pad.route.clock import SegmentClock
from spinlab_pad.route.subsplits import SCREENS, Arrival, Grid, Life, Passed, Track


class Trail:
    """Follows the lives of one attempt after another.

    A clock that starts a life is one more life of the attempt in hand if it has counted deaths, else of another
    attempt. Frames in which the game's loop did not turn are left out: memory is in the middle of something.
    """

    def __init__(self, grid: Grid = SCREENS) -> None:
        self._track = Track(Life(grid))
        self.grid = grid
        self._life: int | None = None

    @property
    def passed(self) -> Passed:
        """What the attempt in hand has passed so far."""
        return self._track.passed

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Those of the life in hand, or of the last one."""
        return self._track.life.arrivals

    def forget(self) -> None:
        """Another attempt begins."""
        self._track, self._life = Track(Life(self.grid)), None

    def lost(self) -> None:
        """What is followed next is another life, whatever its clock says."""
        self._life = None

    def follow(self, profile: Profile, clock: SegmentClock, snapshot: Snapshot) -> bool:
        """Take a frame in, the clock as it is after the frame's events; true where it makes an arrival."""
        life = clock.life_frame
        if life != self._life:
            self._life = life
            if life is None:
                return False
            self._track = self._track.reborn() if clock.deaths else Track(Life(self.grid))
        if life is None or snapshot.lag:
            return False
        before, self._track = self._track, self._track.see(snapshot.frame - life, profile.place(snapshot))
        return before is not self._track and len(before.life.arrivals) != len(self._track.life.arrivals)

    def died(self, profile: Profile, snapshot: Snapshot) -> None:
        """The life that is followed ends in this frame."""
        if self._life is not None:
            self._track = self._track.died(snapshot.frame - self._life, profile.place(snapshot), wall_ms())
            self._life = None
