"""Where a full run stands: examples of what a runner does, and that no order of events breaks it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.lab.reference.capture import Tick
from spinlab_pad.lab.speed_run.progress import Outcome, Progress, Reached, SkippedOver
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import Segment, at_screen, checkpoint, entrance, goal


def level(number: int, checkpoints: int = 1) -> list[Segment]:
    places = [entrance(number), *(checkpoint(number, n + 1) for n in range(checkpoints)), goal(number)]
    return [Segment(start, end) for start, end in pairwise(places)]


ROUTE = (*level(1), *level(2))


def enter(number: int = 1) -> Event:
    return LevelEntered(0, number, 0)


def tape(number: int = 1, n: int = 1) -> Event:
    return CheckpointReached(0, number, n, "midway")


def end(number: int = 1) -> Event:
    return LevelFinished(0, number, "normal")


def back(number: int = 1, n: int = 0) -> Event:
    return Spawned(0, number, n > 0, n)


DEATH, LEFT = Died(0, 1, 0, 0), LevelLeft(0, 1)


def play(*events: Event, route: tuple[Segment, ...] = ROUTE) -> tuple[Progress, list[Outcome]]:
    """One event every 100 frames, from frame 100 on."""
    progress, outcomes = Progress(route), list[Outcome]()
    for n, event in enumerate(events, 1):
        progress, found = progress.step(event, Tick(100 * n, 100 * n * 1_000_000, 0, 60.0))
        outcomes += found
    return progress, outcomes


def reached(*events: Event, route: tuple[Segment, ...] = ROUTE) -> Reached:
    """The last split."""
    found = play(*events, route=route)[1][-1]
    assert isinstance(found, Reached)
    return found


def frames(found: Reached) -> tuple[int, int, int] | None:
    attempt = found.attempt
    return None if attempt is None else (attempt.frames, attempt.tail_frames, attempt.deaths)


def test_a_clean_level_is_two_splits():
    progress, outcomes = play(enter(), tape(), end())
    assert [(item.place, frames(item), item.entered) for item in outcomes if isinstance(item, Reached)] == [
        (0, (100, 100, 0), 100),
        (1, (100, 100, 0), 200),
    ]
    assert (progress.place, progress.where) == (2, "between")


def test_a_death_is_a_life_and_a_respawn_is_none():
    assert frames(reached(enter(), DEATH, back(), tape())) == (200, 100, 1)


def test_a_respawn_at_the_checkpoint_goes_on_there():
    found = reached(enter(), tape(), DEATH, back(n=1), end())
    assert (found.place, frames(found), found.deaths) == (1, (200, 100, 1), 1)


def test_a_checkpoint_that_was_lost_is_played_again_and_is_no_second_split():
    progress, outcomes = play(enter(), tape(), DEATH, back(n=0))
    assert (len(outcomes), progress.where, progress.place) == (1, "between", 1)
    found = reached(enter(), tape(), DEATH, back(n=0), tape(), end())
    assert (found.place, found.entered, frames(found)) == (1, 200, (200, 100, 1))


def test_a_game_over_goes_on_at_the_entrance():
    found = reached(enter(), DEATH, enter(), tape())
    assert (found.place, found.entered, frames(found)) == (0, 100, (200, 100, 1))


def test_a_life_that_left_the_level_is_void():
    progress, _ = play(enter(), LEFT)
    assert progress.where == "between"
    found = reached(enter(), DEATH, back(), LEFT, enter(), tape())
    assert (found.entered, frames(found)) == (100, (200, 100, 1))


def test_a_segment_over_a_checkpoint_may_go_on_in_its_middle():
    route = tuple(level(1, 0))
    found = reached(enter(), tape(), DEATH, back(n=1), end(), route=route)
    assert (frames(found), found.from_start) == ((300, 100, 1), False)
    assert reached(enter(), tape(), end(), route=route).from_start
    assert reached(enter(), DEATH, back(), end(), route=route).from_start


def test_what_is_reached_first_skips_what_lies_before_it():
    _, outcomes = play(enter(), end())
    assert outcomes[0] == SkippedOver(0)
    assert isinstance(outcomes[1], Reached)
    assert (outcomes[1].place, outcomes[1].entered, outcomes[1].attempt) == (1, None, None)


def test_a_level_elsewhere_says_nothing_but_its_deaths():
    found = reached(enter(), LEFT, enter(9), tape(9), DEATH, back(9), end(9), enter(), tape())
    assert (found.place, frames(found), found.deaths) == (0, (100, 100, 0), 1)


def test_another_exit_is_another_end():
    progress, outcomes = play(enter(), tape(), LevelFinished(0, 1, "secret"))
    assert (len(outcomes), progress.place, progress.where) == (1, 1, "between")


def test_two_places_in_one_frame_make_a_split_without_an_attempt():
    progress, _ = Progress(ROUTE).step(enter(), Tick(100, 0, 0, 60.0))
    progress, (found,) = progress.step(tape(), Tick(100, 0, 0, 60.0))
    assert isinstance(found, Reached)
    assert found.attempt is None
    assert progress.where == "playing"


def test_a_loaded_start_counts_from_its_event():
    progress = Progress(ROUTE).loaded(Tick(100, 0, 0, 60.0), 3)
    _, (found,) = progress.step(tape(), Tick(200, 0, 0, 60.0))
    assert isinstance(found, Reached)
    assert (found.entered, frames(found)) == (97, (103, 103, 0))


def test_after_the_end_nothing_comes():
    progress, outcomes = play(enter(), tape(), end(), enter(2), tape(2), end(2), enter(), tape(), DEATH)
    assert progress.over
    assert len(outcomes) == 4


def test_a_segment_ends_at_the_screen_that_its_life_comes_to():
    screen = at_screen(entrance(1), Spot(261, 3, 0, 1))
    route = (Segment(entrance(1), screen), Segment(screen, goal(1)))
    progress, _ = Progress(route).step(enter(), Tick(100, 0, 0, 60.0))
    assert progress.arrive(Spot(261, 2, 0, 1), Tick(150, 0, 0, 60.0))[1] == ()
    progress, (found,) = progress.arrive(Spot(261, 3, 0, 1), Tick(180, 0, 0, 60.0))
    assert isinstance(found, Reached)
    assert (found.place, frames(found)) == (0, (80, 80, 0))
    assert (progress.where, progress.entered) == ("playing", 180)
    progress, (found,) = progress.step(end(), Tick(300, 0, 0, 60.0))
    assert isinstance(found, Reached)
    assert frames(found) == (120, 120, 0)
    # Thrown back to the entrance, the second part has no life from its start, but its end is its end.
    progress, _ = Progress(route).step(enter(), Tick(100, 0, 0, 60.0))
    progress, _ = progress.arrive(Spot(261, 3, 0, 1), Tick(180, 0, 0, 60.0))
    progress, _ = progress.step(DEATH, Tick(200, 0, 0, 60.0))
    progress, _ = progress.step(back(), Tick(220, 0, 0, 60.0))
    assert progress.where == "between"
    _, (found,) = progress.step(end(), Tick(400, 0, 0, 60.0))
    assert isinstance(found, Reached)
    assert (found.place, found.deaths, found.attempt) == (1, 1, None)


EVENTS = st.sampled_from(
    [
        *(event for number in (1, 2, 9) for event in (enter(number), tape(number), tape(number, 2), end(number))),
        *(back(number, n) for number in (1, 2) for n in (0, 1, 2)),
        DEATH,
        LEFT,
        RoomChanged(0, 1, 5),
    ]
)


@given(events=st.lists(EVENTS, max_size=60))
def test_places_come_in_order_each_once_and_times_are_within_the_run(events: list[Event]):
    progress, outcomes = play(*events)
    assert [item.place for item in outcomes] == list(range(progress.place))
    deaths = sum(item.deaths for item in outcomes if isinstance(item, Reached)) + progress.deaths
    assert deaths <= sum(isinstance(event, Died) for event in events)
    for item in outcomes:
        if isinstance(item, Reached) and item.attempt is not None:
            assert 0 < item.attempt.tail_frames <= item.attempt.frames <= 100 * len(events)
            assert item.entered is not None
            assert item.attempt.deaths <= item.deaths
    assert progress.clock.running == (progress.where == "playing") or progress.over
