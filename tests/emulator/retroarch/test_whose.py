from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.whose import CLAIM_S, Claims, Owner


def claims(usual: int, *commands: int) -> Claims:
    """After one save of ours at this step; then these commands."""
    made = Claims()
    made.command(100)
    assert made.owner(100 + usual) is Owner.OURS
    made.begin()
    for counter in commands:
        made.command(counter)
    return made


@given(st.integers(-3, 3), st.integers(0, 255), st.integers(-1, 1))
def test_a_state_at_the_usual_step_is_ours(usual: int, counter: int, lag: int) -> None:
    assert claims(usual, counter).owner((counter + usual + lag) % 256) is Owner.OURS


def test_the_counter_may_wrap() -> None:
    assert claims(1, 255).owner(0) is Owner.OURS


def test_a_state_from_before_the_command_is_the_runners() -> None:
    made = claims(1, 50)
    assert made.owner(40) is Owner.RUNNERS
    assert made.owner(51) is Owner.OURS


def test_what_is_close_but_not_usual_is_both_theirs_and_ours() -> None:
    assert claims(1, 50).owner(48) is Owner.BOTH
    assert claims(1, 50).owner(55) is Owner.BOTH


def test_the_state_of_an_earlier_try_of_this_call_is_ours() -> None:
    assert claims(1, 50, 80).owner(51) is Owner.OURS


def test_the_state_of_a_call_that_was_given_up_is_late() -> None:
    made = claims(1, 50)
    made.begin()
    made.command(200)
    assert made.owner(51) is Owner.LATE
    assert made.owner(120) is Owner.RUNNERS


def test_without_a_counter_at_the_command_what_appears_is_ours() -> None:
    assert claims(1).owner(77) is Owner.OURS


def test_a_command_claims_no_state_that_comes_long_after_its_answer() -> None:
    now_s = 0.0
    made = Claims(lambda: now_s)
    made.command(50)
    made.begin()
    now_s = CLAIM_S - 0.1
    assert made.is_late(51)
    now_s = CLAIM_S + 0.1
    assert not made.is_late(51), "the counter comes round every 4.3 s"


def test_a_command_claims_one_state_and_the_other_command_its_own() -> None:
    made = claims(1, 50, 74)
    assert made.owner(51) is Owner.OURS
    made.taken(51)
    made.begin()
    assert made.is_late(75)
    assert not made.is_late(51)
