import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.schedule.practise_or_run import HOUR_MS, Runs, practise_or_run


def test_the_chance_within_a_time_is_that_of_so_many_attempts():
    runs = Runs(0.1, HOUR_MS / 6)
    tries = np.random.default_rng(3).random((200_000, 6)) < 0.1
    assert runs.within(HOUR_MS) == pytest.approx(float(tries.any(axis=1).mean()), abs=0.004)
    assert runs.within(HOUR_MS / 6) == pytest.approx(0.1)
    assert runs.within(0) == 0


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_never_and_always_stay_so(chance: float):
    assert Runs(chance, 1_000).within(HOUR_MS) == chance


def test_practice_that_pays_for_its_own_time_comes_first():
    advice = practise_or_run(Runs(0.01, 600_000), Runs(0.05, 580_000), 20)
    assert advice.now == pytest.approx(0.0585, abs=0.001)
    assert advice.instead > advice.now
    assert advice.words == (
        "A PB in an hour of runs: 6 % now, 27 % after 20 minutes of practice. "
        "Practise first: even with only one hour left it is 19 %."
    )


def test_practice_that_does_not_leaves_the_hour_to_runs():
    advice = practise_or_run(Runs(0.02, 600_000), Runs(0.025, 598_000), 20)
    assert advice.after > advice.now > advice.instead
    assert advice.words == (
        "A PB in an hour of runs: 11 % now, 14 % after 20 minutes of practice. "
        "With only one hour left, run now: practice leaves time for 10 %."
    )


def test_where_practice_changes_nothing_that_is_said():
    same = Runs(0.02, 600_000)
    assert practise_or_run(same, same, 20).words.endswith("Run now: practice is not expected to change that.")


def test_what_is_neither_never_nor_certain_is_not_called_so():
    words = practise_or_run(Runs(0.0, 600_000), Runs(0.9999, 600_000), 20).words
    assert "under 1 % now, over 99 % after" in words


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 1e8), st.floats(1, 1e8), st.integers(0, 60))
def test_every_chance_is_one(q: float, later: float, attempt: float, after: float, minutes: int):
    advice = practise_or_run(Runs(q, attempt), Runs(later, after), minutes)
    assert all(0.0 <= chance <= 1.0 for chance in (advice.now, advice.after, advice.instead))
    assert advice.instead <= advice.after
