from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.schedule import rest

HOUR_S = 3_600.0


@pytest.mark.parametrize(
    ("rest_s", "step"), [(0.0, 0), (3 * HOUR_S, 0), (3 * HOUR_S + 1, 6), (-9e9, 0), (24 * HOUR_S, 27)]
)
def test_a_rest_is_a_break_from_three_hours_on(rest_s: float, step: int) -> None:
    assert rest.steps(np.array([rest_s]))[0] == step


def test_of_a_rest_only_its_step_counts() -> None:
    rests = np.linspace(4 * HOUR_S, 400 * HOUR_S, 2_000)
    steps, logs = rest.steps(rests), rest.log_rest(rests)
    assert len(np.unique(steps)) == len(np.unique(logs)) > 50
    assert np.all(logs <= np.log1p(rests / rest.SCALE_S))
    assert np.all(np.log1p(rests / rest.SCALE_S) - logs < rest.STEP + 1e-9)


def test_who_never_played_has_rested_for_ever() -> None:
    assert np.isinf(rest.steps(np.array([np.inf]))[0])
