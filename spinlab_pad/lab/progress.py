"""A segment screen by screen, for its page: the gold's arrivals, those of the newest attempts, and their pace. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from spinlab_pad.lab.queries import ArrivalRow, LineRow, PaceRow, SubSplits
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.route.subsplits import SCREENS, Grid, Spot, label
from spinlab_pad.store.passed import Line

PACED: Final = 50
"""Newest attempts whose pace is told."""
_SHOWN: Final = 10


def sub_splits(
    course: Course, segment_id: str, newest: Sequence[Line], frame_hz: float, grid: Grid = SCREENS
) -> SubSplits:
    """What `newest` (newest first) and the gold say of a segment, those from the kind of start that is practised."""
    start = course.starts[segment_id].kind if segment_id in course.starts else "hot"
    best = course.bests.of(segment_id, start)
    lines = [line for line in newest if line.start == start]
    return SubSplits(
        screen_width=grid.width,
        screen_height=grid.height,
        gold=None if best is None else _line(best, frame_hz, grid),
        last=tuple(_line(line, frame_hz, grid) for line in lines[:_SHOWN]),
        pace=_pace([*lines, *([best] if best is not None and best not in lines else [])], frame_hz, grid),
    )


def _line(line: Line, frame_hz: float, grid: Grid) -> LineRow:
    home = line.arrivals[0].spot.room
    return LineRow(
        attempt=line.attempt,
        start=line.start,
        time_ms=line.time_ms,
        deaths=line.deaths,
        life_ms=_ms(line.tail_frames, frame_hz),
        arrivals=tuple(
            ArrivalRow(*spot, label(spot, home, grid), frame, _ms(frame, frame_hz), x, y)
            for spot, frame, x, y in line.arrivals
        ),
    )


def _pace(lines: Sequence[Line], frame_hz: float, grid: Grid) -> tuple[PaceRow, ...]:
    frames: dict[Spot, list[int]] = {}
    homes = {line.arrivals[0].spot.room for line in lines}
    home = next(iter(homes)) if len(homes) == 1 else None
    for line in lines:
        for arrival in line.arrivals[1:]:
            frames.setdefault(arrival.spot, []).append(arrival.frame)
    rows = [
        PaceRow(
            *spot,
            label(spot, home, grid),
            best_ms=_ms(min(found), frame_hz),
            median_ms=_ms(median_low(found), frame_hz),
            lives=len(found),
        )
        for spot, found in frames.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.median_ms, row.best_ms)))


def _ms(frames: int, frame_hz: float) -> int:
    return round(frames * 1000 / frame_hz)
