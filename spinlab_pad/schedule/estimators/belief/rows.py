"""What is believed of n segments: a value of arrays with one row each. One segment is n = 1, a whole course the rest.

Evidence is kept apart from the prior: `evidence` and `danger` are sums of log likelihoods that fade, so that what was
seen long ago gives way to a new strategy, and the prior never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators import starts
from spinlab_pad.schedule.estimators.belief.grid import CLEAN_PRIOR, DEATH_PRIOR, Floats
from spinlab_pad.schedule.types import SegmentInfo

LEVEL_SD: Final = 0.5
"""Spread of a around the first thing that is heard of the segment: the time of a reference run, which has deaths in it
or not; else the first clean life."""

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
    from one.
    (n, K): `evidence`, log likelihood of each clean cell; `level` and `precision` of a given the cell, the level NaN
    before anything is known of the segment's length.
    (n, J): `danger`, log likelihood of each death cell.
    """

    penalty_s: Floats
    prior_precision: Floats
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


def rows_of(infos: Sequence[SegmentInfo]) -> Rows:
    """Nothing seen yet. Where a reference run's time is known, it is a vague first idea of the level.

    Without one the first clean life will be: the limit of a prior that knows nothing, so that hours and seconds are
    treated alike.
    """
    n = len(infos)
    known = np.array([info.reference_ms is not None for info in infos], dtype=bool)
    reference = np.array([info.reference_ms or 1 for info in infos], dtype=np.float64) / 1_000.0
    level = np.where(known, np.log(reference), np.nan)
    precision = np.full(n, LEVEL_SD**-2)
    return Rows(
        penalty_s=np.array([info.death_penalty_ms for info in infos], dtype=np.float64) / 1_000.0,
        prior_precision=precision,
        practice=np.zeros(n),
        last_s=np.full(n, -np.inf),
        attempts=np.zeros(n),
        lives=np.zeros(n),
        life_sum=np.full(n, LIFE_SHARE * LIFE_WEIGHT),
        life_count=np.full(n, LIFE_WEIGHT),
        load_sum=np.array([info.load_ms for info in infos], dtype=np.float64) / 1_000.0 * LOAD_WEIGHT,
        load_count=np.full(n, LOAD_WEIGHT),
        patience_sum=np.full(n, PATIENCE),
        patience_count=np.ones(n),
        offset=np.full(n, starts.PRIOR.mean),
        offset_variance=np.full(n, starts.PRIOR.variance),
        cold=np.zeros(n),
        clean=np.zeros(n),
        evidence=np.zeros((n, CLEAN_PRIOR.size)),
        level=np.repeat(level[:, None], CLEAN_PRIOR.size, axis=1),
        precision=np.repeat(precision[:, None], CLEAN_PRIOR.size, axis=1),
        danger=np.zeros((n, DEATH_PRIOR.size)),
    )


def stacked(rows: Sequence[Rows]) -> Rows:
    """The segments of several beliefs as one, in their order."""
    if len(rows) == 1:
        return rows[0]
    return Rows(**{name: np.concatenate([getattr(one, name) for one in rows]) for name in _NAMES})


def apart(rows: Rows) -> list[Rows]:
    """Each segment's belief by itself; nothing is shared with the whole."""
    return [Rows(**{name: getattr(rows, name)[n : n + 1].copy() for name in _NAMES}) for n in range(len(rows))]
