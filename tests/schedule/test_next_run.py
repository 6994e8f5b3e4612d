import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.schedule.next_run import sample_runs
from spinlab_pad.schedule.types import QUANTILES


def log_normal(median: float, spread: float) -> tuple[int, ...]:
    return tuple(round(median * math.exp(spread * NormalDist().inv_cdf(level))) for level in QUANTILES)


@pytest.mark.parametrize("spread", [0.03, 0.2, 0.6])
def test_a_log_normal_segment_stays_one(spread: float):
    times = sample_runs([log_normal(30_000, spread)], seed=1, runs=20_000)
    for level in (0.01, 0.1, 0.4, 0.5, 0.8, 0.9, 0.99):
        truth = 30_000 * math.exp(spread * NormalDist().inv_cdf(level))
        assert float(np.quantile(times, level)) == pytest.approx(truth, rel=0.06 * spread + 0.002)
    assert float(times.mean()) == pytest.approx(30_000 * math.exp(spread**2 / 2), rel=0.02)


def test_a_segment_with_many_deaths_keeps_its_long_tail():
    truth = np.random.default_rng(5).geometric(0.2, 400_000) * 9_000.0
    truth += np.random.default_rng(6).uniform(-3_000, 3_000, truth.size)
    quantiles = tuple(round(float(time)) for time in np.quantile(truth, QUANTILES))
    times = sample_runs([quantiles], seed=1, runs=20_000)
    assert float(times.mean()) == pytest.approx(float(truth.mean()), rel=0.02)
    assert float(np.quantile(times, 0.995)) == pytest.approx(float(np.quantile(truth, 0.995)), rel=0.05)


def test_a_run_is_spread_as_independent_segments_make_it():
    one = log_normal(30_000, 0.2)
    sums = np.random.default_rng(9).lognormal(math.log(30_000), 0.2, (100_000, 40)).sum(axis=1)
    times = sample_runs([one] * 40, seed=3)
    for level in (0.1, 0.5, 0.9):
        assert float(np.quantile(times, level)) == pytest.approx(float(np.quantile(sums, level)), rel=0.005)


def test_the_mean_of_a_run_is_the_sum_of_the_means_whatever_the_seed():
    alone = sample_runs([log_normal(30_000, 0.5)], seed=0).mean()
    for seed in range(3):
        assert sample_runs([log_normal(30_000, 0.5)] * 7, seed=seed).mean() == pytest.approx(7 * float(alone))


def test_the_seed_settles_it():
    segments = [log_normal(30_000, 0.2)] * 3
    assert np.array_equal(sample_runs(segments, seed=4), sample_runs(segments, seed=4))
    assert not np.array_equal(sample_runs(segments, seed=4), sample_runs(segments, seed=5))


def test_faster_segments_make_every_run_faster():
    slow, fast = log_normal(30_000, 0.3), log_normal(29_000, 0.3)
    assert (sample_runs([fast, slow], seed=2) < sample_runs([slow, slow], seed=2)).all()


@given(
    st.lists(
        st.lists(st.integers(-5, 86_400_000), min_size=len(QUANTILES), max_size=len(QUANTILES)), min_size=1, max_size=5
    )
)
def test_no_quantiles_make_a_time_that_is_none(segments: list[list[int]]):
    times = sample_runs(segments, seed=1, runs=200)
    assert np.isfinite(times).all()
    assert (times > 0).all()
