"""What an estimator is: pure functions and a name.

A state is a frozen value. `update(state, attempt)` gives the state after one more attempt. `estimate(state, info,
rest_s)` says what it makes of the runner `rest_s` seconds after the last one (practice may fade over a rest), `predict`
the same as a distribution of the next attempt, which is scored against what comes. The same attempts in the same order
always give the same state, which is why a log can rebuild it. Attempts arrive checked (`schedule.checks`) and sorted by
their start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo, Start
from spinlab_pad.schedule.worth import Worths, unknown

S = TypeVar("S")

POINTS: Final = 201
"""Size of the fixed sample of the next time; its 21st and 181st values are the 10 % and 90 % quantiles."""


class Prediction(Protocol):
    """The next attempt that is completed, as an estimator sees it coming."""

    def times_ms(self, start: Start = "hot") -> NDArray[np.float64]:
        """Equally likely times in a run from that start, ascending, shape (POINTS,): a fixed sample, the same on every
        machine."""
        ...

    def log_score(self, attempt: Attempt) -> float:
        """ln of the probability of its deaths times the density of its clean life per unit of ln(time); finite.

        Of an attempt that was given up only the deaths count: the probability that there are so many or more.
        """
        ...


class Many(Protocol[S]):
    """The same of many segments in one go, for an estimator that can."""

    def advance(self, states: Sequence[S], logs: Sequence[Sequence[Attempt]]) -> list[tuple[S, S]]:
        """The states before and after the last of the further attempts of each."""
        ...

    def worths(self, states: Sequence[S], rests_s: NDArray[np.float64], servings: NDArray[np.float64]) -> Worths:
        """What the serving after so many more of each segment is worth, so long after its last attempt."""
        ...

    def expected_ms(self, states: Sequence[S], rests_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The expected time of each segment in a run, so long after its last attempt; NaN where it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Estimator(Generic[S]):
    """One way to say how good the runner is at a segment."""

    name: str
    initial: Callable[[SegmentInfo], S]
    update: Callable[[S, Attempt], S]
    estimate: Callable[[S, SegmentInfo, float], Estimate]
    predict: Callable[[S, SegmentInfo, float], Prediction | None]
    many: Many[S] | None = None
    expected: Callable[[S], int | None] | None = None
    """`Estimate.expected_ms` alone, for an estimator to which a rest makes no difference and the whole costs more."""

    def advance(self, states: Sequence[S], logs: Sequence[Sequence[Attempt]]) -> list[tuple[S, S]]:
        """The states before and after the last of the further attempts of each segment; twice the same where there is
        none."""
        one = len(states) == 1 and len(logs[0]) == 1  # as after each attempt
        if self.many is not None and not one:
            return self.many.advance(states, logs)
        return [advanced(self.update, state, log) for state, log in zip(states, logs, strict=True)]

    def worths(
        self,
        states: Sequence[S],
        infos: Sequence[SegmentInfo],
        rests_s: NDArray[np.float64],
        servings: NDArray[np.float64],
    ) -> Worths:
        """What the serving after so many more of each segment is worth, so long after its last attempt.

        One that cannot look ahead says of every serving what it says of the next.
        """
        if self.many is not None:
            return self.many.worths(states, rests_s, servings)
        found = unknown(len(states))
        for place, (state, info, rest_s) in enumerate(zip(states, infos, rests_s.tolist(), strict=True)):
            one = self.estimate(state, info, rest_s)
            if one.gain_ms is not None and one.practice_ms:
                found.gain_ms[place], found.sd_ms[place] = one.gain_ms, one.gain_sd_ms or 0.0
                found.practice_ms[place] = one.practice_ms
            found.death_rate[place] = np.nan if one.death_rate is None else one.death_rate
        return found

    def expected_ms(
        self, states: Sequence[S], infos: Sequence[SegmentInfo], rests_s: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """`Estimate.expected_ms` of each segment, so long after its last attempt; NaN where it is not known."""
        if self.many is not None:
            return np.rint(self.many.expected_ms(states, rests_s))
        if self.expected is not None:
            times = [self.expected(state) for state in states]
        else:
            each = zip(states, infos, rests_s.tolist(), strict=True)
            times = [self.estimate(state, info, rest_s).expected_ms for state, info, rest_s in each]
        return np.array(times, dtype=np.float64)  # None becomes NaN


def advanced(update: Callable[[S, Attempt], S], state: S, log: Sequence[Attempt]) -> tuple[S, S]:
    """The states before and after the last of the further attempts, one by one."""
    before = reduce(update, log[:-1], state)
    return before, reduce(update, log[-1:], before)


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
