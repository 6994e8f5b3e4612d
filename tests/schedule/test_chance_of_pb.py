import math

import numpy as np
import pytest

from spinlab_pad.schedule.chance_of_pb import Ahead, chance_of_pb
from tests.schedule.test_next_run import log_normal

USUAL = log_normal(25_000, 0.15)


def test_one_segment_is_within_its_interval_eight_times_in_ten():
    left = [Ahead(USUAL)]
    assert chance_of_pb(0, left, USUAL[1], seed=1) == pytest.approx(0.1, abs=0.002)
    assert chance_of_pb(0, left, USUAL[5], seed=1) == pytest.approx(0.9, abs=0.002)


def test_many_segments_are_what_another_simulation_says():
    left = [Ahead(USUAL, 4_000)] * 20
    sums = np.random.default_rng(77).lognormal(math.log(25_000), 0.15, (200_000, 20)).sum(axis=1) + 80_000
    for pb in (570_000, 585_000, 600_000):
        assert chance_of_pb(0, left, pb, seed=3) == pytest.approx(float(np.mean(sums < pb)), abs=0.03)


def test_what_was_played_counts_against_it():
    left = [Ahead(USUAL)] * 5
    chances = [chance_of_pb(so_far, left, 150_000, seed=5) for so_far in (0, 20_000, 25_000, 30_000, 150_000)]
    assert None not in chances
    assert chances == sorted(chances, reverse=True)  # type: ignore[type-var]
    assert chances[0] is not None
    assert chances[0] > 0.99
    assert chances[-1] == 0.0


@pytest.mark.parametrize("left", [[Ahead(None)], [Ahead(USUAL, None)], [Ahead(USUAL), Ahead(None)]])
def test_a_segment_or_gap_that_is_not_known_makes_the_chance_not_known(left: list[Ahead]):
    assert chance_of_pb(0, left, 100_000, seed=1) is None


def test_without_a_best_run_there_is_no_chance_and_at_the_end_it_is_settled():
    assert chance_of_pb(0, [Ahead(USUAL)], None, seed=1) is None
    assert chance_of_pb(99, [], 100, seed=1) == 1.0
    assert chance_of_pb(100, [], 100, seed=1) == 0.0


def test_the_seed_settles_it():
    left = [Ahead(USUAL)] * 5
    assert chance_of_pb(0, left, 125_000, seed=9) == chance_of_pb(0, left, 125_000, seed=9)
    assert len({chance_of_pb(0, left, 125_000, seed=seed) for seed in range(5)}) > 1
