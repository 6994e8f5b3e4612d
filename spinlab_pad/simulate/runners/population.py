"""What kind of runner on what kind of game: ranges from which segments and habits are drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from spinlab_pad.simulate.runners.curves import (
    Apex,
    Breakthrough,
    Curve,
    Exponential,
    Hyperbolic,
    Phase,
    Power,
    StrategyShifts,
    TwoRates,
)
from spinlab_pad.simulate.runners.form import Form
from spinlab_pad.simulate.runners.lives import Patience, Tilt
from spinlab_pad.simulate.runners.memory import Retention
from spinlab_pad.simulate.runners.noise import Noise, Shape, Slips
from spinlab_pad.simulate.runners.rater import Kind, Rater
from spinlab_pad.simulate.runners.runner import Habits
from spinlab_pad.simulate.runners.segment import Hazard, SmoothSegment
from spinlab_pad.simulate.runners.tricks import Trick, TrickSegment

Name = TypeVar("Name", bound=str)
Range = tuple[float, float]

SHORTEST_S, MEDIAN_S, LONGEST_S, SPREAD = 3.0, 14.0, 90.0, 0.75
"""Mean seconds of a clean segment at full skill: log-normal, cut off."""

USUAL: Final[Mapping[str, float]] = {
    "exponential": 3.0,
    "apex": 1.0,
    "hyperbolic": 2.0,
    "power": 2.0,
    "breakthrough": 0.7,
}
"""How often each form of learning curve comes, where a population does not say otherwise."""

RATERS: Final[Mapping[Kind, float]] = {
    "honest": 0.35,
    "generous": 0.15,
    "harsh": 0.15,
    "random": 0.1,
    "constant": 0.1,
    "silent": 0.15,
}
"""How often each kind of rater comes."""

SHAPES: Final[tuple[Shape, ...]] = ("lognormal", "floored", "exgauss")

MOST_DEATHS: Final = 0.92
"""Highest probability of death per life, before tilt: who dies more often finishes no reference run."""


@dataclass(frozen=True, slots=True)
class Population:
    """Ranges (low, high) from which a segment and its runner are drawn.

    `slower`: what a clean life takes more with no practice, as a share; `dies`: probability of death per life with no
    practice; `dies_last`: odds of death at full skill as a share of that; `scale`: median exposures in which the
    learning curve falls; `prior`: exposures before the reference run; `patience`: deaths from which an attempt may be
    given up; `leaves`: its probability after each further death; `keeps`, `fades`: see `Retention`; `days`, `cold`: see
    `Form`; `tricks`: numbers of tricks of a segment, None where it is no chain of them.
    """

    slower: Range
    dies: Range
    dies_last: Range
    scale: float
    prior: Range
    patience: Range
    leaves: Range = (0.2, 0.5)
    tilt: Range = (1.0, 1.5)
    keeps: Range = (0.5, 0.85)
    fades: Range = (0.02, 0.08)
    days: Range = (0.01, 0.04)
    cold: Range = (0.02, 0.08)
    curves: Mapping[str, float] | None = None
    tricks: tuple[int, int] | None = None


def make_curve(form: str, scale: float, random: np.random.Generator) -> Curve:
    """A curve of that form that falls within about `scale` exposures."""
    match form:
        case "exponential":
            return Exponential(scale)
        case "apex":
            return Apex(1.5 * scale, random.uniform(0.1, 0.4))
        case "hyperbolic":
            return Hyperbolic(0.7 * scale)
        case "power":
            return Power(scale * random.uniform(0.3, 1.0), random.uniform(0.5, 1.0))
        case "breakthrough":
            centre = scale * random.uniform(0.8, 2.0)
            return Breakthrough(centre, centre * random.uniform(0.12, 0.25))
        case "two rates":
            return TwoRates(
                random.uniform(0.3, 0.6), scale * random.uniform(0.1, 0.3), scale * random.uniform(3.0, 8.0)
            )
        case "shifts":
            return _shifts(scale, random)
    raise ValueError(f"no learning curve is called {form!r}")


def _shifts(scale: float, random: np.random.Generator) -> StrategyShifts:
    """One to three plateaus, each with a dip and a leap after it."""
    start, first = 0.0, 1.0
    phases: list[Phase] = []
    for _ in range(int(random.integers(1, 4))):
        last = first * random.uniform(0.55, 0.85)
        phases.append(Phase(start, first, last, scale * random.uniform(0.1, 0.3), random.uniform(0.8, 1.5)))
        start += scale * random.uniform(0.4, 1.2)
        first = phases[-1].left(start) + random.uniform(0.05, 0.25)
    phases.append(Phase(start, first, 0.0, scale * random.uniform(0.1, 0.3), random.uniform(1.0, 2.0)))
    return StrategyShifts(tuple(phases))


def make_segment(population: Population, random: np.random.Generator) -> SmoothSegment | TrickSegment:
    """A segment of that population."""
    full_s = min(max(MEDIAN_S * math.exp(SPREAD * random.standard_normal()), SHORTEST_S), LONGEST_S)
    if population.tricks is not None:
        return _tricks(population, full_s, random)
    curves = population.curves or USUAL
    form = _pick(curves, random)
    scale = _scale(population, random)
    # Deaths are learned at a pace of their own in half of the segments, and with the time in the other half.
    apart = random.random() < 0.5
    falls_form = _pick(curves, random) if apart else form
    falls_scale = scale * math.exp(0.5 * random.standard_normal()) if apart else scale
    first = _probability(population.dies, random)
    last_odds = first / (1.0 - first) * _log_uniform(population.dies_last, random)
    tilt = random.uniform(*population.tilt)
    return SmoothSegment(
        full_s=full_s,
        slower=_log_uniform(population.slower, random),
        pace=make_curve(form, scale, random),
        hazard=Hazard(
            first=first,
            last=last_odds / (1.0 + last_odds),
            falls=make_curve(falls_form, falls_scale, random),
            early=random.uniform(0.8, 4.0),
            late=random.uniform(0.8, 4.0),
            teaches=random.uniform(0.6, 1.3),
        ),
        noise=Noise(
            SHAPES[int(random.integers(len(SHAPES)))],
            random.uniform(0.06, 0.18),
            random.uniform(0.015, 0.05),
            Exponential(scale),
        ),
        slips=Slips(),
        tilt=Tilt(tilt, int(random.integers(0, 4))),
        prior=random.uniform(*population.prior),
    )


def _tricks(population: Population, full_s: float, random: np.random.Generator) -> TrickSegment:
    """A chain of tricks; the deaths of the population are spread over them."""
    least, most = population.tricks or (1, 1)
    count = int(random.integers(least, most + 1))
    shares = random.dirichlet(np.full(count, 2.0))
    weights = random.dirichlet(np.full(count, 0.7))
    survives = math.log1p(-_probability(population.dies, random))
    forms = population.curves or USUAL
    tricks: list[Trick] = []
    for share, weight in zip(shares, weights, strict=True):
        fails = -math.expm1(survives * float(weight))
        curve = make_curve(_pick(forms, random), _scale(population, random), random)
        tricks.append(
            Trick(
                full_s=full_s * float(share),
                slower=_log_uniform(population.slower, random),
                fails=fails,
                fails_last=fails * _log_uniform(population.dies_last, random),
                learns=curve,
                shape=1.0 / random.uniform(0.08, 0.3) ** 2,
            )
        )
    prior = tuple(random.uniform(*population.prior) for _ in tricks)
    return TrickSegment(tuple(tricks), prior)


def make_habits(population: Population, random: np.random.Generator) -> Habits:
    """A runner of that population."""
    return Habits(
        patience=Patience(int(random.uniform(*population.patience)), random.uniform(*population.leaves)),
        restarts=random.uniform(0.0, 0.06),
        retention=Retention(
            keeps=random.uniform(*population.keeps),
            fades=random.uniform(*population.fades),
            savings=random.uniform(1.5, 3.0),
        ),
        form=Form(
            days=random.uniform(*population.days),
            cold=random.uniform(*population.cold),
            warm_s=random.uniform(120.0, 400.0),
            tired=random.uniform(0.01, 0.05),
            fresh_s=2_700.0,
            risk=random.uniform(2.0, 5.0),
        ),
        rater=Rater(_pick(RATERS, random), noise=random.uniform(0.03, 0.2), skips=random.uniform(0.0, 0.3)),
        pauses=Slips(),
    )


def _pick(weights: Mapping[Name, float], random: np.random.Generator) -> Name:
    names, shares = tuple(weights), np.array(tuple(weights.values()))
    return names[int(random.choice(len(names), p=shares / shares.sum()))]


def _scale(population: Population, random: np.random.Generator) -> float:
    """Exposures in which a curve falls; segments of one runner differ by a factor of about two."""
    return population.scale * math.exp(0.6 * random.standard_normal())


def _log_uniform(between: Range, random: np.random.Generator) -> float:
    return math.exp(random.uniform(math.log(between[0]), math.log(between[1])))


def _probability(between: Range, random: np.random.Generator) -> float:
    """Uniform in the logarithm of the odds."""
    low, high = (math.log(p / (1.0 - p)) for p in between)
    return min(1.0 / (1.0 + math.exp(-random.uniform(low, high))), MOST_DEATHS)
