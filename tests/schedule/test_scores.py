from __future__ import annotations

from statistics import NormalDist

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from spinlab_pad.schedule.scores import crps, pit


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.floats(0, 1e6))
def test_crps_is_the_area_between_the_steps_and_the_truth(values: list[float], truth: float) -> None:
    sample = np.sort(np.array(values))
    edges = np.sort(np.append(sample, truth))
    below = np.searchsorted(sample, edges[:-1], side="right") / sample.size
    area = float(np.sum((below - (edges[:-1] >= truth)) ** 2 * np.diff(edges)))
    assert crps(sample, truth) == pytest.approx(area, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("truth", [-1.0, 0.0, 2.5])
def test_crps_of_a_normal_is_the_closed_form(truth: float) -> None:
    normal = NormalDist()
    sample = np.array([normal.inv_cdf((n + 0.5) / 2_000) for n in range(2_000)])
    closed = truth * (2 * normal.cdf(truth) - 1) + 2 * normal.pdf(truth) - np.pi**-0.5
    assert crps(sample, truth) == pytest.approx(closed, abs=0.001)


def test_who_says_what_is_true_pays_least() -> None:
    rng = np.random.default_rng(2)
    truths = rng.normal(0, 1, 4_000)
    levels = [NormalDist().inv_cdf((n + 0.5) / 101) for n in range(101)]
    paid = {
        (shift, scale): np.mean([crps(shift + scale * np.array(levels), float(truth)) for truth in truths[:1_000]])
        for shift, scale in [(0.0, 1.0), (0.3, 1.0), (0.0, 0.6), (0.0, 1.6)]
    }
    assert min(paid, key=lambda who: float(paid[who])) == (0.0, 1.0)


def test_pit_is_the_share_below() -> None:
    sample = np.array([1.0, 2.0, 2.0, 4.0])
    assert [pit(sample, value) for value in (0.0, 1.0, 2.0, 3.0, 5.0)] == [0.0, 0.125, 0.5, 0.75, 1.0]
