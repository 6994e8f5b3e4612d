import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.bot.skill import CLEAN, PLACE_PX, SHIFT_FRAMES, Skill, Slip, place_of

HERE, THERE = (1, 3), (1, 9)


def slips(skill: Skill, count: int = 400) -> list[Slip]:
    return [skill.attempt(HERE) for _ in range(count)]


def test_the_perfect_player_never_errs() -> None:
    skill = Skill(1.0)
    assert all(slip is CLEAN for slip in slips(skill))
    assert skill.reaction_frames(HERE) == 0


def test_the_press_errs_by_as_much_as_the_clumsiness_says() -> None:
    late = [slip.late_frames for slip in slips(Skill(0.2, seed=4), 2000)]
    assert statistics.stdev(late) == pytest.approx(0.8 * SHIFT_FRAMES, rel=0.1)
    assert abs(statistics.mean(late)) < 0.2


def test_jumps_are_forgotten_and_cut_short_now_and_then() -> None:
    clumsy = slips(Skill(0.0), 2000)
    assert 0.06 < sum(slip.forgotten for slip in clumsy) / 2000 < 0.1
    short = [slip.held for slip in clumsy if slip.held < 1]
    assert 0.15 < len(short) / 2000 < 0.21
    assert 0.1 <= min(short) <= max(short) <= 0.6


def test_practice_helps_where_it_was_done() -> None:
    skill = Skill(0.5, learning=1.0)
    assert skill.clumsiness(HERE) == 0.5
    skill.attempt(HERE)
    assert skill.clumsiness(HERE) == 0.25
    skill.attempt(HERE)
    assert skill.clumsiness(HERE) == pytest.approx(0.5 / 3)
    assert skill.clumsiness(THERE) == 0.5


def test_who_never_learns_stays_as_clumsy() -> None:
    skill = Skill(0.5)
    slips(skill, 50)
    assert skill.clumsiness(HERE) == 0.5


@given(st.floats(0, 1), st.floats(0, 3), st.integers(0, 2**32))
def test_the_same_seed_errs_the_same_way(level: float, learning: float, seed: int) -> None:
    assert slips(Skill(level, learning, seed), 20) == slips(Skill(level, learning, seed), 20)


def test_another_seed_errs_in_another_way() -> None:
    assert slips(Skill(0.3, seed=1), 20) != slips(Skill(0.3, seed=2), 20)


@pytest.mark.parametrize(("level", "learning"), [(-0.1, 0), (1.1, 0), (float("nan"), 0), (0.5, -1)])
def test_numbers_out_of_range_are_refused(level: float, learning: float) -> None:
    with pytest.raises(ValueError, match=r"is not within|is below"):
        Skill(level, learning)


def test_a_place_is_a_stretch_of_a_level() -> None:
    assert place_of(1, 0) == place_of(1, PLACE_PX - 1)
    assert len({place_of(1, 0), place_of(1, PLACE_PX), place_of(2, 0)}) == 3
