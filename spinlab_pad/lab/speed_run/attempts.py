"""The attempts that come of a speed run: one for each segment that was played from its start to its end.

They are attempts like those of practice (source `speed_run`): golds are shared, and every estimator learns of them.
"""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.attempts import attempt_of
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.keeper import RUN_PART
from spinlab_pad.lab.practice.results import Result
from spinlab_pad.lab.segments.course import Remaining, golds_of, remaining, take_gold
from spinlab_pad.lab.speed_run.plan import Plan
from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.store.records import AttemptRecord, StateKind
from spinlab_pad.store.store import Store


class RunAttempts:
    """Makes attempts, takes them into the course, and lets them be kept."""

    def __init__(self, context: LabContext, plan: Plan) -> None:
        self._context = context
        self._plan = plan
        self._next = plan.next_attempt
        self.changes = 0
        """Grows whenever golds and estimates may have changed by a run."""
        self.last: Result | None = None
        """The newest attempt that is on disk."""

    def make(
        self,
        here: Attached,
        segment: str,
        played: Played,
        *,
        start: StateKind,
        duration_ms: int,
        unreal: bool,
        completed: bool = True,
        clean: bool = True,
    ) -> AttemptRecord:
        """An attempt that ends now. `unreal`: not all of it was at normal speed; `clean`: its last life was a whole
        one.
        """
        self._next += 1
        return attempt_of(
            here,
            played,
            id_=self._next - 1,
            session=None,
            segment=segment,
            source="speed_run",
            start=start,
            started_ms=wall_ms() - duration_ms,
            duration_ms=duration_ms,
            death_penalty_ms=self._context.settings.death_penalty_ms,
            completed=completed,
            unreal=unreal,
            clean=clean,
        )

    def add(self, attempt: AttemptRecord, passed: Passed = NOTHING) -> bool:
        """Take an attempt in and start to write it; whether it is a gold."""
        gold = self._take(attempt, passed)
        self.changes += 1
        game = self._plan.game

        def kept(_: None) -> None:
            self.last = Result(attempt, gold, None, passed)
            self._context.changed()

        self._context.keeper.add(
            RUN_PART,
            "an attempt of the speed run",
            lambda store: store.add_attempt(game, attempt, passed),
            kept=kept,
            lost=lambda: self._context.start(self._lost(attempt), "forget", finish=True),
        )
        return gold

    def _take(self, attempt: AttemptRecord, passed: Passed) -> bool:
        plan = self._plan
        if plan.practised(attempt.segment):
            return plan.course.record(attempt, passed.arrivals)
        return attempt.counts and take_gold(plan.beside, attempt.segment, attempt.time_ms)

    async def _lost(self, attempt: AttemptRecord) -> None:
        game = self._plan.game
        self._forget(attempt, await self._context.store.call(lambda store: remaining(store, game, attempt.segment)))
        self.changes += 1
        self._context.changed()

    def _forget(self, attempt: AttemptRecord, left: Remaining) -> None:
        plan, segment = self._plan, attempt.segment
        if plan.practised(segment):
            plan.course.forget(attempt, *left)
        else:
            splits = [split for split in left.splits if split.run == plan.course.run.id]
            plan.beside.pop(segment, None)
            golds = golds_of(left.others, splits)
            if segment in golds:
                plan.beside[segment] = golds[segment]

    def set_valid(self, attempt: AttemptRecord, passed: Passed, *, valid: bool) -> None:
        """Let an attempt count or not; golds and estimates follow when that is on disk."""
        plan, changed = self._plan, replace(attempt, valid=valid)

        def write(store: Store) -> Remaining:
            store.set_valid(attempt.id, valid)
            return remaining(store, plan.game, attempt.segment)

        def kept(left: Remaining) -> None:
            gold = False
            if valid:
                gold = self._take(changed, passed)
            else:
                self._forget(changed, left)
            if self.last is not None and self.last.attempt.id == attempt.id:
                self.last = replace(self.last, attempt=changed, gold=gold)
            self.changes += 1
            self._context.changed()

        self._context.keeper.add(RUN_PART, "what counts of the speed run", write, kept=kept)
