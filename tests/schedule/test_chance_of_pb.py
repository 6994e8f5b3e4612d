import math
from statistics import NormalDist

import numpy as np
import pytest

from spinlab_pad.schedule.chance_of_pb import Ahead, chance_of_pb

SCORE = NormalDist().inv_cdf(0.9)


def test_one_segment_is_within_its_interval_eight_times_in_ten():
    left = [Ahead(50_000, 80_000)]
    below_low = chance_of_pb(0, left, 50_000, seed=1)
    below_high = chance_of_pb(0, left, 80_000, seed=1)
    assert below_low == pytest.approx(0.1, abs=0.02)
    assert below_high == pytest.approx(0.9, abs=0.02)


def test_many_segments_are_what_another_simulation_says():
    left = [Ahead(20_000, 30_000, 4_000)] * 20
    mean, spread = (math.log(20_000) + math.log(30_000)) / 2, (math.log(30_000) - math.log(20_000)) / 2 / SCORE
    sums = np.random.default_rng(77).lognormal(mean, spread, (200_000, 20)).sum(axis=1) + 80_000
    for pb in (560_000, 575_000, 590_000):
        assert chance_of_pb(0, left, pb, seed=3) == pytest.approx(float(np.mean(sums < pb)), abs=0.04)


def test_what_was_played_counts_against_it():
    left = [Ahead(20_000, 30_000)] * 5
    chances = [chance_of_pb(so_far, left, 150_000, seed=5) for so_far in (0, 20_000, 25_000, 30_000, 150_000)]
    assert None not in chances
    assert chances == sorted(chances, reverse=True)  # type: ignore[type-var]
    assert chances[0] is not None
    assert chances[0] > 0.99
    assert chances[-1] == 0.0


@pytest.mark.parametrize(
    "left", [[Ahead(None, None)], [Ahead(20_000, None)], [Ahead(20_000, 30_000, None)], [Ahead(1, 2), Ahead(None, 3)]]
)
def test_a_segment_or_gap_that_is_not_known_makes_the_chance_not_known(left: list[Ahead]):
    assert chance_of_pb(0, left, 100_000, seed=1) is None


def test_without_a_best_run_there_is_no_chance_and_at_the_end_it_is_settled():
    assert chance_of_pb(0, [Ahead(1, 2)], None, seed=1) is None
    assert chance_of_pb(99, [], 100, seed=1) == 1.0
    assert chance_of_pb(100, [], 100, seed=1) == 0.0


def test_the_seed_settles_it():
    left = [Ahead(20_000, 30_000)] * 5
    assert chance_of_pb(0, left, 125_000, seed=9) == chance_of_pb(0, left, 125_000, seed=9)
    assert len({chance_of_pb(0, left, 125_000, seed=seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("low_high", [(0, 0), (5, 5), (30, 20), (1, 86_400_000)])
def test_odd_intervals_are_no_fault(low_high: tuple[int, int]):
    chance = chance_of_pb(0, [Ahead(*low_high)] * 200, 100_000, seed=1)
    assert chance is not None
    assert 0.0 <= chance <= 1.0
