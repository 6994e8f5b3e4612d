"""A segment as a chain of tricks: time and deaths come out of them, and a late one is practised only when reached.

Test only. There is no curve of the whole segment: early tricks are learned first, deaths move towards the end, and
what is left to gain depends on what each trick knows. Part-task learning and chaining: Wightman and Lintern (1985),
Human Factors 27; skill as a set of steps that are learned by themselves: Lee and Anderson (2001), Cognitive
Psychology 42. Waiting times in several stages are gamma distributed (McGill and Gibbon 1965).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spinlab_pad.simulate.runners.curves import Curve
from spinlab_pad.simulate.runners.form import Mood
from spinlab_pad.simulate.runners.lives import Patience, Tilt, chance, expected_lives
from spinlab_pad.simulate.runners.segment import Expected, Life

NO_TILT = Tilt()

FAILS_AT = 0.5
"""Share of a trick's time that a life has spent on it when it ends there."""


@dataclass(frozen=True, slots=True)
class Trick:
    """One obstacle. `fails` / `fails_last`: probability of death at it at first / at full skill; `full_s`: its mean
    seconds at full skill; `slower`: what it takes more at first, as a share; `shape`: of its gamma time."""

    full_s: float
    slower: float
    fails: float
    fails_last: float
    learns: Curve
    shape: float

    def fail(self, x: float) -> float:
        """Probability of death at this trick, once it is reached."""
        return self.fails_last + (self.fails - self.fails_last) * self.learns(x)

    def seconds(self, x: float) -> float:
        """Mean seconds."""
        return self.full_s * (1.0 + self.slower * self.learns(x))


@dataclass(frozen=True)
class TrickSegment:
    """Tricks one after another; `prior`: exposures of each before the first attempt."""

    tricks: tuple[Trick, ...]
    prior: tuple[float, ...]

    @property
    def begins(self) -> tuple[float, ...]:
        return self.prior

    @cached_property
    def full_s(self) -> float:
        """Mean seconds of a clean life at full skill."""
        return sum(trick.full_s for trick in self.tricks)

    def clean_s(self, held: Sequence[float]) -> float:
        return sum(trick.seconds(x) for trick, x in zip(self.tricks, held, strict=True))

    def expected(self, held: Sequence[float], patience: Patience | None) -> Expected:
        reached, elapsed, dying_s = 1.0, 0.0, 0.0
        reach: list[float] = []
        for trick, x in zip(self.tricks, held, strict=True):
            reach.append(reached)
            takes, fails = trick.seconds(x), trick.fail(x)
            dying_s += reached * fails * (elapsed + FAILS_AT * takes)
            elapsed += takes
            reached *= 1.0 - fails
        lives = expected_lives((1.0 - reached) / reached, NO_TILT, patience)
        dies_s = dying_s / (1.0 - reached) if reached < 1.0 else 0.0
        played = lives.completes * elapsed + lives.deaths * dies_s
        all_lives = lives.completes + lives.deaths
        return Expected(played, lives.deaths, lives.completes, tuple(all_lives * share for share in reach))

    def live(self, held: Sequence[float], deaths: int, mood: Mood, random: np.random.Generator) -> Life:
        seconds = 0.0
        exposures = [0.0] * len(self.tricks)
        luck, pace = random.random(len(self.tricks)), random.standard_gamma([trick.shape for trick in self.tricks])
        for number, (trick, x) in enumerate(zip(self.tricks, held, strict=True)):
            takes = trick.seconds(x) * mood.time * float(pace[number]) / trick.shape
            exposures[number] = 1.0
            fails = trick.fail(x)
            if luck[number] < chance(fails / (1.0 - fails) * mood.odds):
                return Life(seconds + FAILS_AT * takes, True, tuple(exposures))
            seconds += takes
        return Life(seconds, False, tuple(exposures))
