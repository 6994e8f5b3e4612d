import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.notices import KEY_MAX, LIMIT, SHOWN_MS, TEXT_MAX, Notices, plain


def texts(notices: Notices, now_ms: int) -> list[str]:
    return [notice.text for notice in notices.current(now_ms)]


def test_a_new_notice_replaces_the_old_one_of_the_same_cause():
    notices = Notices()
    notices.tell("a", "info", "first", 0)
    notices.tell("b", "info", "other", 1)
    notices.tell("a", "info", "second", 2)
    assert texts(notices, 3) == ["other", "second"]


def test_a_notice_goes_after_a_while_and_a_lasting_one_when_its_cause_goes():
    notices = Notices()
    notices.tell("short", "info", "short", 0)
    notices.tell("long", "warn", "long", 0, lasting=True)
    assert texts(notices, SHOWN_MS + 1) == ["long"]
    notices.clear("long")
    assert texts(notices, SHOWN_MS + 1) == []


def test_a_flood_keeps_the_newest():
    notices = Notices()
    for number in range(LIMIT + 5):
        notices.tell(str(number), "info", str(number), 0)
    assert texts(notices, 1) == [str(number) for number in range(5, LIMIT + 5)]


def test_a_flood_does_not_wash_a_lasting_notice_away():
    notices = Notices()
    notices.tell("connection", "error", "the emulator has gone", 0, lasting=True)
    for number in range(LIMIT + 5):
        notices.tell(str(number), "info", str(number), 0)
    shown = texts(notices, 1)
    assert "the emulator has gone" in shown
    assert len(shown) == LIMIT
    assert shown[-1] == str(LIMIT + 4)


def test_a_very_long_text_is_cut():
    notices = Notices()
    notices.tell("k" * 10_000, "info", "x" * 10_000, 0)
    assert texts(notices, 1) == ["x" * (TEXT_MAX - 1) + "…"]
    assert [len(notice.key) for notice in notices.current(1)] == [KEY_MAX]


@pytest.mark.parametrize(
    ("garbage", "shown"),
    [
        ("core: \x1b[31mred\x1b[0m\r\n\tnext line\x00", "core: [31mred [0m next line"),
        ("half a character \udcff in a path", "half a character in a path"),
        ("turned \u202e round", "turned round"),
        ("Pokémon · 日本語 ✓", "Pokémon · 日本語 ✓"),
        ("\x07\x08", ""),
    ],
)
def test_what_cannot_be_drawn_or_sent_is_taken_out(garbage, shown):
    assert plain(garbage) == shown


@given(st.text(alphabet=st.characters(), max_size=2000), st.integers(1, 100))
def test_a_notice_is_always_one_short_line_that_can_be_sent(text, limit):
    line = plain(text, limit)
    assert len(line) <= limit
    assert line.isprintable()
    assert line.encode() or not line
    assert plain(line, limit) == line


def test_it_says_whether_there_was_something_to_clear():
    notices = Notices()
    notices.tell("a", "info", "x", 0)
    assert notices.clear("a")
    assert not notices.clear("a")
