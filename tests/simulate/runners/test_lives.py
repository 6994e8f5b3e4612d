from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.simulate.runners.lives import Patience, Tilt, chance, expected_lives


def summed(odds: float, tilt: Tilt, patience: Patience | None) -> tuple[float, float]:
    """The same by walking through ten thousand lives."""
    alive, deaths, completes = 1.0, 0.0, 0.0
    for before in range(10_000):
        dies = chance(tilt.odds(odds, before))
        deaths += alive * dies
        completes += alive * (1.0 - dies)
        alive *= dies * (1.0 - (patience.gives_up(before + 1) if patience else 0.0))
    return deaths, completes


tilts = st.builds(Tilt, st.floats(1.0, 2.0), st.integers(0, 4))
patiences = st.one_of(st.none(), st.builds(Patience, st.integers(1, 15), st.floats(0.0, 1.0)))


@given(odds=st.floats(0.001, 12.0), tilt=tilts, patience=patiences)
def test_the_closed_form_is_the_sum(odds: float, tilt: Tilt, patience: Patience | None) -> None:
    lives = expected_lives(odds, tilt, patience)
    assert (lives.deaths, lives.completes) == pytest.approx(summed(odds, tilt, patience), rel=1e-6)


def test_without_tilt_and_patience_deaths_are_geometric() -> None:
    assert expected_lives(3.0, Tilt(), None) == pytest.approx((3.0, 1.0))


def test_who_tilts_dies_more_often_and_who_gives_up_less_often() -> None:
    plain = expected_lives(1.0, Tilt(), None)
    assert expected_lives(1.0, Tilt(1.5, 3), None).deaths > plain.deaths
    quits = expected_lives(1.0, Tilt(), Patience(2, 0.5))
    assert quits.deaths < plain.deaths
    assert quits.completes == pytest.approx(1.0 - 0.25 * 0.5 / 0.75)  # gives up after the 2nd, 3rd, ... death
