"""What may be served: the runner's own word goes before the allocator's, and what can't be loaded before both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.practice.selection import REFUSED_S, Selection
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal
from spinlab_pad.schedule import ALLOCATORS, Attempt, Choice, Rating
from spinlab_pad.schedule.scheduler import Scheduler
from spinlab_pad.schedule.types import SegmentInfo
from spinlab_pad.store.records import RunRecord, SegmentRecord

NOW_S = 1_000.0
SEGMENTS = tuple(
    SegmentRecord(segment, segment.id, True)
    for level in (1, 2)
    for segment in (Segment(entrance(level), checkpoint(level, 1)), Segment(checkpoint(level, 1), goal(level)))
)
IDS = tuple(item.id for item in SEGMENTS)
A, B, C, D = IDS


def selection(allocator: str = "round_robin", **changes: object) -> Selection:
    scheduler = Scheduler([SegmentInfo(id=id_) for id_ in IDS], allocator=allocator)
    course = Course(RunRecord(1, "g", "run", "finished", True, 0), SEGMENTS, {}, {}, scheduler)
    return Selection(course, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("allocator", ALLOCATORS)
@given(
    excluded=st.sets(st.sampled_from(IDS)),
    only=st.sets(st.sampled_from(IDS)),
    snoozed=st.dictionaries(st.sampled_from(IDS), st.integers(0, 2_000_000)),
    gone=st.sets(st.sampled_from(IDS)),
    pinned=st.one_of(st.none(), st.sampled_from(IDS)),
    played=st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([None, "again", "easy"])), max_size=5),
)
def test_with_every_allocator_only_what_may_be_served_is(
    allocator: str,
    excluded: set[str],
    only: set[str],
    snoozed: dict[str, int],
    gone: set[str],
    pinned: str | None,
    played: list[tuple[str, Rating | None]],
):
    made = selection(allocator, excluded=excluded, only=frozenset(only), snoozed=snoozed, gone=gone, pinned=pinned)
    for number, (segment, rating) in enumerate(played):
        made.course.scheduler.record(Attempt(segment, 30.0 * number, 20.0, True, 19_000, 19_000, rating=rating))
    ahead = made.ahead(3, NOW_S)
    for _ in range(3):
        choice = made.choose(NOW_S)
        if pinned is not None:
            assert (choice.segment if choice else None) == (None if pinned in gone else pinned)
            continue
        left = [
            id_
            for id_ in IDS
            if id_ not in excluded | gone and (not only or id_ in only) and snoozed.get(id_, 0) <= NOW_S * 1000
        ]
        assert list(made.left(NOW_S)) == left
        assert (choice is not None) == bool(left)
        if choice is not None:
            assert choice.segment in left
            assert choice == ahead[0]
            ahead = made.ahead(3, NOW_S)


def test_a_pin_is_all_that_comes():
    made = selection(pinned=B, excluded={B}, snoozed={B: 10**9})
    assert [item.segment for item in made.ahead(3, NOW_S)] == [B]
    assert made.choose(NOW_S) == Choice(B, "pinned", "pinned")


def test_a_pin_whose_state_is_lost_falls_away():
    made = selection(pinned=B)
    made.leave_out(B, NOW_S, lost=True)
    assert made.pinned is None
    made = selection(pinned=B)
    made.leave_out(B, NOW_S, lost=False)
    assert (made.pinned, made.choose(NOW_S)) == (B, None)


@pytest.mark.parametrize("pinned", [None, B])
def test_what_the_emulator_refused_is_tried_again_after_a_while(pinned: str | None):
    made = selection(pinned=pinned, only=frozenset({B}))
    made.leave_out(B, NOW_S, lost=False)
    assert made.choose(NOW_S + REFUSED_S - 1) is None
    choice = made.choose(NOW_S + REFUSED_S)
    assert choice is not None
    assert choice.segment == B


def test_the_next_one_is_next_in_the_run_and_goes_round():
    made = selection(excluded={B}, snoozed={D: 2_000_000})
    assert made.following(A, NOW_S) == C
    assert made.following(C, NOW_S) == A
    assert made.following(None, NOW_S) == A
    assert selection(only=frozenset({A})).following(A, NOW_S) is None


def test_the_previous_one_is_what_was_served_before():
    made = selection()
    for id_ in (A, C, C, B):
        made.serve(id_)
    assert made.has_previous
    assert [made.back(), made.back(), made.back()] == [C, A, None]
    assert not made.has_previous


def test_what_is_lost_is_not_gone_back_to():
    made = selection()
    for id_ in (A, C, B):
        made.serve(id_)
    made.leave_out(C, NOW_S, lost=True)
    assert made.back() == A


def test_why_nothing_is_left_says_what_keeps_it_and_what_to_do():
    made = selection(snoozed={A: 2_000_000, B: 2_000_000}, excluded={C, D})
    assert made.choose(NOW_S) is None
    assert made.why_nothing(NOW_S) == "no segment is left (2 snoozed, 2 excluded): pin one, practise all, or stop"
    lost = selection(gone=set(IDS))
    assert "record a reference run anew" in lost.why_nothing(NOW_S)


def test_ids_that_nobody_knows_are_told():
    assert selection().unknown((A, "x", "y")) == "x"
    assert selection().unknown(IDS) is None
