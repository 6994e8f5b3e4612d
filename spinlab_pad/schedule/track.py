"""One segment as the scheduler keeps it: its log of attempts and what every estimator makes of it.

The log is sorted by (start, id), attempts of the same start without an id as they came. States follow when somebody
asks: they always equal those of a fresh run over the log. One attempt more at the end is one step; a change further
back lets the next question run over the whole log, so that loading a log in any order costs one run over it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.rest import steps
from spinlab_pad.schedule.types import Attempt, Estimate, SegmentInfo


class Waiting(NamedTuple):
    """Attempts that an estimator in that state has not seen; after them it has `seen` so many of the log, which had
    been `rewritten` so often.
    """

    state: Any
    attempts: Sequence[Attempt]
    seen: int
    rewritten: int


class Track:
    """Log, states and cached estimates of one segment."""

    def __init__(self, info: SegmentInfo) -> None:
        self.info = info
        self._log: list[Attempt] = []
        self._states: dict[str, tuple[int, Any]] = {}
        """By estimator: how many attempts it has seen, and its state after them."""
        self._estimates: dict[tuple[str, float], Estimate] = {}
        self._rewritten = 0
        """Grows when attempts that states know of change: what another thread works out meanwhile is then outdated."""

    def __len__(self) -> int:
        return len(self._log)

    @property
    def log(self) -> tuple[Attempt, ...]:
        """The attempts that count, oldest first."""
        return tuple(self._log)

    @property
    def last_s(self) -> float:
        """When the last attempt began, absolute; minus infinity before the first."""
        return self._log[-1].started_s if self._log else -math.inf

    def add(self, attempt: Attempt) -> None:
        """Put an attempt where it belongs in time."""
        place = len(self._log)
        if self._log and attempt.started_s <= self._log[-1].started_s and _when(attempt) < _when(self._log[-1]):
            place = bisect_right(self._log, _when(attempt), key=_when)
            self._rewrite(place)
        self._log.insert(place, attempt)
        self._estimates.clear()

    def drop(self, attempt_id: int) -> None:
        """Take the attempt with this id out of the log; nothing happens if it is not there."""
        place = next((place for place, attempt in enumerate(self._log) if attempt.id == attempt_id), None)
        if place is None:
            return
        self._rewrite(place)
        del self._log[place]
        self._estimates.clear()

    def _rewrite(self, place: int) -> None:
        """The log changes from there on: states that have seen more are gone."""
        self._rewritten += 1
        self._states = {name: (n, state) for name, (n, state) in self._states.items() if n <= place}

    def waiting(self, name: str) -> Waiting:
        """What an estimator has not seen yet."""
        rewritten = self._rewritten
        n, state = self._states.get(name, (0, None))
        attempts = self._log[n:]
        return Waiting(
            ESTIMATORS[name].initial(self.info) if state is None else state, attempts, n + len(attempts), rewritten
        )

    def put(self, name: str, state: Any, waited: Waiting) -> None:
        """The state of an estimator that has seen what waited, unless something else is true by now."""
        if waited.rewritten == self._rewritten:
            self._states[name] = waited.seen, state

    def state(self, name: str) -> Any:
        """The state of an estimator after all attempts."""
        while self.is_behind(name):  # again where the log was rewritten meanwhile
            catch_up([self], name)
        return self._states[name][1]

    def estimate(self, name: str, rest_s: float = 0.0) -> Estimate:
        """What that estimator says, so long after the last attempt."""
        rest_s = rest_s if self._log else 0.0
        key = name, float(steps(np.array([rest_s]))[0])
        if key not in self._estimates:
            self._estimates[key] = ESTIMATORS[name].estimate(self.state(name), self.info, rest_s)
        return self._estimates[key]

    def is_behind(self, name: str) -> bool:
        """Whether the estimator has not seen every attempt."""
        known = self._states.get(name)
        return known is None or known[0] < len(self._log)


def catch_up(tracks: Sequence[Track], name: str) -> None:
    """Let an estimator see all attempts of these segments, together where it can."""
    behind = [track for track in tracks if track.is_behind(name)]
    if not behind:
        return
    waiting = [track.waiting(name) for track in behind]
    states = ESTIMATORS[name].advance([one.state for one in waiting], [one.attempts for one in waiting])
    for track, state, one in zip(behind, states, waiting, strict=True):
        track.put(name, state, one)


def _when(attempt: Attempt) -> tuple[float, float]:
    return attempt.started_s, math.inf if attempt.id is None else attempt.id
