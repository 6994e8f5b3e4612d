from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from spinlab_pad.schedule import Attempt, SegmentInfo
from spinlab_pad.schedule.checks import check_attempt, check_finite, check_segment
from tests.schedule.examples import aborted, attempts, completed

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": ""}, "id"),
        ({"reference_ms": 0}, "reference_ms must be at least 1"),
        ({"reference_ms": NAN}, "reference_ms must be a finite number"),
        ({"death_penalty_ms": -1}, "death_penalty_ms must be at least 0"),
        ({"load_ms": -1}, "load_ms must be at least 0"),
    ],
)
def test_a_segment_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_segment(replace(SegmentInfo("s"), **change))


GOOD = completed(10_000, deaths=2, life_ms=4_000)


@pytest.mark.parametrize(
    ("attempt", "change", "says"),
    [
        (GOOD, {"started_s": NAN}, "started_s must be a finite number"),
        (GOOD, {"started_s": INF}, "started_s must be a finite number"),
        (GOOD, {"duration_s": -0.1}, "duration_s must be at least 0"),
        (GOOD, {"duration_s": NAN}, "duration_s must be a finite number"),
        (GOOD, {"clean_tail_ms": 0}, "clean_tail_ms must be at least 1"),
        (GOOD, {"clean_tail_ms": -5}, "clean_tail_ms must be at least 1"),
        (GOOD, {"clean_tail_ms": NAN}, "clean_tail_ms must be a finite number"),
        (GOOD, {"clean_tail_ms": "10"}, "clean_tail_ms must be a finite number"),
        (GOOD, {"clean_tail_ms": 86_400_001, "time_ms": None}, "clean_tail_ms must be at most"),
        (GOOD, {"time_ms": 0}, "time_ms must be at least 1"),
        (GOOD, {"time_ms": INF}, "time_ms must be a finite number"),
        (GOOD, {"time_ms": 9_999}, "time_ms must be at least clean_tail_ms"),
        (GOOD, {"time_ms": None, "clean_tail_ms": None}, "completed, so time_ms or clean_tail_ms must be given"),
        (GOOD, {"deaths": -1}, "deaths must be a whole number"),
        (GOOD, {"deaths": 1.5}, "deaths must be a whole number"),
        (GOOD, {"deaths": 10_001}, "deaths must be a whole number"),
        (GOOD, {"rating": "meh"}, "rating must be one of"),
        (GOOD, {"source": "replay"}, "source must be one of"),
        (GOOD, {"start": "warm"}, "start must be one of"),
        (aborted(1), {"time_ms": 5_000}, "aborted, so time_ms must be None"),
        (aborted(1), {"clean_tail_ms": 5_000}, "aborted, so clean_tail_ms must be None"),
    ],
)
def test_an_attempt_that_cannot_be_is_refused(attempt: Attempt, change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=f"attempt of s: {says}"):
        check_attempt(replace(attempt, **change))


@pytest.mark.parametrize(
    "attempt",
    [
        completed(1),
        completed(3_600_000),
        completed(10_000, deaths=1_000, life_ms=4_000),
        completed(10_000, time_ms=None),
        completed(10_000, clean_tail_ms=None),
        completed(10_000, started_s=-5.0, duration_s=0.0),
        completed(10_000, rating="again", source="reference", start="cold"),
        aborted(0),
        aborted(1_000),
    ],
)
def test_the_unlikely_passes(attempt: Attempt) -> None:
    check_attempt(attempt)


def test_a_bool_is_no_time() -> None:
    with pytest.raises(ValueError, match="now_s"):
        check_finite("now_s", True)


KINDS = (int, float, np.float64, np.int64, Fraction)


@given(attempts(), st.sampled_from(KINDS), st.sampled_from(KINDS), st.sampled_from((int, np.int64)))
def test_numbers_of_every_kind_are_taken(
    attempt: Attempt, seconds: Callable[[float], Any], ms: Callable[[float], Any], count: Callable[[float], Any]
) -> None:
    changed = replace(
        attempt,
        started_s=seconds(attempt.started_s),
        duration_s=seconds(attempt.duration_s),
        time_ms=None if attempt.time_ms is None else ms(attempt.time_ms),
        clean_tail_ms=None if attempt.clean_tail_ms is None else ms(attempt.clean_tail_ms),
    )
    check_attempt(changed)
    check_attempt(replace(changed, deaths=count(attempt.deaths)))


@pytest.mark.parametrize("field", ["started_s", "duration_s", "time_ms", "clean_tail_ms"])
def test_true_is_no_number(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field} must be a finite number, got True"):
        check_attempt(replace(GOOD, **{field: True}))  # type: ignore[arg-type]
