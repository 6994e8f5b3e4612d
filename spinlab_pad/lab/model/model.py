"""The answer to 'how good am I at each segment, and who knows best': estimates, curves, scores."""

from __future__ import annotations

import asyncio
from typing import Final

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.model.rows import Model, ModelRow
from spinlab_pad.lab.model.study import Study
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule.types import Estimate
from spinlab_pad.store.records import SegmentRecord

MINUTE_MS: Final = 60_000
NOTHING: Final = Model(segments=(), scores=(), working=None)


class ModelAnswers:
    """Asked by the pages; what takes long comes with a later answer."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._study = Study(context)

    async def model(self) -> Model:
        """As much as is known by now of the active run; what is not known yet is being worked out from now on."""
        course, here = self._context.course, self._context.attached
        if course is None or here is None:
            return NOTHING
        self._study.ask(here.game.id, course)
        rows = []
        for place, record in enumerate(course.whole, 1):
            rows.append(self._row(course, record, place))
            await asyncio.sleep(0)  # hundreds of segments with all estimators take longer than a frame
        return Model(tuple(rows), self._study.scores, self._study.working)

    def _row(self, course: Course, record: SegmentRecord, place: int) -> ModelRow:
        scheduler, of = course.scheduler, record.segment
        chosen = scheduler.estimate(record.id)
        others = (item for item in scheduler.estimates_of(record.id) if item.estimator != chosen.estimator)
        return ModelRow(
            id=record.id,
            name=record.name,
            start=of.start.label,
            end=of.end.label,
            place=place,
            attempts=chosen.attempts,
            gold_ms=course.golds.get(record.id),
            left_out=course.left_out.get(record.id),
            per_minute_ms=per_minute_ms(chosen),
            estimates=(chosen, *others),
            curve=self._study.curve(chosen.estimator, record.id),
        )


def per_minute_ms(estimate: Estimate) -> float | None:
    """What a minute of practice takes off a run."""
    if estimate.gain_ms is None or not estimate.practice_ms:
        return None
    return MINUTE_MS * estimate.gain_ms / estimate.practice_ms
