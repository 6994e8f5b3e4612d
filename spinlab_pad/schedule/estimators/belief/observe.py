"""One more attempt of each segment: the belief conditioned on it.

Given a cell, a is normal and updated in closed form; the cell's own weight takes the likelihood. A clean life is sound
or an outlier (a pause, a phone call), `ln t ~ 0.97 N(m, v) + 0.03 N(m, v + 0.8^2)` with v = sigma^2 + 1 / precision; it
moves the level as far as it is sound. Deaths are Bernoulli trials, whether the attempt was completed or given up:
`d ln(1 - s) + completed ln s` with s = exp(-L); a rating is weak evidence of L beside them (`ratings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators.belief import practice, ratings, shift
from spinlab_pad.schedule.estimators.belief.grid import (
    CLEAN_NOISE,
    LOG_CLEAN,
    Floats,
    clean_shapes,
    curves,
    hazards,
    probabilities,
)
from spinlab_pad.schedule.estimators.belief.rows import LEVEL_PRECISION, Rows
from spinlab_pad.schedule.estimators.starts import FARTHEST
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
    """Some attempts, shape (n,); what an attempt does not tell is NaN. Times in s.

    `started_s`: absolute; `deaths`; `completed`: 1 or 0; `clean_s`: the life that completed, `cold`: 1 if it began
    cold, else 0; `dead_s`: mean length of the lives that ended in death; `load_s`: overhead of each load; `rank` of the
    rating, as in `ratings.RANKS`.
    """

    started_s: Floats
    deaths: Floats
    completed: Floats
    clean_s: Floats
    cold: Floats
    dead_s: Floats
    load_s: Floats
    rank: Floats

    def at(self, places: NDArray[np.intp]) -> Seen:
        """Those at some places."""
        return Seen(*[getattr(self, name)[places] for name in _SEEN])


_SEEN: Final = tuple(field.name for field in fields(Seen))

_COLUMNS: Final = 9


def _columns(attempt: Attempt) -> tuple[float | None, ...]:
    return (
        attempt.started_s,
        attempt.deaths,
        attempt.completed,
        attempt.clean_tail_ms,
        attempt.time_ms,
        attempt.duration_s,
        attempt.source == "practice",
        attempt.start == "cold",
        None if attempt.rating is None else ratings.RANKS[attempt.rating],
    )


def seen(attempts: Sequence[Attempt], penalty_s: Floats) -> Seen:
    """What attempts tell; `penalty_s` is that of each one's segment. Only practice tells what a load costs.

    The same as `clean_time_ms` and `cold_life` say of one attempt.
    """
    table = np.array(list(map(_columns, attempts)), dtype=np.float64)  # None becomes NaN
    started, deaths, completed, tail_ms, time_ms, spent, practised, cold, rank = table.reshape(-1, _COLUMNS).T.copy()
    died = deaths > 0.0
    cold[died & (practised == 0.0)] = 1.0
    clean, time = np.where(np.isnan(tail_ms) & ~died, time_ms, tail_ms) / 1_000.0, time_ms / 1_000.0
    clean[completed == 0.0] = np.nan
    dead, load = np.full((2, len(attempts)), np.nan)
    np.divide(time - clean, deaths, out=dead, where=died)
    dead -= penalty_s
    np.divide(spent - (time - deaths * penalty_s), 1.0 + deaths, out=load, where=practised > 0.0)
    return Seen(started, deaths, completed, clean, cold, dead, load, rank)


def after(rows: Rows, what: Seen) -> Rows:
    """The belief after one more attempt of each segment."""
    x = rows.practice * practice.kept(what.started_s - rows.last_s)
    bare = (what.completed == 0.0) & (what.deaths == 0.0)
    fade = np.where(bare, 1.0, FADE)
    return replace(
        rows,
        practice=x + practice.exposures(what.deaths, what.completed),
        last_s=np.maximum(rows.last_s, what.started_s),
        attempts=rows.attempts + 1.0,
        lives=rows.lives + what.deaths + what.completed,
        danger=_faced(rows, what, x, fade ** (1.0 + FADE_PER_DEATH * what.deaths)),
        **_timed(rows, what, x + practice.PER_DEATH * what.deaths, fade),
        **_lost(rows, what, fade),
        **_loaded(rows, what),
        **_stood(rows, what, bare),
    )


def _lost(rows: Rows, what: Seen, fade: Floats) -> dict[str, Floats]:
    """How long the lives were that ended in death."""
    told = ~np.isnan(what.dead_s) & ~np.isnan(what.clean_s)
    share = np.minimum(np.maximum(np.where(told, what.dead_s / what.clean_s, 0.0), 0.0), LONGEST_LIFE)
    deaths, fade = np.where(told, what.deaths, 0.0), np.where(told, fade, 1.0)
    return {"life_sum": fade * rows.life_sum + share * deaths, "life_count": fade * rows.life_count + deaths}


def _loaded(rows: Rows, what: Seen) -> dict[str, Floats]:
    """How long the loads took."""
    told = ~np.isnan(what.load_s)
    load = np.minimum(np.maximum(np.where(told, what.load_s, 0.0), 0.0), LONGEST_LOAD_S)
    fade = np.where(told, FADE, 1.0)
    return {"load_sum": fade * rows.load_sum + load, "load_count": fade * rows.load_count + told}


def _stood(rows: Rows, what: Seen, bare: NDArray[np.bool_]) -> dict[str, Floats]:
    """How many deaths it took until the attempt was given up; a completion after more than that teaches patience."""
    gave_up = (what.completed == 0.0) & ~bare
    more = np.maximum(what.deaths + 1.0 - rows.patience, 0.0) * rows.patience_count
    outlasted = np.where(what.completed > 0.0, more, 0.0)
    return {
        "patience_sum": rows.patience_sum + np.where(gave_up, what.deaths, outlasted),
        "patience_count": rows.patience_count + gave_up,
    }


def _faced(rows: Rows, what: Seen, x: Floats, fade: Floats) -> Floats:
    """Log likelihoods of the death cells, (n, J)."""
    danger = hazards(curves(x))
    found = fade[:, None] * rows.danger
    found -= what.completed[:, None] * danger
    died = what.deaths > 0.0
    if died.any():
        places = slice(None) if died.all() else died  # without a copy where it can be
        found[places] += what.deaths[places, None] * np.log(1.0 - np.exp(-danger[places]))
    rated = ~np.isnan(what.rank)
    if rated.any():
        found[rated] += ratings.log_likelihood(what.rank[rated], danger[rated], rows.danger[rated])
    return found


def _timed(rows: Rows, what: Seen, x: Floats, fade: Floats) -> dict[str, Floats]:
    """Evidence, level and precision of the clean cells, (n, K), and what is known of cold starts."""
    evidence, precision = fade[:, None] * rows.evidence, fade[:, None] * rows.precision
    np.maximum(precision, LEVEL_PRECISION, out=precision)
    told = ~np.isnan(what.clean_s)
    if not told.any():
        return {"evidence": evidence, "precision": precision}
    # The consider state of `starts`: what is off in the offset sits in the level with the share of cold lives.
    apart = np.where(rows.clean > 0.0, what.cold - rows.cold_share, 0.0)
    unsure = apart * apart * rows.offset_variance
    life = np.log(np.where(told, what.clean_s, 1.0)) - what.cold * rows.offset
    heard = life[:, None] - clean_shapes(curves(x))
    error = heard - rows.level
    noise = _NOISE2 + unsure[:, None]
    v = 1.0 / precision
    v += noise
    gained, weight = _heard(error, v)
    cells = probabilities(evidence + LOG_CLEAN)
    shifts = shift.opinion(rows, told, life, np.vecdot(cells, weight))
    weight /= noise
    if not told.all():
        weight[~told] = gained[~told] = 0.0
    gained += evidence
    gathered = precision + weight
    weight /= gathered
    weight *= error
    weight += rows.level
    found = {
        "evidence": gained,
        "level": weight,
        "precision": gathered,
        "cold": np.where(told, FADE * rows.cold + what.cold, rows.cold),
        "clean": np.where(told, FADE * rows.clean + 1.0, rows.clean),
        "odd": shifts.odd,
        "odd_mean": shifts.odd_mean,
    }
    if shifts.moved.any():
        _shifted(found, shifts, heard - life[:, None], what.cold)
    # The time of a reference run alone is no life: the first one that contradicts it is right.
    fresh = told & (np.isnan(rows.level[:, 0]) | ((rows.clean == 0.0) & (shifts.odd > 0.0)))
    if fresh.any():
        found["evidence"][fresh] = found["odd"][fresh] = 0.0
        found["level"][fresh] = heard[fresh]
        found["precision"][fresh] = precision[fresh] + 1.0 / _NOISE2
    mixed = told & ~fresh & ~shifts.moved & (apart != 0.0)
    if mixed.any():
        found |= _compared(rows, mixed, apart, cells, error, v - unsure[:, None])
    return found


def _heard(error: Floats, v: Floats) -> tuple[Floats, Floats]:
    """ln of the mixture's density up to a constant, and the chance that the life is sound; both written once, in place.

    By the density of outliers, which is never 0, and how much likelier it is that the life is sound, from 0 (a day
    against a millisecond) to some thousands; so no log-sum-exp is needed. With the variances v and w = v + u,

        N(error, v) / N(error, w) = sqrt(1 + u / v) exp(-error^2 / (2 w) * u / v)
    """
    wide = v + OUTLIER_VARIANCE
    ratio = OUTLIER_VARIANCE / v
    density = error * error
    density *= -0.5
    density /= wide
    sound = density * ratio
    np.exp(sound, out=sound)
    ratio += 1.0
    sound *= np.sqrt(ratio, out=ratio)
    sound *= (1.0 - OUTLIERS) / OUTLIERS
    both = np.add(sound, 1.0, out=ratio)
    sound /= both
    both *= both
    both /= wide
    np.log(both, out=both)
    both *= 0.5
    density += both
    return density, sound


def _shifted(found: dict[str, Floats], shifts: shift.Opinion, rises: Floats, cold: Floats) -> None:
    """Let the level be that of the outliers where it has moved; `rises`: from a life to the level by each cell."""
    moved = shifts.moved
    count = shifts.odd[moved]
    found["level"][moved] = shifts.odd_mean[moved, None] + rises[moved]
    found["precision"][moved] = LEVEL_PRECISION + count[:, None] / _NOISE2
    found["clean"][moved], found["cold"][moved] = count, count * cold[moved]
    found["odd"][moved] = 0.0


def _compared(
    rows: Rows, mixed: NDArray[np.bool_], apart: Floats, cells: Floats, error: Floats, v: Floats
) -> dict[str, Floats]:
    """What a life of another kind than most teaches of cold starts; its surprise is that of the mean cell.

    `cells`: their probabilities before it.
    """
    surprise = np.vecdot(cells, error)
    rest = np.vecdot(cells, v + error * error) - surprise**2
    total = apart**2 * rows.offset_variance + rest
    reach = FARTHEST * np.sqrt(total)
    step = apart * rows.offset_variance / total * np.clip(surprise, -reach, reach)
    return {
        "offset": np.where(mixed, rows.offset + step, rows.offset),
        "offset_variance": np.where(mixed, rows.offset_variance * rest / total, rows.offset_variance),
    }
