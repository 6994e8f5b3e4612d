"""The learning curves of one segment, as every estimator sees it: worked out when somebody asks."""

from __future__ import annotations

import asyncio
import time

from spinlab_pad.lab.model.rows import SegmentCurve
from spinlab_pad.schedule import ESTIMATORS, Attempt, Scheduler, SegmentInfo
from spinlab_pad.schedule.learning_curve import learning_curve


async def curves(scheduler: Scheduler, segment: str) -> tuple[SegmentCurve, ...]:
    """Of every estimator, over the attempts that count by now; ValueError where there is no such segment.

    In a thread: a thousand attempts take all estimators together a quarter of a second.
    """
    log = scheduler.log(segment)
    info = next(info for info in scheduler.segments if info.id == segment)
    return await asyncio.to_thread(_curves, info, log)


def _curves(info: SegmentInfo, log: tuple[Attempt, ...]) -> tuple[SegmentCurve, ...]:
    made = []
    for name, estimator in ESTIMATORS.items():
        made.append(SegmentCurve(name, learning_curve(estimator, info, log, seen=_let_go)))
    return tuple(made)


def _let_go() -> None:
    """Whoever waits for the interpreter, a frame among them, has it now and not when the system's share is over."""
    time.sleep(0)
