"""Which estimator would have known best: every attempt of a log is predicted from those before it, then shown.

Prequential (Dawid 1984, doi 10.2307/2981683): no estimator ever sees what it is asked about, and the sum of log scores
is the logarithm of the evidence for it. All are scored on the same attempts: those that every one predicted.

A reference run is shown and not asked about: its time is part of what is known of a segment beforehand.

An attempt that was given up is scored by its deaths, one that was completed by its deaths and its clean life; CRPS,
coverage and PIT are those of the time in a run of completed ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.checks import check_attempt, check_segment
from spinlab_pad.schedule.estimators import ESTIMATORS, Estimator
from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.scores import crps, pit
from spinlab_pad.schedule.types import Attempt, SegmentInfo

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
class _Row:
    """One attempt that all predicted: log scores, and of a completed one CRPS, CRPS of ln, PIT; shape (estimators,)."""

    segment: str
    age: int
    log_scores: tuple[float, ...]
    times: tuple[tuple[float, float, float], ...] | None


@dataclass(slots=True)
class _Segment:
    """A segment on its way through the log; `last_s`: when its last attempt began."""

    info: SegmentInfo
    states: dict[str, Any]
    last_s: float | None = None
    attempts: int = 0


@dataclass(slots=True)
class _Tally:
    rows: list[_Row] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)


def backtest(
    infos: Iterable[SegmentInfo],
    attempts: Iterable[Attempt],
    estimators: Mapping[str, Estimator[Any]] = ESTIMATORS,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Score]:
    """Score every estimator on a log.

    Args:
        infos: the segments that the attempts are of.
        attempts: in any order; they are taken by their start.
        estimators: who is compared, by name.
        progress: called with the attempts done and all of them after each.

    Raises:
        ValueError: an attempt of an unknown segment, or a segment or an attempt that cannot be.
    """
    segments = {info.id: _started(info, estimators) for info in infos}
    log = sorted(attempts, key=lambda attempt: attempt.started_s)
    for attempt in log:
        check_attempt(attempt)
        if attempt.segment not in segments:
            raise ValueError(f"attempt of an unknown segment {attempt.segment!r}")
    tally = _Tally(answered=dict.fromkeys(estimators, 0))
    for done, attempt in enumerate(log, start=1):
        _take(segments[attempt.segment], attempt, estimators, tally)
        if progress is not None:
            progress(done, len(log))
    return _scores(tuple(estimators), tally, sum(attempt.source != "reference" for attempt in log))


def _started(info: SegmentInfo, estimators: Mapping[str, Estimator[Any]]) -> _Segment:
    check_segment(info)
    return _Segment(info, {name: estimator.initial(info) for name, estimator in estimators.items()})


def _take(segment: _Segment, attempt: Attempt, estimators: Mapping[str, Estimator[Any]], tally: _Tally) -> None:
    """Predict an attempt, score it, and show it to all."""
    if attempt.source != "reference":
        _ask(segment, attempt, estimators, tally)
    segment.states = {name: estimator.update(segment.states[name], attempt) for name, estimator in estimators.items()}
    segment.last_s = attempt.started_s


def _ask(segment: _Segment, attempt: Attempt, estimators: Mapping[str, Estimator[Any]], tally: _Tally) -> None:
    rest_s = 0.0 if segment.last_s is None else attempt.started_s - segment.last_s
    segment.attempts += 1
    predictions = {
        name: estimator.predict(segment.states[name], segment.info, rest_s) for name, estimator in estimators.items()
    }
    known = [prediction for prediction in predictions.values() if prediction is not None]
    for name, prediction in predictions.items():
        tally.answered[name] += prediction is not None
    if known and len(known) == len(predictions):
        time_ms = _run_time_ms(attempt)
        times = None if time_ms is None else tuple(_marked(one.times_ms(attempt.start), time_ms) for one in known)
        log_scores = tuple(one.log_score(attempt) for one in known)
        tally.rows.append(_Row(attempt.segment, segment.attempts, log_scores, times))


def _run_time_ms(attempt: Attempt) -> float | None:
    """What it would have taken in a run, None where the attempt does not tell."""
    if attempt.time_ms is not None:
        return float(attempt.time_ms)
    return clean_time_ms(attempt) if attempt.deaths == 0 else None


def _marked(sample: NDArray[np.float64], time_ms: float) -> tuple[float, float, float]:
    return crps(sample, time_ms), crps(np.log(sample), math.log(time_ms)), pit(sample, time_ms)


def _scores(names: Sequence[str], tally: _Tally, asked: int) -> dict[str, Score]:
    rows = tally.rows
    logs = np.array([row.log_scores for row in rows], dtype=np.float64).reshape(len(rows), len(names))
    best = int(np.argmax(logs.sum(axis=0))) if rows else 0
    scores = {}
    for place, name in enumerate(names):
        behind, error = _difference(logs[:, best] - logs[:, place], [row.segment for row in rows])
        ranks = np.array([row.times[place][2] for row in rows if row.times is not None])
        bins = np.histogram(ranks, PIT_BINS, (0.0, 1.0))[0]
        scores[name] = Score(
            estimator=name,
            asked=asked,
            answered=tally.answered[name],
            log_score_sum=float(logs[:, place].sum()),
            marks=_marks(rows, place),
            behind=behind,
            behind_se=error,
            pit=tuple(int(count) for count in bins),
            by_age=tuple(
                AgeMarks(first, last, _marks([row for row in rows if _within(row.age, first, last)], place))
                for first, last in AGES
            ),
        )
    return scores


def _within(age: int, first: int, last: int | None) -> bool:
    return first <= age and (last is None or age <= last)


def _marks(rows: Sequence[_Row], place: int) -> Marks:
    times = np.array([row.times[place] for row in rows if row.times is not None], dtype=np.float64).reshape(-1, 3)
    off = np.abs(times[:, 2] - 0.5)
    within = [_mean(off <= level / 2.0) for level in (0.5, 0.8, 0.95)]
    return Marks(
        len(rows),
        len(times),
        _mean(np.array([row.log_scores[place] for row in rows])),
        _mean(times[:, 0]),
        _mean(times[:, 1]),
        *within,
    )


def _mean(values: NDArray[Any]) -> float | None:
    return float(np.mean(values)) if values.size else None


def _difference(values: NDArray[np.float64], segments: Sequence[str]) -> tuple[float | None, float | None]:
    """Mean, and its standard error with segments as clusters."""
    if not values.size:
        return None, None
    mean = float(values.mean())
    sums: dict[str, float] = {}
    for segment, value in zip(segments, values, strict=True):
        sums[segment] = sums.get(segment, 0.0) + float(value) - mean
    count = len(sums)
    if count < _LEAST_SEGMENTS:
        return mean, None
    spread = math.fsum(one * one for one in sums.values()) * count / (count - 1)
    return mean, math.sqrt(spread) / values.size
