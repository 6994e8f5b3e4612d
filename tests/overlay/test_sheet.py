from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.overlay.sheet import ELLIPSIS, Block, Sheet, shorten, stack
from spinlab_pad.overlay.theme import CLEAR


def sheet(width: int = 100) -> Sheet:
    """Every character is half as wide as its size."""
    return Sheet(width, 1.0, CLEAR, lambda text, size, bold: len(text) * size // 2, 0)


@given(st.text(max_size=50), st.integers(0, 60))
def test_shortened_text_fits_and_is_a_beginning(text: str, room: int) -> None:
    short = shorten(text, room, len)
    assert len(short) <= room
    assert short == text or text.startswith(short.removesuffix(ELLIPSIS))


def test_a_text_is_shortened_as_little_as_possible() -> None:
    assert shorten("Bullet Bluff", 8, len) == "Bullet" + ELLIPSIS
    assert shorten("Bullet Bluff", 12, len) == "Bullet Bluff"
    assert shorten("Bullet", 0, len) == ""


def test_words_wrap_and_the_rest_ends_in_the_last_line() -> None:
    assert sheet().wrap("aaa bbb ccc ddd", 35, 10, 3) == ["aaa bbb", "ccc ddd"]
    assert sheet().wrap("aaa bbb ccc ddd", 35, 10, 2) == ["aaa bbb", "ccc ddd"]
    assert sheet().wrap("aaa bbb ccc ddd eee", 35, 10, 2) == ["aaa bbb", "ccc ddd eee"]
    assert sheet().wrap("", 35, 10, 2) == []


def test_the_largest_size_that_fits_is_taken_and_the_smallest_when_none_does() -> None:
    assert sheet().fit("abcd", 20, (20, 10, 8)) == 10
    assert sheet().fit("abcd", 1, (20, 10, 8)) == 8


def test_blocks_stack_with_a_gap_between() -> None:
    line = Block(10, (sheet().text((0, 0), 50, "a", 10, CLEAR.text),))
    both = stack([line, line], 4)
    assert both.height == 24
    assert [item.y for item in both.items] == [0, 14]
