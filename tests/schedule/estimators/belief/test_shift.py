from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from spinlab_pad.schedule.estimators import belief
from tests.schedule.examples import INFO, aborted, completed

USUAL_MS = [12_000, 12_300, 11_900, 12_100, 12_000, 11_800, 12_200, 12_000]


def clean_ms(times_ms: Sequence[int | None], reference_ms: int | None = None) -> int:
    """What is believed of a clean life after these, None being an attempt that was given up."""
    info = replace(INFO, reference_ms=reference_ms)
    state = belief.initial(info)
    for n, time_ms in enumerate(times_ms):
        at_s = 60.0 * n
        state = belief.update(state, aborted(started_s=at_s) if time_ms is None else completed(time_ms, started_s=at_s))
    return belief.estimate(state, info, 0.0).clean_ms or 0


@pytest.mark.parametrize("first_ms", [1, 1_000, 60_000, 3_600_000])
def test_a_belief_that_began_with_an_outlier_is_put_right_by_two_lives(first_ms: int) -> None:
    assert clean_ms([first_ms, 12_000]) == pytest.approx(first_ms, rel=0.2, abs=1)
    assert clean_ms([first_ms, 12_000, 12_200]) == pytest.approx(12_000, rel=0.08)


@pytest.mark.parametrize("reference_ms", [1_000, 100_000, 1_057_000])
def test_the_first_life_is_right_against_the_time_of_the_reference_run(reference_ms: int) -> None:
    assert clean_ms([12_000], reference_ms) == pytest.approx(12_000, rel=0.05)


def test_three_outliers_that_agree_are_another_level() -> None:
    assert clean_ms([*USUAL_MS, 40_000, 41_000]) == pytest.approx(12_000, rel=0.03)
    assert clean_ms([*USUAL_MS, 40_000, 41_000, 39_000]) == pytest.approx(40_000, rel=0.03)
    assert clean_ms([*USUAL_MS, 40_000, 41_000, 39_000, 12_000]) == pytest.approx(40_000, rel=0.03)


def test_outliers_that_disagree_are_none() -> None:
    assert clean_ms([*USUAL_MS, 40_000, 90_000, 40_000, 3_000, 40_000]) == pytest.approx(12_000, rel=0.03)


def test_a_sound_life_between_them_keeps_the_level() -> None:
    assert clean_ms([*USUAL_MS, 40_000, 41_000, 12_000, 39_000, 40_000]) == pytest.approx(12_000, rel=0.03)


def test_attempts_that_were_given_up_are_none_of_the_row() -> None:
    assert clean_ms([*USUAL_MS, 40_000, None, 41_000, None, 39_000]) == pytest.approx(40_000, rel=0.03)


def test_a_level_that_was_hardly_learned_is_outvoted() -> None:
    assert clean_ms([12_000, 12_100, 40_000, 41_000]) == pytest.approx(40_000, rel=0.05)
    assert clean_ms([*USUAL_MS[:3], 40_000, 41_000]) == pytest.approx(12_000, rel=0.05)
