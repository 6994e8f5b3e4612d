"""The outlook on the next run, worked out in a thread: no frame waits for it, and the newest question counts."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.model.expected_run import ExpectedRun, expected_run
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.scene import Scene
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule.outlook import NEXT_MINUTES, Outlook, Practice, outlook
from spinlab_pad.schedule.practice_ahead import BY_VALUE

KEY: Final = "outlook"
EVERY_S: Final = 1.0
"""It is worked out at most so often."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What the outlook depends on beside the course itself."""

    changes: int
    estimator: str
    allocator: str
    served: frozenset[str]
    result_ms: int | None


class RunOutlook:
    """The newest outlook on a run over the course at hand."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._course: Course | None = None
        self._question: _Question | None = None
        self._answered: _Question | None = None
        self._value: OutlookView | None = None
        self._busy = False
        self._due: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    @property
    def settled(self) -> bool:
        """Whether everything that was asked has been worked out."""
        return not self._busy and self._question in (None, self._answered)

    def now(self, scene: Scene) -> OutlookView | None:
        """A View is built: what is known by now. Worked out anew if something that it depends on has changed since."""
        course = self._context.course if self._context.attached is not None else None
        if course is not None:
            run = scene.speed_run
            self._ask(course, scene.served, run.result_ms if run is not None else None)
        return self._value if course is not None else None

    def _ask(self, course: Course, served: Collection[str] | None, result_ms: int | None) -> None:
        """`served`: what practice serves; `result_ms`: the time of a speed run that has just been kept."""
        if course is not self._course:
            self._course, self._value, self._answered = course, None, None
        scheduler = course.scheduler
        ids = frozenset(served if served is not None else (item.id for item in course.segments))
        self._question = _Question(course.changes, scheduler.estimator, scheduler.allocator, ids, result_ms)
        self._stir()

    def close(self) -> None:
        """Ask no more."""
        self._course = self._question = None
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _stir(self) -> None:
        if self._busy or self._due is not None or self.settled:
            return
        loop = asyncio.get_running_loop()
        wait_s = self._not_before - loop.time()
        if wait_s > 0:
            self._due = loop.call_later(wait_s, self._come_due)
            return
        self._busy, self._not_before = True, loop.time() + EVERY_S
        self._context.start(self._work(), KEY)

    def _come_due(self) -> None:
        self._due = None
        self._stir()

    async def _work(self) -> None:
        try:
            await self._answer()
        finally:
            self._busy = False
        self._stir()

    async def _answer(self) -> None:
        course, question, here = self._course, self._question, self._context.attached
        self._answered = question  # also where that fails: it is not asked again before something has changed
        if course is None or question is None or here is None:
            return
        run = await self._context.store.call(lambda store: expected_run(store, here, course))
        found = await self._worked_out(run, course, question)
        if course is self._course:
            self._value = view_of(run, course, found)
            self._context.changed()

    async def _worked_out(self, run: ExpectedRun, course: Course, question: _Question) -> Outlook:
        legs = run.legs(course)
        served = (item.id for item in course.segments if item.id in question.served)
        practice = Practice(
            {id_: course.scheduler.estimate(id_) for id_ in served}, by_value=question.allocator in BY_VALUE
        )
        seed = abs(self._context.settings.seed)
        return await asyncio.to_thread(outlook, legs, practice, run.pb_ms, run.attempt_ms, seed=seed)


def view_of(run: ExpectedRun, course: Course, found: Outlook) -> OutlookView:
    """The outlook as it is shown."""
    gain_ms = found.next_gain_ms
    return OutlookView(
        measure=run.measure,
        expected_ms=found.expected_ms,
        mean_low_ms=found.mean_low_ms,
        mean_high_ms=found.mean_high_ms,
        low_ms=found.low_ms,
        high_ms=found.high_ms,
        sum_of_best_ms=run.sum_of_best_ms(course),
        pb_ms=run.pb_ms,
        pb_chance=found.pb_chance,
        attempt_ms=round(run.attempt_ms) if run.attempt_ms is not None else None,
        next_minutes=NEXT_MINUTES,
        next_gain_ms=-round(gain_ms) if gain_ms is not None else None,
        advice=found.advice,
        unknown=found.unknown,
    )
