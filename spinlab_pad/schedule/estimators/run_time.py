"""From the time of a clean life and the deaths to the time in a run; shared by the estimators.

A run enters a segment hot, and goes on cold after a death:

    R = M (1 + q (c - 1)) + D (phi c M + penalty)

with M the mean clean life from a hot start, c that of a cold one over it, q the chance of any death, D the expected
deaths, phi the mean death life in clean lives. What is not known of M, c, D and phi is taken as independent, but for
what M takes over from c where it was learned from cold lives.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from spinlab_pad.schedule.checks import LONGEST_MS
from spinlab_pad.schedule.estimators import starts
from spinlab_pad.schedule.estimators.base import Estimator
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife, NextAttempt, quantiles_ms
from spinlab_pad.schedule.estimators.starts import PRIOR, Offset
from spinlab_pad.schedule.types import QUANTILES, Attempt, Estimate, SegmentInfo

_LOW, _HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


@dataclass(frozen=True, slots=True)
class CleanLife:
    """What an estimator says of the lives that complete from a hot start; None is not known.

    `mean_ms`: expected time now (above 0); `floor_ms`: what that comes down to in the end; `gain_ms`: how much faster
    it gets by one more completion; each `_sd` is the standard deviation of what is believed of it. `next`: the next
    life. `offset`: what a cold start adds, `share`: that of cold lives in all this; spreads are those given `offset`.
    """

    mean_ms: float
    mean_sd_ms: float | None = None
    next: LogLife | None = None
    gain_ms: float | None = None
    gain_sd_ms: float | None = None
    floor_ms: float | None = None
    floor_sd_ms: float | None = None
    offset: Offset = PRIOR
    share: float = 0.0


def time_in_run(name: str, clean: CleanLife | None, deaths: Deaths, info: SegmentInfo) -> Estimate:
    """Everything an estimate says; what `clean` doesn't know stays None. Times are rounded to whole ms.

    The end of practice is that of the clean life, with the deaths as they are now.
    """
    dying = Estimate(
        estimator=name,
        attempts=deaths.attempts,
        death_rate=deaths.rate,
        death_rate_sd=deaths.rate_sd,
        deaths_per_run=deaths.per_run if deaths.lives else None,
        deaths_per_run_sd=deaths.per_run_sd,
    )
    return dying if clean is None else _timed(dying, clean, deaths, info)


def expected_ms(clean: CleanLife | None, deaths: Deaths) -> int | None:
    """The expected time in a run alone, None while it is not known."""
    return None if clean is None else round(_run_ms(_bounded(clean.mean_ms), clean, deaths))


class _State(Protocol):
    """What is known of a segment; of its deaths by the shared model."""

    @property
    def deaths(self) -> Deaths:
        """The faded counts."""
        ...


S = TypeVar("S", bound=_State)


def of_clean_lives(
    name: str,
    initial: Callable[[SegmentInfo], S],
    update: Callable[[S, Attempt], S],
    clean: Callable[[S], CleanLife | None],
) -> Estimator[S]:
    """The estimator that knows of clean lives what `clean` says and has the shared model of deaths beside it.

    A rest changes nothing.
    """

    def estimate(state: S, info: SegmentInfo, _rest_s: float) -> Estimate:
        return time_in_run(name, clean(state), state.deaths, info)

    def predict(state: S, _info: SegmentInfo, _rest_s: float) -> NextAttempt | None:
        return next_attempt(clean(state), state.deaths)

    def expected(state: S) -> int | None:
        return expected_ms(clean(state), state.deaths)

    return Estimator(name, initial, update, estimate, predict, expected=expected)


def next_attempt(clean: CleanLife | None, deaths: Deaths) -> NextAttempt | None:
    """The next attempt that is completed, None while the spread of its clean life is not known."""
    if clean is None or clean.next is None:
        return None
    hot, cold = (
        LogLife(
            clean.next.location + clean.offset.mean * began_cold,
            math.sqrt(clean.next.scale**2 + starts.variance(clean.offset, cold=began_cold, share=clean.share)),
            clean.next.freedom,
        )
        for began_cold in (False, True)
    )
    return NextAttempt(hot, cold, deaths, deaths.life_share * clean.offset.ratio * _bounded(clean.mean_ms))


def _timed(dying: Estimate, clean: CleanLife, deaths: Deaths, info: SegmentInfo) -> Estimate:
    mean = _bounded(clean.mean_ms)
    floor = None if clean.floor_ms is None else min(_bounded(clean.floor_ms), mean)
    gain, gain_sd = _gain(clean, deaths)
    ahead = next_attempt(clean, deaths)
    quantiles = None if ahead is None else quantiles_ms(ahead.times_ms())
    by_offset = clean.share * math.sqrt(clean.offset.variance) * mean
    return replace(
        dying,
        expected_ms=expected_ms(clean, deaths),
        expected_sd_ms=_run_sd_ms(mean, clean.mean_sd_ms, clean, deaths),
        low_ms=None if quantiles is None else quantiles[_LOW],
        high_ms=None if quantiles is None else quantiles[_HIGH],
        quantiles_ms=quantiles,
        clean_ms=round(mean),
        clean_sd_ms=None if clean.mean_sd_ms is None else math.hypot(clean.mean_sd_ms, by_offset),
        gain_ms=gain,
        gain_sd_ms=gain_sd,
        floor_ms=None if floor is None else round(_run_ms(floor, clean, deaths)),
        floor_sd_ms=None if floor is None else _run_sd_ms(floor, clean.floor_sd_ms, clean, deaths),
        practice_ms=round(_practice_ms(mean, deaths, info)),
    )


def _slope(clean: CleanLife, deaths: Deaths) -> tuple[float, float]:
    """R without penalties is `(a + D f) M`: a and f."""
    return 1.0 + deaths.any_in_run * (clean.offset.ratio - 1.0), deaths.life_share * clean.offset.ratio


def _run_ms(mean: float, clean: CleanLife, deaths: Deaths) -> float:
    a, f = _slope(clean, deaths)
    return (a + deaths.per_run * f) * mean + deaths.per_run * deaths.penalty_ms


def _run_sd_ms(mean: float, mean_sd: float | None, clean: CleanLife, deaths: Deaths) -> float | None:
    """Standard deviation of R, exact in M, D and f (from E[R^2], term by term) and linear in ln(c)."""
    if mean_sd is None or deaths.per_run_sd is None:
        return None
    a, f = _slope(clean, deaths)
    d, d_var = deaths.per_run, deaths.per_run_sd**2
    f_var = (deaths.life_share_sd * clean.offset.ratio) ** 2
    slope = a + d * f
    slope_var = d_var * f**2 + (d**2 + d_var) * f_var
    penalty = deaths.penalty_ms
    by_offset = mean * (deaths.any_in_run * clean.offset.ratio + d * f - clean.share * slope)
    return math.sqrt(
        mean_sd**2 * (slope**2 + slope_var)
        + mean**2 * slope_var
        + 2.0 * mean * penalty * f * d_var
        + penalty**2 * d_var
        + by_offset**2 * clean.offset.variance
    )


def _gain(clean: CleanLife, deaths: Deaths) -> tuple[float | None, float | None]:
    """A faster clean life shortens the death lives, too, and only a serving that is completed brings it."""
    if clean.gain_ms is None:
        return None, None
    a, f = _slope(clean, deaths)
    factor = deaths.finishes * (a + deaths.per_run * f)
    gain = factor * clean.gain_ms
    if clean.gain_sd_ms is None or deaths.per_run_sd is None:
        return gain, None
    factor_sd = deaths.finishes * f * deaths.per_run_sd
    return gain, math.hypot(factor * clean.gain_sd_ms, factor_sd * math.hypot(clean.gain_ms, clean.gain_sd_ms))


def _practice_ms(mean: float, deaths: Deaths, info: SegmentInfo) -> float:
    """A serving: loads at its start and after every death, death lives, and the clean life where it comes to one."""
    life = deaths.life_share * mean
    return info.load_ms + deaths.finishes * mean + deaths.per_serving * (life + info.load_ms)


def _bounded(time_ms: float) -> float:
    return min(max(time_ms, 1.0), float(LONGEST_MS))
