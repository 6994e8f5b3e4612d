"""One segment as the scheduler keeps it: its log of attempts and what every estimator makes of it.

The log is sorted by (start, id), attempts of the same start without an id as they came. The states always
equal those of a fresh run over the log; an attempt at the end is added at once, a change further back makes
the states stale until the next question, so that loading a log in any order costs one run over it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any

from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo


class Track:
    """Log, states and cached estimates of one segment."""

    def __init__(self, info: SegmentInfo) -> None:
        self.info = info
        self._log: list[Attempt] = []
        self._states: dict[str, Any] = _initial(info)
        self._stale = False
        self._estimates: dict[str, Estimate] = {}

    def __len__(self) -> int:
        return len(self._log)

    @property
    def log(self) -> tuple[Attempt, ...]:
        """The attempts that count, oldest first."""
        return tuple(self._log)

    def add(self, attempt: Attempt) -> None:
        """Put an attempt where it belongs in time."""
        place = bisect_right(self._log, _when(attempt), key=_when)
        if place == len(self._log) and not self._stale:
            self._states = _step(self._states, attempt)
        else:
            self._stale = True
        self._log.insert(place, attempt)
        self._estimates = {}

    def drop(self, attempt_id: int) -> None:
        """Take the attempt with this id out of the log; nothing happens if it is not there."""
        self._log = [attempt for attempt in self._log if attempt.id != attempt_id]
        self._stale = True
        self._estimates = {}

    def estimate(self, name: str) -> Estimate:
        """What that estimator says."""
        if self._stale:
            states = _initial(self.info)
            for attempt in self._log:
                states = _step(states, attempt)
            self._states, self._stale = states, False
        if name not in self._estimates:
            self._estimates[name] = ESTIMATORS[name].estimate(self._states[name], self.info, 0.0)
        return self._estimates[name]


def _initial(info: SegmentInfo) -> dict[str, Any]:
    return {name: estimator.initial(info) for name, estimator in ESTIMATORS.items()}


def _step(states: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
    return {name: ESTIMATORS[name].update(state, attempt) for name, state in states.items()}


def _when(attempt: Attempt) -> tuple[float, float]:
    return attempt.started_s, math.inf if attempt.id is None else attempt.id
