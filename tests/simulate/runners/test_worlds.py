from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from spinlab_pad.simulate.runners.curves import TEST_ONLY
from spinlab_pad.simulate.runners.population import MOST_DEATHS
from spinlab_pad.simulate.runners.runner import Player
from spinlab_pad.simulate.runners.segment import Segment, SmoothSegment
from spinlab_pad.simulate.runners.tricks import TrickSegment
from spinlab_pad.simulate.runners.worlds import LEAST_SEGMENTS, MOST_SEGMENTS, WORLDS, World, make_runner


def segments(world: World, runners: int = 4) -> Iterator[Segment]:
    for number in range(runners):
        yield from make_runner(world, 11, number).segments


def dies(segment: Segment) -> float:
    """Probability of death of a first life."""
    deaths = segment.expected(segment.begins, None).deaths
    return deaths / (1.0 + deaths)


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_runners_are_drawn_within_bounds(world: World) -> None:
    for number in range(6):
        runner = make_runner(world, 11, number)
        assert LEAST_SEGMENTS <= len(runner.segments) <= MOST_SEGMENTS
        for segment in runner.segments:
            assert isinstance(segment, SmoothSegment | TrickSegment)
            assert 2.99 <= segment.full_s <= 90.01
            if isinstance(segment, SmoothSegment):
                assert segment.hazard.last < segment.hazard.first <= MOST_DEATHS


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_only_held_out_worlds_have_what_is_test_only(world: World) -> None:
    special = [
        isinstance(segment, TrickSegment) or isinstance(segment.pace, TEST_ONLY)
        for segment in segments(world)
        if isinstance(segment, SmoothSegment | TrickSegment)
    ]
    assert any(special) == world.held_out


def test_worlds_are_what_they_are_called() -> None:
    deaths = {name: float(np.mean([dies(segment) for segment in segments(world)])) for name, world in WORLDS.items()}
    assert deaths["kaizo"] > 0.4
    assert 0.2 > deaths["vanilla"] > deaths["veteran"]
    left = {}
    for name in ("kaizo", "veteran"):
        player = Player(make_runner(WORLDS[name], 11, 0))
        full = sum(segment.expected([1e6], None).played_s for segment in player.runner.segments)
        left[name] = player.run_s() / full
    assert left["kaizo"] > 2.0
    assert left["veteran"] < 1.3


def test_a_runner_is_made_by_seed_world_and_number_alone() -> None:
    kaizo = WORLDS["kaizo"]
    assert make_runner(kaizo, 1, 2) == make_runner(kaizo, 1, 2)
    others = [make_runner(kaizo, 2, 2), make_runner(kaizo, 1, 3), make_runner(WORLDS["mixed"], 1, 2)]
    assert all(other != make_runner(kaizo, 1, 2) for other in others)
    assert len({world.code for world in WORLDS.values()}) == len(WORLDS)
