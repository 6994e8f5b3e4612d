"""Mean and spread of the last clean lives: nothing to believe, nothing to tune; a yardstick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from spinlab_pad.schedule.estimators import deaths
from spinlab_pad.schedule.estimators.base import Estimator, clean_time_ms
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife, NextAttempt
from spinlab_pad.schedule.estimators.run_time import CleanLife, next_attempt, time_in_run
from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo

NAME: Final = "rolling_mean"

WINDOW: Final = 10
"""Completions that count; the trend needs four of them."""

LEAST_SPREAD: Final = 0.01
"""Least relative spread: a few equal times are luck, and a frame in two seconds is about this."""


@dataclass(frozen=True, slots=True)
class State:
    """Times of the last clean lives in ms, oldest first, and the deaths."""

    window: tuple[float, ...]
    deaths: Deaths


def initial(info: SegmentInfo) -> State:
    """Nothing seen yet."""
    return State(window=(), deaths=deaths.initial(info))


def update(state: State, attempt: Attempt) -> State:
    """Slide the window by one completion; an aborted attempt only counts its deaths."""
    clean = clean_time_ms(attempt)
    window = state.window if clean is None else (*state.window, clean)[-WINDOW:]
    return State(window=window, deaths=deaths.update(state.deaths, attempt))


def estimate(state: State, info: SegmentInfo, rest_s: float) -> Estimate:
    """Mean from one completion, interval from two, gain from four, no end. A rest changes nothing."""
    return time_in_run(NAME, _clean(state.window), state.deaths, info)


def predict(state: State, info: SegmentInfo, rest_s: float) -> NextAttempt | None:
    """The next attempt; None before two completions."""
    return next_attempt(_clean(state.window), state.deaths)


def _clean(window: tuple[float, ...]) -> CleanLife | None:
    count = len(window)
    if count == 0:
        return None
    mean = math.fsum(window) / count
    if count == 1:
        return CleanLife(mean)
    variance = math.fsum((time - mean) ** 2 for time in window) / (count - 1)
    relative = max(math.sqrt(variance) / mean, LEAST_SPREAD)
    # ln of a log-normal with that relative spread; 1 + 1/n for the mean that is estimated, too.
    noise = math.log1p(relative**2)
    scale = math.sqrt(noise * (1.0 + 1.0 / count))
    deviation = relative * mean
    gain, gain_sd = _gain(window, deviation)
    return CleanLife(
        mean_ms=mean,
        mean_sd_ms=deviation / math.sqrt(count),
        next=LogLife(math.log(mean) - noise / 2.0, scale, count - 1.0),
        gain_ms=gain,
        gain_sd_ms=gain_sd,
    )


def _gain(window: tuple[float, ...], deviation: float) -> tuple[float | None, float | None]:
    """How much faster the newer half is than the older one, per completion between their middles; its deviation."""
    half = len(window) // 2
    if half < 2:
        return None, None
    older, newer, apart = window[:half], window[-half:], len(window) - half
    return (math.fsum(older) - math.fsum(newer)) / half / apart, deviation * math.sqrt(2.0 / half) / apart


ESTIMATOR: Final = Estimator(NAME, initial, update, estimate, predict)
