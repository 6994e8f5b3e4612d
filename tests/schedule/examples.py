"""Attempts and runners for the tests of the scheduler."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

import hypothesis.strategies as st

from spinlab_pad.schedule import Attempt, Estimate, Rating, SegmentInfo
from spinlab_pad.schedule.types import QUANTILES

WORDS: tuple[Rating | None, ...] = (None, *get_args(Rating))
"""What may be said of an attempt."""

INFO = SegmentInfo("s", death_penalty_ms=3_000, load_ms=1_000)


def completed(clean_ms: float, deaths: int = 0, life_ms: float = 0, segment: str = "s", **more: object) -> Attempt:
    """A completion after `deaths` lives of `life_ms`; the penalty is that of `INFO`."""
    whole = clean_ms + deaths * (life_ms + INFO.death_penalty_ms)
    values: dict[str, object] = {
        "segment": segment,
        "started_s": 0.0,
        "duration_s": whole / 1_000,
        "completed": True,
        "time_ms": whole,
        "clean_tail_ms": clean_ms,
        "deaths": deaths,
    }
    return Attempt(**(values | more))  # type: ignore[arg-type]


def aborted(deaths: int = 0, segment: str = "s", **more: object) -> Attempt:
    """Given up after some deaths."""
    values: dict[str, object] = {
        "segment": segment,
        "started_s": 0.0,
        "duration_s": 10.0,
        "completed": False,
        "time_ms": None,
        "clean_tail_ms": None,
        "deaths": deaths,
    }
    return Attempt(**(values | more))  # type: ignore[arg-type]


def numbers_of(estimate: Estimate) -> dict[str, float]:
    """The numbers of an estimate that are known, by field; each quantile by its level."""
    values = {item.name: getattr(estimate, item.name) for item in fields(estimate) if item.name != "estimator"}
    quantiles = values.pop("quantiles_ms") or ()
    values |= {f"quantile_{level}_ms": value for level, value in zip(QUANTILES, quantiles, strict=False)}
    return {name: value for name, value in values.items() if value is not None}


@st.composite
def attempts(draw: st.DrawFn, segment: str = "s", least_ms: int = 1, most_ms: int = 3_600_000) -> Attempt:
    """Anything that passes the checks, the unlikely included."""
    more = {
        "started_s": float(draw(st.integers(0, 50))),
        "start": draw(st.sampled_from(["hot", "cold"])),
        "source": draw(st.sampled_from(["practice", "speed_run"])),
        "rating": draw(st.sampled_from(WORDS)),
    }
    deaths = draw(st.one_of(st.integers(0, 4), st.sampled_from([50, 1_000])))
    if draw(st.booleans()):
        return aborted(deaths, segment, **more)
    clean = draw(st.integers(least_ms, most_ms))
    return completed(clean, deaths, draw(st.integers(0, clean)), segment, **more)


def runner(seed: int, count: int, death_rate: float, noise: float) -> Iterator[Attempt]:
    """A learner of `INFO`: exponential curve, log-normal tails, death lives uniform, gives up after 8 deaths."""
    rng = random.Random(seed)
    base = rng.uniform(6_000, 40_000)
    drop, tau = rng.uniform(0.0, 0.5), rng.uniform(4, 30)
    for n in range(count):
        expected = base * (1 + drop * 2.718281828 ** (-n / tau))
        deaths = 0
        while deaths < 8 and rng.random() < death_rate:
            deaths += 1
        started_s = 60.0 * n
        if deaths == 8:
            yield aborted(deaths, started_s=started_s)
            continue
        clean = round(expected * rng.lognormvariate(0.0, noise))
        life = sum(rng.uniform(0, expected) for _ in range(deaths)) / max(deaths, 1)
        yield completed(clean, deaths, round(life), started_s=started_s)
