"""Mean and spread of the last clean lives: nothing to believe, nothing to tune; a yardstick."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.schedule.estimators import deaths, starts
from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife
from spinlab_pad.schedule.estimators.run_time import CleanLife, of_clean_lives
from spinlab_pad.schedule.estimators.starts import PRIOR, Offset, cold_life
from spinlab_pad.schedule.types import Attempt, SegmentInfo

NAME: Final = "rolling_mean"

WINDOW: Final = 10
"""Completions that count; the trend needs four of them."""

LEAST_SPREAD: Final = 0.01
"""Least relative spread: a few equal times are luck, and a frame in two seconds is about this."""


PRIOR_SPREAD: Final = 0.1
"""Relative spread of lives before there are two; only the offset of cold starts is learned with it."""


@dataclass(frozen=True, slots=True)
class State:
    """The last clean lives, oldest first, each with its time in ms and whether it began cold, and the deaths."""

    window: tuple[tuple[float, bool], ...]
    deaths: Deaths
    offset: Offset = PRIOR


@dataclass(frozen=True, slots=True)
class Window:
    """Mean and sample standard deviation in ms of lives as if they had begun hot; `share` of them began cold."""

    times: tuple[float, ...]
    mean: float
    deviation: float
    share: float

    @property
    def noise(self) -> float:
        """Variance of the logarithm of a log-normal with that relative spread."""
        return math.log1p((self.deviation / self.mean) ** 2)

    @property
    def location(self) -> float:
        """Mean of its logarithm."""
        return math.log(self.mean) - self.noise / 2.0


def initial(info: SegmentInfo) -> State:
    """Nothing seen yet."""
    return State(window=(), deaths=deaths.initial(info))


def update(state: State, attempt: Attempt) -> State:
    """Slide the window by one completion; an aborted attempt only counts its deaths."""
    dying = deaths.update(state.deaths, attempt)
    clean = clean_time_ms(attempt)
    if clean is None:
        return replace(state, deaths=dying)
    cold, seen = cold_life(attempt), look(state)
    offset = state.offset
    if seen is not None:
        count = len(seen.times)
        variance = seen.noise * (1.0 + 1.0 / count)
        residual = math.log(clean) - seen.location
        offset = starts.observe(offset, residual, variance, cold=cold, share=seen.share)
    return State((*state.window, (clean, cold))[-WINDOW:], dying, offset)


def look(state: State) -> Window | None:
    """What is in the window, None while it is empty."""
    count = len(state.window)
    if count == 0:
        return None
    times = tuple(time / state.offset.ratio if cold else time for time, cold in state.window)
    mean = math.fsum(times) / count
    deviation = PRIOR_SPREAD * mean
    if count > 1:
        deviation = max(statistics.stdev(times, mean), LEAST_SPREAD * mean)
    return Window(times, mean, deviation, sum(cold for _, cold in state.window) / count)


def _clean(state: State) -> CleanLife | None:
    """Mean from one completion, interval from two, gain from four; no end."""
    seen = look(state)
    if seen is None:
        return None
    count = len(seen.times)
    if count == 1:
        return CleanLife(seen.mean, offset=state.offset, share=seen.share)
    gain, gain_sd = _gain(seen)
    return CleanLife(
        mean_ms=seen.mean,
        mean_sd_ms=seen.deviation / math.sqrt(count),
        # 1 + 1/n for the mean that is estimated, too.
        next=LogLife(seen.location, math.sqrt(seen.noise * (1.0 + 1.0 / count)), count - 1.0),
        gain_ms=gain,
        gain_sd_ms=gain_sd,
        offset=state.offset,
        share=seen.share,
    )


def _gain(seen: Window) -> tuple[float | None, float | None]:
    """How much faster the newer half is than the older one, per completion between their middles; its deviation."""
    half = len(seen.times) // 2
    if half < 2:
        return None, None
    older, newer, apart = seen.times[:half], seen.times[-half:], len(seen.times) - half
    return (math.fsum(older) - math.fsum(newer)) / half / apart, seen.deviation * math.sqrt(2.0 / half) / apart


ESTIMATOR: Final = of_clean_lives(NAME, initial, update, _clean)
