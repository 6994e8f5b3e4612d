"""What a mode has to show: its share of the View, and what the rules may ask of it."""

from __future__ import annotations

from dataclasses import dataclass

from spinlab_pad.lab.view import (
    DeltaView,
    EstimateView,
    ProgressView,
    QueueItem,
    RecentView,
    ResultView,
    SegmentView,
    SessionView,
    SpeedRunView,
    StartView,
)
from spinlab_pad.route.clock import SegmentClock


@dataclass(frozen=True, slots=True)
class Scene:
    """The parts of the View that belong to a mode; None where it has none. A death adds `penalty_ms` to the clock.

    `clock` is of the attempt in flight; the timer shows `run_clock` instead where there is one.
    """

    clock: SegmentClock | None = None
    run_clock: SegmentClock | None = None
    penalty_ms: int = 0
    segment: SegmentView | None = None
    estimate: EstimateView | None = None
    result: ResultView | None = None
    delta: DeltaView | None = None
    queue: tuple[QueueItem, ...] | None = None
    """None: what the scheduler would choose."""
    recent: tuple[RecentView, ...] = ()
    session: SessionView | None = None
    progress: ProgressView | None = None
    start: StartView | None = None
    speed_run: SpeedRunView | None = None
    served: tuple[str, ...] | None = None
    """The segments that practice serves; None: all of the course."""
    new_segments: int = 0
    """Segments of the run that is being recorded that no run had before."""


@dataclass(frozen=True, slots=True)
class ModeFacts:
    """What the rules may ask of a mode. `segment` is the id of the one in hand; `previous`: there was one before it.

    `full_run`: the game itself brings the runner back after a death, nothing is loaded.
    """

    result: bool = False
    result_valid: bool = False
    result_rated: bool = False
    segment: str | None = None
    pinned: bool = False
    previous: bool = False
    full_run: bool = False
