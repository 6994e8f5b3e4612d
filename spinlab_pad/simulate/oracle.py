"""The oracle: knows every curve and where the runner stands on it, and plays what pays most per second.

The index of a known curve is the best ratio of gain to cost over all numbers of plays from here (the Gittins index of
a deterministic arm; Gittins, Glazebrook and Weber 2011, section 2.5); a look ahead of one play would never climb to
a late breakthrough. Along the curve the mean attempt is followed: its cost, its exposures. It is no proof of a
highest gain (breaks, and plays that do not fit before the end, are left out), but what a policy can be measured by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from spinlab_pad.simulate.runners.memory import Memory
from spinlab_pad.simulate.runners.runner import LOAD_S, Habits, Player, run_s
from spinlab_pad.simulate.runners.segment import Segment

STEPS = (*(1,) * 6, *(2,) * 4, *(4,) * 5, *(8,) * 5, *(16,) * 5)
"""Plays of each step of the path: close together at first, 154 in all; longer than anybody stays with a segment."""


class Ahead(NamedTuple):
    """After so many plays in a row: seconds of practice they cost, true seconds of the segment in a run."""

    cost_s: float
    run_s: float


class Serving(NamedTuple):
    """One attempt in practice on average: seconds it takes, exposures of each part."""

    cost_s: float
    exposures: tuple[float, ...]


def mean_serving(segment: Segment, held: Sequence[float], habits: Habits) -> Serving:
    """One attempt in practice, restarts and giving up included, in average form."""
    mean = segment.expected(held, habits.patience)
    reloads = mean.deaths - (1.0 - mean.completes)  # who gives up does not load again
    whole_s = mean.played_s + LOAD_S * (1.0 + reloads)
    half = 0.5  # an attempt that is broken off ends anywhere
    broken_s = LOAD_S + half * segment.clean_s(held)
    r = habits.restarts
    return Serving(
        (1.0 - r) * whole_s + r * broken_s, tuple((1.0 - r) * gained + r * half for gained in mean.exposures)
    )


def path(segment: Segment, memories: Sequence[Memory], habits: Habits) -> Iterator[Ahead]:
    """What the segment comes to after 0, 1, 2, ... plays in a row, along the mean."""
    own = [memory.copy() for memory in memories]
    cost = 0.0
    yield Ahead(0.0, run_s(segment, [memory.held for memory in own]))
    for plays in STEPS:
        held = [memory.held for memory in own]
        serving = mean_serving(segment, held, habits)
        cost += plays * serving.cost_s
        for memory, gained in zip(own, serving.exposures, strict=True):
            memory.practise(plays * gained, habits.retention)
        yield Ahead(cost, run_s(segment, [memory.held for memory in own]))


def rate(segment: Segment, memories: Sequence[Memory], habits: Habits) -> float:
    """True seconds saved in a run per second of practice by the next attempt, on average."""
    start, one = islice(path(segment, memories, habits), 2)
    return (start.run_s - one.run_s) / one.cost_s


def index(ahead: Sequence[Ahead], left_s: float) -> float:
    """Best gain per second among the stays that end within `left_s` seconds; a single play always counts."""
    start = ahead[0].run_s
    return max(
        (start - place.run_s) / place.cost_s for place in ahead[1:] if place.cost_s <= max(left_s, ahead[1].cost_s)
    )


class Oracle:
    """Chooses for one player; the paths of segments that nobody played meanwhile are kept."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._paths: dict[int, tuple[list[float], tuple[Ahead, ...]]] = {}

    def next(self, left_s: float) -> int:
        """The segment to play, with that many seconds until the next reckoning; of equals the first."""
        return max(range(len(self._player.memories)), key=lambda segment: (self._index(segment, left_s), -segment))

    def _index(self, segment: int, left_s: float) -> float:
        held = self._player.held(segment)
        known = self._paths.get(segment)
        if known is None or known[0] != held:
            runner = self._player.runner
            memories = self._player.memories[segment]
            known = held, tuple(path(runner.segments[segment], memories, runner.habits))
            self._paths[segment] = known
        return index(known[1], left_s)
