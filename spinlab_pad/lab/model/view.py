"""The share of the View that tells how the next run is expected to go. Part of `lab.view`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spinlab_pad.schedule.practise_or_run import Advice

RunMeasure = Literal["full", "chained", "segments"]


@dataclass(frozen=True, slots=True)
class OutlookView:
    """What is expected of the next run; None where something that it takes is not known.

    `measure`: a whole run in the `full` game, `chained` practice, or the `segments` alone without what lies between
    them. `expected_ms` is believed to lie within `mean_low_ms`..`mean_high_ms`, the next run to take
    `low_ms`..`high_ms`, both with 80 %. `pb_chance` is from 0 to 1, of one attempt that is not given up; `attempt_ms`
    is what attempts took, resets included. `next_gain_ms` is what the next `next_minutes` of practice are expected to
    change (negative is faster). `unknown` counts segments without an estimate.
    """

    measure: RunMeasure
    expected_ms: int | None
    mean_low_ms: int | None
    mean_high_ms: int | None
    low_ms: int | None
    high_ms: int | None
    sum_of_best_ms: int | None
    pb_ms: int | None
    pb_chance: float | None
    attempt_ms: int | None
    next_minutes: int
    next_gain_ms: int | None
    advice: Advice | None
    unknown: int
