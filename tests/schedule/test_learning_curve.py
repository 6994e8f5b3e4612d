from dataclasses import replace

import pytest

from spinlab_pad.schedule import ESTIMATORS, Attempt, SegmentInfo
from spinlab_pad.schedule.learning_curve import POINTS, learning_curve
from spinlab_pad.schedule.scheduler import Scheduler

INFO = SegmentInfo("a", reference_ms=40_000)


def tries(count: int) -> list[Attempt]:
    """Every fourth is given up, the others are faster one by one."""
    made = []
    for n in range(count):
        time_ms = None if n % 4 == 3 else 40_000 - 300 * n
        made.append(Attempt("a", 100.0 * n, 50.0, time_ms is not None, time_ms, time_ms))
    return made


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("count", [1, 2, 7, POINTS, 61])
def test_each_point_is_what_was_said_at_that_time(name: str, count: int):
    log = tries(count)
    curve = learning_curve(ESTIMATORS[name], INFO, log)
    assert len(curve) == min(count, POINTS)
    assert curve[-1].attempts == count
    assert count == 1 or curve[0].attempts == 1
    for point in (curve[0], curve[len(curve) // 2], curve[-1]):
        scheduler = Scheduler([INFO], estimator=name)
        for attempt in log[: point.attempts]:
            scheduler.record(attempt)
        then = scheduler.estimate("a")
        assert (point.expected_ms, point.low_ms, point.high_ms) == (then.expected_ms, then.low_ms, then.high_ms)


MONTH_S = 30 * 86_400.0


def with_break(count: int, rest_s: float) -> list[Attempt]:
    """The later half comes so much later."""
    log = tries(count)
    return log[: count // 2] + [replace(one, started_s=one.started_s + rest_s) for one in log[count // 2 :]]


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_point_is_what_was_said_in_the_same_sitting_whatever_break_came_after(name: str):
    log = with_break(12, MONTH_S)
    scheduler = Scheduler([INFO], estimator=name)
    for attempt, point in zip(log, learning_curve(ESTIMATORS[name], INFO, log), strict=True):
        scheduler.record(attempt)
        then = scheduler.estimate("a", now_s=attempt.started_s + attempt.duration_s)
        assert (point.expected_ms, point.low_ms, point.high_ms) == (then.expected_ms, then.low_ms, then.high_ms)


def test_what_a_break_costs_shows_from_the_next_attempt_on():
    belief = ESTIMATORS["belief"]
    straight, broken = (learning_curve(belief, INFO, with_break(12, rest_s)) for rest_s in (0.0, MONTH_S))
    assert broken[:6] == straight[:6]
    assert broken[6] != straight[6]


def test_the_estimate_of_now_has_the_break_since_and_the_curve_has_not():
    scheduler, log = Scheduler([INFO]), tries(12)
    for attempt in log:
        scheduler.record(attempt)
    last = learning_curve(ESTIMATORS["belief"], INFO, log)[-1]
    now = scheduler.estimate("a", now_s=log[-1].started_s + MONTH_S)
    assert last.expected_ms is not None
    assert now.expected_ms is not None
    assert now.expected_ms > last.expected_ms


def test_points_lie_evenly_over_the_attempts():
    places = [point.attempts for point in learning_curve(ESTIMATORS["rolling_mean"], INFO, tries(61), points=4)]
    assert places == [1, 21, 41, 61]


def test_without_attempts_there_is_no_curve_and_each_attempt_is_told():
    assert learning_curve(ESTIMATORS["kalman"], INFO, []) == ()
    seen: list[int] = []
    learning_curve(ESTIMATORS["kalman"], INFO, tries(9), points=2, seen=lambda: seen.append(1))
    assert len(seen) == 9
