"""Attempts that are taken back, come again, or are rated later."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given

from spinlab_pad.schedule import Attempt, Scheduler
from tests.schedule.course import RUN, every_allocator, logs, play
from tests.schedule.examples import WORDS, completed


@given(log=logs(), data=st.data())
def test_a_forgotten_attempt_never_was(log: list[Attempt], data: st.DataObject) -> None:
    numbered = [replace(attempt, id=n) for n, attempt in enumerate(log)]
    gone = data.draw(st.sets(st.sampled_from(numbered).map(lambda attempt: attempt.id))) if numbered else set()
    scheduler, fresh = Scheduler(RUN), Scheduler(RUN)
    for attempt in numbered:
        scheduler.record(attempt)
        if attempt.id not in gone:
            fresh.record(attempt)
    for number in gone:
        assert number is not None
        scheduler.forget(number)
    assert scheduler.estimates() == fresh.estimates()
    assert all(scheduler.log(info.id) == fresh.log(info.id) for info in RUN)


@given(log=logs(), data=st.data())
def test_a_rating_that_comes_later_is_as_one_that_came_with_the_attempt(
    log: list[Attempt], data: st.DataObject
) -> None:
    numbered = [replace(attempt, id=n) for n, attempt in enumerate(log)]
    later = {attempt: data.draw(st.sampled_from(WORDS)) for attempt in numbered}
    scheduler, fresh = Scheduler(RUN, allocator="spaced"), Scheduler(RUN, allocator="spaced")
    for attempt in numbered:
        scheduler.record(attempt)
        scheduler.preview(1, 60.0)
    for attempt, word in later.items():
        assert attempt.id is not None
        scheduler.rate(attempt.id, word)
        fresh.record(replace(attempt, rating=word))
    assert scheduler.estimates() == fresh.estimates()
    assert scheduler.preview(6, 60.0) == fresh.preview(6, 60.0)


@every_allocator
def test_a_rating_is_no_serving(allocator: str) -> None:
    scheduler = Scheduler(RUN, allocator=allocator, seed=2)
    play(scheduler, 9)
    shown = scheduler.preview(6, 400.0)
    scheduler.rate(1_008, "again")
    scheduler.rate(1_008, None)
    assert scheduler.preview(6, 400.0) == shown


def test_a_rating_is_heard_by_the_ranking() -> None:
    scheduler = Scheduler(RUN, allocator="greedy")
    play(scheduler, 12)
    before = scheduler.preview(1, 400.0)[0]
    last = scheduler.log(before.segment)[-1].id
    assert last is not None
    scheduler.rate(last, "again")
    after = scheduler.preview(1, 400.0)[0]
    assert after.numbers["death_rate"] > before.numbers["death_rate"]


@every_allocator
def test_an_undone_forget_changes_nothing(allocator: str) -> None:
    scheduler = Scheduler(RUN, allocator=allocator, seed=5)
    play(scheduler, 11)
    scheduler.next(400.0)
    shown, estimates = scheduler.preview(8, 400.0), scheduler.estimates()
    last = next(attempt for info in RUN for attempt in scheduler.log(info.id) if attempt.id == 1_010)
    scheduler.forget(1_010)
    assert scheduler.estimates() != estimates
    scheduler.record(last)
    assert scheduler.estimates() == estimates
    assert scheduler.preview(8, 400.0) == shown


def test_a_forgotten_attempt_may_come_back_in_another_segment() -> None:
    scheduler = Scheduler(RUN, allocator="round_robin")
    scheduler.record(completed(10_000, segment="a", id=1))
    scheduler.forget(1)
    scheduler.record(completed(10_000, segment="b", id=1))
    assert [scheduler.estimate(segment).attempts for segment in "ab"] == [0, 1]
    assert scheduler.preview(1, 0.0)[0].segment == "c"
