"""A Kalman filter on ln(clean life) with a damped local trend and an unknown noise variance.

State x = (level, trend) of the logarithm of a clean life in ms; one step a completion:

    x' = F x + w,  F = [[1, 1], [0, DAMPING]],  w ~ N(0, R diag(LEVEL_NOISE, TREND_NOISE))
    y  = x[0] + v, v ~ N(0, R)

A trend that shrinks by exp(-1/tau) a step is the slope of an exponential learning curve. All covariances are
kept in units of R, so R itself has an exact posterior: R ~ scaled inverse chi squared with `freedom` degrees
and mean scale `noise` (West and Harrison, Bayesian Forecasting and Dynamic Models, 2nd ed., section 4.5), and
the next y is Student t. Everything is in log^2: a segment of 3 s and one of 90 s are treated alike.

The priors and variances are those with the best log score of simulated runners, rounded (docs/schedule.md says which).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.schedule.estimators import deaths, starts
from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LONGEST_LOG, WIDEST_LOG, LogLife
from spinlab_pad.schedule.estimators.run_time import CleanLife, of_clean_lives
from spinlab_pad.schedule.estimators.starts import PRIOR, Offset, cold_life
from spinlab_pad.schedule.types import Attempt, SegmentInfo

NAME: Final = "kalman"

DAMPING: Final = math.exp(-1.0 / 8.0)
"""Slope kept per completion: a learning curve with a time constant of 8 plays."""

TREND_SUM: Final = 1.0 / (1.0 - DAMPING)
"""All of a trend that is still to come, in steps of its first one: 1 + DAMPING + DAMPING^2 + ..."""

LEVEL_NOISE: Final = 0.05
"""Wander of the level per completion, in R: 1.8 % at a noise of 8 %."""

TREND_NOISE: Final = 0.0001
"""Wander of the trend per completion, in R."""

PRIOR_TREND: Final = -0.01
"""Practice helps: 1 % faster per completion at first, 8 % in the end."""

PRIOR_TREND_VARIANCE: Final = 0.05
"""Variance of the first trend, in R: 1.8 % per completion at a noise of 8 %."""

PRIOR_LEVEL_VARIANCE: Final = 100.0
"""Variance of the level where only the reference run is known, in R: 80 % at a noise of 8 %. Its time holds every life
that it took, and most are learned after it."""

PRIOR_NOISE: Final = 0.08**2
"""R before it was seen: lives differ by 8 %."""

PRIOR_FREEDOM: Final = 3.0
"""What the prior of R is worth, in completions."""

MOST_FREEDOM: Final = 10.0
"""R remembers about that many completions: runners get steadier, and now and then one is far off."""

LEAST_NOISE: Final = 0.01**2
"""Floor of R, 1 %: a frame in two seconds."""

OUTLIER: Final = 3.0
"""From that many standard deviations on, the noise of an observation grows with its surprise: a pause, a
phone call."""


@dataclass(frozen=True, slots=True)
class State:
    """Filtered mean and covariance (in R); `level` None until a time or a reference is known.

    `share`, `trend_share`: how much of an error of `offset` sits in level and trend; the covariance is that given it.
    """

    deaths: Deaths
    level: float | None
    trend: float = PRIOR_TREND
    level_var: float = PRIOR_LEVEL_VARIANCE
    cross: float = 0.0
    trend_var: float = PRIOR_TREND_VARIANCE
    noise: float = PRIOR_NOISE
    freedom: float = PRIOR_FREEDOM
    offset: Offset = PRIOR
    share: float = 0.0
    trend_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """Mean and covariance (in R) before the next completion."""

    level: float
    trend: float
    level_var: float
    cross: float
    trend_var: float
    share: float
    trend_share: float


def initial(info: SegmentInfo) -> State:
    """The time of the reference run is a vague first idea of the level."""
    level = None if info.reference_ms is None else math.log(info.reference_ms)
    return State(deaths=deaths.initial(info), level=level)


def update(state: State, attempt: Attempt) -> State:
    """Condition on the clean life, if there is one, and count the deaths of every attempt."""
    state = replace(state, deaths=deaths.update(state.deaths, attempt))
    clean = clean_time_ms(attempt)
    if clean is None:
        return state
    y, cold = math.log(clean), cold_life(attempt)
    ahead = advance(state)
    if ahead is None:
        # Without any idea of the level the first time is that idea: the limit of an infinite prior variance.
        return replace(state, level=y - state.offset.mean * cold, level_var=1.0, share=float(cold))
    return _condition_on(state, ahead, y, cold)


def advance(state: State) -> Ahead | None:
    """One step ahead: F m and F C F' + W; None while the level is not known."""
    if state.level is None:
        return None
    return Ahead(
        level=state.level + state.trend,
        trend=DAMPING * state.trend,
        level_var=state.level_var + 2.0 * state.cross + state.trend_var + LEVEL_NOISE,
        cross=DAMPING * (state.cross + state.trend_var),
        trend_var=DAMPING * DAMPING * state.trend_var + TREND_NOISE,
        share=state.share + state.trend_share,
        trend_share=DAMPING * state.trend_share,
    )


def _clean(state: State) -> CleanLife | None:
    """Mean of the log-normal next life, whose uncertainty widens the interval, not the mean.

    None while the level is not known.
    """
    ahead = advance(state)
    if ahead is None:
        return None
    mean = math.exp(min(ahead.level + state.noise / 2.0, LONGEST_LOG))
    scale = math.sqrt(state.noise * (ahead.level_var + 1.0))
    trend = min(max(ahead.trend, -LONGEST_LOG), 1.0)
    end = ahead.level + TREND_SUM * ahead.trend
    floor = math.exp(min(max(end, 0.0) + state.noise / 2.0, LONGEST_LOG))
    end_var = ahead.level_var + TREND_SUM * (2.0 * ahead.cross + TREND_SUM * ahead.trend_var)
    return CleanLife(
        mean_ms=mean,
        mean_sd_ms=mean * _relative_sd(state, ahead.level_var),
        next=LogLife(ahead.level, scale, state.freedom),
        # What the completion after the next one saves: the trend that is left by then.
        gain_ms=-mean * math.expm1(trend),
        gain_sd_ms=mean * math.exp(trend) * _relative_sd(state, ahead.trend_var),
        floor_ms=floor,
        floor_sd_ms=floor * _relative_sd(state, end_var),
        offset=state.offset,
        share=ahead.share,
    )


def _relative_sd(state: State, variance: float) -> float:
    """Spread of exp(x), x with that variance in R: a Student t, R being believed and not known."""
    spread = state.noise * variance * state.freedom / (state.freedom - 2.0)
    return math.sqrt(math.expm1(min(spread, WIDEST_LOG**2)))


def _condition_on(state: State, ahead: Ahead, y: float, cold: bool) -> State:
    error = y - ahead.level - state.offset.mean * cold
    by_offset = starts.variance(state.offset, cold=cold, share=ahead.share) / state.noise
    expected = ahead.level_var + 1.0 + by_offset
    surprise = error * error / (expected * state.noise * OUTLIER * OUTLIER)
    # The noise of a freak is such that the whole spread fits it.
    own = max(1.0, surprise * expected - by_offset)
    given = ahead.level_var + own
    offset = starts.observe(state.offset, y - ahead.level, state.noise * given, cold=cold, share=ahead.share)
    moved = offset.mean - state.offset.mean
    # What was learned from cold lives moves with the offset; the rest is the filter as if the offset were known.
    rest = error - (cold - ahead.share) * moved
    gain_level, gain_trend = ahead.level_var / given, ahead.cross / given
    freedom = state.freedom + 1.0
    noise = (state.freedom * state.noise + error * error / (given + by_offset)) / freedom
    return replace(
        state,
        level=ahead.level - ahead.share * moved + gain_level * rest,
        trend=ahead.trend - ahead.trend_share * moved + gain_trend * rest,
        level_var=ahead.level_var * (1.0 - gain_level),
        cross=ahead.cross * (1.0 - gain_level),
        trend_var=ahead.trend_var - gain_trend * ahead.cross,
        noise=max(noise, LEAST_NOISE),
        freedom=min(freedom, MOST_FREEDOM),
        offset=offset,
        share=ahead.share + gain_level * (cold - ahead.share),
        trend_share=ahead.trend_share + gain_trend * (cold - ahead.share),
    )


ESTIMATOR: Final = of_clean_lives(NAME, initial, update, _clean)
