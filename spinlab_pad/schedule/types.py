"""The values that go into and come out of the scheduler. Pure data; times in ms end in `_ms`, in seconds in `_s`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

EstimatorName = Literal["belief", "kalman", "rolling_mean", "exp_decay"]
AllocatorName = Literal["value", "mix", "least_played", "round_robin", "random", "greedy", "spaced"]
"""Names for configuration and commands; a test holds them against `ESTIMATORS` and `ALLOCATORS`."""

Rating = Literal["again", "hard", "good", "easy"]
Source = Literal["reference", "practice", "speed_run"]
Start = Literal["hot", "cold"]


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What the scheduler must know of a segment beside its attempts.

    `reference_ms`: time of the reference run over it; `death_penalty_ms`: what a death costs in a run (fade, respawn)
    beyond the time played; `load_ms`: overhead of one serving.
    """

    id: str
    reference_ms: int | None = None
    death_penalty_ms: int = 3_200
    load_ms: int = 900


@dataclass(frozen=True, slots=True)
class Attempt:
    """One episode: a serving of a segment with its deaths, to completion or abort.

    `started_s`: absolute time (breaks count); `duration_s`: practice time it took, reloads and all; `time_ms`: what
    the same would have taken in a run (played time of every life + penalty per death), None if aborted;
    `clean_tail_ms`: from the last start to the completion, None if aborted; `start`: the kind of start of the last life
    (in a run that after a death is a cold one whatever is said here).
    """

    segment: str
    started_s: float
    duration_s: float
    completed: bool
    time_ms: int | None
    clean_tail_ms: int | None
    deaths: int = 0
    rating: Rating | None = None
    source: Source = "practice"
    start: Start = "hot"
    id: int | None = None


QUANTILES: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Levels of `Estimate.quantiles_ms`."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How good the runner is at a segment; every None means not enough data. No number is NaN or infinite.

    `expected_ms`: mean time in a run, deaths included; `low_ms`..`high_ms`: 80 % interval of the next time, the ends of
    it being two of `quantiles_ms`, which belong to `QUANTILES`; `clean_ms`: expected time of a life that completes;
    `death_rate`: probability that a life ends in death (0 to 1), so that `1 - death_rate` of lives succeed;
    `deaths_per_run`: expected deaths before the completion, where nobody gives up; `floor_ms`: what `expected_ms` comes
    down to in the end; `gain_ms`: expected improvement of `expected_ms` by one more attempt (positive is faster).

    Each `_sd` is the standard deviation of what is believed about the mean of that name, in its unit: it shrinks with
    evidence, while the interval of the next time keeps what no evidence takes away.

    `practice_ms`: expected practice time of one serving: loads, deaths and give-ups as they happen, no death
    penalties.
    """

    estimator: str
    expected_ms: int | None = None
    low_ms: int | None = None
    high_ms: int | None = None
    clean_ms: int | None = None
    death_rate: float | None = None
    gain_ms: float | None = None
    attempts: int = 0
    practice_ms: int | None = None
    deaths_per_run: float | None = None
    floor_ms: int | None = None
    quantiles_ms: tuple[int, ...] | None = None
    expected_sd_ms: float | None = None
    clean_sd_ms: float | None = None
    death_rate_sd: float | None = None
    deaths_per_run_sd: float | None = None
    gain_sd_ms: float | None = None
    floor_sd_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The segment to practise next and the reason, as a runner would read it ('least played: 2 attempts').

    `short`: the same in about 20 characters, for a screen across the room; '' where `why` is as short.
    Only another wording, so two choices that differ in it alone are equal.

    `allocator`: the one that chose; of a mix, its part ('random' marks the picks that are free of any bias).
    `chance`: the probability with which this segment was chosen at this point, above 0 and up to 1, so that what was
    gained by a policy can be estimated without bias from a log. `numbers`: the figures behind `why`, by name.
    """

    segment: str
    why: str
    allocator: str = ""
    chance: float = 1.0
    numbers: Mapping[str, float] = field(default_factory=dict)
    short: str = field(default="", compare=False)
