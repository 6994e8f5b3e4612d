"""What practice is expected to bring: servings dealt out in thought, each with what the estimates promise of it.

Rule of diminishing returns. An attempt takes `gain_ms` off the expected time now. Where the estimate knows what the
time comes down to (`floor_ms`), the expected time E goes to that floor F along the exponential curve through both:
each attempt leaves the share 1 - gain / (E - F) of what there is to gain. Where it does not, each attempt brings
exp(-1/24) of what the one before it has brought: a curve with a time constant of 24 plays, between the 3 and 96 that
learning curves of single segments show.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spinlab_pad.schedule.types import Estimate

FADE: Final = math.exp(-1.0 / 24.0)
"""What an attempt brings of what the one before it has brought, where no floor is known."""

SHORTEST_MS: Final = 1_000.0
"""No serving is over sooner: the load and the first step take about as long."""

BY_VALUE: Final = frozenset({"greedy", "value"})
"""Allocators that deal by what an attempt brings for its time; the others are taken to deal evenly."""


@dataclass(frozen=True, slots=True)
class Practised:
    """`gain_ms`: how much faster a run is expected to be (not negative); `expected_ms`: of each segment, afterwards;
    `servings` of all segments, the last one in part.
    """

    gain_ms: float
    expected_ms: Mapping[str, float]
    servings: float


@dataclass(slots=True)
class _Segment:
    expected_ms: float
    gain_ms: float
    keeps: float
    practice_ms: float

    def serve(self, share: float) -> None:
        self.expected_ms -= share * self.gain_ms
        self.gain_ms *= self.keeps**share


def practise(estimates: Mapping[str, Estimate], minutes: float, *, by_value: bool) -> Practised | None:
    """What `minutes` of practice at these segments bring, in the order of the run.

    `by_value`: each serving goes where it brings most for its time; else all are served in turn. A segment that is said
    to get slower by practice brings nothing. None where no segment has an estimate of both gain and practice time.
    """
    segments = {name: found for name, item in estimates.items() if (found := _segment(item)) is not None}
    if not segments:
        return None
    left_ms, servings = minutes * 60_000.0, 0.0
    names = list(segments)
    turn = 0
    while left_ms > 0.0:
        best = max(names, key=lambda name: segments[name].gain_ms / segments[name].practice_ms) if by_value else None
        served = segments[best if best is not None else names[turn % len(names)]]
        share = min(1.0, left_ms / served.practice_ms)
        served.serve(share)
        left_ms -= served.practice_ms
        servings += share
        turn += 1
    expected = {name: item.expected_ms for name, item in segments.items()}
    before = math.fsum(float(estimates[name].expected_ms or 0) for name in segments)
    return Practised(before - math.fsum(expected.values()), expected, servings)


def _segment(item: Estimate) -> _Segment | None:
    if item.expected_ms is None or item.gain_ms is None or item.practice_ms is None:
        return None
    gain = max(item.gain_ms, 0.0)
    keeps = FADE
    if item.floor_ms is not None:
        room = max(item.expected_ms - item.floor_ms, 0.0)
        gain = min(gain, room)
        keeps = 1.0 - gain / room if room > 0.0 else 0.0
    return _Segment(float(item.expected_ms), gain, keeps, max(float(item.practice_ms), SHORTEST_MS))
