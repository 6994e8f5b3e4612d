"""What the scores of many predicted attempts come to: how each estimator did, and how far it is behind the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LOG_SCORE, CRPS, CRPS_LOG, PIT, COLUMNS = range(5)
"""Columns of a row of scores: log score in nats, CRPS in ms, CRPS of ln(time), rank of the time in the sample. All but
the first are NaN for an attempt that tells no time in a run."""

PIT_BINS: Final = 10
"""Bins of the calibration histogram; each holds a tenth of the attempts where an estimator is calibrated."""

AGES: Final = ((1, 3), (4, 10), (11, None))
"""Which attempt of its segment, from the first to the last one: new, young, known."""

_LEAST_SEGMENTS: Final = 2
"""Segments from which differences have a standard error: they vary between segments more than within."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Scores over some attempts. None where there are none.

    `attempts` of which `completed`; `log_score`: mean per attempt in nats, higher is better; `crps_ms` and `crps_log`
    (of the logarithm, so about a share of the time): means, lower is better; `coverage_50` to `coverage_95`: share of
    times within the middle 50, 80 and 95 %.
    """

    attempts: int
    completed: int
    log_score: float | None
    crps_ms: float | None
    crps_log: float | None
    coverage_50: float | None
    coverage_80: float | None
    coverage_95: float | None


@dataclass(frozen=True, slots=True)
class AgeMarks:
    """Scores of the attempts that were the `first`-th to `last`-th of their segment (None: and all later)."""

    first: int
    last: int | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Score:
    """How an estimator did.

    `answered`: attempts that it predicted, of all `asked`; `marks`: over those that every estimator predicted;
    `log_score_sum`: their sum; `behind`: mean log score of the best less its own, with its standard error `behind_se`
    from the spread between segments (None with fewer than two); `pit`: times by their rank in the prediction, from
    below the lowest tenth to above the highest.
    """

    estimator: str
    asked: int
    answered: int
    log_score_sum: float
    marks: Marks
    behind: float | None
    behind_se: float | None
    pit: tuple[int, ...]
    by_age: tuple[AgeMarks, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An attempt that was asked about: which estimators have `answered`, and where all have, the scores of each, in
    `COLUMNS`.
    """

    answered: tuple[bool, ...]
    scores: tuple[tuple[float, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts of one segment that were asked about.

    `asked`: how many; `answered`: how many each estimator predicted, shape (estimators,). Of those that all predicted:
    `ages`, as the how manieth of the segment each was asked about, shape (n,), and `scores`, shape (n, estimators,
    `COLUMNS`).
    """

    asked: int
    answered: NDArray[np.intp]
    ages: NDArray[np.intp]
    scores: NDArray[np.float64]

    @classmethod
    def empty(cls, estimators: int) -> Tally:
        """Nobody was asked yet."""
        return cls(0, np.zeros(estimators, np.intp), np.zeros(0, np.intp), np.zeros((0, estimators, COLUMNS)))

    def longer(self, rows: Sequence[Row]) -> Tally:
        """With further attempts."""
        if not rows:
            return self
        told = [(self.asked + place, row.scores) for place, row in enumerate(rows, 1) if row.scores is not None]
        return Tally(
            self.asked + len(rows),
            self.answered + np.sum([row.answered for row in rows], axis=0, dtype=np.intp),
            np.append(self.ages, np.array([age for age, _ in told], np.intp)),
            np.append(self.scores, np.reshape([scores for _, scores in told], (-1, *self.scores.shape[1:])), axis=0),
        )


def compared(names: Sequence[str], tallies: Sequence[Tally]) -> dict[str, Score]:
    """How every estimator did, over the tallies of all segments; sums go through them in their order."""
    none = Tally.empty(len(names))
    table = np.concatenate([none.scores, *(one.scores for one in tallies)])
    ages = np.concatenate([none.ages, *(one.ages for one in tallies)])
    owners = np.repeat(np.arange(len(tallies)), [len(one.ages) for one in tallies])
    answered = np.sum([none.answered, *(one.answered for one in tallies)], axis=0)
    logs = table[:, :, LOG_SCORE]
    best = int(np.argmax(logs.sum(axis=0))) if len(table) else 0
    scores = {}
    for place, name in enumerate(names):
        own = table[:, place]
        behind, error = _difference(logs[:, best] - logs[:, place], owners)
        ranks = own[~np.isnan(own[:, PIT]), PIT]
        scores[name] = Score(
            estimator=name,
            asked=sum(one.asked for one in tallies),
            answered=int(answered[place]),
            log_score_sum=float(logs[:, place].sum()),
            marks=_marks(own),
            behind=behind,
            behind_se=error,
            pit=tuple(int(count) for count in np.histogram(ranks, PIT_BINS, (0.0, 1.0))[0]),
            by_age=tuple(
                AgeMarks(first, last, _marks(own[(ages >= first) & (ages <= (last or np.inf))])) for first, last in AGES
            ),
        )
    return scores


def _marks(rows: NDArray[np.float64]) -> Marks:
    """Of one estimator's rows, shape (n, `COLUMNS`)."""
    times = rows[~np.isnan(rows[:, PIT])]
    off = np.abs(times[:, PIT] - 0.5)
    return Marks(
        len(rows),
        len(times),
        _mean(rows[:, LOG_SCORE]),
        _mean(times[:, CRPS]),
        _mean(times[:, CRPS_LOG]),
        *(_mean(off <= level / 2.0) for level in (0.5, 0.8, 0.95)),
    )


def _mean(values: NDArray[Any]) -> float | None:
    return float(np.mean(values)) if values.size else None


def _difference(values: NDArray[np.float64], owners: NDArray[np.intp]) -> tuple[float | None, float | None]:
    """Mean, and its standard error with segments as clusters; `owners`: the segment that each value is of."""
    if not values.size:
        return None, None
    mean = float(values.mean())
    count = len(np.unique(owners))
    if count < _LEAST_SEGMENTS:
        return mean, None
    sums = np.bincount(owners, values - mean)
    spread = math.fsum(one * one for one in sums.tolist()) * count / (count - 1)
    return mean, math.sqrt(spread) / values.size
