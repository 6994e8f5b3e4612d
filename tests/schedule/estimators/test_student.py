from __future__ import annotations

import math

import numpy as np
import pytest

from spinlab_pad.schedule.estimators import student

LEVELS = np.array([0.9, 0.975, 0.995])
TABLE = {
    1.0: (3.0777, 12.7062, 63.6567),
    2.0: (1.8856, 4.3027, 9.9248),
    4.0: (1.5332, 2.7764, 4.6041),
    9.0: (1.3830, 2.2622, 3.2498),
    40.0: (1.3031, 2.0211, 2.7045),
    math.inf: (1.2816, 1.9600, 2.5758),
}


@pytest.mark.parametrize("freedom", TABLE)
def test_quantiles_are_those_of_the_tables(freedom: float) -> None:
    assert student.quantiles(LEVELS, freedom) == pytest.approx(TABLE[freedom], rel=1e-3)
    assert student.quantiles(1.0 - LEVELS, freedom) == pytest.approx([-t for t in TABLE[freedom]], rel=1e-3)


@pytest.mark.parametrize("freedom", [1.0, 2.5, 7.3, 40.0, math.inf])
def test_the_density_is_the_slope_of_the_quantiles(freedom: float) -> None:
    levels = np.array([0.1, 0.3, 0.5, 0.8])
    up, down = (student.quantiles(levels + step, freedom) for step in (0.01, -0.01))
    density = [math.exp(student.log_density(float(t), freedom)) for t in student.quantiles(levels, freedom)]
    assert density == pytest.approx(0.02 / (up - down), rel=0.01)


def test_a_freedom_between_two_lies_between_them() -> None:
    assert 2.3534 < float(student.quantiles(np.array([0.95]), 2.6)[0]) < 2.9200


def test_the_density_far_out_is_finite() -> None:
    assert math.isfinite(student.log_density(1e6, 4.0))
    assert math.isfinite(student.log_density(1e6, math.inf))
