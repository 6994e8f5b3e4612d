"""What holds for every estimator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from spinlab_pad.schedule import ESTIMATORS, Attempt, Estimate, Scheduler, SegmentInfo
from tests.schedule.examples import INFO, aborted, attempts, completed, numbers_of, runner

every_estimator = pytest.mark.parametrize("name", list(ESTIMATORS))


def after(name: str, log: Sequence[Attempt], info: SegmentInfo = INFO) -> Estimate:
    estimator = ESTIMATORS[name]
    return estimator.estimate(state_after(name, log, info), info, 0.0)


def state_after(name: str, log: Sequence[Attempt], info: SegmentInfo = INFO) -> Any:
    return reduce(ESTIMATORS[name].update, log, ESTIMATORS[name].initial(info))


def scaled(attempt: Attempt, factor: float) -> Attempt:
    attempt = replace(attempt, duration_s=factor * attempt.duration_s)
    if attempt.time_ms is None or attempt.clean_tail_ms is None:
        return attempt
    return replace(
        attempt, time_ms=round(factor * attempt.time_ms), clean_tail_ms=round(factor * attempt.clean_tail_ms)
    )


def scaled_info(factor: float) -> SegmentInfo:
    return replace(INFO, death_penalty_ms=round(factor * INFO.death_penalty_ms), load_ms=round(factor * INFO.load_ms))


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
    before = numbers_of(after(name, log))
    now = numbers_of(after(name, [scaled(attempt, factor) for attempt in log], scaled_info(factor)))
    assert before.keys() == now.keys()
    for field, value in before.items():
        if field.endswith("_ms"):
            # Rounded to whole ms, of lives that are 1 ms at least.
            assert now[field] == pytest.approx(factor * value, rel=1e-6, abs=2 * factor)
        else:
            assert now[field] == pytest.approx(value)


@every_estimator
@pytest.mark.parametrize("factor", [0.5, 0.8, 1.7, 3.0])
@pytest.mark.parametrize("seed", range(6))
def test_after_ten_attempts_nobody_minds_how_long_a_segment_is(name: str, seed: int, factor: float) -> None:
    log = list(runner(seed, 12, 0.2, 0.1))
    before = numbers_of(after(name, log))
    now = numbers_of(after(name, [scaled(attempt, factor) for attempt in log], scaled_info(factor)))
    assert before.keys() == now.keys()
    for field in ("expected_ms", "clean_ms", "practice_ms", "low_ms", "high_ms", "quantile_0.5_ms", "floor_ms"):
        if field in before:
            assert now[field] == pytest.approx(factor * before[field], rel=0.02)
    assert now["death_rate"] == pytest.approx(before["death_rate"], rel=0.02)


@every_estimator
@given(clean_ms=st.integers(1_000, 90_000))
def test_the_same_clean_life_again_and_again_is_never_expected_to_take_longer(name: str, clean_ms: int) -> None:
    """Up to 1 %: a prior of getting faster that gives way may show. A log with deaths has no such rule: it must first
    be believed that the runner dies."""
    estimator, state, said = ESTIMATORS[name], ESTIMATORS[name].initial(INFO), []
    for _ in range(30):
        state = estimator.update(state, completed(clean_ms))
        expected = estimator.estimate(state, INFO, 0.0).expected_ms
        assert expected is not None
        said.append(expected)
        assert expected <= 1.01 * min(said) + 1
    assert said[-1] < said[0]


@every_estimator
@given(log=st.lists(attempts(least_ms=1_000, most_ms=90_000), min_size=1, max_size=8))
def test_a_completion_without_a_death_never_makes_deaths_likelier(name: str, log: list[Attempt]) -> None:
    before, now = after(name, log), after(name, [*log, completed(10_000)])
    if before.death_rate is not None and before.deaths_per_run is not None:
        assert now.death_rate is not None
        assert now.deaths_per_run is not None
        assert now.death_rate <= before.death_rate * (1 + 1e-9)
        assert now.deaths_per_run <= before.deaths_per_run * (1 + 1e-9)


WILD = [
    pytest.param([completed(1), completed(3_600_000)] * 5, id="a millisecond and an hour"),
    pytest.param([completed(86_400_000, deaths=1_000, life_ms=86_400_000)] * 3, id="a day and a thousand deaths"),
    pytest.param([aborted(10_000)] * 20 + [completed(1, deaths=10_000)], id="nothing but deaths"),
    pytest.param([completed(10_000)] * 300, id="a machine"),
    pytest.param([completed(10_000, 1, clean_tail_ms=None, time_ms=9e15)] * 4, id="a whole time beyond reason"),
    pytest.param(
        [completed(10_000, started_s=started) for started in (0.0, 3e9, -3e9, 1e-3, 3e9, 5.0, -1e12)],
        id="a clock that jumps by years",
    ),
    pytest.param([completed(9_000, start=start) for start in ("cold", "hot", "cold", "cold", "hot")], id="starts"),
]


@every_estimator
@pytest.mark.parametrize("log", WILD)
@pytest.mark.parametrize("reference_ms", [None, 1, 86_400_000])
def test_wild_logs_have_finite_answers(name: str, log: list[Attempt], reference_ms: int | None) -> None:
    info = replace(INFO, reference_ms=reference_ms)
    scheduler = Scheduler([info], estimator=name)
    state = ESTIMATORS[name].initial(info)
    for attempt in log:
        for rest_s in (-1e12, 0.0, 1e12):
            prediction = ESTIMATORS[name].predict(state, info, rest_s)
            if prediction is not None:
                assert math.isfinite(prediction.log_score(attempt))
                for start in ("hot", "cold"):
                    times = prediction.times_ms(start)
                    assert np.all(np.isfinite(times))
                    assert np.all(np.diff(times) >= 0)
        state = ESTIMATORS[name].update(state, attempt)
        scheduler.record(attempt)
        estimates = (scheduler.estimate("s"), *(ESTIMATORS[name].estimate(state, info, r) for r in (-1e12, 0.0, 1e12)))
        for estimate in estimates:
            assert all(math.isfinite(value) for value in numbers_of(estimate).values())


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
