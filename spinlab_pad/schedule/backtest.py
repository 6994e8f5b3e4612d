"""Which estimator would have known best: every attempt of a log is predicted from those before it, then shown.

Prequential (Dawid 1984, doi 10.2307/2981683): no estimator ever sees what it is asked about, and the sum of log scores
is the logarithm of the evidence for it. All are scored on the same attempts: those that every one predicted. Segments
know nothing of each other, so that each is gone through by itself, and goes on where it was.

A reference run is shown and not asked about: its time is part of what is known of a segment beforehand.

An attempt that was given up is scored by its deaths, one that was completed by its deaths and its clean life; CRPS,
coverage and PIT are those of the time in a run of completed ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spinlab_pad.schedule.checks import check_attempt, check_segment
from spinlab_pad.schedule.estimators import ESTIMATORS, Estimator
from spinlab_pad.schedule.estimators.base import Prediction, clean_time_ms
from spinlab_pad.schedule.marks import Row, Score, Tally, compared
from spinlab_pad.schedule.scores import crps, pit
from spinlab_pad.schedule.types import Attempt, SegmentInfo

Log = Sequence[Attempt]
States = Mapping[str, Any]
Progress = Callable[[int, int], None]
"""Is told, after each attempt, how many were looked at of all that have to be."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment as far as its log was gone through: the `states` of the estimators after it, and their scores."""

    info: SegmentInfo
    log: tuple[Attempt, ...]
    states: States
    tally: Tally


class Backtest:
    """Scores of estimators on logs that grow: an attempt is asked about once, and what was scored stays.

    To go on gives what to begin anew would give, to the last bit. For one thread at a time.
    """

    def __init__(self, estimators: Mapping[str, Estimator[Any]] = ESTIMATORS) -> None:
        self._estimators = estimators
        self._segments: dict[str, _Segment] = {}

    def left(self, logs: Iterable[tuple[SegmentInfo, Log]]) -> int:
        """How many attempts `run` would look at."""
        return sum(len(log) - _seen(self._kept(info, log)) for info, log in logs)

    def run(self, logs: Iterable[tuple[SegmentInfo, Log]], progress: Progress | None = None) -> dict[str, Score]:
        """Score every estimator on these segments with their logs, each oldest attempt first.

        A segment goes on where it was if its log begins with what it was then. Else, as after an attempt was taken back
        or rated, it begins anew. Whatever `progress` raises breaks it off; segments that are through stay so.

        Raises:
            ValueError: a segment or an attempt that cannot be.
        """
        plan = [(info, tuple(log), self._kept(info, log)) for info, log in logs]
        for info, log, kept in plan:
            check_segment(info)
            for attempt in log[_seen(kept) :]:
                check_attempt(attempt)
        done, of = 0, sum(len(log) - _seen(kept) for _, log, kept in plan)
        for info, log, kept in plan:
            states = self._initial(info) if kept is None else kept.states
            tally = Tally.empty(len(self._estimators)) if kept is None else kept.tally
            last, rows = kept.log[-1] if kept is not None and kept.log else None, []
            for attempt in log[_seen(kept) :]:
                if attempt.source != "reference":
                    rows.append(self._ask(info, states, last, attempt))
                states = {name: one.update(states[name], attempt) for name, one in self._estimators.items()}
                last = attempt
                done += 1
                if progress is not None:
                    progress(done, of)
            self._segments[info.id] = _Segment(info, log, states, tally.longer(rows))
        # In the order of their names, so that the sums are the same in whatever order the segments come.
        self._segments = {name: self._segments[name] for name in sorted(info.id for info, _, _ in plan)}
        return compared(tuple(self._estimators), [segment.tally for segment in self._segments.values()])

    def _kept(self, info: SegmentInfo, log: Log) -> _Segment | None:
        """The segment as far as it was gone through, None where that is not how its log begins."""
        kept = self._segments.get(info.id)
        begins = kept is not None and kept.info == info and tuple(log[: len(kept.log)]) == kept.log
        return kept if begins else None

    def _initial(self, info: SegmentInfo) -> States:
        return {name: one.initial(info) for name, one in self._estimators.items()}

    def _ask(self, info: SegmentInfo, states: States, last: Attempt | None, attempt: Attempt) -> Row:
        """Have an attempt predicted by all, and score it where all could."""
        rest_s = 0.0 if last is None else attempt.started_s - last.started_s
        predictions = [one.predict(states[name], info, rest_s) for name, one in self._estimators.items()]
        known = [one for one in predictions if one is not None]
        answered = tuple(one is not None for one in predictions)
        if not known or not all(answered):
            return Row(answered, None)
        time_ms = _run_time_ms(attempt)
        return Row(answered, tuple(_scored(one, attempt, time_ms) for one in known))


def _seen(kept: _Segment | None) -> int:
    return 0 if kept is None else len(kept.log)


def backtest(
    infos: Iterable[SegmentInfo],
    attempts: Iterable[Attempt],
    estimators: Mapping[str, Estimator[Any]] = ESTIMATORS,
    progress: Progress | None = None,
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
    segments = {info.id: info for info in infos}
    logs: dict[str, list[Attempt]] = {name: [] for name in segments}
    for attempt in attempts:
        if attempt.segment not in segments:
            raise ValueError(f"attempt of an unknown segment {attempt.segment!r}")
        logs[attempt.segment].append(attempt)
    for log in logs.values():
        log.sort(key=lambda attempt: attempt.started_s)
    return Backtest(estimators).run([(info, logs[name]) for name, info in segments.items()], progress)


def _scored(prediction: Prediction, attempt: Attempt, time_ms: float | None) -> tuple[float, ...]:
    """One row of `marks.COLUMNS`."""
    log_score = prediction.log_score(attempt)
    if time_ms is None:
        return log_score, math.nan, math.nan, math.nan
    sample = prediction.times_ms(attempt.start)
    return log_score, crps(sample, time_ms), crps(np.log(sample), math.log(time_ms)), pit(sample, time_ms)


def _run_time_ms(attempt: Attempt) -> float | None:
    """What it would have taken in a run, None where the attempt does not tell."""
    if attempt.time_ms is not None:
        return float(attempt.time_ms)
    return clean_time_ms(attempt) if attempt.deaths == 0 else None
