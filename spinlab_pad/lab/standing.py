"""How the attempt in flight stands against the gold, screen by screen."""

from __future__ import annotations

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.trail import Trail
from spinlab_pad.lab.view import DeltaView
from spinlab_pad.route.clock import Played, SegmentClock
from spinlab_pad.route.subsplits import Passed, label, standing
from spinlab_pad.store.passed import Line


class Standing:
    """The trail of the attempt in hand and its delta to `best`: that of the last place that could be compared.

    Each life starts anew: a reload has no standing until it comes to a place that the gold has passed, too.
    """

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._trail = Trail()
        self._best: Line | None = None
        self.delta: DeltaView | None = None

    def serve(self, best: Line | None) -> None:
        """Another serving begins, to be compared with `best`."""
        self._trail.forget()
        self._best, self.delta = best, None

    def begin(self) -> None:
        """The next frame that is followed is the first one of a life."""
        self._trail.lost()
        self.delta = None

    def begin_with(self, best: Line | None) -> None:
        """The life that begins is to be compared with `best`, that of its own kind of start."""
        self._best = best
        self.begin()

    def follow(self, here: Attached, clock: SegmentClock, snapshot: Snapshot) -> None:
        """Take a frame of a life in."""
        if not self._trail.follow(here.profile, clock, snapshot) or self._best is None:
            return
        arrivals = self._trail.arrivals
        behind = standing(arrivals, self._best.arrivals)
        if behind is not None:
            self._show(here, behind, label(arrivals[-1].spot, arrivals[0].spot.room, self._trail.grid))

    def died(self, here: Attached, snapshot: Snapshot) -> None:
        """The life ends in this frame."""
        self._trail.died(here.profile, snapshot)
        self.delta = None

    def completed(self, here: Attached, played: Played, end: str) -> None:
        """The segment's end was reached; `end` is what it is called."""
        if self._best is not None:
            self._show(here, played.tail_frames - self._best.tail_frames, end)

    def _show(self, here: Attached, behind_frames: int, at: str) -> None:
        self.delta = DeltaView(round(behind_frames * 1000 / here.frame_hz), at)
        self._context.changed()

    def passed(self, *, completed: bool) -> Passed:
        """What is kept of the attempt: its deaths, and the arrivals of its last life if that came to the end."""
        passed = self._trail.passed
        return passed if completed else passed._replace(arrivals=())
