"""How a run stands against the best one: at each split, and at the screens between them where both passed those."""

from __future__ import annotations

from collections.abc import Callable

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.speed_run.sheet import Sheet
from spinlab_pad.lab.trail import Trail
from spinlab_pad.lab.view import DeltaView
from spinlab_pad.route.clock import SegmentClock
from spinlab_pad.route.comparison import live
from spinlab_pad.route.subsplits import Arrival, Passed, label, standing


class RunStanding:
    """The trail of the segment in hand and the delta of the last place that could be compared."""

    def __init__(self, context: LabContext, sheet: Sheet) -> None:
        self._context = context
        self._sheet = sheet
        self._trail = Trail()
        self.delta: DeltaView | None = None

    def begin(self) -> None:
        """Another run begins."""
        self._trail.forget()
        self.delta = None

    def reload(self) -> None:
        """The next frame that is followed is the first one of a life."""
        self._trail.lost()

    def died(self, here: Attached, snapshot: Snapshot) -> None:
        """The life ends in this frame."""
        self._trail.died(here.profile, snapshot)

    def take(self, *, whole: bool) -> Passed:
        """What the segment that has just ended has passed; another one begins.

        `whole`: the last life led through all of it.
        """
        passed = self._trail.passed
        self._trail.forget()
        return passed if whole else passed._replace(arrivals=())

    def split(self, place: int) -> None:
        """A split was reached."""
        split_ms, best_ms = self._sheet.time_ms(place), self._sheet.best_ms(place)
        if split_ms is not None and best_ms is not None:
            self._show(split_ms - best_ms, self._sheet.plan.segments[place].name)

    def follow(
        self, here: Attached, clock: SegmentClock, snapshot: Snapshot, ms_at: Callable[[int], int]
    ) -> Arrival | None:
        """Take a frame in; `ms_at` is the time of the run in a frame of the life in hand.

        Returns the screen that it has come to, except for the first one of a life.
        """
        if not self._trail.follow(here.profile, clock, snapshot) or clock.life_frame is None:
            return None
        arrivals = self._trail.arrivals
        if len(arrivals) < 2:
            return None
        self._compare(here, clock.life_frame, ms_at)
        return arrivals[-1]

    def _compare(self, here: Attached, life_frame: int, ms_at: Callable[[int], int]) -> None:
        sheet, arrivals = self._sheet, self._trail.arrivals
        mark = sheet.marks[sheet.place] if sheet.place < sheet.count else ""
        life, best_ms = sheet.rival.lives.get(mark), sheet.rival.times.get(mark)
        if life is None or best_ms is None:
            return
        behind = standing(arrivals, life[1])
        if behind is None:
            return
        newest = arrivals[-1]
        at_ms, tail_ms = (round(frames * 1000 / here.frame_hz) for frames in (newest.frame - behind, life[0]))
        delta_ms = live(ms_at(life_frame + newest.frame), at_ms, tail_ms, best_ms)
        self._show(delta_ms, label(newest.spot, arrivals[0].spot.room, self._trail.grid))

    def _show(self, delta_ms: int, at: str) -> None:
        self.delta = DeltaView(delta_ms, at)
        self._context.changed()
