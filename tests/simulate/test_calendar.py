from __future__ import annotations

import pytest

from spinlab_pad.simulate import Calendar


def test_practice_is_cut_into_sessions_with_nights_and_a_holiday_between() -> None:
    calendar = Calendar((40.0, 120.0, 240.0))
    assert calendar.ends_s == tuple(60.0 * minutes for minutes in (40, 80, 120, 160, 200, 240))
    assert [calendar.gap_days(session) for session in range(6)] == [1.0, 1.0, 2.0, 14.0, 1.0, 1.0]
    assert Calendar((100.0,)).ends_s == (2_400.0, 4_800.0, 6_000.0)


def test_sessions_can_be_told() -> None:
    assert Calendar((60.0,), sessions=3).ends_s == (1_200.0, 2_400.0, 3_600.0)


def test_time_until_the_next_look() -> None:
    calendar = Calendar((10.0, 20.0))
    assert [calendar.left_s(seconds) for seconds in (0.0, 599.0, 600.0, 1_200.0)] == [600.0, 1.0, 600.0, 0.0]
    assert calendar.curve_s[0] == 50.0
    assert calendar.curve_s[-1] == 1_200.0


@pytest.mark.parametrize(("minutes", "sessions"), [((), None), ((0.0,), None), ((2.0, 1.0), None), ((1.0,), 0)])
def test_what_cannot_be_is_refused(minutes: tuple[float, ...], sessions: int | None) -> None:
    with pytest.raises(ValueError, match="must be"):
        Calendar(minutes, sessions)
