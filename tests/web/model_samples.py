"""What is known of how good a runner is, as the Model page would get it."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.model.rows import Model, ModelRow
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.queries import SegmentRow
from spinlab_pad.schedule.learning_curve import CurvePoint
from spinlab_pad.schedule.marks import AgeMarks, Marks, Score
from spinlab_pad.schedule.practise_or_run import Runs, practise_or_run
from spinlab_pad.schedule.types import Estimate

OUTLOOK = OutlookView(
    measure="full",
    expected_ms=701_900,
    mean_low_ms=688_400,
    mean_high_ms=715_300,
    low_ms=655_200,
    high_ms=751_800,
    sum_of_best_ms=531_300,
    pb_ms=668_100,
    pb_chance=0.17,
    attempt_ms=412_000,
    next_minutes=10,
    next_gain_ms=-1_340,
    advice=practise_or_run(Runs(0.17, 412_000), Runs(0.19, 408_000), 20),
    unknown=0,
)


def estimates(row: SegmentRow) -> tuple[Estimate, ...]:
    """The chosen estimator's and another one's."""
    if row.estimate is None:
        return (Estimate(estimator="belief"), Estimate(estimator="kalman"))
    known = row.estimate
    assert known.expected_ms is not None
    full = replace(
        known,
        practice_ms=31_000,
        deaths_per_run=round((known.death_rate or 0) * 3.1, 2),
        deaths_per_run_sd=0.3,
        floor_ms=known.expected_ms - 2_700,
        expected_sd_ms=800.0,
        gain_sd_ms=60.0,
        floor_sd_ms=900.0,
        quantiles_ms=None if known.low_ms is None else (known.low_ms,) * 7,
    )
    return (full, replace(known, estimator="kalman", gain_ms=None, low_ms=None, high_ms=None))


def curve(row: SegmentRow) -> tuple[CurvePoint, ...]:
    known = row.estimate
    if known is None or known.expected_ms is None:
        return ()
    points = []
    for place in range(min(row.attempts, 24)):
        slower = 1 + 0.5 * (24 - place) / 24
        expected = round(known.expected_ms * slower) + (place * 7919) % 900
        wide = 9_000 // (place + 1) + 1_500
        points.append(
            CurvePoint(place + 1, expected, *((expected - wide, expected + 2 * wide) if place else (None, None)))
        )
    return tuple(points)


def _marks(log_score: float, off: float) -> Marks:
    return Marks(412, 281, log_score, 4_120.0 * (1 + off), 0.121 * (1 + off), 0.5 - off, 0.8 - off, 0.95 - off / 2)


def _score(name: str, log_score: float, off: float, behind: float, pit: tuple[int, ...]) -> Score:
    ages = tuple(
        AgeMarks(first, last, _marks(log_score - worse, off))
        for first, last, worse in ((1, 3, 0.3), (4, 10, 0.1), (11, None, -0.1))
    )
    error = None if not behind else 0.02
    return Score(name, 431, 412, log_score * 412, _marks(log_score, off), behind, error, pit, ages)


SCORES = (
    _score("belief", -0.212, 0.01, 0.0, (27, 29, 30, 28, 26, 29, 27, 30, 28, 27)),
    _score("kalman", -0.255, 0.05, 0.043, (44, 31, 27, 25, 22, 21, 23, 25, 26, 37)),
    _score("exp_decay", -0.270, -0.03, 0.058, (20, 24, 29, 33, 35, 34, 32, 28, 25, 21)),
    _score("rolling_mean", -0.623, 0.14, 0.411, (79, 40, 27, 20, 15, 16, 18, 20, 17, 29)),
)


def model_of(rows: tuple[SegmentRow, ...]) -> Model:
    """The model of the segments in a list."""
    made = []
    for place, row in enumerate(rows, 1):
        known = estimates(row)
        per_minute_ms = 239.0 - place % 17 * 14 if row.estimate is not None else None
        ends, tried = (row.start, row.end), (row.attempts, row.gold_ms)
        made.append(ModelRow(row.id, row.name, *ends, place, *tried, row.left_out, per_minute_ms, known, curve(row)))
    return Model(tuple(made), SCORES if any(row.attempts for row in rows) else (), None)
