"""Where a segment can be split: where it was merged before, and at the screens that lives came to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spinlab_pad.lab.queries import PaceRow, SplitPoint
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import Segment, Waypoint, at_screen


def split_points(segment: Segment, ends: Iterable[Waypoint], pace: Sequence[PaceRow]) -> tuple[SplitPoint, ...]:
    """The places, those at which the first of its former parts ended (`ends`) first, then the screens of its pace.

    What leads over a checkpoint to another one is split at its former parts only: beyond a screen it would not be known
    how many checkpoints were taken.
    """
    known = {end.place: SplitPoint(end.place, end.label, None) for end in ends}
    for row in () if segment.over_checkpoints else pace:
        at = at_screen(segment.start, Spot(row.room, row.column, row.row, row.visit)).place
        if at != segment.end.place:
            known[at] = SplitPoint(at, row.label, row.best_ms)
    return tuple(known.values())
