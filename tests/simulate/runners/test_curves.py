from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.curves import (
    TEST_ONLY,
    Apex,
    Breakthrough,
    Curve,
    Exponential,
    Hyperbolic,
    Phase,
    Power,
    StrategyShifts,
    TwoRates,
)
from spinlab_pad.simulate.runners.population import make_curve

FORMS = ("exponential", "apex", "hyperbolic", "power", "breakthrough", "two rates", "shifts")


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 10_000), scale=st.floats(2.0, 60.0))
def test_a_curve_falls_from_all_to_nothing(form: str, seed: int, scale: float) -> None:
    curve = make_curve(form, scale, stream(seed))
    assert curve(0.0) == pytest.approx(1.0)
    assert curve(1e12) == pytest.approx(0.0, abs=1e-3)
    values = [curve(float(x)) for x in range(0, 300, 3)]
    assert all(-1e-12 <= value <= 1.3 for value in values)
    if form != "shifts":
        assert all(after <= before for before, after in pairwise(values))


@pytest.mark.parametrize(
    ("curve", "x", "left"),
    [
        (Exponential(8.0), 8.0, 0.36787944),
        (Apex(8.0, 0.5), 3.0, 0.5 * 0.68728928),
        (Hyperbolic(8.0), 8.0, 0.5),
        (Power(2.0, 0.5), 6.0, 0.5),
        (Breakthrough(20.0, 2.0), 20.0, 0.5),
        (Breakthrough(20.0, 2.0), 18.0, 0.73105858),
        (TwoRates(0.5, 1.0, 100.0), 100.0, 0.5 * 0.36787944),
    ],
)
def test_a_curve_is_its_formula(curve: Curve, x: float, left: float) -> None:
    assert curve(x) == pytest.approx(left, rel=1e-4)


def test_a_breakthrough_comes_late() -> None:
    curve = Breakthrough(30.0, 3.0)
    assert curve(15.0) > 0.98
    assert curve(45.0) < 0.02


def test_a_new_strategy_is_worse_at_first_and_then_far_better() -> None:
    curve = StrategyShifts((Phase(0.0, 1.0, 0.7, 2.0, 1.0), Phase(20.0, 0.9, 0.0, 2.0, 1.0)))
    assert curve(15.0) - curve(19.9) < 0.01  # plateau
    assert curve(20.0) > curve(19.9) + 0.1  # dip
    assert curve(26.0) < 0.3  # leap


def test_what_is_test_only_is_marked() -> None:
    assert set(TEST_ONLY) == {TwoRates, StrategyShifts}


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no learning curve is called 'steep'"):
        make_curve("steep", 1.0, stream(0))
