from __future__ import annotations

import math

import numpy as np
import pytest

from spinlab_pad.schedule.worth import Worth, unknown


def test_seconds_saved_by_a_minute() -> None:
    assert Worth(50.0, 0.0, 10_000.0, 0.1).per_minute_s == pytest.approx(0.3)


def test_what_is_not_known_is_nan() -> None:
    assert all(math.isnan(value) for value in unknown(2)[1])


def test_some_are_copied_and_written_back() -> None:
    worths = unknown(3)
    some = worths.of(np.array([2, 0]))
    some.gain_ms[:] = 1.0, 2.0
    assert math.isnan(worths[2].gain_ms)
    worths.put([2, 0], some)
    assert (worths[0].gain_ms, worths[2].gain_ms) == (2.0, 1.0)
    assert math.isnan(worths[1].gain_ms)
    assert len(worths) == 3
