from __future__ import annotations

import math

import pytest

from spinlab_pad.schedule import Attempt, Estimate
from spinlab_pad.schedule.estimators.rolling_mean import ESTIMATOR, WINDOW
from tests.schedule.examples import INFO, aborted, completed


def after(*attempts: Attempt) -> Estimate:
    state = ESTIMATOR.initial(INFO)
    for attempt in attempts:
        state = ESTIMATOR.update(state, attempt)
    return ESTIMATOR.estimate(state, INFO, 0.0)


def test_by_hand() -> None:
    estimate = after(completed(10_000), completed(12_000), completed(8_000), completed(9_000))
    assert estimate.clean_ms == 9_750
    # Four completions, faded: 1 + .97 + .97^2 + .97^3; no deaths but the 0.3 of the prior; lives of half the mean.
    completions = sum(0.97**n for n in range(4))
    assert estimate.expected_ms == round(9_750 + 0.3 / (1 + completions) * (9_750 / 2 + 3_000))
    # Newer half 8.5 s, older half 11 s, two completions apart; the death lives shrink along.
    assert estimate.gain_ms == pytest.approx((22_000 - 17_000) / 2 / 2 * (1 + 0.3 / (1 + completions) / 2))


def test_what_is_known_when() -> None:
    times = [completed(10_000 + n) for n in range(4)]
    assert after().clean_ms is None
    assert after(aborted(3)).clean_ms is None
    assert after(*times[:1]).clean_ms == 10_000
    assert after(*times[:1]).low_ms is None
    assert after(*times[:2]).low_ms is not None
    assert after(*times[:3]).gain_ms is None
    assert after(*times).gain_ms is not None


def test_only_the_window_counts() -> None:
    old = [completed(50_000)] * 3
    assert after(*old, *[completed(10_000)] * WINDOW).clean_ms == 10_000
    assert after(*old, *[completed(10_000)] * (WINDOW - 1)).clean_ms == 14_000


def test_interval_is_that_of_a_mean_and_a_spread() -> None:
    estimate = after(*[completed(time) for time in (9_000, 10_000, 11_000) * 30])
    assert estimate.low_ms is not None
    assert estimate.high_ms is not None
    # The window of ten: sample deviation 870 ms, t(9) at 90 % 1.383, 1 + 1/10 for the mean.
    deviation = math.sqrt(sum((time - 10_100) ** 2 for time in (11_000, *(9_000, 10_000, 11_000) * 3)) / 9)
    reach = 1.383 * deviation * math.sqrt(1.1)
    assert estimate.low_ms == pytest.approx(10_100 - reach, abs=150)
    assert estimate.high_ms == pytest.approx(10_100 + reach, abs=250)


def test_equal_times_are_not_taken_for_certainty() -> None:
    estimate = after(*[completed(10_000)] * 10)
    assert estimate.low_ms is not None
    assert estimate.low_ms < 9_900
