"""What LiveSplit answers is believed only where it can be LiveSplit's, and it reads our times as they are."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.livesplit.errors import Nonsense
from spinlab_pad.livesplit.protocol import ANSWER_MAX, Phase, Standing, set_clock, standing
from tests.livesplit.timer import MS, format_time, parse_time

PHASES = get_args(Phase)


@given(st.sampled_from(PHASES), st.integers(0, 999_999))
def test_what_livesplit_answers_is_read(phase, index):
    index = -1 if phase == "NotRunning" else index
    assert standing([phase, str(index)]) == Standing(phase, index)


@given(
    st.lists(st.one_of(st.text(max_size=200), st.sampled_from([*PHASES, "-1", "0", "7", "-", "00:00:01"])), max_size=4)
)
def test_anything_else_is_nonsense_in_one_line(answers):
    fits = (
        len(answers) == 2
        and answers[0] in PHASES
        and answers[1].removeprefix("-").isascii()
        and answers[1].removeprefix("-").isdigit()
        and len(answers[1].removeprefix("-")) <= 6
        and (int(answers[1]) < 0) == (answers[0] == "NotRunning")
    )
    if fits:
        assert standing(answers) == Standing(answers[0], int(answers[1]))
        return
    with pytest.raises(Nonsense) as caught:
        standing(answers)
    assert "livesplit.port" in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 4 * (10 * ANSWER_MAX + 60)


@pytest.mark.parametrize(
    "answers", [["Running", "-"], ["Running", "-1"], ["NotRunning", "0"], ["0", "Running"], ["pong"]]
)
def test_answers_of_other_questions_are_nonsense(answers):
    with pytest.raises(Nonsense):
        standing(answers)


@given(st.integers(0, 10**9))
def test_livesplit_reads_our_time_to_the_millisecond(ms):
    assert parse_time(set_clock(ms).removeprefix("setgametime ")) == ms * MS


@pytest.mark.parametrize(
    ("text", "written"),
    [  # from the tests of LiveSplit's own parser
        ("5:40.41", "00:05:40.4100000"),
        ("-12:37:30.12", "-12:37:30.1200000"),
        ("-100", "-00:01:40"),
        ("10.123456789", "00:00:10.1234567"),
        ("07:05:1.03", "07:05:01.0300000"),
        ("1.01:57:54", "1.01:57:54"),
    ],
)
def test_the_servers_parser_is_livesplits(text, written):
    assert format_time(parse_time(text)) == written


def test_a_time_is_hours_minutes_seconds_and_thousandths():
    assert set_clock(0) == "setgametime 0:00:00.000"
    assert set_clock(27 * 3_600_000 + 61_007) == "setgametime 27:01:01.007"
