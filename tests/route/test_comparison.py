from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.route.comparison import (
    WINDOW,
    ahead,
    best_possible,
    left_out,
    links_of,
    live,
    marks,
    total,
    way_of,
    window,
)
from spinlab_pad.route.waypoints import Segment, Waypoint, checkpoint, entrance, goal


def level(number: int, checkpoints: int = 1, way_out: str = "normal") -> list[Segment]:
    places = [entrance(number), *(checkpoint(number, n + 1) for n in range(checkpoints)), goal(number, way_out)]
    return [Segment(start, end) for start, end in pairwise(places)]


def test_a_split_is_known_by_the_place_it_ends_at():
    route = [*level(1), *level(2, 0), *level(1)[1:]]
    assert marks(route) == ("1.checkpoint1", "1.goal", "2.goal", "1.goal#2")


def test_runs_of_one_way_may_be_cut_into_other_segments():
    assert way_of([*level(1, 0), *level(2, 2)]) == way_of([*level(1, 3), *level(2, 1)]) == "1.entrance 1.goal 2.goal"
    assert way_of(level(1)) != way_of(level(1, way_out="secret"))
    assert way_of([*level(1), *level(2)]) != way_of([*level(2), *level(1)])
    assert way_of(level(1)[:1]) == "1.entrance 1.checkpoint1"
    big = Segment(Waypoint(1, "entrance", "powerup=1"), goal(1))
    assert way_of([big]) == way_of(level(1, 0))
    assert way_of([]) == ""


def test_a_chain_is_known_by_each_of_its_segments():
    assert links_of(level(1)) != links_of(level(1, 0))


@pytest.mark.parametrize(
    ("timed", "levels"),
    [
        ({0, 1, 2, 3}, ()),
        ({1, 3}, ()),
        ({0, 3}, (1,)),
        ({0, 1}, (2,)),
        ({3}, (1,)),
        (set(), (1, 2)),
    ],
)
def test_a_level_is_left_out_where_nothing_tells_of_its_end(timed: set[int], levels: tuple[int, ...]):
    assert left_out([*level(1), *level(2)], timed) == levels


def test_a_level_that_is_played_twice_is_two_visits():
    route = [*level(1, 0), *level(1, 0, "secret")]
    assert left_out(route, {0}) == (1,)
    assert left_out(route, {1}) == (1,)
    assert left_out(route, {0, 1}) == ()


def test_what_is_not_known_makes_a_sum_that_is_not_known():
    assert total([1, 2, 3]) == 6
    assert total([1, None]) is None
    assert total([]) == 0
    assert best_possible(100, 1, [None, 20, 30], [0, 5, 0]) == 155
    assert best_possible(100, 0, [None, 20, 30], [0, 5, 0]) is None
    assert best_possible(100, 1, [10, 20, 30], [0, None, 0]) is None
    assert best_possible(100, 3, [10, 20, 30], [0, 5, 0]) == 100


def test_the_standing_is_that_of_the_last_split_that_both_have():
    assert ahead([100, None, 250, None], [110, 180, 240, 300]) == 10
    assert ahead([100, 190, None], [110, None, 240]) == -10
    assert ahead([None], [100]) is None


def test_within_a_segment_the_best_run_was_where_its_last_life_was():
    # The best run's last life took 30 s of its segment and ended at 100 s, so it began at 70 s; 10 s later is 80 s.
    assert live(passed_ms=85_000, best_at_ms=10_000, best_tail_ms=30_000, best_split_ms=100_000) == 5_000


@given(place=st.integers(0, 400), count=st.integers(1, 400))
def test_the_window_holds_the_current_split_and_is_as_full_as_can_be(place: int, count: int):
    place = min(place, count - 1)
    shown = window(place, count)
    assert place in shown
    assert len(shown) == min(count, WINDOW)
    assert shown.start >= 0
    assert shown.stop <= count
