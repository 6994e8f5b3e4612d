"""The results of a practice session: each is shown when the keeper has it on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.keeper import ATTEMPT
from spinlab_pad.lab.practice.streaks import clean_in_a_row, day_of, days_in_a_row, gain_ms
from spinlab_pad.lab.segments.course import Course, Remaining, remaining
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.schedule import Rating
from spinlab_pad.schedule.expectations import expected_before
from spinlab_pad.store.records import AttemptRecord
from spinlab_pad.store.store import Store

_RECENT = 10
"""Results kept for the last-ten dots."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished attempt as it is stored, with what it meant."""

    attempt: AttemptRecord
    gold: bool
    delta_ms: int | None
    passed: Passed = NOTHING


@dataclass(slots=True)
class Session:
    """Counters of one practice session; attempts that don't count any more are in none of them.

    `before` is what an estimator expected of each segment at its start, for each that was chosen since; `days` those on
    which the game was practised.
    """

    id: int
    started_ms: int
    before: dict[str, Mapping[str, int]]
    next_attempt: int
    attempts: int = 0
    completed: int = 0
    deaths: int = 0
    rated: int = 0
    golds: int = 0
    days: set[date] = field(default_factory=set)
    kept: list[AttemptRecord] = field(default_factory=list)

    @property
    def streak(self) -> int:
        """Completions without a death, one after another, up to the last attempt."""
        return clean_in_a_row(self.kept)

    def days_in_a_row(self, today: date) -> int:
        """Days in a row with practice, up to today."""
        return days_in_a_row(self.days, today)

    def gain_ms(self, course: Course) -> int | None:
        """How the expected time of a run has changed since the start (negative is faster)."""
        return gain_ms(self.before.get(course.scheduler.estimator, {}), course.scheduler.expected_ms())


class Results:
    """What came of one session on `course`, a course of `game`."""

    def __init__(self, context: LabContext, game: str, course: Course, session: Session) -> None:
        self._context = context
        self._game = game
        self._course = course
        self.session = session
        self.last: Result | None = None
        self.recent: list[Result] = []
        self._ended: int | None = None
        """The attempt that has ended last; None where the database has refused it."""
        self._looked_back = set(session.before)

    def look_back(self) -> None:
        """Find out what the chosen estimator would have expected at the start of the session, where it was another."""
        estimator = self._course.scheduler.estimator
        if estimator not in self._looked_back:
            self._looked_back.add(estimator)
            self._context.start(self._look_back(estimator), "gain")

    async def _look_back(self, estimator: str) -> None:
        scheduler, start_s = self._course.scheduler, self.session.started_ms / 1000
        logs = [(info, scheduler.log(info.id)) for info in scheduler.segments]
        self.session.before[estimator] = await asyncio.to_thread(expected_before, logs, estimator, start_s)
        self._context.changed()

    def next_id(self) -> int:
        """Ids are given here, not by the database: the scheduler knows an attempt before the disk does."""
        self.session.next_attempt += 1
        return self.session.next_attempt - 1

    def add(self, attempt: AttemptRecord, passed: Passed = NOTHING) -> None:
        """Take a finished attempt in and start to write it."""
        gold, delta_ms = False, None
        try:
            expected_ms = self._course.scheduler.estimate(attempt.segment).expected_ms
            gold = self._course.record(attempt, passed.arrivals)
            delta_ms = None if attempt.time_ms is None or expected_ms is None else attempt.time_ms - expected_ms
        finally:  # whatever fails in the estimates, what was played is kept
            self._ended = attempt.id
            result, game = Result(attempt, gold, delta_ms, passed), self._game
            self._context.keeper.add(
                ATTEMPT,
                "an attempt",
                lambda store: store.add_attempt(game, attempt, passed),
                kept=lambda _: self._show(result),
                lost=lambda: self._lost(attempt),
                of=self,
            )

    async def unkept(self) -> str | None:
        """Write what waits; why the attempt that has ended last is not on disk, if it isn't; else it is `last`."""
        ended = self._ended
        await self._context.keeper.keep()
        if self._context.keeper.waiting(of=self):
            return "the last attempt is not on disk yet: free some space on the disk"
        return "the last attempt was not kept" if ended is not None and self._ended is None else None

    def _lost(self, attempt: AttemptRecord) -> None:
        if self._ended == attempt.id:
            self._ended = None
        self._context.start(self._forget(attempt), "forget", finish=True)

    async def _forget(self, attempt: AttemptRecord) -> None:
        game = self._game
        left = await self._context.store.call(lambda store: remaining(store, game, attempt.segment))
        self._course.forget(attempt, *left)
        self._context.changed()

    def _show(self, result: Result) -> None:
        self.last = result
        self.recent.insert(0, result)
        del self.recent[_RECENT:]
        self.session.kept.append(result.attempt)
        self.session.days.add(day_of(result.attempt))
        self._count(result, 1)
        self._context.changed()

    def _count(self, result: Result, one: int) -> None:
        """Put a result into the counters (`one` is 1) or take it out (-1)."""
        if result.attempt.valid:
            self.session.attempts += one
            self.session.completed += one * result.attempt.completed
            self.session.deaths += one * result.attempt.deaths
            self.session.golds += one * result.gold

    async def rate(self, rating: Rating | None) -> None:
        """Rate the last result; a new rating replaces the old one, None takes it back."""
        result = self.last
        assert result is not None
        attempt_id = result.attempt.id
        await self._context.store.call(lambda store: store.rate(attempt_id, rating))
        self.session.rated += (rating is not None) - (result.attempt.rating is not None)
        rated = replace(result.attempt, rating=rating)
        self._course.rate(rated)
        self._replace(result, replace(result, attempt=rated))

    async def set_valid(self, valid: bool) -> None:
        """Let the last attempt count or not."""
        result = self.last
        assert result is not None
        if result.attempt.valid == valid:  # another one has come to disk since that was asked for
            return
        attempt = replace(result.attempt, valid=valid)
        game = self._game

        def write(store: Store) -> Remaining:
            store.set_valid(attempt.id, valid)
            return remaining(store, game, attempt.segment)

        left = await self._context.store.call(write)
        gold = False
        if valid:
            gold = self._course.record(attempt, result.passed.arrivals)
        else:
            self._course.forget(attempt, *left)
        self._replace(result, replace(result, attempt=attempt, gold=gold))

    def _replace(self, old: Result, new: Result) -> None:
        self._count(old, -1)
        self._count(new, 1)
        session = self.session
        session.kept = [new.attempt if item.id == new.attempt.id else item for item in session.kept]
        if self.last is old:
            self.last = new
        self.recent = [new if item is old else item for item in self.recent]
        self._context.changed()
