"""One segment as the scheduler keeps it: its log of attempts and what every follower makes of it.

The log is sorted by (start, id), attempts of the same start without an id as they came. A follower is an estimator, or
whoever else goes through the log attempt by attempt. States follow when somebody asks: they always equal those of a
fresh run over the log. One attempt more at the end is one step. The state before the last attempt is kept too, so that
to take that attempt back, or to rate it, is one step as well. A change further back lets the next question run over the
whole log, so that loading a log in any order costs one run over it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

from spinlab_pad.schedule.cards import CARDS
from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.rest import steps
from spinlab_pad.schedule.types import Attempt, Estimate, Rating, SegmentInfo


class Follower(Protocol):
    """Goes through a log attempt by attempt; the same attempts always lead to the same state."""

    @property
    def name(self) -> str:
        """What it is called; no two have the same name."""
        ...

    @property
    def initial(self) -> Any:
        """The function from a segment to the state before any attempt."""
        ...

    def advance(self, states: Sequence[Any], logs: Sequence[Sequence[Attempt]]) -> list[tuple[Any, Any]]:
        """The states before and after the last of the further attempts of each segment, twice the same where there is
        none; none is changed."""
        ...


FOLLOWERS: Final[Mapping[str, Follower]] = MappingProxyType({**ESTIMATORS, CARDS.name: CARDS})
"""Every follower by name."""


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far a follower is: its `state` after the first `n` attempts, and `before` the last of them, None if that is
    not known any more."""

    n: int
    state: Any
    before: Any | None


class Waiting(NamedTuple):
    """Attempts that a follower in that state has not seen; after them it has `seen` so many of the log, which had
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
        self._reached: dict[str, _Reached] = {}
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
        self._changed(place)
        self._log.insert(place, attempt)

    def drop(self, attempt_id: int) -> None:
        """Take the attempt with this id out of the log; nothing happens if it is not there."""
        place = self._place(attempt_id)
        if place is not None:
            self._changed(place)
            del self._log[place]

    def rate(self, attempt_id: int, rating: Rating | None) -> bool:
        """Rate the attempt with this id, None for no rating; whether that is news of an attempt that is there."""
        place = self._place(attempt_id)
        if place is None or self._log[place].rating == rating:
            return False
        self._changed(place)
        self._log[place] = replace(self._log[place], rating=rating)
        return True

    def waiting(self, name: str) -> Waiting:
        """What a follower has not seen yet."""
        rewritten, known = self._rewritten, self._reached.get(name)
        if known is None:
            known = _Reached(0, FOLLOWERS[name].initial(self.info), None)
        attempts = self._log[known.n :]
        return Waiting(known.state, attempts, known.n + len(attempts), rewritten)

    def put(self, name: str, before: Any, state: Any, waited: Waiting) -> None:
        """The state of a follower that has seen what waited, and that `before` the last of it; unless something else is
        true by now."""
        if waited.rewritten == self._rewritten:
            self._reached[name] = _Reached(waited.seen, state, before if waited.attempts else None)

    def state(self, name: str) -> Any:
        """The state of a follower after all attempts."""
        while self.is_behind(name):  # again where the log was rewritten meanwhile
            catch_up([self], name)
        return self._reached[name].state

    def estimate(self, name: str, rest_s: float = 0.0) -> Estimate:
        """What that estimator says, so long after the last attempt."""
        rest_s = rest_s if self._log else 0.0
        key = name, float(steps(np.array([rest_s]))[0])
        if key not in self._estimates:
            self._estimates[key] = ESTIMATORS[name].estimate(self.state(name), self.info, rest_s)
        return self._estimates[key]

    def is_behind(self, name: str) -> bool:
        """Whether the follower has not seen every attempt."""
        known = self._reached.get(name)
        return known is None or known.n < len(self._log)

    def _place(self, attempt_id: int) -> int | None:
        """Where the attempt with this id is; mostly it is the last one that is asked for."""
        places = range(len(self._log) - 1, -1, -1)
        return next((place for place in places if self._log[place].id == attempt_id), None)

    def _changed(self, place: int) -> None:
        """What stands at this place of the log is not what was: who has seen it goes back to before it."""
        self._estimates.clear()
        if place == len(self._log):
            return
        self._rewritten += 1
        kept: dict[str, _Reached] = {}
        for name, known in self._reached.items():
            if known.n <= place:
                kept[name] = known
            elif known.n == place + 1 and known.before is not None:
                kept[name] = _Reached(place, known.before, None)
        self._reached = kept


def catch_up(tracks: Sequence[Track], name: str) -> None:
    """Let a follower see all attempts of these segments, together where it can."""
    behind = [track for track in tracks if track.is_behind(name)]
    if not behind:
        return
    waiting = [track.waiting(name) for track in behind]
    found = FOLLOWERS[name].advance([one.state for one in waiting], [one.attempts for one in waiting])
    for track, (before, state), one in zip(behind, found, waiting, strict=True):
        track.put(name, before, state, one)


def _when(attempt: Attempt) -> tuple[float, float]:
    return attempt.started_s, math.inf if attempt.id is None else attempt.id
