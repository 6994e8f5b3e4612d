"""The belief once more, cell by cell in plain Python, from the formulas alone: what the arrays are held against."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spinlab_pad.schedule import Attempt, SegmentInfo

CURVES = [("exp", 3.0), ("exp", 6.0), ("exp", 12.0), ("exp", 24.0), ("exp", 48.0), ("exp", 96.0)]
CURVES += [("hyp", 2.0), ("hyp", 6.0), ("hyp", 18.0)]
AMPLITUDES = [0.0, 0.04, 0.1, 0.2, 0.35, 0.6, 1.0]
NOISES = [0.03, 0.05, 0.085, 0.14, 0.24]
HAZARDS = [0.005, 0.02, 0.06, 0.15, 0.35, 0.7, 1.2, 2.0, 3.0]
RATINGS = {"again": (-math.inf, -1.0), "hard": (-1.0, 0.0), "good": (0.0, 1.0), "easy": (1.0, math.inf)}
WEIGHTS = [1, 1, 1, 1, 1, 1, 1, 0.5, 0.2]
FLOORS = [1.0, 0.7, 0.45, 0.28, 0.15, 0.07]


def g(curve: tuple[str, float], x: float) -> float:
    kind, scale = curve
    return math.exp(-x / scale) if kind == "exp" else 1.0 / (1.0 + x / scale)


def logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def normal(error: float, variance: float) -> float:
    return math.exp(-error * error / (2.0 * variance)) / math.sqrt(2.0 * math.pi * variance)


@dataclass
class CleanCell:
    curve: tuple[str, float]
    amplitude: float
    noise: float
    prior: float
    level: float
    prior_precision: float
    precision: float
    evidence: float = 0.0

    def mean(self, x: float) -> float:
        return math.exp(self.level + self.amplitude * g(self.curve, x) + (self.noise**2 + 1 / self.precision) / 2)


@dataclass
class DeathCell:
    curve: tuple[str, float]
    hazard: float
    floor: float
    prior: float
    evidence: float = 0.0

    def danger(self, x: float) -> float:
        return self.hazard * (self.floor + (1.0 - self.floor) * g(self.curve, x))


class Plain:
    """The belief of one segment; every curve is counted, those that are the same without an amplitude, too."""

    def __init__(self, info: SegmentInfo) -> None:
        level, sd = (math.nan if info.reference_ms is None else math.log(info.reference_ms / 1000)), 0.5
        share = 1 / (len(CURVES) * len(AMPLITUDES) * len(NOISES))
        self.clean = [
            CleanCell(curve, amplitude, noise, share, level, sd**-2, sd**-2)
            for curve in CURVES
            for amplitude in AMPLITUDES
            for noise in NOISES
        ]
        share = 1 / (len(CURVES) * sum(WEIGHTS) * len(FLOORS))
        self.death = [
            DeathCell(curve, hazard, floor, weight * share)
            for curve in CURVES
            for hazard, weight in zip(HAZARDS, WEIGHTS, strict=True)
            for floor in FLOORS
        ]
        self.penalty = info.death_penalty_ms / 1000
        self.x = 0.0
        self.last: float | None = None
        self.life = (0.5, 1.0)
        self.lives = 0.0
        self.odd: list[float] = []

    def kept(self, rest_s: float) -> float:
        if self.last is None or rest_s <= 3 * 3600:
            return 1.0
        return math.exp(-0.22 * 0.05 * math.floor(math.log(1 + rest_s / 28_800) / 0.05))

    def record(self, attempt: Attempt) -> None:
        x = self.x if self.last is None else self.x * self.kept(attempt.started_s - self.last)
        self.last = attempt.started_s if self.last is None else max(self.last, attempt.started_s)
        d, done = attempt.deaths, attempt.completed
        bare = not d and not done
        fade = 1.0 if bare else 0.97
        usual = _mean([(c.prior, c.evidence, math.log(c.danger(x))) for c in self.death])
        for cell in self.death:
            danger = cell.danger(x)
            cell.evidence = fade ** (1 + 0.15 * d) * cell.evidence + (d * math.log(1 - math.exp(-danger)) if d else 0.0)
            cell.evidence -= danger if done else 0.0
            if attempt.rating is not None:
                low, high = RATINGS[attempt.rating]
                ease = usual - math.log(danger)
                cell.evidence += 0.05 * math.log(logistic(ease - low) - logistic(ease - high))
        for clean in self.clean:
            clean.evidence *= fade
            clean.precision = max(fade * clean.precision, clean.prior_precision)
        if attempt.clean_tail_ms is not None:
            self._take(math.log(attempt.clean_tail_ms / 1000), x + 0.5 * d)
        if d and attempt.time_ms is not None and attempt.clean_tail_ms is not None:
            tail = attempt.clean_tail_ms / 1000
            share = ((attempt.time_ms / 1000 - tail) / d - self.penalty) / tail
            self.life = (0.97 * self.life[0] + min(max(share, 0), 3) * d, 0.97 * self.life[1] + d)
        self.x = x + (0.2 if bare else done + 0.5 * d)

    def _take(self, y: float, x: float) -> None:
        """A life that completed; outliers in a row that agree are the level by and by."""
        learned_from, self.lives = self.lives - len(self.odd), 0.97 * self.lives + 1
        if math.isnan(self.clean[0].level):
            self._begin(y, x)
            return
        before = [(cell.prior, cell.evidence) for cell in self.clean]
        sound = _mean([(*of, self._condition(cell, y, x)) for of, cell in zip(before, self.clean, strict=True)])
        agrees = self.odd and abs(y - sum(self.odd) / len(self.odd)) <= 0.35
        self.odd = [] if sound >= 0.5 else [*self.odd, y] if agrees else [y]
        enough = len(self.odd) >= 2 and (len(self.odd) >= 3 or len(self.odd) > learned_from)
        if self.odd and self.lives == 1:
            self._begin(y, x)
        elif enough:
            for cell in self.clean:
                cell.level = sum(self.odd) / len(self.odd) - cell.amplitude * g(cell.curve, x)
                cell.precision = cell.prior_precision + len(self.odd) * cell.noise**-2
            self.lives, self.odd = float(len(self.odd)), []

    def _begin(self, y: float, x: float) -> None:
        """Nothing but this life is known of the level."""
        for cell in self.clean:
            cell.level, cell.evidence = y - cell.amplitude * g(cell.curve, x), 0.0
            cell.precision = cell.prior_precision + cell.noise**-2
        self.odd = []

    def _condition(self, cell: CleanCell, y: float, x: float) -> float:
        """Condition one cell on the life; the chance that it is sound."""
        error = y - cell.level - cell.amplitude * g(cell.curve, x)
        v = cell.noise**2 + 1 / cell.precision
        sound, outlier = 0.97 * normal(error, v), 0.03 * normal(error, v + 0.64)
        cell.evidence += math.log((sound + outlier) * math.sqrt(2 * math.pi))
        weight = sound / (sound + outlier) / cell.noise**2
        cell.level += weight / (cell.precision + weight) * error
        cell.precision += weight
        return sound / (sound + outlier)

    def expected_s(self, x: float) -> float:
        """M + D (phi M + penalty)."""
        m = _mean([(c.prior, c.evidence, c.mean(x)) for c in self.clean])
        d = _mean([(c.prior, c.evidence, math.exp(c.danger(x)) - 1) for c in self.death])
        return m + d * (self.life[0] / self.life[1] * m + self.penalty)

    def death_rate(self, x: float) -> float:
        return _mean([(c.prior, c.evidence, 1 - math.exp(-c.danger(x))) for c in self.death])

    def serving(self, x: float, patience: float) -> tuple[float, float]:
        """Chance that a serving is completed, and its deaths, counted death by death."""
        done = deaths = 0.0
        for c in self.death:
            q = 1 - math.exp(-c.danger(x))
            weight = c.prior * math.exp(c.evidence - max(one.evidence for one in self.death))
            done += weight * (1 - q**patience)
            deaths += weight * sum(q**k for k in range(1, int(patience) + 1))
        total = sum(c.prior * math.exp(c.evidence - max(one.evidence for one in self.death)) for c in self.death)
        return done / total, deaths / total


def _mean(cells: list[tuple[float, float, float]]) -> float:
    top = max(evidence for _, evidence, _ in cells)
    weights = [prior * math.exp(evidence - top) for prior, evidence, _ in cells]
    return math.fsum(w * value for w, (_, _, value) in zip(weights, cells, strict=True)) / math.fsum(weights)
