from __future__ import annotations

import math

import pytest

from spinlab_pad.simulate.runners.form import AVERAGE, Form

FORM = Form(days=0.05, cold=0.1, warm_s=300.0, tired=0.04, fresh_s=3_600.0, risk=3.0)


def test_an_average_day_between_warm_up_and_fatigue_is_average() -> None:
    assert FORM.mood(0.0, 3_600.0) == pytest.approx(AVERAGE, abs=1e-5)


@pytest.mark.parametrize(("since_s", "log"), [(0.0, 0.1), (300.0, 0.1 / math.e), (3 * 3_600.0, 0.08)])
def test_the_runner_starts_cold_warms_up_and_tires(since_s: float, log: float) -> None:
    mood = FORM.mood(0.0, since_s)
    assert math.log(mood.time) == pytest.approx(log, abs=1e-3)
    assert math.log(mood.odds) == pytest.approx(3.0 * log, abs=3e-3)


def test_a_bad_day_is_slower_than_a_good_one() -> None:
    assert FORM.mood(1.0, 3_600.0).time == pytest.approx(math.exp(0.05), rel=1e-4)
    assert FORM.mood(-1.0, 3_600.0).time < 1.0
