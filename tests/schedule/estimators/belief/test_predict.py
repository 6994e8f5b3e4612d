from __future__ import annotations

import math

import numpy as np
import pytest

from spinlab_pad.schedule.estimators import belief
from spinlab_pad.schedule.estimators.belief.predict import Ahead
from tests.schedule.examples import INFO, aborted, completed

LOG = [completed(12_000 + 300 * (n % 4), n % 3 == 0, 5_000, started_s=30.0 * n) for n in range(12)]


@pytest.fixture
def ahead() -> Ahead:
    state = belief.initial(INFO)
    for attempt in LOG:
        state = belief.update(state, attempt)
    found = belief.predict(state, INFO, 0.0)
    assert found is not None
    return found


def test_clean_lives_of_all_lengths_have_probability_1(ahead: Ahead) -> None:
    logs = np.linspace(math.log(500), math.log(500_000), 20_001)
    density = [math.exp(ahead.log_score(completed(round(math.exp(y))))) for y in logs[::40]]
    without_deaths = math.exp(ahead.log_score(aborted(0))) - math.exp(ahead.log_score(aborted(1)))
    assert np.trapezoid(density, logs[::40]) == pytest.approx(without_deaths, rel=0.01)


def test_all_numbers_of_deaths_have_probability_1(ahead: Ahead) -> None:
    clean = ahead.log_score(completed(12_000))
    shares = [math.exp(ahead.log_score(completed(12_000, deaths)) - clean) for deaths in range(400)]
    likely = math.exp(ahead.log_score(aborted(1)))
    assert sum(shares[1:]) / sum(shares) == pytest.approx(likely, rel=0.01)


def test_the_sample_is_where_the_scores_are(ahead: Ahead) -> None:
    times = ahead.times_ms()
    assert len(times) == 201
    assert np.all(np.diff(times) >= 0)
    middle = float(times[100])
    assert ahead.log_score(completed(round(middle))) > ahead.log_score(completed(round(2 * middle)))
    assert np.mean(times < 12_900) == pytest.approx(0.7, abs=0.12)


def test_a_cold_start_is_another_time() -> None:
    state = belief.initial(INFO)
    for n in range(40):
        cold = n % 2 == 1
        state = belief.update(
            state, completed(11_000 if cold else 10_000, started_s=30.0 * n, start="cold" if cold else "hot")
        )
    found = belief.predict(state, INFO, 0.0)
    assert found is not None
    assert np.median(found.times_ms("cold")) / np.median(found.times_ms("hot")) == pytest.approx(1.1, abs=0.03)
    assert found.log_score(completed(11_000, start="cold")) > found.log_score(completed(11_000, start="hot")) + 0.5
    assert (belief.estimate(state, INFO, 0.0).clean_ms or 0) == pytest.approx(10_000, rel=0.03)


@pytest.mark.parametrize("attempt", [completed(1), completed(3_600_000), completed(10_000, 1_000), aborted(1_000)])
def test_whatever_comes_its_score_is_finite(ahead: Ahead, attempt) -> None:
    assert math.isfinite(ahead.log_score(attempt))


def test_a_whole_time_without_its_last_life_is_scored_too(ahead: Ahead) -> None:
    likely, unlikely = (completed(12_000, 1, life, clean_tail_ms=None) for life in (5_000, 500_000))
    assert ahead.log_score(likely) > ahead.log_score(unlikely) + 1.0
