"""Arrivals at screens and rooms: when one counts, how loops unroll, and what two lives have in common."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.game.profile import Place
from spinlab_pad.route.subsplits import (
    ARRIVALS_MAX,
    FARTHEST,
    SCREENS,
    SETTLE_FRAMES,
    Arrival,
    Death,
    Grid,
    Life,
    Spot,
    Track,
    label,
    standing,
)

N = SETTLE_FRAMES
STACKED = Grid(256, 224)
HOME = 0x105


def lived(*stays: tuple[int, int], room: int = HOME, life: Life | None = None) -> Life:
    """A life that is on each screen for so many frames, one stay after another; y is 300."""
    life, frame = life or Life(), 0
    for screen, frames in stays:
        for _ in range(frames):
            life = life.see(frame, Place(room, screen * 256 + 10, 300))
            frame += 1
    return life


def spots(life: Life) -> list[tuple[int, int, int]]:
    """(screen, visit, frame) of each arrival."""
    return [(arrival.spot.column, arrival.spot.visit, arrival.frame) for arrival in life.arrivals]


@pytest.mark.parametrize(
    ("stays", "wanted"),
    [
        ([(0, 1)], [(0, 1, 0)]),
        ([(0, 50), (1, N)], [(0, 1, 0)]),
        ([(0, 50), (1, N + 1)], [(0, 1, 0), (1, 1, 50)]),
        ([(0, 50), (1, 3), (0, 40)], [(0, 1, 0)]),
        ([(0, 50), (1, 3), (0, 3), (1, 40)], [(0, 1, 0), (1, 1, 50)]),
        ([(0, 50), (1, 3), (0, 40), (1, 40)], [(0, 1, 0), (1, 1, 93)]),
        ([(0, 50), (1, 3), (2, 40)], [(0, 1, 0), (2, 1, 53)]),
        ([(0, 50), (1, 40), (0, 40), (1, 40)], [(0, 1, 0), (1, 1, 50), (0, 2, 90), (1, 2, 130)]),
        ([(0, 2), (1, 40)], [(0, 1, 0), (1, 1, 2)]),
        ([(-1, 20), (-2, 20)], [(-1, 1, 0), (-2, 1, 20)]),
    ],
    ids=[
        "the start is there at once",
        "not yet settled",
        "settled, at the frame of the crossing",
        "a flicker",
        "a flicker at the border that is crossed: the first crossing",
        "a flicker long before",
        "passed through too fast",
        "a loop unrolls",
        "a border close to the start",
        "left of the level",
    ],
)
def test_who_stays_has_arrived(stays: list[tuple[int, int]], wanted: list[tuple[int, int, int]]):
    assert spots(lived(*stays)) == wanted


def test_a_room_is_another_place_and_the_position_is_that_of_the_crossing():
    life = lived((0, 20))
    for frame in range(20, 40):
        life = life.see(frame, Place(0x1C3, 40 + frame, 350))
    assert life.arrivals[-1] == Arrival(Spot(0x1C3, 0, 0, 1), 20, 60, 350)


def test_screens_can_be_stacked():
    life = Life(STACKED)
    for frame in range(40):
        life = life.see(frame, Place(1, 300, 223 + frame // 20))
    assert [arrival.spot for arrival in life.arrivals] == [Spot(1, 1, 0, 1), Spot(1, 1, 1, 1)]


def test_a_room_can_be_one_screen():
    life = Life(Grid(0))
    for frame in range(40):
        life = life.see(frame, (frame // 20, frame * 50, 223))
    assert [arrival.spot for arrival in life.arrivals] == [Spot(0, 0, 0, 1), Spot(1, 0, 0, 1)]


def test_frames_that_were_missed_count_as_time():
    life = Life().see(0, Place(1, 10, 0)).see(50, Place(1, 300, 0)).see(50 + N, Place(1, 310, 0))
    assert spots(life) == [(0, 1, 0), (1, 1, 50)]


def test_nothing_changes_while_nothing_happens():
    life = lived((0, 20))
    assert life.see(21, Place(HOME, 77, 12)) is life
    track = Track(life)
    assert track.see(21, Place(HOME, 77, 12)) is track


def test_a_life_holds_only_so_many_arrivals():
    life = lived(*[(screen, N + 1) for screen in range(ARRIVALS_MAX + 50)])
    assert len(life.arrivals) == ARRIVALS_MAX
    assert life.arrivals[-1].spot.column == ARRIVALS_MAX - 1


def test_another_life_begins_with_nothing_but_the_deaths():
    track = Track(lived((0, 20), (1, 20))).died(40, Place(HOME, 270, 310), 1_000).reborn()
    assert track.passed.arrivals == ()
    assert track.passed.deaths == (Death(HOME, 270, 310, 40, 1_000),)
    assert Track(Life(Grid(128))).reborn().life.grid == Grid(128)


garbage = st.builds(
    Place,
    st.integers(0, 3) | st.integers(),
    st.integers(-300, 900) | st.integers(),
    st.integers(-300, 900) | st.integers(),
)
lives = st.lists(st.tuples(garbage, st.integers(1, 2 * N)), max_size=60)


def played(seen: Iterable[tuple[Place, int]], grid: Grid = STACKED) -> list[Life]:
    """Each state of a life that is at each place for so many frames."""
    states, frame = [Life(grid)], 0
    for place, frames in seen:
        for _ in range(frames):
            states.append(states[-1].see(frame, place))
            frame += 1
    return states


@given(lives)
def test_whatever_memory_holds_arrivals_go_forward_and_each_comes_once(seen: list[tuple[Place, int]]):
    states = played(seen)
    arrivals = states[-1].arrivals
    frames = [arrival.frame for arrival in arrivals]
    assert frames == sorted(set(frames))
    names = [arrival.spot for arrival in arrivals]
    assert len(set(names)) == len(names) <= ARRIVALS_MAX
    for before, after in pairwise(states):
        assert after.arrivals[: len(before.arrivals)] == before.arrivals
    for place, following in pairwise(names):
        assert place.cell != following.cell
    for number, name in enumerate(names):
        assert name.visit == 1 + sum(other.cell == name.cell for other in names[:number])
    assert all(abs(value) <= FARTHEST for arrival in arrivals for value in (*arrival.spot[:3], arrival.x, arrival.y))


@given(lives)
def test_a_life_that_is_played_again_is_the_same_to_the_frame(seen: list[tuple[Place, int]]):
    first = played(seen)[-1].arrivals
    for state in played(seen):
        assert standing(state.arrivals, first) in (0, None)
        if len(state.arrivals) > 1:
            assert standing(state.arrivals, first) == 0


@given(garbage, st.integers(0))
def test_a_death_is_kept_within_what_a_disk_can_hold(place: Place, frame: int):
    death = Track().died(frame, place, 5).deaths[0]
    assert all(abs(value) <= FARTHEST for value in (death.room, death.x, death.y))


def line(*found: tuple[int, int, int]) -> list[Arrival]:
    return [Arrival(Spot(HOME, screen, 0, visit), frame, 0, 0) for screen, visit, frame in found]


BEST = line((0, 1, 2), (1, 1, 100), (2, 1, 200), (1, 2, 300), (0, 2, 400), (5, 1, 500))


@pytest.mark.parametrize(
    ("arrivals", "behind"),
    [
        ([], None),
        (line((0, 1, 0)), None),
        (line((0, 1, 0), (1, 1, 88)), -12),
        (line((0, 1, 0), (1, 1, 111)), 11),
        (line((0, 1, 0), (3, 1, 150)), None),
        (line((0, 1, 0), (1, 1, 88), (3, 1, 150), (5, 1, 480)), -20),
        (line((0, 1, 0), (1, 1, 90), (0, 2, 120)), None),
        (line((0, 1, 0), (1, 1, 90), (0, 2, 120), (1, 2, 140)), None),
        (line((0, 1, 0), (1, 1, 90), (2, 1, 190), (1, 2, 310)), 10),
        (line((1, 1, 0), (0, 1, 50)), None),
    ],
    ids=[
        "nothing yet",
        "the start",
        "ahead",
        "behind",
        "where the best never was",
        "another way to the same place",
        "a step back is not the loop of the best",
        "nor is the step forward again",
        "the loop itself",
        "the start of the best",
    ],
)
def test_the_standing_is_told_where_two_lives_can_be_compared(arrivals: list[Arrival], behind: int | None):
    assert standing(arrivals, BEST) == behind
    assert standing(arrivals, []) is None


@pytest.mark.parametrize(
    ("spot", "home", "grid", "words"),
    [
        (Spot(HOME, 3, 0, 1), HOME, SCREENS, "screen 3"),
        (Spot(HOME, 3, 0, 2), HOME, SCREENS, "screen 3, visit 2"),
        (Spot(0x1C3, 12, 0, 1), HOME, SCREENS, "room 1C3, screen 12"),
        (Spot(HOME, 3, 1, 1), HOME, STACKED, "screen 3/1"),
        (Spot(HOME, 0, 0, 1), HOME, Grid(0), "room 105"),
        (Spot(0x1C3, 0, 0, 3), HOME, Grid(0), "room 1C3, visit 3"),
    ],
)
def test_a_spot_reads_as_a_runner_says_it(spot: Spot, home: int, grid: Grid, words: str):
    assert label(spot, home, grid) == words
