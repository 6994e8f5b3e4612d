from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from spinlab_pad.simulate.oracle import Oracle, index, mean_serving, path, rate
from spinlab_pad.simulate.runners.curves import Breakthrough, Curve, Exponential
from spinlab_pad.simulate.runners.lives import Patience
from spinlab_pad.simulate.runners.memory import Memory
from spinlab_pad.simulate.runners.runner import LOAD_S, Player, run_s
from spinlab_pad.simulate.runners.segment import SmoothSegment
from tests.simulate.people import HABITS, chain, runner, smooth


def safe(slower: float = 0.5, full_s: float = 10.0, pace: Curve | None = None) -> SmoothSegment:
    """A segment on which hardly anybody dies."""
    return smooth(full_s=full_s, slower=slower, pace=pace, dies=0.001, dies_last=0.001)


def test_the_path_is_the_curve_where_nothing_is_left_to_chance() -> None:
    segment = replace(smooth(), hazard=replace(smooth().hazard, first=1e-9, last=1e-9))
    start, one, two = islice(path(segment, [Memory(0.0)], HABITS), 3)
    assert one.run_s == pytest.approx(segment.clean_s([1.0]))
    assert two.run_s == pytest.approx(segment.clean_s([2.0]))
    assert two.cost_s == pytest.approx(segment.clean_s([0.0]) + segment.clean_s([1.0]) + 2 * LOAD_S)
    assert rate(segment, [Memory(0.0)], HABITS) == pytest.approx((start.run_s - one.run_s) / one.cost_s)


@pytest.mark.parametrize("segment", [smooth(dies=0.5), chain()], ids=["smooth", "tricks"])
def test_a_mean_serving_is_the_mean_of_servings(segment: object) -> None:
    assert isinstance(segment, type(smooth()) | type(chain()))
    habits = replace(HABITS, patience=Patience(2, 0.5), restarts=0.2)
    told = mean_serving(segment, segment.begins, habits)
    # Each player plays one attempt only; what is learned within it is small on the whole.
    players = [Player(runner(segment, habits=habits, key=(number,))) for number in range(1_500)]
    costs = [player.play(0, 0.0, 0.0).duration_s for player in players]
    assert sum(costs) / len(costs) == pytest.approx(told.cost_s, rel=0.06)
    gained = [player.held(0)[0] - segment.begins[0] for player in players]
    assert sum(gained) / len(gained) == pytest.approx(told.exposures[0], rel=0.08)


def test_the_index_sees_a_breakthrough_behind_a_plateau() -> None:
    late = tuple(path(safe(pace=Breakthrough(15.0, 1.0)), [Memory(0.0)], HABITS))
    assert (late[0].run_s - late[1].run_s) / late[1].cost_s < 1e-4
    assert index(late, 1e6) > 0.01
    assert index(late, 60.0) < 1e-3  # there is no time to get there


def test_it_plays_what_pays_most_and_moves_on_when_that_is_learned() -> None:
    long, short = safe(slower=0.5, full_s=40.0), safe(slower=1.0, full_s=40.0)
    player = Player(runner(long, short))
    oracle = Oracle(player)
    assert oracle.next(3_600.0) == 1
    for _ in range(30):
        player.play(1, 0.0, 0.0)
    assert oracle.next(3_600.0) == 0


def test_it_sees_what_a_break_took() -> None:
    habits = replace(HABITS, retention=replace(HABITS.retention, keeps=0.1))
    player = Player(runner(safe(slower=0.8), safe(slower=0.5), habits=habits))
    oracle = Oracle(player)
    for _ in range(10):
        player.play(0, 0.0, 0.0)
    assert oracle.next(3_600.0) == 1
    player.rest(14.0)
    assert oracle.next(3_600.0) == 0


def test_of_equals_it_takes_the_first() -> None:
    assert Oracle(Player(runner(*[smooth(pace=Exponential(5.0))] * 3))).next(600.0) == 0
    assert run_s(smooth(), [0.0]) > 0.0
