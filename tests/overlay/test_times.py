from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.view import TimerView
from spinlab_pad.overlay.times import Decimals, arrow, clock, delta, shown_ms, timer_text, value


@pytest.mark.parametrize(
    ("ms", "decimals", "text"),
    [
        (0, 2, "0:00.00"),
        (34_259, 1, "0:34.2"),
        (34_259, 2, "0:34.25"),
        (59_999, 0, "0:59"),
        (60_000, 1, "1:00.0"),
        (3_723_400, 1, "1:02:03.4"),
        (-1_500, 1, "−0:01.5"),
        (None, 2, "—"),
    ],
)
def test_a_time_is_cut_off_and_not_rounded_up(ms: int | None, decimals: Decimals, text: str) -> None:
    assert clock(ms, decimals) == text


def test_from_an_hour_on_a_value_has_no_decimals() -> None:
    assert (value(3_599_990), value(3_600_990)) == ("59:59.99", "1:00:00")


@pytest.mark.parametrize(
    ("ms", "text"), [(-1_240, "−1.2"), (430, "+0.4"), (0, "+0.0"), (62_900, "+1:02"), (-60_000, "−1:00")]
)
def test_a_delta_has_a_sign_and_no_decimals_above_a_minute(ms: int, text: str) -> None:
    assert delta(ms) == text


def test_the_arrow_points_up_when_faster() -> None:
    assert [arrow(ms) for ms in (-1, 0, 1)] == ["▲", "=", "▼"]


@given(st.integers(-(10**9), 10**9))
def test_no_time_has_an_ascii_minus(ms: int) -> None:
    assert "-" not in clock(ms) + delta(ms)


def test_a_running_timer_counts_on_from_its_anchor_in_tenths() -> None:
    timer = TimerView(True, 1_000_000, 5_000, None)
    assert shown_ms(timer, 1_002_340) == 7_340
    assert timer_text(timer, 1_002_340) == "0:07.3"


def test_a_clock_that_went_back_shows_nothing_negative() -> None:
    assert shown_ms(TimerView(True, 1_000_000, 0, None), 999_000) == 0


def test_a_standing_timer_has_hundredths_or_nothing_to_show() -> None:
    assert timer_text(TimerView(False, None, 0, 32_410), 5) == "0:32.41"
    assert timer_text(TimerView(False, None, 0, None), 5) == "—"
