"""How good a whole run is expected to be, from the estimates of its segments.

Two intervals that are not to be mixed up: the one of the *next* run holds what no evidence takes away, the luck of each
segment; the one of the *mean* shrinks with every attempt. Both are 80 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np

from spinlab_pad.schedule.chance_of_pb import Ahead, chance_of_pb
from spinlab_pad.schedule.next_run import sample_runs
from spinlab_pad.schedule.practice_ahead import practise
from spinlab_pad.schedule.practise_or_run import Advice, Runs, practise_or_run
from spinlab_pad.schedule.types import Estimate

NEXT_MINUTES: Final = 10
"""Practice that is looked ahead for the runner who is practising."""
ADVISED_MINUTES: Final = 20
"""Practice that is set against running now."""
_SCORE: Final = NormalDist().inv_cdf(0.9)
"""The mean of many segments is close to normal: 80 % lie within so many standard deviations."""


class Leg(NamedTuple):
    """A segment of the run: what the estimator says (None: nothing), and what usually lies before it in ms (None: not
    known).
    """

    segment: str
    estimate: Estimate | None
    gap_ms: int | None = 0


class Practice(NamedTuple):
    """Segments that may be served, by id, and whether each serving goes where it brings most for its time."""

    estimates: Mapping[str, Estimate]
    by_value: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of the next run; None where something that it takes is not known. Times in ms.

    `expected_ms` with `mean_low_ms`..`mean_high_ms`, the 80 % interval of what is believed about it;
    `low_ms`..`high_ms`: the 80 % interval of the next run's time; `pb_chance`: 0 to 1; `next_gain_ms`: what
    `NEXT_MINUTES` of practice are expected to take off the run (positive is faster); `unknown`: segments without an
    estimate.
    """

    expected_ms: int | None = None
    mean_low_ms: int | None = None
    mean_high_ms: int | None = None
    low_ms: int | None = None
    high_ms: int | None = None
    pb_chance: float | None = None
    next_gain_ms: float | None = None
    advice: Advice | None = None
    unknown: int = 0


def outlook(
    legs: Sequence[Leg], practice: Practice, pb_ms: int | None, attempt_ms: float | None, *, seed: int
) -> Outlook:
    """The outlook on a run over `legs`.

    `practice`: what would be practised; `attempt_ms`: what an attempt at the run takes on average, resets and all, None
    where as long as a run. Pure: the same arguments give the same outlook. Takes some milliseconds.
    """
    ahead = practise(practice.estimates, NEXT_MINUTES, by_value=practice.by_value)
    found = Outlook(
        next_gain_ms=ahead.gain_ms if ahead is not None else None,
        unknown=sum(leg.estimate is None or leg.estimate.expected_ms is None for leg in legs),
    )
    gaps = [leg.gap_ms for leg in legs]
    means = [leg.estimate.expected_ms for leg in legs if leg.estimate is not None]
    if not legs or found.unknown or None in gaps:
        return found
    between = sum(gap for gap in gaps if gap is not None)
    expected = between + sum(mean for mean in means if mean is not None)
    found = replace(found, expected_ms=expected)
    spread = _spread(legs)
    if spread is not None:
        found = replace(found, mean_low_ms=round(expected - spread), mean_high_ms=round(expected + spread))
    segments = _ahead(legs)
    if any(item.quantiles_ms is None for item in segments):
        return found
    times = between + sample_runs([item.quantiles_ms or () for item in segments], seed=seed)
    low, high = np.quantile(times, (0.1, 0.9))
    found = replace(found, low_ms=round(float(low)), high_ms=round(float(high)))
    chance = chance_of_pb(0, segments, pb_ms, seed=seed)
    if chance is None:
        return found
    return replace(
        found, pb_chance=chance, advice=_advice(legs, practice, pb_ms, chance, expected, attempt_ms or expected, seed)
    )


def _advice(
    legs: Sequence[Leg],
    practice: Practice,
    pb_ms: int | None,
    chance: float,
    expected: float,
    attempt_ms: float,
    seed: int,
) -> Advice | None:
    """The same runs with every segment's times as much shorter as practice is expected to make its mean."""
    practised = practise(practice.estimates, ADVISED_MINUTES, by_value=practice.by_value)
    if practised is None or expected <= 0:
        return None
    shares: dict[str, float] = {}
    for name, after in practised.expected_ms.items():
        before = practice.estimates[name].expected_ms
        shares[name] = after / before if before else 1.0
    later = chance_of_pb(0, _ahead(legs, shares), pb_ms, seed=seed)
    assert later is not None, "what was known before practice is known after it"
    saved = math.fsum((1.0 - shares.get(leg.segment, 1.0)) * _mean(leg) for leg in legs)
    shorter = max(expected - saved, 1.0) / expected
    return practise_or_run(Runs(chance, attempt_ms), Runs(later, attempt_ms * shorter), ADVISED_MINUTES)


def _mean(leg: Leg) -> float:
    return float(leg.estimate.expected_ms or 0) if leg.estimate is not None else 0.0


def _spread(legs: Sequence[Leg]) -> float | None:
    """Half of the 80 % interval of the run's mean, segments taken as independent; None where one is not known."""
    variance = 0.0
    for leg in legs:
        if leg.estimate is None or leg.estimate.expected_sd_ms is None:
            return None
        variance += leg.estimate.expected_sd_ms**2
    return _SCORE * math.sqrt(variance)


def _ahead(legs: Sequence[Leg], shares: Mapping[str, float] | None = None) -> list[Ahead]:
    """The legs as simulated runs take them, times multiplied by `shares`."""
    made = []
    for leg in legs:
        times = leg.estimate.quantiles_ms if leg.estimate is not None else None
        share = shares.get(leg.segment, 1.0) if shares is not None else 1.0
        made.append(Ahead(None if times is None else tuple(round(time * share) for time in times), leg.gap_ms))
    return made
