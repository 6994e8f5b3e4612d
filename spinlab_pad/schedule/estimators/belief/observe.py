"""One more attempt of each segment: the belief conditioned on it.

Given a cell, a is normal and updated in closed form; the cell's own weight takes the likelihood. A clean life is sound
or an outlier (a pause, a phone call), `ln t ~ 0.97 N(m, v) + 0.03 N(m, v + 0.8^2)` with v = sigma^2 + 1 / precision; it
moves the level as far as it is sound. Deaths are Bernoulli trials, whether the attempt was completed or given up:
`d ln(1 - s) + completed ln s` with s = exp(-L).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.estimators.belief import practice
from spinlab_pad.schedule.estimators.belief.grid import CLEAN_NOISE, Floats, clean_shapes, curves, hazards
from spinlab_pad.schedule.estimators.belief.rows import Rows
from spinlab_pad.schedule.types import Attempt

FADE: Final = 0.97
"""What older evidence still counts after one attempt more: another strategy is believed in about 20 plays."""

FADE_PER_DEATH: Final = 0.15
"""Evidence of deaths fades as after 1 + 0.15 d attempts: every life teaches a little."""

OUTLIERS: Final = 0.03
"""Share of clean lives that say nothing of the runner."""

OUTLIER_VARIANCE: Final = 0.8**2
"""Variance that those have beside the others', in ln(time)^2: a factor of 2."""

LONGEST_LIFE: Final = 3.0
"""A longer death life, in clean lives, is a break and counts as this."""

LONGEST_LOAD_S: Final = 20.0
"""Overhead above that is a break, too."""

_NOISE2: Final = CLEAN_NOISE**2


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt of each of n segments, shape (n,); what an attempt does not tell is NaN. Times in s.

    `started_s`: absolute; `deaths`; `completed`: 1 or 0; `clean_s`: the life that completed; `share`: length of each
    life that ended in death, penalty included, in clean lives; `load_s`: overhead of each load.
    """

    started_s: Floats
    deaths: Floats
    completed: Floats
    clean_s: Floats
    dead_s: Floats
    load_s: Floats


def seen(attempts: Sequence[Attempt], penalty_s: Floats) -> Seen:
    """What the attempts tell, one of each segment, whose penalties are given."""
    rows = np.array([_facts(attempt) for attempt in attempts], dtype=np.float64).reshape(-1, 6)
    started, deaths, completed, clean, time, spent = rows.T
    with np.errstate(divide="ignore", invalid="ignore"):
        dead = (time - clean) / deaths - penalty_s
        load = (spent - (time - deaths * penalty_s)) / (1.0 + deaths)
    return Seen(started, deaths, completed, clean, np.where(deaths > 0, dead, np.nan), load)


def _facts(attempt: Attempt) -> tuple[float, ...]:
    """Start, deaths, completed, clean life, time in a run, practice time; only practice tells what a load costs."""
    clean, time = clean_time_ms(attempt), attempt.time_ms
    return (
        attempt.started_s,
        attempt.deaths,
        1.0 if attempt.completed else 0.0,
        np.nan if clean is None else clean / 1_000.0,
        np.nan if time is None else time / 1_000.0,
        attempt.duration_s if attempt.source == "practice" else np.nan,
    )


def after(rows: Rows, what: Seen) -> Rows:
    """The belief after one more attempt of each segment."""
    x = rows.practice * practice.kept(what.started_s - rows.last_s)
    bare = (what.completed == 0.0) & (what.deaths == 0.0)
    fade = np.where(bare, 1.0, FADE)
    danger = _faced(rows, what, x, fade ** (1.0 + FADE_PER_DEATH * what.deaths))
    evidence, level, precision = _timed(rows, what, x + practice.PER_DEATH * what.deaths, fade)
    dead = ~np.isnan(what.dead_s) & ~np.isnan(what.clean_s)
    share = np.clip(np.where(dead, what.dead_s / what.clean_s, 0.0), 0.0, LONGEST_LIFE)
    deaths = np.where(dead, what.deaths, 0.0)
    old = np.where(dead, fade, 1.0)
    timed = ~np.isnan(what.load_s)
    load = np.clip(np.where(timed, what.load_s, 0.0), 0.0, LONGEST_LOAD_S)
    gave_up = (what.completed == 0.0) & ~bare
    return replace(
        rows,
        practice=x + practice.exposures(what.deaths, what.completed),
        last_s=np.maximum(rows.last_s, what.started_s),
        attempts=rows.attempts + 1.0,
        lives=rows.lives + what.deaths + what.completed,
        life_sum=old * rows.life_sum + share * deaths,
        life_count=old * rows.life_count + deaths,
        load_sum=np.where(timed, FADE * rows.load_sum + load, rows.load_sum),
        load_count=np.where(timed, FADE * rows.load_count + 1.0, rows.load_count),
        patience_sum=rows.patience_sum + np.where(gave_up, what.deaths, _outlasted(rows, what)),
        patience_count=rows.patience_count + gave_up,
        evidence=evidence,
        level=level,
        precision=precision,
        danger=danger,
    )


def _outlasted(rows: Rows, what: Seen) -> Floats:
    """What a completion adds to the patience: more deaths than the runner was thought to stand."""
    more = np.maximum(what.deaths + 1.0 - rows.patience, 0.0)
    return np.where(what.completed > 0.0, more * rows.patience_count, 0.0)


def _faced(rows: Rows, what: Seen, x: Floats, fade: Floats) -> Floats:
    """Log likelihoods of the death cells, (n, J)."""
    danger = hazards(curves(x))
    found = fade[:, None] * rows.danger - what.completed[:, None] * danger
    died = what.deaths > 0.0
    if died.all():
        found += what.deaths[:, None] * np.log(-np.expm1(-danger))
    elif died.any():
        found[died] += what.deaths[died, None] * np.log(-np.expm1(-danger[died]))
    return found


def _timed(rows: Rows, what: Seen, x: Floats, fade: Floats) -> tuple[Floats, Floats, Floats]:
    """Evidence, level and precision of the clean cells, (n, K)."""
    evidence = fade[:, None] * rows.evidence
    precision = np.maximum(fade[:, None] * rows.precision, rows.prior_precision[:, None])
    level = rows.level
    told = ~np.isnan(what.clean_s)
    if not told.any():
        return evidence, level, precision
    error = np.log(np.where(told, what.clean_s, 1.0))[:, None] - level - clean_shapes(curves(x))
    squared = -0.5 * error * error
    v = _NOISE2 + 1.0 / precision
    wide = v + OUTLIER_VARIANCE
    # No log-sum-exp: of a day against a millisecond the wide one is e^-253, so the sum is never 0.
    sound = (1.0 - OUTLIERS) * np.exp(squared / v) / np.sqrt(v)
    both = sound + OUTLIERS * np.exp(squared / wide) / np.sqrt(wide)
    weight = sound / both / _NOISE2
    gained = np.log(both)
    if not told.all():
        weight[~told] = gained[~told] = 0.0
    gathered = precision + weight
    return evidence + gained, level + weight / gathered * error, gathered
