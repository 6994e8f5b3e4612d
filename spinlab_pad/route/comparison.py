"""A run against others of the same course: what is compared, and what can still come of it. Pure.

Rules:

1. Runs are compared if they lead the same *way*: from the same first place through the same goals in the same order.
   Where segments are cut in between doesn't matter, so a best run survives a merge or a split.
2. A split is found again in another run by its *mark*: the place that it ends at, and the how manieth time.
3. A segment without a time is a gap. It is no harm where a later segment of the same visit to the level has one (a
   checkpoint that was not touched); else the level was left out, and the run is none of this course.
4. None is 'not known': a sum of which a part is not known is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Final

from spinlab_pad.route.waypoints import Segment

WINDOW: Final = 12
"""Splits that are shown at once."""


def marks(segments: Iterable[Segment]) -> tuple[str, ...]:
    """What each split is known by: '3.checkpoint1', '3.goal', the second time '3.goal#2'."""
    seen: Counter[str] = Counter()
    found = []
    for segment in segments:
        end = segment.end.bare.id
        seen[end] += 1
        found.append(end if seen[end] == 1 else f"{end}#{seen[end]}")
    return tuple(found)


def way_of(segments: Sequence[Segment]) -> str:
    """The way of a full run: its first place, its goals, and its last place where that is no goal."""
    if not segments:
        return ""
    last = len(segments) - 1
    goals = [segment.end.bare.id for n, segment in enumerate(segments) if segment.end.is_goal or n == last]
    return " ".join([segments[0].start.bare.id, *goals])


def links_of(segments: Iterable[Segment]) -> str:
    """The way of chained practice: every segment, since each has a start of its own."""
    return " ".join(segment.id for segment in segments)


def left_out(segments: Sequence[Segment], timed: Collection[int]) -> tuple[int, ...]:
    """The levels of which nothing tells that they were played to the end, by the places (from 0) that have a time."""
    found: list[int] = []
    seen = False  # whether a later segment of this visit has a time
    for n in range(len(segments) - 1, -1, -1):
        level = segments[n].level
        if n + 1 == len(segments) or segments[n + 1].level != level or segments[n].end.is_goal:
            seen = False
        seen = seen or n in timed
        if not seen and level not in found:
            found.append(level)
    return tuple(reversed(found))


def total(times: Iterable[int | None]) -> int | None:
    """The sum; None while one of them is not known."""
    known = list(times)
    return None if None in known else sum(time for time in known if time is not None)


def best_possible(so_far_ms: int, place: int, golds: Sequence[int | None], gaps: Sequence[int | None]) -> int | None:
    """The time of a run that has come to the start of segment `place` (from 0) after `so_far_ms`, if all that comes is
    as good as it ever was. `gaps` are what lies before each segment: the way from the end of the one before.
    """
    rest = total(chain(golds[place:], gaps[place:]))
    return None if rest is None else so_far_ms + rest


def ahead(times: Sequence[int | None], best: Sequence[int | None]) -> int | None:
    """How far behind `best` the last split is that both have (negative is ahead)."""
    both = ((mine, other) for mine, other in zip(times, best, strict=True) if mine is not None and other is not None)
    *_, last = chain([None], both)
    return None if last is None else last[0] - last[1]


def live(passed_ms: int, best_at_ms: int, best_tail_ms: int, best_split_ms: int) -> int:
    """How far behind the best run is, at a place within a segment, a run that came there after `passed_ms` (negative
    is ahead).

    The best run's last life in the segment came there after `best_at_ms` of its `best_tail_ms`, and to the end after
    `best_split_ms` of that run.
    """
    return passed_ms - (best_split_ms - best_tail_ms + best_at_ms)


def window(place: int, count: int, size: int = WINDOW) -> range:
    """The places (from 0) to be shown around `place`: one third of them lie before it."""
    first = max(0, min(place - size // 3, count - size))
    return range(first, min(count, first + size))
