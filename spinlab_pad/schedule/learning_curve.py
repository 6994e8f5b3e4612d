"""How an estimator's answer has changed, attempt by attempt: what it knew then, not what it makes of it now.

A point is the answer right after its attempt, in the same sitting: so points differ by what was learned, whichever of
them are picked. What a break has cost shows from the first attempt after it on, as an attempt that was made so much out
of practice. The break since the last attempt is in no point: the estimate of now (`Scheduler.estimate`) has it, and may
be slower than the end of the curve for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spinlab_pad.schedule.estimators import Estimator
from spinlab_pad.schedule.types import Attempt, SegmentInfo

POINTS: Final = 24
"""Points of a curve; more can't be told apart in a picture as wide as a word."""

RIGHT_AFTER_S: Final = 0.0
"""The rest of a point: none since its attempt began; an attempt is shorter than what counts as a rest
(`rest.BREAK_S`)."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What was expected right after the first `attempts` attempts, and the 80 % interval of the next time; ms, None if
    not known.
    """

    attempts: int
    expected_ms: int | None
    low_ms: int | None
    high_ms: int | None


def learning_curve(
    estimator: Estimator[Any],
    info: SegmentInfo,
    log: Sequence[Attempt],
    *,
    points: int = POINTS,
    seen: Callable[[], None] | None = None,
) -> tuple[CurvePoint, ...]:
    """The curve of a segment over its attempts, oldest first; empty without one.

    At most `points` of it (at least 2), evenly over the attempts, the first and the last among them; `seen` is called
    after each attempt. It takes about as long as the estimator's updates.
    """
    last = len(log)
    shown = {last - 1 - step * (last - 1) // max(min(points, last) - 1, 1) for step in range(min(points, last))}
    state, curve = estimator.initial(info), []
    for place, attempt in enumerate(log):
        state = estimator.update(state, attempt)
        if place in shown:
            answer = estimator.estimate(state, info, RIGHT_AFTER_S)
            curve.append(CurvePoint(place + 1, answer.expected_ms, answer.low_ms, answer.high_ms))
        if seen is not None:
            seen()
    return tuple(curve)
