from __future__ import annotations

import pytest

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.form import AVERAGE
from tests.simulate.people import chain


def test_a_late_trick_is_practised_only_when_it_is_reached() -> None:
    segment = chain()
    exposures = segment.expected(segment.begins, None).exposures
    assert exposures[0] > exposures[1] > exposures[2]
    random = stream(1)
    for _ in range(200):
        life = segment.live(segment.begins, 0, AVERAGE, random)
        assert list(life.exposures) == sorted(life.exposures, reverse=True)
        assert life.died or life.exposures == (1.0, 1.0, 1.0)


def test_its_time_and_deaths_come_out_of_the_tricks() -> None:
    segment = chain()
    held = (1e9, 1e9, 1e9)
    assert segment.clean_s(held) == pytest.approx(segment.full_s) == pytest.approx(12.0)
    survives = 0.98**3
    assert segment.expected(held, None).deaths == pytest.approx((1 - survives) / survives)
