"""What an estimator is: three pure functions and a name.

A state is a frozen value. `update(state, attempt)` gives the state after one more attempt, `estimate(state,
info)` what it says now; the same attempts in the same order always give the same state, which is why a log
can rebuild it. Attempts arrive checked (`schedule.checks`) and sorted by their start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Estimator(Generic[S]):
    """One way to say how good the runner is at a segment."""

    name: str
    initial: Callable[[SegmentInfo], S]
    update: Callable[[S, Attempt], S]
    estimate: Callable[[S, SegmentInfo], Estimate]


def clean_time_ms(attempt: Attempt) -> float | None:
    """Time of the life that completed, None where the attempt does not tell.

    An attempt without deaths is one life, so its whole time is its clean tail.
    """
    if not attempt.completed:
        return None
    if attempt.clean_tail_ms is not None:
        return float(attempt.clean_tail_ms)
    if attempt.deaths == 0 and attempt.time_ms is not None:
        return float(attempt.time_ms)
    return None
