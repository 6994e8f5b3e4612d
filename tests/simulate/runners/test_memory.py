from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.simulate.runners.memory import Memory, Retention

RETENTION = Retention(keeps=0.6, fades=0.05, savings=2.0)


def test_a_night_takes_part_of_the_day_and_a_break_part_of_the_rest() -> None:
    memory = Memory(prior=5.0)
    memory.practise(10.0, RETENTION)
    assert memory.held == 15.0
    memory.rest(1.0, RETENTION)
    kept = 6.0 * 2.0**-0.05
    assert memory.held == pytest.approx(5.0 + kept)
    memory.rest(13.0, RETENTION)
    assert memory.held == pytest.approx(5.0 + kept * 14.0**-0.05)  # no share of today is left to lose


def test_what_was_lost_comes_back_at_double_speed_and_no_faster_after_that() -> None:
    memory = Memory(prior=0.0, gained=6.0, peak=10.0)
    memory.practise(1.0, RETENTION)
    assert memory.held == pytest.approx(8.0)
    memory.practise(3.0, RETENTION)
    assert memory.held == pytest.approx(12.0)
    assert memory.peak == pytest.approx(12.0)


def test_a_copy_is_another_memory() -> None:
    memory = Memory(prior=1.0)
    other = memory.copy()
    other.practise(1.0, RETENTION)
    assert (memory.held, other.held) == (1.0, 2.0)


@given(
    st.lists(
        st.one_of(st.tuples(st.just("play"), st.floats(0.0, 5.0)), st.tuples(st.just("rest"), st.floats(0.1, 30.0)))
    )
)
def test_practice_never_harms_rest_never_helps_and_what_was_there_before_stays(steps: list[tuple[str, float]]) -> None:
    memory = Memory(prior=3.0)
    for what, amount in steps:
        before = memory.held
        if what == "play":
            memory.practise(amount, RETENTION)
            assert memory.held >= before + amount - 1e-9
        else:
            memory.rest(amount, RETENTION)
            assert 3.0 <= memory.held <= before
        assert memory.gained <= memory.peak + 1e-9
