"""What a long evening, a wrong clock and a course that changes do to the scheduler: nothing that a runner notices."""

from __future__ import annotations

import math

import pytest

from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS, Attempt, Scheduler, SegmentInfo
from tests.schedule.examples import aborted, completed

YEAR_S = 365 * 86_400.0

every_pair = pytest.mark.parametrize(
    ("allocator", "estimator"), [(one, "belief") for one in ALLOCATORS] + [("value", one) for one in ESTIMATORS]
)


def wild(segment: str) -> list[Attempt]:
    return [
        completed(1, segment=segment, started_s=0.0),
        completed(3_600_000, segment=segment, started_s=YEAR_S),
        aborted(1_000, segment, started_s=5.0),
        completed(10_000, 1_000, 5_000, segment, started_s=-YEAR_S),
        aborted(segment=segment, started_s=2 * YEAR_S, duration_s=0.0),
        completed(10_000, segment=segment, started_s=7.0, duration_s=9e9),
    ]


def numbers(scheduler: Scheduler) -> list[float]:
    return [
        value
        for answers in scheduler.estimates().values()
        for answer in answers.values()
        for name in answer.__slots__
        if isinstance(value := getattr(answer, name), int | float)
    ]


@every_pair
def test_a_thousand_segments_that_nobody_has_played(allocator: str, estimator: str) -> None:
    scheduler = Scheduler([SegmentInfo(f"s{n}") for n in range(1_000)], estimator, allocator)
    choices = [scheduler.next(0.0) for _ in range(5)]
    assert len(scheduler.preview(5, 0.0)) == 5
    assert all(choice.why and 0 < choice.chance <= 1 for choice in choices)
    assert all(math.isfinite(value) for choice in choices for value in choice.numbers.values())


@every_pair
def test_wild_logs_and_a_clock_that_jumps(allocator: str, estimator: str) -> None:
    scheduler = Scheduler([SegmentInfo("a"), SegmentInfo("b"), SegmentInfo("c")], estimator, allocator)
    for now_s in (0.0, 10 * YEAR_S, -10 * YEAR_S, 3.0):
        for segment in "ab":
            for attempt in wild(segment):
                scheduler.record(attempt)
        choice = scheduler.next(now_s)
        assert choice.segment in {"a", "b", "c"}
        assert all(math.isfinite(value) for value in choice.numbers.values())
        assert "nan" not in choice.why
    assert all(math.isfinite(value) for value in numbers(scheduler))


@every_pair
def test_segments_that_come_and_go(allocator: str, estimator: str) -> None:
    scheduler = Scheduler([SegmentInfo("a"), SegmentInfo("b")], estimator, allocator)
    scheduler.record(completed(10_000, segment="a", id=1))
    scheduler.next(0.0)
    scheduler.add_segment(SegmentInfo("c"), 0)
    scheduler.remove_segment("a")
    assert {scheduler.next(float(n)).segment for n in range(40)} == {"b", "c"}
    scheduler.add_segment(SegmentInfo("a"))
    scheduler.record(completed(10_000, segment="a", id=1))
    assert "a" in {scheduler.next(float(n)).segment for n in range(80)}
