"""Beliefs of many segments in one go: chunks that stay in the processor's cache, one attempt of each at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.belief.answers import worth
from spinlab_pad.schedule.estimators.belief.grid import Floats
from spinlab_pad.schedule.estimators.belief.observe import after, seen
from spinlab_pad.schedule.estimators.belief.rows import Rows, apart, stacked
from spinlab_pad.schedule.types import Attempt
from spinlab_pad.schedule.worth import Worths

CHUNK: Final = 32
"""Segments in one go: 32 x 414 numbers are 100 kB."""


def advance(states: Sequence[Rows], logs: Sequence[Sequence[Attempt]]) -> list[Rows]:
    """The beliefs after the further attempts of each segment.

    Those with the most attempts come first, so that a chunk goes on with its first rows when the others are through.
    """
    order = sorted(range(len(states)), key=lambda n: -len(logs[n]))
    found: list[Rows] = list(states)
    for begin in range(0, len(order), CHUNK):
        places = order[begin : begin + CHUNK]
        for place, state in zip(places, _run([states[n] for n in places], [logs[n] for n in places]), strict=True):
            found[place] = state
    return found


def _run(states: Sequence[Rows], logs: Sequence[Sequence[Attempt]]) -> list[Rows]:
    """One chunk, longest log first."""
    done: list[Rows] = []
    rows, left = stacked(states), len(states)
    for n in range(len(logs[0]) + 1):
        still = sum(len(log) > n for log in logs[:left])
        if still < left:
            done = [*apart(rows.part(still, left)), *done]
            rows, left = rows.part(0, still), still
        if left:
            rows = after(rows, seen([log[n] for log in logs[:left]], rows.penalty_s))
    return done


def worths(states: Sequence[Rows], rests_s: Floats, servings: Floats) -> Worths:
    """What the serving after so many more of each segment is worth, so long after its last attempt."""
    return worth(stacked(states), np.asarray(rests_s), np.asarray(servings))
