"""The results of a practice session: kept in the store one after another, and shown only then.

An attempt that the disk doesn't take waits here, in order, and is tried again with the next one and every few seconds:
practice goes on over a full disk, and nothing is shown that is not kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.practice.streaks import clean_in_a_row, day_of, days_in_a_row, gain_ms
from spinlab_pad.lab.segments.course import Course, counts
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.schedule import Rating
from spinlab_pad.store.errors import DataFolderError, StoreError
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import AttemptRecord, SplitRecord
from spinlab_pad.store.store import Store

_RECENT = 10
"""Results kept for the last-ten dots."""
NOT_KEPT = "store"
"""The notice of a disk that doesn't take what is to be kept."""
RETRY_S = 5.0
"""The disk is tried again after so long, also where nothing more is played."""


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

    `before` is what each estimator expected of each segment at its start, `days` on which days the game was practised.
    """

    id: int
    started_ms: int
    before: Mapping[str, Mapping[str, int]]
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
        scheduler = course.scheduler
        before = self.before.get(scheduler.estimator, {})
        known = [info.id for info in scheduler.segments if info.id in before]
        return gain_ms(before, {segment: scheduler.estimate(segment).expected_ms for segment in known})


class Results:
    """What came of one session on `course`, a course of `game`."""

    def __init__(self, context: LabContext, game: str, course: Course, session: Session) -> None:
        self._context = context
        self._game = game
        self._course = course
        self.session = session
        self.last: Result | None = None
        self.recent: list[Result] = []
        self._waiting: deque[Result] = deque()
        self._one_at_a_time = asyncio.Lock()
        self._later: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Attempts that are not on disk yet."""
        return len(self._waiting)

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
            self._waiting.append(Result(attempt, gold, delta_ms, passed))
            self._context.start(self.keep(), NOT_KEPT, finish=True)

    async def keep(self) -> None:
        """Write the attempts that wait, oldest first, and show each that is on disk."""
        async with self._one_at_a_time:
            while self._waiting:
                result = self._waiting[0]
                try:
                    await self._write(result)
                except DataFolderError as error:
                    self._tell(f"{error}; attempts that wait to be written: {len(self._waiting)}")
                    self._try_later()
                    return
                except StoreError as error:
                    self._waiting.popleft()
                    self._course.forget(result.attempt, (), ())
                    self._tell(f"an attempt was not kept: {error}")
                    continue
                self._waiting.popleft()
                self._context.notices.clear(NOT_KEPT)
                self._show(result)

    async def kept(self) -> bool:
        """Write what waits; whether the attempt that has ended last is on disk, and so is `last`."""
        await self.keep()
        return not self._waiting

    async def _write(self, result: Result) -> None:
        attempt, passed = result.attempt, result.passed
        await self._context.store.call(lambda store: store.add_attempt(self._game, attempt, passed))

    def _try_later(self) -> None:
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._later = None
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    async def close(self) -> None:
        """Write what still waits; tell what can't be kept."""
        await self.keep()
        if self._later is not None:
            self._later.cancel()
        if self._waiting:
            self._tell(f"attempts that could not be written: {len(self._waiting)}; free some space on the disk")

    def _tell(self, text: str) -> None:
        self._context.tell(NOT_KEPT, "error", text, lasting=True)

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

    async def rate(self, rating: Rating) -> None:
        """Rate the last result; a new rating replaces the old one."""
        result = self.last
        assert result is not None
        attempt_id = result.attempt.id
        await self._context.store.call(lambda store: store.rate(attempt_id, rating))
        if result.attempt.rating is None:
            self.session.rated += 1
        self._replace(result, replace(result, attempt=replace(result.attempt, rating=rating)))

    async def set_valid(self, valid: bool) -> None:
        """Let the last attempt count or not."""
        result = self.last
        assert result is not None
        if result.attempt.valid == valid:  # another one has come to disk since that was asked for
            return
        attempt = replace(result.attempt, valid=valid)
        game = self._game

        def write(store: Store) -> tuple[list[AttemptRecord], list[SplitRecord], list[Line]]:
            store.set_valid(attempt.id, valid)
            others = store.attempts(game, [attempt.segment])
            lines = store.passed.bests(filter(counts, others)) + store.passed.of_played(game)
            return others, store.played_splits(game), lines

        others, splits, lines = await self._context.store.call(write)
        gold = False
        if valid:
            gold = self._course.record(attempt, result.passed.arrivals)
        else:
            self._course.forget(attempt, others, splits, lines)
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
