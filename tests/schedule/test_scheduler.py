from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from spinlab_pad.schedule import (
    ALLOCATORS,
    ESTIMATORS,
    AllocatorName,
    Attempt,
    Choice,
    EstimatorName,
    Scheduler,
    SegmentInfo,
)
from spinlab_pad.schedule.estimators import Estimator
from tests.schedule.course import RUN, every_allocator, logs, play
from tests.schedule.examples import completed


def test_it_says_what_every_estimator_makes_of_every_segment() -> None:
    scheduler = Scheduler(RUN)
    scheduler.record(completed(10_000, segment="b", source="reference"))
    estimates = scheduler.estimates()
    assert list(estimates) == ["a", "b", "c", "d"]
    for segment, by_name in estimates.items():
        assert list(by_name) == list(ESTIMATORS)
        for name, estimate in by_name.items():
            assert estimate.estimator == name
            assert estimate.attempts == (1 if segment == "b" else 0)
    assert estimates["b"]["rolling_mean"].clean_ms == 10_000
    assert estimates["a"]["rolling_mean"].clean_ms is None


def test_the_active_estimator_answers_and_changes_at_once() -> None:
    scheduler = Scheduler(RUN, estimator="rolling_mean")
    scheduler.record(completed(10_000, segment="a"))
    assert scheduler.estimate("a").gain_ms is None
    scheduler.set_estimator("exp_decay")
    assert scheduler.estimator == "exp_decay"
    assert scheduler.estimate("a").gain_ms is not None


def test_greedy_follows_the_active_estimator() -> None:
    scheduler = Scheduler(RUN[:2], estimator="rolling_mean", allocator="greedy")
    for n, (a_ms, b_ms) in enumerate([(20_000, 10_000), (18_000, 10_100), (12_000, 10_000), (11_000, 10_100)]):
        scheduler.record(completed(a_ms, segment="a", started_s=n))
        scheduler.record(completed(b_ms, segment="b", started_s=n))
    assert scheduler.preview(2, 0.0)[1].segment == "a"
    assert scheduler.next(0.0).why.startswith("saves about")


def test_greedy_changes_between_segments_that_are_nearly_equal() -> None:
    scheduler = Scheduler(RUN[:2], estimator="rolling_mean", allocator="greedy")
    for n, (a_ms, b_ms) in enumerate([(20_000, 20_000), (20_000, 20_000), (10_000, 10_100), (10_000, 10_100)]):
        scheduler.record(completed(a_ms, segment="a", started_s=n))
        scheduler.record(completed(b_ms, segment="b", started_s=n))
    assert [scheduler.next(0.0).segment for _ in range(4)] == ["a", "b", "a", "b"]


def test_the_allocator_changes_at_once() -> None:
    scheduler = Scheduler(RUN, allocator="round_robin")
    assert [scheduler.next(0.0).segment for _ in range(5)] == ["a", "b", "c", "d", "a"]
    scheduler.set_allocator("least_played")
    assert scheduler.allocator == "least_played"
    assert scheduler.next(0.0) == Choice("b", "least played: 1 attempt", "least_played")


@every_allocator
def test_the_same_seed_and_calls_give_the_same_choices(allocator: str) -> None:
    first, second = (Scheduler(RUN, allocator=allocator, seed=7) for _ in range(2))
    assert play(first, 40) == play(second, 40)


def test_another_seed_gives_other_choices() -> None:
    assert play(Scheduler(RUN, allocator="random", seed=1), 20) != play(Scheduler(RUN, allocator="random", seed=2), 20)


def test_random_is_fair_and_mix_keeps_its_shares() -> None:
    scheduler = Scheduler(RUN, allocator="random")
    picked = Counter(scheduler.next(0.0).segment for _ in range(2_000))
    assert all(400 < picked[info.id] < 600 for info in RUN)
    scheduler = Scheduler(RUN, allocator="mix", weights={"round_robin": 0.7, "random": 0.3})
    parts = Counter(scheduler.next(0.0).allocator for _ in range(2_000))
    assert set(parts) == {"round_robin", "random"}
    assert 500 < parts["random"] < 700


@every_allocator
@given(log=logs(), n=st.integers(0, 9), seed=st.integers())
@settings(max_examples=40)
def test_what_is_shown_is_what_comes(allocator: str, log: list[Attempt], n: int, seed: int) -> None:
    scheduler = Scheduler(RUN, allocator=allocator, seed=seed)
    for attempt in log:
        scheduler.record(attempt)
    shown = scheduler.preview(n, 5.0)
    assert scheduler.preview(n, 5.0) == shown
    assert tuple(scheduler.next(5.0) for _ in range(n)) == shown
    assert all(len(choice.why) < 70 for choice in shown)


@pytest.mark.parametrize("allocator", ["mix", "least_played", "round_robin", "random"])
def test_the_queue_still_holds_when_the_attempt_under_way_ends(allocator: str) -> None:
    scheduler = Scheduler(RUN, allocator=allocator, seed=3)
    for n in range(30):
        playing = scheduler.next(30.0 * n)
        shown = scheduler.preview(3, 30.0 * n)
        scheduler.record(completed(10_000, segment=playing.segment, started_s=30.0 * n))
        assert scheduler.preview(3, 30.0 * (n + 1)) == shown


def test_least_played_keeps_counts_level_and_catches_up() -> None:
    scheduler = Scheduler(RUN, allocator="least_played")
    for n in range(3):
        scheduler.record(completed(10_000, segment="a", started_s=n))
    play(scheduler, 9)
    assert [scheduler.estimate(info.id).attempts for info in RUN] == [3, 3, 3, 3]


def test_a_serving_without_an_attempt_does_not_count_for_ever() -> None:
    scheduler = Scheduler(RUN[:2], allocator="least_played")
    for _ in range(6):
        scheduler.next(0.0)
    scheduler.record(completed(10_000, segment="a"))
    assert scheduler.next(0.0) == Choice("a", "least played: 1 attempt", "least_played")


def test_a_round_goes_on_where_the_log_ends() -> None:
    scheduler = Scheduler(RUN, allocator="round_robin")
    for n, segment in enumerate("abcdab"):
        scheduler.record(completed(10_000, segment=segment, started_s=n))
    assert scheduler.next(0.0).segment == "c"


@every_allocator
@pytest.mark.parametrize("played", [0, 9])
@pytest.mark.parametrize("out", ["ac", "bd", "abd"])
def test_excluded_segments_and_those_left_out_are_neither_chosen_nor_shown(
    allocator: str, played: int, out: str
) -> None:
    scheduler = Scheduler(RUN, allocator=allocator)
    play(scheduler, played)
    scheduler.leave_out(out[:1])
    exclude = {*out[1:], "never heard of"}
    shown = scheduler.preview(20, 400.0, exclude=exclude)
    chosen = [scheduler.next(400.0, exclude=exclude) for _ in range(20)]
    assert {choice.segment for choice in (*shown, *chosen)} <= set("abcd") - set(out)


def test_with_nothing_to_choose_from_next_says_so_and_the_queue_is_empty() -> None:
    scheduler = Scheduler(RUN)
    with pytest.raises(ValueError, match="every one is excluded"):
        scheduler.next(0.0, exclude="abcd")
    assert scheduler.preview(3, 0.0, exclude="abcd") == ()
    with pytest.raises(ValueError, match="there are none"):
        Scheduler([]).next(0.0)


@given(log=logs(), data=st.data())
def test_estimates_do_not_depend_on_how_the_segments_interleave(log: list[Attempt], data: st.DataObject) -> None:
    numbered = [replace(attempt, id=n) for n, attempt in enumerate(log)]
    shuffled = data.draw(st.permutations(numbered))
    one, other = Scheduler(RUN), Scheduler(RUN[::-1])
    for attempt in numbered:
        one.record(attempt)
    for attempt in shuffled:
        other.record(attempt)
    assert one.estimates() == other.estimates()


def test_segments_come_and_go() -> None:
    scheduler = Scheduler(RUN, allocator="round_robin")
    scheduler.record(completed(10_000, segment="b", id=1))
    scheduler.remove_segment("b")
    assert [info.id for info in scheduler.segments] == ["a", "c", "d"]
    assert "b" not in scheduler.estimates()
    scheduler.add_segment(SegmentInfo("b", reference_ms=9_000), place=1)
    scheduler.add_segment(SegmentInfo("e"))
    assert [info.id for info in scheduler.segments] == ["a", "b", "c", "d", "e"]
    assert scheduler.estimate("b").attempts == 0
    scheduler.record(completed(10_000, segment="b", id=1))
    assert [scheduler.next(0.0).segment for _ in range(5)] == ["a", "c", "d", "e", "b"]


def test_the_segment_served_last_may_go() -> None:
    scheduler = Scheduler(RUN[:2], allocator="greedy")
    gone = scheduler.next(0.0).segment
    scheduler.remove_segment(gone)
    assert {choice.segment for choice in scheduler.preview(3, 0.0)} == {"b"}


WRONG: list[tuple[Callable[[Scheduler], Any], str]] = [
    (lambda s: s.record(completed(10_000, segment="x")), "unknown segment 'x'"),
    (lambda s: s.record(completed(-1, segment="a", duration_s=1.0)), "attempt of a: time_ms must be at least 1"),
    (lambda s: s.record(completed(float("nan"), segment="a", duration_s=1.0)), "finite"),
    (lambda s: s.record(completed(10_000, segment="c", id=1)), "attempt 1 is recorded already"),
    (lambda s: s.forget(9), "no attempt 9 is recorded"),
    (lambda s: s.rate(9, "good"), "no attempt 9 is recorded"),
    (lambda s: s.rate(1, "meh"), "rating must be one of None, again, hard, good, easy"),  # type: ignore[arg-type]
    (lambda s: s.estimate("x"), "unknown segment 'x'"),
    (lambda s: s.log("x"), "unknown segment 'x'"),
    (lambda s: s.set_estimator("oracle"), "unknown estimator 'oracle'; known: belief, kalman, rolling_mean, exp_decay"),
    (lambda s: s.set_allocator("oracle"), "unknown allocator 'oracle'; known: value, mix, least_played"),
    (lambda s: s.add_segment(SegmentInfo("a")), "segment a is there already"),
    (lambda s: s.add_segment(SegmentInfo("e", load_ms=-1)), "segment e: load_ms"),
    (lambda s: s.add_segment(SegmentInfo("e"), place=5), "from 0 to 4, got 5"),
    (lambda s: s.remove_segment("x"), "unknown segment 'x'"),
    (lambda s: s.next(float("nan")), "now_s must be a finite number"),
    (lambda s: s.preview(-1, 0.0), "at least 0, got -1"),
]


@pytest.mark.parametrize(("call", "says"), WRONG)
def test_what_is_refused_changes_nothing(call: Callable[[Scheduler], Any], says: str) -> None:
    scheduler, untouched = (Scheduler(RUN, seed=4) for _ in range(2))
    for one in (scheduler, untouched):
        one.record(completed(10_000, segment="a", id=1))
    with pytest.raises(ValueError, match=says):
        call(scheduler)
    assert scheduler.segments == untouched.segments
    assert scheduler.estimates() == untouched.estimates()
    assert scheduler.preview(9, 0.0) == untouched.preview(9, 0.0)
    scheduler.record(completed(10_000, segment="a", id=2))
    untouched.record(completed(10_000, segment="a", id=2))
    assert scheduler.preview(9, 0.0) == untouched.preview(9, 0.0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"segments": [SegmentInfo("a"), SegmentInfo("a")]}, "segment a is there already"),
        ({"segments": [], "estimator": "x"}, "unknown estimator 'x'"),
        ({"segments": [], "allocator": "x"}, "unknown allocator 'x'"),
        ({"segments": [], "weights": {"greedy": 0.0}}, "at least one weight"),
    ],
)
def test_a_scheduler_that_cannot_be_is_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Scheduler(**arguments)


def test_the_names_for_configuration_and_commands_are_all_there_is() -> None:
    assert set(get_args(EstimatorName)) == set(ESTIMATORS)
    assert set(get_args(AllocatorName)) == set(ALLOCATORS)


def test_what_is_left_out_is_never_chosen_until_it_is_said_anew():
    scheduler = Scheduler([SegmentInfo("a"), SegmentInfo("b")], allocator="round_robin")
    scheduler.leave_out(["a", "unknown"])
    assert {scheduler.next(float(n)).segment for n in range(3)} == {"b"}
    assert {choice.segment for choice in scheduler.preview(3, 9.0)} == {"b"}
    with pytest.raises(ValueError, match="every one is excluded"):
        scheduler.next(9.0, exclude=["b"])
    scheduler.leave_out([])
    assert {scheduler.next(float(n)).segment for n in range(10, 14)} == {"a", "b"}


def test_expected_times_are_those_of_the_estimates_also_after_attempts_come_and_go() -> None:
    scheduler = Scheduler(RUN)
    for n in range(3):
        scheduler.record(completed(10_000 - n, segment="b", started_s=n, id=n))
        assert scheduler.expected_ms() == {"b": scheduler.estimate("b").expected_ms}
    scheduler.forget(1)
    scheduler.record(completed(7_000, segment="a", started_s=9.0))
    for name in ESTIMATORS:
        told = {segment: by_name[name].expected_ms for segment, by_name in scheduler.estimates().items()}
        assert scheduler.expected_ms(estimator=name) == {segment: ms for segment, ms in told.items() if ms is not None}
    scheduler.add_segment(SegmentInfo("new", reference_ms=5_000), place=0)
    assert list(scheduler.expected_ms()) == ["new", "a", "b"]
    scheduler.remove_segment("a")
    assert list(scheduler.expected_ms()) == ["new", "b"]
    with pytest.raises(ValueError, match="unknown estimator"):
        scheduler.expected_ms(estimator="magic")


def test_what_is_settled_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("advance", "worths", "expected_ms"):
        whole = getattr(Estimator, name)

        def noted(self: Any, *arguments: Any, name: str = name, whole: Any = whole) -> Any:
            asked.append(f"{self.name} {name}")
            return whole(self, *arguments)

        monkeypatch.setattr(Estimator, name, noted)
    scheduler = Scheduler(RUN, estimator="kalman")
    play(scheduler, 8)
    for estimator in ("kalman", "belief"):
        scheduler.settle(300.0, estimator)
        assert f"{estimator} expected_ms" in asked
        asked.clear()
        scheduler.set_estimator(estimator)
        scheduler.next(300.0)
        assert scheduler.expected_ms(300.0)
        assert [what for what in asked if "expected" in what or "advance" in what] == []
        scheduler.record(completed(9_000, segment="a", started_s=300.0))


def test_another_estimator_that_was_settled_before_attempts_came_knows_them() -> None:
    scheduler, fresh = Scheduler(RUN, estimator="kalman"), Scheduler(RUN, estimator="belief")
    scheduler.settle(0.0, "belief")
    play(scheduler, 9)
    for one in (scheduler, fresh):
        one.set_estimator("belief")
    for segment in "abcd":
        for attempt in scheduler.log(segment):
            fresh.record(attempt)
    assert scheduler.expected_ms(300.0) == fresh.expected_ms(300.0)
    numbers = [[dict(item.numbers) for item in one.preview(1, 300.0)] for one in (scheduler, fresh)]
    assert numbers[0] == numbers[1] or scheduler.preview(1, 300.0)[0].allocator == "random"
