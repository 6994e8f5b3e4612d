import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.schedule.practice_ahead import FADE, practise
from spinlab_pad.schedule.types import Estimate


def learning(gain_ms: float, *, expected_ms: int = 40_000, practice_ms: int = 60_000, floor_ms: int | None = None):
    return Estimate("e", expected_ms=expected_ms, gain_ms=gain_ms, practice_ms=practice_ms, floor_ms=floor_ms)


def test_one_serving_brings_what_the_estimate_says():
    found = practise({"a": learning(500)}, 1, by_value=True)
    assert found is not None
    assert (found.gain_ms, found.servings, found.expected_ms) == (500, 1, {"a": 39_500})


def test_with_a_floor_the_time_follows_the_exponential_curve_to_it():
    floor, tau = 30_000, 8.0
    gain = 10_000 * -math.expm1(-1 / tau)
    for minutes in (1, 5, 40):
        found = practise({"a": learning(gain, floor_ms=floor)}, minutes, by_value=True)
        assert found is not None
        assert found.expected_ms["a"] == pytest.approx(floor + 10_000 * math.exp(-minutes / tau))


def test_without_a_floor_each_attempt_brings_a_little_less():
    found = practise({"a": learning(500)}, 3, by_value=True)
    assert found is not None
    assert found.gain_ms == pytest.approx(500 * (1 + FADE + FADE**2))


def test_the_last_serving_counts_in_part():
    found = practise({"a": learning(500, floor_ms=0)}, 0.5, by_value=True)
    assert found is not None
    assert (found.gain_ms, found.servings) == (250, 0.5)


def test_by_value_time_goes_where_a_minute_brings_most_until_that_is_used_up():
    quick, slow = learning(300, practice_ms=20_000, floor_ms=38_000), learning(600, practice_ms=60_000, floor_ms=0)
    first = practise({"slow": slow, "quick": quick}, 1 / 3, by_value=True)
    assert first is not None
    assert first.expected_ms == {"slow": 40_000, "quick": 39_700}
    later = practise({"slow": slow, "quick": quick}, 10, by_value=True)
    assert later is not None
    assert later.expected_ms["slow"] < 40_000


def test_otherwise_all_are_served_in_turn():
    found = practise({"a": learning(100), "b": learning(900), "c": learning(0)}, 3, by_value=False)
    assert found is not None
    assert found.expected_ms == {"a": 39_900, "b": 39_100, "c": 40_000}
    best = practise({"a": learning(100), "b": learning(900), "c": learning(0)}, 3, by_value=True)
    assert best is not None
    assert best.gain_ms > found.gain_ms


def test_what_is_said_to_get_slower_brings_nothing():
    found = practise({"a": learning(-400)}, 10, by_value=True)
    assert found is not None
    assert found.gain_ms == 0


@pytest.mark.parametrize("unknown", [Estimate("e"), Estimate("e", expected_ms=1, gain_ms=None, practice_ms=900)])
def test_segments_without_an_estimate_are_not_counted_and_of_those_alone_nothing_is_known(unknown: Estimate):
    assert practise({"a": unknown}, 10, by_value=True) is None
    assert practise({}, 10, by_value=False) is None
    found = practise({"a": unknown, "b": learning(500)}, 1, by_value=False)
    assert found is not None
    assert found.expected_ms == {"b": 39_500}


ESTIMATES = st.builds(
    learning,
    st.floats(-1e6, 1e6),
    expected_ms=st.integers(1, 10**8),
    practice_ms=st.integers(0, 10**6),
    floor_ms=st.none() | st.integers(0, 10**8),
)


@given(st.lists(ESTIMATES, min_size=1, max_size=6), st.booleans())
def test_more_practice_never_brings_less_and_never_leads_below_the_floor(estimates: list[Estimate], by_value: bool):
    named = {str(number): item for number, item in enumerate(estimates)}
    gains = []
    for minutes in (0, 0.01, 1, 7):
        found = practise(named, minutes, by_value=by_value)
        assert found is not None
        gains.append(found.gain_ms)
        for name, expected_ms in found.expected_ms.items():
            before, floor = named[name].expected_ms, named[name].floor_ms
            assert before is not None
            assert expected_ms <= before + 1e-6
            assert floor is None or expected_ms >= min(floor, before) - 1e-6
    assert gains[0] == 0
    assert all(later >= sooner - 1e-6 for sooner, later in itertools.pairwise(gains))
