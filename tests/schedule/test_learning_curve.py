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


def test_points_lie_evenly_over_the_attempts():
    places = [point.attempts for point in learning_curve(ESTIMATORS["rolling_mean"], INFO, tries(61), points=4)]
    assert places == [1, 21, 41, 61]


def test_without_attempts_there_is_no_curve_and_each_attempt_is_told():
    assert learning_curve(ESTIMATORS["kalman"], INFO, []) == ()
    seen: list[int] = []
    learning_curve(ESTIMATORS["kalman"], INFO, tries(9), points=2, seen=lambda: seen.append(1))
    assert len(seen) == 9
