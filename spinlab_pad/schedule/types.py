"""The values that go into and come out of the scheduler. Pure data; times in ms end in `_ms`, in seconds in `_s`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EstimatorName = Literal["kalman", "rolling_mean", "exp_decay"]
AllocatorName = Literal["mix", "least_played", "round_robin", "random", "greedy"]
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
    `clean_tail_ms`: from the last start to the completion, None if aborted.
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


@dataclass(frozen=True, slots=True)
class Estimate:
    """How good the runner is at a segment; every None means not enough data.

    `expected_ms`: mean time in a run, deaths included; `low_ms`..`high_ms`: 80 % interval of the next time;
    `clean_ms`: expected time of a life that completes; `death_rate`: probability that a life ends in death (0 to 1);
    `gain_ms`: expected improvement of `expected_ms` by one more attempt (positive is faster).
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


@dataclass(frozen=True, slots=True)
class Choice:
    """The segment to practise next and the reason, as a runner would read it ('least played: 2 attempts').

    `allocator`: the one that chose; of a mix, its part ('random' marks the picks that are free of any bias).
    """

    segment: str
    why: str
    allocator: str = ""
