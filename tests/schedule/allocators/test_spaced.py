from __future__ import annotations

import math

import pytest

from spinlab_pad.schedule import Scheduler, SegmentInfo, lacking
from spinlab_pad.schedule.allocators import spaced
from tests.schedule.allocators.contexts import context
from tests.schedule.examples import aborted, completed

NEW = (math.nan, math.nan)
MINUTE_S, HOUR_S, DAY_S = 60.0, 3_600.0, 86_400.0


@pytest.mark.parametrize(
    ("dues", "segment", "why"),
    [
        ([(-HOUR_S, 10 * DAY_S), NEW, (-10 * MINUTE_S, MINUTE_S)], "c", "due 10 min ago"),
        ([(-2 * HOUR_S, DAY_S), NEW, (-HOUR_S, DAY_S)], "a", "due 2 h ago"),
        ([(DAY_S, DAY_S), (-4 * DAY_S, DAY_S), NEW], "b", "due 4 days ago"),
        ([(DAY_S, DAY_S), (0.0, DAY_S), NEW], "b", "due now"),
        ([(MINUTE_S, MINUTE_S), NEW, NEW], "b", "new"),
        ([(5 * DAY_S, DAY_S), (3 * DAY_S, 9 * DAY_S)], "b", "due in 3 days: nothing else is due"),
        ([(20.0, MINUTE_S), (HOUR_S, DAY_S)], "a", "due in 1 min: nothing else is due"),
        ([(2 * DAY_S, DAY_S), (20 * HOUR_S, DAY_S)], "b", "due in 20 h: nothing else is due"),
    ],
)
def test_overdue_for_its_interval_then_new_then_due_soonest(
    dues: list[tuple[float, float]], segment: str, why: str
) -> None:
    choice = spaced.choose(context([1] * len(dues), dues=dues))
    assert (choice.segment, choice.why, choice.allocator, choice.chance) == (segment, why, "spaced", 1.0)


def test_the_numbers_tell_when_and_after_how_long() -> None:
    choice = spaced.choose(context([1, 1], dues=[(-50.0, 600.0), NEW]))
    assert choice.numbers == {"due_in_s": -50.0, "interval_s": 600.0}
    assert spaced.choose(context([0], dues=[NEW])).numbers == {}


def test_of_equals_the_one_served_longest_ago() -> None:
    assert spaced.choose(context([1, 1, 1], [5, 2, 3], dues=[(-5.0, 60.0)] * 3)).segment == "b"
    assert spaced.choose(context([1, 1, 1], [5, 2, 3], dues=[(5.0, 60.0)] * 3)).segment == "b"


def scheduler(*ids: str) -> Scheduler:
    return Scheduler([SegmentInfo(one) for one in ids], allocator="spaced")


def test_new_segments_come_in_the_order_of_the_run_and_bad_ones_come_back_first() -> None:
    made = scheduler("a", "b", "c")
    assert [choice.segment for choice in made.preview(3, 0.0)] == ["a", "b", "c"]
    for number, (segment, word) in enumerate([("a", "easy"), ("b", "again"), ("c", "good")]):
        assert made.next(30.0 * number).segment == segment
        made.record(completed(10_000, segment=segment, started_s=30.0 * number, rating=word))
    assert made.next(130.0).why == "due now"
    made.record(completed(10_000, segment="b", started_s=130.0, rating="easy"))
    choice = made.next(30.0 * MINUTE_S)
    assert (choice.segment, choice.why) == ("c", "due 19 min ago")
    made.record(completed(10_000, segment="c", started_s=30.0 * MINUTE_S, rating="easy"))
    assert made.next(DAY_S).why.endswith("nothing else is due")


def test_what_is_rated_taken_back_or_recorded_anew_is_due_as_if_it_had_always_been_so() -> None:
    made = scheduler("a", "b")
    for number, segment in enumerate("ab"):
        made.record(completed(10_000, segment=segment, started_s=30.0 * number, id=number, rating="easy"))
    assert made.preview(1, HOUR_S)[0].why.startswith("due in ")
    made.rate(1, "again")
    assert made.preview(1, HOUR_S)[0].segment == "b"
    made.rate(1, None)
    assert made.preview(1, HOUR_S)[0].why == "due 49 min ago"
    made.forget(1)
    assert made.preview(1, HOUR_S)[0].why == "new"
    made.record(aborted(1, segment="b", started_s=60.0, id=1))
    assert made.preview(1, HOUR_S)[0].why == "due 58 min ago"
    made.add_segment(SegmentInfo("c"), place=0)
    assert [choice.segment for choice in made.preview(2, HOUR_S)] == ["b", "c"]


def test_without_the_package_it_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Scheduler([SegmentInfo("a")])
    assert lacking("spaced") is None
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda name: None)
    says = r"'spaced' needs the package fsrs: pip install 'spinlab-pad\[spaced\]'"
    with pytest.raises(ValueError, match=says):
        made.set_allocator("spaced")
    assert made.allocator == "value"
    with pytest.raises(ValueError, match=says):
        scheduler("a")
    assert lacking("value") is None
