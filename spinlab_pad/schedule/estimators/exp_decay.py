"""An exponential learning curve through the clean lives: `t(n) = a + b exp(-n / tau)`, the oldest has n = 0.

The curve is linear in a and b, so for every tau of a grid they are eliminated in closed form (separable least squares:
Golub and Pereyra 1973, doi 10.1137/0710036), and a grid over tau is left. What the times leave open is kept: a given b
and tau is Gaussian, b given tau a Gaussian between 0 (practice slows nobody down) and where a would fall below 0, and
each tau has the evidence that remains. All answers are means over that, with their spread (`curve.py`).

Practice in completions, oldest first; a time counts less the older it is, and a freak less with its square. The priors
are those with the best log score of simulated runners, rounded (docs/schedule.md says which).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators import deaths, starts
from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.estimators.curve import Curve, fit
from spinlab_pad.schedule.estimators.deaths import Deaths
from spinlab_pad.schedule.estimators.prediction import LogLife
from spinlab_pad.schedule.estimators.run_time import CleanLife, of_clean_lives
from spinlab_pad.schedule.estimators.starts import PRIOR, Offset, cold_life
from spinlab_pad.schedule.types import Attempt, SegmentInfo

NAME: Final = "exp_decay"

FADE: Final = 0.97
"""Weight of a completion relative to the next one."""

KEPT: Final = 200
"""Completions kept: older ones weigh less than 0.3 %."""

OUTLIER: Final = 1.5
"""A time above that many medians loses weight with its square: its pull stays bounded."""


@dataclass(frozen=True, slots=True)
class State:
    """The last clean lives, oldest first, each with its time in ms and whether it began cold, and the deaths.

    Where the counting starts is free: it only scales b.
    """

    lives: tuple[tuple[float, bool], ...]
    deaths: Deaths
    offset: Offset = PRIOR


@dataclass(frozen=True, slots=True)
class Look:
    """The curve through lives as if they had begun hot; `share` of their weight began cold."""

    curve: Curve
    share: float

    @property
    def mean_ms(self) -> float:
        """Expected next life."""
        return max(self.curve.level, 1.0)

    @property
    def noise(self) -> float:
        """Variance of ln(life) of a log-normal with the spread around the curve."""
        return math.log1p(self.curve.noise / self.mean_ms**2)

    @property
    def location(self) -> float:
        """Mean of ln(next life)."""
        return math.log(self.mean_ms) - self.noise / 2.0

    @property
    def variance(self) -> float:
        """Variance of ln(next life): noise, and what is not known of the curve."""
        return self.noise + math.log1p(self.curve.level_var / self.mean_ms**2)


def initial(info: SegmentInfo) -> State:
    """Nothing seen yet."""
    return State(lives=(), deaths=deaths.initial(info))


def update(state: State, attempt: Attempt) -> State:
    """Keep the clean life, if there is one, and count the deaths of every attempt."""
    dying = deaths.update(state.deaths, attempt)
    clean = clean_time_ms(attempt)
    if clean is None:
        return replace(state, deaths=dying)
    cold, offset = cold_life(attempt), state.offset
    if state.lives and any(cold != other for _, other in state.lives):
        seen = look(state)
        residual = math.log(clean) - seen.location
        offset = starts.observe(offset, residual, seen.variance, cold=cold, share=seen.share)
    return State((*state.lives, (clean, cold))[-KEPT:], dying, offset)


def weights(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each time counts, oldest first: recent ones more, outliers less. The newest has 1."""
    ages = np.arange(times.size - 1, -1, -1, dtype=np.float64)
    bounded = np.minimum(1.0, OUTLIER * np.median(times) / times)
    return np.asarray(FADE**ages * bounded**2)


def look(state: State) -> Look:
    """The curve through what was seen, one completion at least."""
    cold = np.array([began_cold for _, began_cold in state.lives])
    times = np.array([time for time, _ in state.lives]) / np.where(cold, state.offset.ratio, 1.0)
    w = weights(times)
    return Look(fit(times, w), float(w @ cold / w.sum()))


def _clean(state: State) -> CleanLife | None:
    """The curve one completion on; None before the first."""
    if not state.lives:
        return None
    seen = look(state)
    curve = seen.curve
    return CleanLife(
        mean_ms=seen.mean_ms,
        mean_sd_ms=math.sqrt(curve.level_var),
        next=LogLife(seen.location, math.sqrt(seen.variance), curve.freedom),
        gain_ms=curve.gain,
        gain_sd_ms=math.sqrt(curve.gain_var),
        floor_ms=curve.floor,
        floor_sd_ms=math.sqrt(curve.floor_var),
        offset=state.offset,
        share=seen.share,
    )


ESTIMATOR: Final = of_clean_lives(NAME, initial, update, _clean)
