"""What holds for every estimator."""

from __future__ import annotations

import math
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from spinlab_pad.schedule import ESTIMATORS, Attempt, Estimate, SegmentInfo
from tests.schedule.examples import INFO, attempts, numbers_of, runner

every_estimator = pytest.mark.parametrize("name", list(ESTIMATORS))


def after(name: str, log: list[Attempt], info: SegmentInfo = INFO) -> Estimate:
    estimator = ESTIMATORS[name]
    state = estimator.initial(info)
    for attempt in log:
        state = estimator.update(state, attempt)
    return estimator.estimate(state, info, 0.0)


@every_estimator
@given(log=st.lists(attempts(), max_size=15), reference_ms=st.one_of(st.none(), st.integers(1, 3_600_000)))
def test_whatever_comes_the_answer_is_finite_and_in_order(
    name: str, log: list[Attempt], reference_ms: int | None
) -> None:
    estimate = after(name, log, replace(INFO, reference_ms=reference_ms))
    numbers = numbers_of(estimate)
    assert all(math.isfinite(value) for value in numbers.values())
    assert estimate.attempts == len(log)
    assert (estimate.low_ms is None) == (estimate.high_ms is None)
    if estimate.low_ms is not None and estimate.high_ms is not None:
        assert 0 <= estimate.low_ms <= estimate.high_ms
    if estimate.expected_ms is not None and estimate.clean_ms is not None:
        assert 0 < estimate.clean_ms <= estimate.expected_ms
    assert (estimate.death_rate is None) == (not any(attempt.completed or attempt.deaths for attempt in log))
    assert estimate.death_rate is None or 0 < estimate.death_rate < 1
    assert estimate.practice_ms is None or estimate.practice_ms > 0
    assert all(value >= 0 for field, value in numbers.items() if field.endswith(("_sd", "_sd_ms")))
    assert estimate.floor_ms is None or 0 < estimate.floor_ms <= (estimate.expected_ms or 0)
    if estimate.quantiles_ms is not None:
        assert list(estimate.quantiles_ms) == sorted(estimate.quantiles_ms)
        assert (estimate.low_ms, estimate.high_ms) == (estimate.quantiles_ms[1], estimate.quantiles_ms[5])


@every_estimator
@given(log=st.lists(attempts(least_ms=200, most_ms=90_000), max_size=12), factor=st.integers(2, 5))
def test_other_units_of_time_give_the_same_answer_in_those_units(name: str, log: list[Attempt], factor: int) -> None:
    def scaled(attempt: Attempt) -> Attempt:
        attempt = replace(attempt, duration_s=factor * attempt.duration_s)
        if attempt.time_ms is None or attempt.clean_tail_ms is None:
            return attempt
        return replace(attempt, time_ms=factor * attempt.time_ms, clean_tail_ms=factor * attempt.clean_tail_ms)

    info = replace(INFO, death_penalty_ms=factor * INFO.death_penalty_ms, load_ms=factor * INFO.load_ms)
    before, now = after(name, log), after(name, [scaled(attempt) for attempt in log], info)
    numbers, scaled_numbers = numbers_of(before), numbers_of(now)
    assert numbers.keys() == scaled_numbers.keys()
    for field, value in numbers.items():
        if field.endswith("_ms"):
            # Rounded to whole ms, of lives that are 1 ms at least.
            assert scaled_numbers[field] == pytest.approx(factor * value, rel=1e-3, abs=2 * factor)
        else:
            assert scaled_numbers[field] == pytest.approx(value)


@every_estimator
@pytest.mark.parametrize(("death_rate", "noise"), [(0.0, 0.05), (0.15, 0.1), (0.5, 0.2)])
def test_the_interval_holds_about_80_percent_of_the_next_times(name: str, death_rate: float, noise: float) -> None:
    estimator = ESTIMATORS[name]
    held = asked = 0
    for seed in range(25):
        state = estimator.initial(INFO)
        for attempt in runner(seed, 40, death_rate, noise):
            estimate = estimator.estimate(state, INFO, 0.0)
            if estimate.low_ms is not None and estimate.high_ms is not None and attempt.time_ms is not None:
                asked += 1
                held += estimate.low_ms <= attempt.time_ms <= estimate.high_ms
            state = estimator.update(state, attempt)
    assert asked > 700
    assert 0.7 < held / asked < 0.92


@every_estimator
def test_the_level_of_a_simulated_runner_is_found(name: str) -> None:
    truth, said = [], []
    for seed in range(25):
        log = list(runner(seed, 60, 0.2, 0.1))
        estimate = after(name, log[:40])
        assert estimate.expected_ms is not None
        said.append(estimate.expected_ms)
        times = [attempt.time_ms for attempt in log[40:] if attempt.time_ms is not None]
        truth.append(sum(times) / len(times))
    assert sum(said) == pytest.approx(sum(truth), rel=0.1)
