"""The run that the outlook is on: its segments, what lies between them, its best time, and how long attempts take.

A whole run in the game if one has been finished, or at least all gaps between its levels are known; else chained
practice if that has a best time; else the segments alone, one after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Final

from spinlab_pad.lab.context import Attached
from spinlab_pad.lab.model.view import RunMeasure
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.speed_run.plan import Plan, plan_of
from spinlab_pad.route.comparison import total
from spinlab_pad.schedule.outlook import Leg
from spinlab_pad.store.store import Store

ATTEMPTS: Final = 30
"""Newest attempts at the run that tell how long one takes."""
LEAST_ATTEMPTS: Final = 3
"""Fewer than that tell nothing about how often the runner resets."""


@dataclass(frozen=True, slots=True)
class ExpectedRun:
    """`plan` is None where the segments stand alone. `attempt_ms`: the mean of the newest attempts, resets included."""

    measure: RunMeasure
    plan: Plan | None
    attempt_ms: float | None = None

    @property
    def pb_ms(self) -> int | None:
        """The best time of runs like it."""
        best = self.plan.rival.run if self.plan is not None else None
        return best.time_ms if best is not None else None

    def legs(self, course: Course) -> list[Leg]:
        """Its segments with what the chosen estimator says of them now."""
        plan = self.plan
        if plan is None:
            return [Leg(item.id, course.scheduler.estimate(item.id)) for item in course.route]
        places = range(len(plan.segments))
        return [Leg(plan.segments[n].id, plan.estimate(n), plan.gap_ms(n, usual=True)) for n in places]

    def sum_of_best_ms(self, course: Course) -> int | None:
        """The golds, and the least that ever lay between them; None while one of them is not known."""
        plan = self.plan
        if plan is None:
            return course.sum_of_best_ms
        places = range(len(plan.segments))
        return total([*(plan.gold_ms(n) for n in places), *(plan.gap_ms(n) for n in places)])


def expected_run(store: Store, here: Attached, course: Course) -> ExpectedRun:
    """Read it from the store; the estimates are asked for later."""
    full = plan_of(store, here, course, "full")
    known = all(full.gap_ms(n) is not None for n in range(len(full.segments)))
    if full.segments and (full.rival.run is not None or known):
        return ExpectedRun("full", full, _attempt_ms(store, full))
    chained = plan_of(store, here, course, "chained")
    if chained.rival.run is not None:
        return ExpectedRun("chained", chained, _attempt_ms(store, chained))
    return ExpectedRun("segments", None)


def _attempt_ms(store: Store, plan: Plan) -> float | None:
    runs = store.speed_runs.all(plan.game)
    times = [run.rta_ms for run in runs if (run.kind, run.way) == (plan.kind, plan.way) and run.state != "running"]
    newest = times[:ATTEMPTS]
    mean = fmean(newest) if len(newest) >= LEAST_ATTEMPTS else 0.0
    return mean if mean > 0.0 else None
