"""How right the estimators are about runners whose truth is known.

Each runner practises with an allocator that looks at no estimate, so that no estimator chooses its own evidence; all
of them see the same attempts. Intervals are asked for before each attempt, the rest after the practice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import ESTIMATORS, Attempt, Estimate, Scheduler
from spinlab_pad.simulate.calendar import Calendar
from spinlab_pad.simulate.contest import Job, begin, jobs, starts_s
from spinlab_pad.simulate.oracle import rate
from spinlab_pad.simulate.policy import Policy, Scheduled, default_estimator
from spinlab_pad.simulate.practice import Break, practise
from spinlab_pad.simulate.runners.rater import Kind
from spinlab_pad.simulate.runners.runner import Player
from spinlab_pad.simulate.summary import Mean, mean

ALLOCATORS: Final = ("round_robin", "random")
"""Whose players are looked at: evenly practised segments, and unevenly practised ones."""

MINUTES: Final = 120.0
"""Practice before the estimators are asked, where nothing else is said."""

TOP: Final = 5
"""Segments that an estimator ranks first: what a runner gets to see of the ranking in one session."""

OUTSIDE: Final = 0.2
"""Share of times outside of an 80 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What became of one interval: whether the time lay in it; its score and the time in seconds.

    The score is its width plus `2 / OUTSIDE` times the distance by which the time missed it, which is least for an
    honest interval (Gneiting and Raftery 2007, JASA 102, equation 43). Coverage alone is easy: be vague.
    """

    holds: bool
    score_s: float
    time_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One estimator on one runner's practice. `runner`: who it was (world, seed, number).

    `answers`: share of segments with a time and a gain; `off`: median |log(estimated over true run time)| of a segment;
    `run`: estimated over true time of the run; `slower`: share of segments said to get slower with practice; `rho`:
    Spearman's rank correlation of the improvement per second with the true one; `top`: true rate of the `TOP` segments
    that it ranks first, as a share of that of the best; None where nothing was answered.
    """

    runner: tuple[str, int, int]
    estimator: str
    answers: float
    off: float | None
    run: float | None
    slower: float | None
    rho: float | None
    top: float
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One estimator over all runners; `holds`: share of times within the 80 % interval; `score`: the intervals' scores
    over the times."""

    estimator: str
    runners: int
    answers: Mean
    off: Mean
    run: Mean
    slower: Mean
    rho: Mean
    top: Mean
    holds: float | None
    score: float | None


def measurements(
    worlds: Iterable[str], runners: int, seeds: Iterable[int], calendar: Calendar, raters: Kind | None = None
) -> list[Job]:
    """The jobs of a measurement: that many runners a seed, from the worlds in turn, with each of `ALLOCATORS`.

    `raters`: how all of them rate, None for each in his own way.
    """
    return jobs(worlds, runners, seeds, [Policy(name, default_estimator()) for name in ALLOCATORS], calendar, raters)


def measure(job: Job) -> tuple[Measured, ...]:
    """Let the runner practise, and ask every estimator; pure."""
    player, infos, reference = begin(job)
    assert job.policy.estimator is not None, "the oracle keeps no scheduler"
    scheduler = Scheduler(infos, estimator=job.policy.estimator, allocator=job.policy.allocator, seed=job.seed)
    witness = Scheduler(infos)
    for attempt in reference:
        scheduler.record(attempt)
        witness.record(attempt)
    intervals: dict[str, list[Interval]] = {name: [] for name in ESTIMATORS}
    now_s = starts_s(reference)
    for step in practise(player, Scheduled(scheduler), job.calendar, now_s):
        if isinstance(step, Break):
            continue
        for name, seen in intervals.items():
            seen.extend(_interval(_asked(witness, name, step.attempt.segment, step.attempt.started_s), step.attempt))
        witness.record(step.attempt)
        now_s = step.attempt.started_s
    names = [info.id for info in infos]
    return tuple(
        _measured(job.runner, name, player, [_asked(witness, name, segment, now_s) for segment in names], seen)
        for name, seen in intervals.items()
    )


def _asked(scheduler: Scheduler, estimator: str, segment: str, now_s: float) -> Estimate:
    scheduler.set_estimator(estimator)
    return scheduler.estimate(segment, now_s=now_s)


def _interval(estimate: Estimate, attempt: Attempt) -> Iterable[Interval]:
    """What the attempt says of the interval; nothing where there is none, or no time."""
    low, high, time = estimate.low_ms, estimate.high_ms, attempt.time_ms
    if low is None or high is None or time is None:
        return
    missed = max(low - time, time - high, 0)
    yield Interval(low <= time <= high, (high - low + 2.0 / OUTSIDE * missed) / 1_000, time / 1_000)


def _measured(
    who: tuple[str, int, int], name: str, player: Player, estimates: Sequence[Estimate], intervals: Sequence[Interval]
) -> Measured:
    runner = player.runner
    true_rates = np.array(
        [
            rate(segment, memories, runner.habits)
            for segment, memories in zip(runner.segments, player.memories, strict=True)
        ]
    )
    said = [estimated_rate(estimate) for estimate in estimates]
    times = [
        (estimate.expected_ms / 1_000, player.segment_run_s(place))
        for place, estimate in enumerate(estimates)
        if estimate.expected_ms
    ]
    answered = [one for one in said if one is not None]
    rates = np.array([one or 0.0 for one in said])
    return Measured(
        runner=who,
        estimator=name,
        answers=len(answered) / len(said),
        off=float(np.median([abs(math.log(told / true)) for told, true in times])) if times else None,
        run=sum(told for told, _ in times) / sum(true for _, true in times) if times else None,
        slower=sum(one < 0.0 for one in answered) / len(answered) if answered else None,
        rho=spearman(rates, true_rates) if answered else None,
        top=top_share(rates, true_rates),
        intervals=tuple(intervals),
    )


def estimated_rate(estimate: Estimate) -> float | None:
    """Seconds saved in a run per second of practice by the next attempt, as estimated; None where that is not known."""
    if estimate.gain_ms is None or not estimate.practice_ms:
        return None
    return estimate.gain_ms / estimate.practice_ms


def spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Spearman's rank correlation, ties at their mean rank; 0 where either is all ties."""
    first, second = _ranks(one), _ranks(other)
    first, second = first - first.mean(), second - second.mean()
    size = math.sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / size if size else 0.0


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[group], dtype=np.float64)


def top_share(rates: NDArray[np.float64], true_rates: NDArray[np.float64]) -> float:
    """True rate of the `TOP` segments ranked first (of equals the earlier ones) over that of the best `TOP`."""
    chosen = np.argsort(-rates, kind="stable")[:TOP]
    return float(true_rates[chosen].sum() / np.sort(true_rates)[-TOP:].sum())


def reports(measured: Iterable[Measured]) -> tuple[Report, ...]:
    """One report an estimator, over all runners that were measured."""
    by_name: dict[str, list[Measured]] = {}
    for one in measured:
        by_name.setdefault(one.estimator, []).append(one)
    return tuple(_report(name, of_one) for name, of_one in by_name.items())


def _report(name: str, measured: Sequence[Measured]) -> Report:
    def average(of: Callable[[Measured], float | None]) -> Mean:
        # Both practices of a runner are one piece of evidence.
        by_runner: dict[tuple[str, int, int], list[float]] = {}
        for one in measured:
            value = of(one)
            if value is not None:
                by_runner.setdefault(one.runner, []).append(value)
        return mean(np.array([fmean(values) for values in by_runner.values()]))

    intervals = [interval for one in measured for interval in one.intervals]
    played_s = sum(interval.time_s for interval in intervals)
    return Report(
        estimator=name,
        runners=len({one.runner for one in measured}),
        answers=average(lambda one: one.answers),
        off=average(lambda one: one.off),
        run=average(lambda one: one.run),
        slower=average(lambda one: one.slower),
        rho=average(lambda one: one.rho),
        top=average(lambda one: one.top),
        holds=sum(interval.holds for interval in intervals) / len(intervals) if intervals else None,
        score=sum(interval.score_s for interval in intervals) / played_s if intervals else None,
    )
