"""What is told of segments and estimators, `GET /api/model` before all, as frozen values. Part of `lab.queries`."""

from __future__ import annotations

from dataclasses import dataclass

from spinlab_pad.schedule.learning_curve import CurvePoint
from spinlab_pad.schedule.marks import Score
from spinlab_pad.schedule.types import Estimate


@dataclass(frozen=True, slots=True)
class SegmentCurve:
    """How an estimator's answer on a segment has changed over its attempts, the reference run's among them."""

    estimator: str
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A segment of the active run with what every estimator says of it.

    `estimates` has the chosen estimator's first. `per_minute_ms` is what a minute of practice at it is expected to take
    off a run (positive is faster), None if not known. `curve` is how the chosen estimator's answer has changed over its
    attempts, the reference run's among them; None while it is being worked out. `left_out` says why practice leaves it
    out.
    """

    id: str
    name: str
    start: str
    end: str
    place: int
    attempts: int
    gold_ms: int | None
    left_out: str | None
    per_minute_ms: float | None
    estimates: tuple[Estimate, ...]
    curve: tuple[CurvePoint, ...] | None


@dataclass(frozen=True, slots=True)
class Working:
    """How far the curves and scores are that are being worked out: `done` attempts `of` all that are looked at."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Model:
    """The segments in the order of the run, and how every estimator has predicted the runner's own attempts, the best
    one first. `working` is None once all of it is there.
    """

    segments: tuple[ModelRow, ...]
    scores: tuple[Score, ...]
    working: Working | None
