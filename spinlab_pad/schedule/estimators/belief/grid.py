"""The cells of the belief: every combination of learning curve, amplitude and noise, and of death hazard and its floor.

A learning curve g(x) falls from 1 at no practice towards 0; x is practice in exposures (one clean play is one). Single
runners learn along exponentials (Heathcote, Brown and Mewhort 2000, doi 10.3758/BF03212979), with hyperbolas as the
heavy tail: what a power law would say of somebody who goes on finding new things.

    ln(clean life in s) = a + A g(x) + sigma eps       chance that a life succeeds = exp(-L)
                                                       L(x) = L0 (r + (1 - r) g(x))
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXPONENTIAL: Final = np.array([3.0, 6.0, 12.0, 24.0, 48.0, 96.0])
"""Time constants of exponential curves, exposures: from 'got it after a few' to 'weeks'."""

HYPERBOLIC: Final = np.array([2.0, 6.0, 18.0])
"""Exposures after which a hyperbola is half way down."""

CURVES: Final = EXPONENTIAL.size + HYPERBOLIC.size

AMPLITUDES: Final = np.array([0.0, 0.04, 0.1, 0.2, 0.35, 0.6, 1.0])
"""A: how much slower than in the end a clean life is at first, in ln(time): 0 to 170 %."""

NOISES: Final = np.array([0.03, 0.05, 0.085, 0.14, 0.24])
"""sigma: relative spread of clean lives, from a steady hand to a coin toss."""

HAZARDS: Final = np.array([0.005, 0.02, 0.06, 0.15, 0.35, 0.7, 1.2, 2.0, 3.0])
"""L0: expected deaths-worth of danger of a life at first; 0.005 is one death in 200 lives, 3 is 19 lives in 20. Beyond
3 a sliver of belief would swamp the expected deaths, which are exp(L) - 1."""

HAZARD_WEIGHTS: Final = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.2])
"""How likely each is beforehand, in relation. The last ones are rare, because a runner has come through in a reference
run, and a sliver of belief in them makes the mean of the deaths: with even weights the CRPS of the next time was 2.5 %
larger on simulated runners (`tests/bench/bench_estimators.py`), and what `value` gained the same."""

HAZARD_FLOORS: Final = np.array([1.0, 0.7, 0.45, 0.28, 0.15, 0.07])
"""r: share of the danger that stays however much is practised."""


def _products(curves: int, *others: Floats) -> tuple[NDArray[np.intp], ...]:
    """Indices of every combination of a curve and the others; the first axis is the curve."""
    axes = np.meshgrid(np.arange(curves), *(np.arange(other.size) for other in others), indexing="ij")
    return tuple(axis.ravel() for axis in axes)


def _clean_cells() -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
    """How many clean cells each curve has, their amplitude, noise and prior. Without an amplitude all curves are one.

    Those of one curve stand together.
    """
    curve, amplitude, noise = _products(CURVES, AMPLITUDES, NOISES)
    kept = (AMPLITUDES[amplitude] > 0.0) | (curve == 0)
    share = np.where(AMPLITUDES[amplitude] > 0.0, 1.0 / CURVES, 1.0) / (AMPLITUDES.size * NOISES.size)
    return np.bincount(curve[kept]), AMPLITUDES[amplitude[kept]], NOISES[noise[kept]], share[kept]


def _death_cells() -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
    """The same of the death cells, their first hazard, floor and prior. Where all danger stays, all curves are one."""
    curve, hazard, floor = _products(CURVES, HAZARDS, HAZARD_FLOORS)
    falls = HAZARD_FLOORS[floor] < 1.0
    kept = falls | (curve == 0)
    share = np.where(falls, 1.0 / CURVES, 1.0) * HAZARD_WEIGHTS[hazard] / (HAZARD_WEIGHTS.sum() * HAZARD_FLOORS.size)
    return np.bincount(curve[kept]), HAZARDS[hazard[kept]], HAZARD_FLOORS[floor[kept]], share[kept]


_CLEAN_CELLS, CLEAN_AMPLITUDE, CLEAN_NOISE, CLEAN_PRIOR = _clean_cells()
"""K by curve, shape (CURVES,), and of each of the K clean cells, shape (K,): A, sigma, prior probability."""

_DEATH_CELLS, DEATH_HAZARD, DEATH_FLOOR, DEATH_PRIOR = _death_cells()
"""J by curve, shape (CURVES,), and of each of the J death cells, shape (J,): L0, r, prior probability."""


_DEATH_GOES: Final = DEATH_HAZARD * (1.0 - DEATH_FLOOR)
LOG_CLEAN: Final = np.log(CLEAN_PRIOR)
LOG_DEATH: Final = np.log(DEATH_PRIOR)
"""The priors again, as logarithms."""

_DEATH_STAYS: Final = DEATH_HAZARD * DEATH_FLOOR


def probabilities(log_weights: Floats) -> Floats:
    """Normalised over the last axis, the cells; as many as there are segments in the first."""
    weights = np.exp(log_weights - log_weights.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def curves(practice: Floats) -> Floats:
    """g of every curve, shape (n, CURVES), after `practice` exposures, shape (n,), 0 or more; infinity is allowed."""
    x = practice[:, None]
    return np.concatenate([np.exp(-x / EXPONENTIAL), 1.0 / (1.0 + x / HYPERBOLIC)], axis=1)


def clean_shapes(g: Floats) -> Floats:
    """A g(x) of every clean cell, shape (n, K), in ln(time); `g` as `curves` gives it."""
    found = g.repeat(_CLEAN_CELLS, axis=1)  # three times as fast as to look each up
    found *= CLEAN_AMPLITUDE
    return found


def hazards(g: Floats) -> Floats:
    """L(x) of every death cell, shape (n, J); `g` as `curves` gives it."""
    found = g.repeat(_DEATH_CELLS, axis=1)
    found *= _DEATH_GOES
    found += _DEATH_STAYS
    return found
