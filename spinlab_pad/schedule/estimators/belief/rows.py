"""What is believed of n segments: a value of arrays with one row each. One segment is n = 1, a whole course the rest.

Evidence is kept apart from the prior: `evidence` and `danger` are sums of log likelihoods that fade, so that what was
seen long ago gives way to a new strategy, and the prior never does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators import starts
from spinlab_pad.schedule.estimators.belief.grid import CLEAN_PRIOR, DEATH_PRIOR, Floats
from spinlab_pad.schedule.types import SegmentInfo

LEVEL_PRECISION: Final = 0.5**-2
"""Of a around the first thing that is heard of the segment: the time of a reference run, which has deaths in it
or not; else the first clean life. A spread of 0.5 in ln(time); it never gets wider."""

LIFE_SHARE: Final = 0.5
"""Length of a life that ends in death, in clean lives, before one was seen; worth `LIFE_WEIGHT` deaths."""

LIFE_WEIGHT: Final = 1.0

LOAD_WEIGHT: Final = 3.0
"""What the given overhead of a load is worth, in loads that were timed."""

PATIENCE: Final = 12.0
"""Deaths after which a runner gives an attempt up, before one was given up; worth one that was."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Beliefs of n segments. Shape (n,) unless it says otherwise; times in s.

    `practice`: exposures at the last attempt; `last_s`: when that began, absolute; `attempts`, `lives`: how many there
    were; `life_sum` of `life_count` deaths: lengths of lives that ended in death, in clean lives; `load_sum` of
    `load_count`: overhead of loads; `patience_sum` of `patience_count`: deaths until it was given up; `offset` and
    `offset_variance`: how much longer a clean life is from a cold start, in ln(time); `cold` of `clean`: clean lives
    from one; `odd` clean lives in a row were taken for outliers, `odd_mean` is their mean in ln(s) from a hot start.
    (n, K): `evidence`, log likelihood of each clean cell; `level` and `precision` of a given the cell, the level NaN
    before anything is known of the segment's length.
    (n, J): `danger`, log likelihood of each death cell.
    """

    penalty_s: Floats
    practice: Floats
    last_s: Floats
    attempts: Floats
    lives: Floats
    life_sum: Floats
    life_count: Floats
    load_sum: Floats
    load_count: Floats
    patience_sum: Floats
    patience_count: Floats
    offset: Floats
    offset_variance: Floats
    cold: Floats
    clean: Floats
    odd: Floats
    odd_mean: Floats
    evidence: Floats
    level: Floats
    precision: Floats
    danger: Floats

    def __len__(self) -> int:
        return self.practice.size

    def part(self, begin: int, end: int) -> Rows:
        """Some of the segments, seen through the same arrays."""
        return Rows(**{name: getattr(self, name)[begin:end] for name in _NAMES})

    @property
    def life_share(self) -> Floats:
        """Mean length of a life that ends in death, in clean lives."""
        return self.life_sum / self.life_count

    @property
    def load_s(self) -> Floats:
        """Mean overhead of one load in practice."""
        return self.load_sum / self.load_count

    @property
    def cold_share(self) -> Floats:
        """Share of clean lives from cold starts in what the levels were learned from; 0 before there was one."""
        return self.cold / np.maximum(self.clean, 1e-12)

    @property
    def patience(self) -> Floats:
        """Deaths after which an attempt is given up."""
        return self.patience_sum / self.patience_count


_NAMES: Final = tuple(field.name for field in fields(Rows))


def _beginning() -> Rows:
    """One segment of which nothing is known, not even what its deaths and loads cost."""
    zero, one = np.zeros(1), np.ones(1)
    found = Rows(
        penalty_s=zero,
        practice=zero,
        last_s=np.full(1, -np.inf),
        attempts=zero,
        lives=zero,
        life_sum=np.full(1, LIFE_SHARE * LIFE_WEIGHT),
        life_count=np.full(1, LIFE_WEIGHT),
        load_sum=zero,
        load_count=np.full(1, LOAD_WEIGHT),
        patience_sum=np.full(1, PATIENCE),
        patience_count=one,
        offset=np.full(1, starts.PRIOR.mean),
        offset_variance=np.full(1, starts.PRIOR.variance),
        cold=zero,
        clean=zero,
        odd=zero,
        odd_mean=zero,
        evidence=np.zeros((1, CLEAN_PRIOR.size)),
        level=np.full((1, CLEAN_PRIOR.size), np.nan),
        precision=np.full((1, CLEAN_PRIOR.size), LEVEL_PRECISION),
        danger=np.zeros((1, DEATH_PRIOR.size)),
    )
    for name in _NAMES:
        getattr(found, name).setflags(write=False)  # every segment begins with these very arrays
    return found


_BEGINNING: Final = _beginning()


def row_of(info: SegmentInfo) -> Rows:
    """Nothing seen yet of one segment. Where a reference run's time is known, it is a vague first idea of the level.

    Without one the first clean life will be: the limit of a prior that knows nothing, so that hours and seconds are
    treated alike.
    """
    found = replace(
        _BEGINNING,
        penalty_s=np.array([info.death_penalty_ms / 1_000.0]),
        load_sum=np.array([info.load_ms / 1_000.0 * LOAD_WEIGHT]),
    )
    if info.reference_ms is None:
        return found
    return replace(found, level=np.full_like(found.level, math.log(info.reference_ms / 1_000.0)))


def stacked(rows: Sequence[Rows]) -> Rows:
    """The segments of several beliefs as one, in their order."""
    if len(rows) == 1:
        return rows[0]
    return Rows(**{name: np.concatenate([getattr(one, name) for one in rows]) for name in _NAMES})


def apart(rows: Rows) -> list[Rows]:
    """Each segment's belief by itself; nothing is shared with the whole."""
    columns = (getattr(rows, name) for name in _NAMES)
    copies = ([column[n : n + 1].copy() for n in range(len(rows))] for column in columns)
    return [Rows(*one) for one in zip(*copies, strict=True)]
