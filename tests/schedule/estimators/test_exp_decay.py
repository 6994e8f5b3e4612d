from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.schedule import Attempt, Estimate
from spinlab_pad.schedule.estimators.curve import TAUS, fit
from spinlab_pad.schedule.estimators.exp_decay import ESTIMATOR, FADE, KEPT, weights
from tests.schedule.examples import INFO, aborted, completed


def test_weights_fade_and_bound_outliers() -> None:
    w = weights(np.array([1_000.0, 1_000, 3_000, 1_000, 1_000]))
    assert w[-1] == 1.0
    assert w[0] == pytest.approx(FADE**4)
    assert w[2] == pytest.approx(FADE**2 / 4)


def after(*attempts: Attempt) -> Estimate:
    state = ESTIMATOR.initial(INFO)
    for attempt in attempts:
        state = ESTIMATOR.update(state, attempt)
    return ESTIMATOR.estimate(state, INFO, 0.0)


def test_there_is_nothing_to_say_before_a_completion() -> None:
    nothing = after(aborted(2), aborted(1))
    assert (nothing.clean_ms, nothing.expected_ms, nothing.gain_ms, nothing.low_ms) == (None, None, None, None)
    assert nothing.death_rate is not None


def test_the_first_completion_leaves_much_open() -> None:
    one, ten = after(completed(15_000)), after(*[completed(15_000)] * 10)
    for estimate, least, most in ((one, 1_000, 4_000), (ten, 0, 1_000)):
        assert estimate.clean_sd_ms is not None
        assert least < estimate.clean_sd_ms < most
    assert one.gain_ms is not None
    assert ten.gain_ms is not None
    assert one.gain_ms > 3 * ten.gain_ms > 0


def test_the_answers_are_those_of_the_curve() -> None:
    times = 9_000 + 6_000 * np.exp(-np.arange(20) / float(TAUS[6]))
    estimate = after(*[completed(float(time)) for time in times])
    curve = fit(times, weights(times))
    assert estimate.clean_ms == round(curve.level)
    assert estimate.clean_sd_ms == pytest.approx(curve.level_var**0.5)
    assert estimate.gain_ms is not None
    assert estimate.gain_sd_ms is not None
    # A little more: death lives shrink along.
    assert curve.gain < estimate.gain_ms < 1.05 * curve.gain
    assert curve.gain_var**0.5 < estimate.gain_sd_ms < 1.05 * curve.gain_var**0.5
    assert estimate.floor_ms is not None
    assert estimate.expected_ms is not None
    assert estimate.expected_ms - estimate.floor_ms == pytest.approx(curve.level - curve.floor, rel=0.03)


def test_the_end_of_practice_is_that_of_the_curve() -> None:
    times = 9_000 + 6_000 * np.exp(-np.arange(100) / 6)
    estimate = after(*[completed(float(time)) for time in times])
    assert estimate.clean_ms == pytest.approx(9_000, rel=0.01)
    assert estimate.floor_ms == pytest.approx(9_000 + 0.3 / (1 + 1 / 0.03) * (4_500 + 3_000), rel=0.02)


def test_a_freak_is_not_believed() -> None:
    sound = [completed(10_000 + 100 * (n % 5)) for n in range(15)]
    before, now = after(*sound), after(*sound, completed(3_600_000))
    assert before.clean_ms is not None
    assert now.clean_ms == pytest.approx(before.clean_ms, rel=0.2)


def test_a_long_log_stays_bounded() -> None:
    state = ESTIMATOR.initial(INFO)
    for n in range(KEPT + 50):
        state = ESTIMATOR.update(state, completed(10_000 + n))
    assert len(state.lives) == KEPT
    assert state.lives[-1] == (10_000 + KEPT + 49, False)
    assert ESTIMATOR.estimate(state, INFO, 0.0).attempts == KEPT + 50
