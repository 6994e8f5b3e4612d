"""The attempts that come of a speed run: one for each segment that was played from its start to its end.

They are attempts like those of practice (source `speed_run`): golds are shared, and every estimator learns of them.
"""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.attempts import attempt_of
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.keeper import RUN_PART
from spinlab_pad.lab.practice.results import Result
from spinlab_pad.lab.segments.course import counts
from spinlab_pad.lab.speed_run.plan import Plan, golds_of
from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import AttemptRecord, SplitRecord, StateKind
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

        def lost() -> None:
            if self._plan.practised(attempt.segment):
                self._plan.course.forget(attempt, (), ())
                self.changes += 1
            self._context.changed()

        self._context.keeper.add(
            RUN_PART,
            "an attempt of the speed run",
            lambda store: store.add_attempt(game, attempt, passed),
            kept=kept,
            lost=lost,
        )
        return gold

    def _take(self, attempt: AttemptRecord, passed: Passed) -> bool:
        plan, time_ms = self._plan, attempt.time_ms
        if plan.practised(attempt.segment):
            return plan.course.record(attempt, passed.arrivals)
        if not counts(attempt) or not time_ms or time_ms >= plan.beside.get(attempt.segment, time_ms + 1):
            return False
        plan.beside[attempt.segment] = time_ms
        return True

    def set_valid(self, attempt: AttemptRecord, passed: Passed, *, valid: bool) -> None:
        """Let an attempt count or not; golds and estimates follow when that is on disk."""
        plan = self._plan
        course, changed = plan.course, replace(attempt, valid=valid)

        def write(store: Store) -> tuple[list[AttemptRecord], list[SplitRecord], list[Line]]:
            store.set_valid(attempt.id, valid)
            others = [item for item in store.attempts(plan.game, [attempt.segment]) if counts(item)]
            lines = store.passed.bests(others) + store.passed.of_run(course.run.id)
            return others, store.splits(course.run.id), lines

        def kept(found: tuple[list[AttemptRecord], list[SplitRecord], list[Line]]) -> None:
            gold = False
            if plan.practised(attempt.segment):
                if valid:
                    gold = course.record(changed, passed.arrivals)
                else:
                    course.forget(changed, *found)
            else:
                others, splits, _ = found
                plan.beside.pop(attempt.segment, None)
                plan.beside.update(golds_of((attempt.segment,), others, splits))
                gold = valid and plan.beside.get(attempt.segment) == attempt.time_ms
            if self.last is not None and self.last.attempt.id == attempt.id:
                self.last = replace(self.last, attempt=changed, gold=gold)
            self.changes += 1
            self._context.changed()

        self._context.keeper.add(RUN_PART, "what counts of the speed run", write, kept=kept)
