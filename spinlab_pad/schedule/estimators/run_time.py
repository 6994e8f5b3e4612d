"""From the time of a clean life and the deaths to the time in a run; shared by the estimators.

`R = M + D (phi M + penalty)` with M the mean clean life, D the expected deaths, phi the mean death life in
clean lives. What is not known of the three is taken as independent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from spinlab_pad.schedule.checks import LONGEST_MS
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife, NextAttempt, quantiles_ms
from spinlab_pad.schedule.types import QUANTILES, Estimate, SegmentInfo

_LOW, _HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


@dataclass(frozen=True, slots=True)
class CleanLife:
    """What an estimator says of the lives that complete; None is not known.

    `mean_ms`: expected time now (above 0); `floor_ms`: what that comes down to in the end; `gain_ms`: how much faster
    it gets by one more completion; each `_sd` is the standard deviation of what is believed of it. `next`: the next
    life.
    """

    mean_ms: float
    mean_sd_ms: float | None = None
    next: LogLife | None = None
    gain_ms: float | None = None
    gain_sd_ms: float | None = None
    floor_ms: float | None = None
    floor_sd_ms: float | None = None


def time_in_run(name: str, clean: CleanLife | None, deaths: Deaths, info: SegmentInfo) -> Estimate:
    """Everything an estimate says; what `clean` doesn't know stays None. Times are rounded to whole ms.

    The end of practice is that of the clean life, with the deaths as they are now.
    """
    seen = deaths.lives > 0
    dying = Estimate(
        estimator=name,
        attempts=deaths.attempts,
        death_rate=deaths.rate,
        death_rate_sd=deaths.rate_sd,
        deaths_per_run=deaths.per_run if seen else None,
        deaths_per_run_sd=deaths.per_run_sd,
    )
    return dying if clean is None else _timed(dying, clean, deaths, info)


def next_attempt(clean: CleanLife | None, deaths: Deaths) -> NextAttempt | None:
    """The next attempt that is completed, None while the spread of its clean life is not known."""
    if clean is None or clean.next is None:
        return None
    return NextAttempt(clean.next, deaths, deaths.life_share * _bounded(clean.mean_ms))


def _timed(dying: Estimate, clean: CleanLife, deaths: Deaths, info: SegmentInfo) -> Estimate:
    mean = _bounded(clean.mean_ms)
    life = deaths.life_share * mean
    practice = info.load_ms + deaths.finishes * mean + deaths.per_serving * (life + info.load_ms)
    floor = None if clean.floor_ms is None else min(_bounded(clean.floor_ms), mean)
    gain, gain_sd = _gain(clean, deaths)
    ahead = next_attempt(clean, deaths)
    quantiles = None if ahead is None else quantiles_ms(ahead.times_ms())
    return replace(
        dying,
        expected_ms=round(_run_ms(mean, deaths)),
        expected_sd_ms=_run_sd_ms(mean, clean.mean_sd_ms, deaths),
        low_ms=None if quantiles is None else quantiles[_LOW],
        high_ms=None if quantiles is None else quantiles[_HIGH],
        quantiles_ms=quantiles,
        clean_ms=round(mean),
        clean_sd_ms=clean.mean_sd_ms,
        gain_ms=gain,
        gain_sd_ms=gain_sd,
        floor_ms=None if floor is None else round(_run_ms(floor, deaths)),
        floor_sd_ms=None if floor is None else _run_sd_ms(floor, clean.floor_sd_ms, deaths),
        practice_ms=round(practice),
    )


def _run_ms(mean: float, deaths: Deaths) -> float:
    return mean + deaths.per_run * (deaths.life_share * mean + deaths.penalty_ms)


def _run_sd_ms(mean: float, mean_sd: float | None, deaths: Deaths) -> float | None:
    """Standard deviation of R, exact for independent M, D and phi: from E[R^2], term by term."""
    if mean_sd is None or deaths.per_run_sd is None:
        return None
    d, d2 = deaths.per_run, deaths.per_run**2 + deaths.per_run_sd**2
    f, f2 = deaths.life_share, deaths.life_share**2 + deaths.life_share_sd**2
    slope2 = 1.0 + 2.0 * d * f + d2 * f2
    slope = 1.0 + d * f
    penalty = deaths.penalty_ms
    variance = (
        mean_sd**2 * slope2
        + mean**2 * (slope2 - slope**2)
        + 2.0 * mean * penalty * (f * (d2 - d**2))
        + penalty**2 * (d2 - d**2)
    )
    return math.sqrt(max(variance, 0.0))


def _gain(clean: CleanLife, deaths: Deaths) -> tuple[float | None, float | None]:
    """A faster clean life shortens the death lives, too, and only a serving that is completed brings it."""
    if clean.gain_ms is None:
        return None, None
    factor = deaths.finishes * (1.0 + deaths.per_run * deaths.life_share)
    gain = factor * clean.gain_ms
    if clean.gain_sd_ms is None or deaths.per_run_sd is None:
        return gain, None
    factor_sd = deaths.finishes * deaths.life_share * deaths.per_run_sd
    return gain, math.hypot(factor * clean.gain_sd_ms, factor_sd * math.hypot(clean.gain_ms, clean.gain_sd_ms))


def _bounded(time_ms: float) -> float:
    return min(max(time_ms, 1.0), float(LONGEST_MS))
