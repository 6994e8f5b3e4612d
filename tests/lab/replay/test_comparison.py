import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.game.events import CheckpointReached, Died, LevelEntered
from spinlab_pad.lab.replay.comparison import Comparison, compare, seen
from spinlab_pad.store.recordings import SeenEvent


def entered(frame: int, unseen: int = 0, counter: int | None = None) -> SeenEvent:
    return seen(LevelEntered(frame, 5, 1), frame, unseen, frame % 256 if counter is None else counter)


def died(frame: int, unseen: int = 0, counter: int | None = None) -> SeenEvent:
    return seen(Died(frame, 5, 10, 20), frame, unseen, frame % 256 if counter is None else counter)


def check(frame: int) -> SeenEvent:
    return seen(CheckpointReached(frame, 5, 1, "midway"), frame, 0, frame % 256)


RECORDED = [entered(10), check(50), died(90)]


def test_an_event_is_kept_without_its_frame():
    assert json.loads(died(90).event) == {"event": "died", "level": 5, "x": 10, "y": 20}


def test_the_same_again_is_alike():
    assert compare(RECORDED, RECORDED, 100, 100) == Comparison(3, 3, None)
    assert compare(RECORDED, RECORDED, 100, 100).text == "3 events, all in the same frame"


def test_a_start_that_was_seen_a_few_frames_off_is_no_difference():
    off = [SeenEvent(event.frame - 2, event.unseen, event.counter, event.event) for event in RECORDED]
    assert compare(off, RECORDED, 98, 100) == Comparison(3, 3, None)


@pytest.mark.parametrize(
    ("played", "alike", "difference"),
    [
        ([entered(10), check(50), died(93)], 2, "the death in level 5 came 3 frames late"),
        ([entered(10), check(49), died(90)], 2, "checkpoint 1 of level 5 came 1 frames early"),
        ([entered(10), died(90)], 1, "the death in level 5 came instead of checkpoint 1 of level 5"),
        ([entered(10), check(50)], 2, "the death in level 5 did not come again"),
        ([*RECORDED, died(95)], 3, "the death in level 5 was not recorded"),
        ([entered(10), check(50), died(90, counter=1)], 2, "came at the game's count 1, and was recorded at 90"),
    ],
)
def test_the_first_difference_is_named(played, alike, difference):
    found = compare(RECORDED, played, 100, 100)
    assert found.alike == alike
    assert found.difference is not None
    assert difference in found.difference
    assert found.text.startswith(f"{alike} of {found.events} events in the same frame: ")


def test_an_event_in_a_frame_that_nobody_saw_may_have_come_in_it():
    assert compare(RECORDED, [entered(10), check(50), died(92, unseen=2)], 100, 100).difference is None
    assert compare(RECORDED, [entered(10), check(50), died(93, unseen=2)], 100, 100).difference is not None
    late = [entered(10), check(50), died(93, unseen=3)]
    assert compare(late, RECORDED, 100, 100).difference is None
    assert compare([entered(12, unseen=2), check(50), died(90)], RECORDED, 100, 100).difference is None


def elsewhere(frame: int, unseen: int = 0) -> SeenEvent:
    return seen(Died(frame, 5, 11, 22), frame, unseen, frame % 256)


def test_a_death_that_was_seen_later_is_seen_elsewhere():
    found = compare(RECORDED, [entered(10), check(50), elsewhere(91, unseen=1)], 100, 100)
    assert (found.alike, found.difference, found.unsure) == (3, None, 1)
    assert found.text == "3 events, all in the same frame as far as it was seen (of 1 it was not)"
    other = compare(RECORDED, [entered(10), check(50), elsewhere(90)], 100, 100)
    assert other.difference == "the death in level 5 came in another place"


def test_only_what_both_of_them_reach_is_compared():
    assert compare(RECORDED, RECORDED[:2], 100, 60) == Comparison(2, 2, None)
    assert compare(RECORDED[:2], RECORDED, 60, 100) == Comparison(2, 2, None)
    assert compare(RECORDED[:2], RECORDED, None, 100) == Comparison(2, 2, None)
    assert compare([], [], None, 0).text == "no event to compare"


def test_takes_are_joined_and_the_first_difference_stays():
    one, two = Comparison(3, 2, "first", 1), Comparison(4, 3, "second", 2)
    assert one.joined(two) == Comparison(7, 5, "first", 3)
    assert Comparison(1, 1).joined(two) == Comparison(5, 4, "second", 2)


@given(st.lists(st.integers(0, 2000), unique=True), st.integers(-20, 20))
def test_what_is_moved_as_a_whole_is_alike(frames, shift):
    recorded = [died(frame, counter=0) for frame in sorted(frames)]
    moved = [died(frame + shift, counter=0) for frame in sorted(frames)]
    assert compare(recorded, moved, 2000, 2000 + shift).difference is None
