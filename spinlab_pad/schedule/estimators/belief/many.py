"""Beliefs of many segments in one go: chunks that stay in the processor's cache, one attempt of each at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.belief import practice
from spinlab_pad.schedule.estimators.belief.answers import Posterior, means, worth
from spinlab_pad.schedule.estimators.belief.grid import Floats
from spinlab_pad.schedule.estimators.belief.observe import after, seen
from spinlab_pad.schedule.estimators.belief.rows import Rows, apart, stacked
from spinlab_pad.schedule.types import Attempt
from spinlab_pad.schedule.worth import Worths

CHUNK: Final = 128
"""Segments in one go: numpy's own cost for each call is small beside it, and some arrays of all their cells (400 kB
each) still fit into a processor's cache."""


def advance(states: Sequence[Rows], logs: Sequence[Sequence[Attempt]]) -> list[tuple[Rows, Rows]]:
    """The beliefs before and after the last of the further attempts of each segment.

    Those with the most attempts come first, so that a chunk goes on with its first rows when the others are through.
    """
    order = sorted(range(len(logs)), key=lambda place: -len(logs[place]))
    found = [(state, state) for state in states]
    for begin in range(0, len(order), CHUNK):
        places = order[begin : begin + CHUNK]
        done = _run([states[place] for place in places], [logs[place] for place in places])
        for place, states_of_one in zip(places, done, strict=True):
            found[place] = states_of_one
    return found


def _run(states: Sequence[Rows], logs: Sequence[Sequence[Attempt]]) -> list[tuple[Rows, Rows]]:
    """One chunk, longest log first."""
    done: list[tuple[Rows, Rows]] = []
    before = rows = stacked(states)
    lengths = np.array([len(log) for log in logs], dtype=np.intp)
    starts = np.cumsum(lengths) - lengths
    told = seen(list(chain.from_iterable(logs)), np.repeat(rows.penalty_s, lengths))
    for n in range(len(logs[0]) + 1):
        still = int(np.count_nonzero(lengths > n))
        if still < len(rows):
            ended = (apart(which.part(still, len(rows))) for which in (before, rows))
            done = [*zip(*ended, strict=True), *done]
            rows = rows.part(0, still)
        if still:
            before, rows = rows, after(rows, told.at(starts[:still] + n))
    return done


def worths(states: Sequence[Rows], rests_s: Floats, servings: Floats) -> Worths:
    """What the serving after so many more of each segment is worth, so long after its last attempt."""
    return worth(stacked(states), np.asarray(rests_s), np.asarray(servings))


def expected_ms(states: Sequence[Rows], rests_s: Floats) -> Floats:
    """The expected time of each segment in a run, so long after its last attempt; NaN where it is not known."""
    rows = stacked(states)
    return 1_000.0 * means(Posterior.of(rows), rows.practice * practice.kept(np.asarray(rests_s))).expected
