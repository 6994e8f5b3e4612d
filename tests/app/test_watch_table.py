"""The table of `watch`: what fits, what is marked, what scrolls."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.app.watch_table import WatchTable, hexadecimal
from spinlab_pad.game.memory import Field
from tests.game.script import SMW

X = Field("player_x", 0x94, 2, signed=True)
ANIMATION = Field("player_anim", 0x71)


def table(*steps: tuple[float, int, int]) -> WatchTable:
    made = WatchTable((X, ANIMATION))
    for now_s, x, animation in steps:
        made.see({"player_x": x, "player_anim": animation}, now_s)
    return made


def test_a_row_tells_value_place_last_value_and_changes():
    made = table((0.0, 261, 0), (1.0, -2, 0), (2.0, -2, 9))
    assert made.lines(80, 10, 60.0, colour=False) == [
        "  field             at    hex    dec    was   changes",
        "  player_x      0x0094 0xFFFE     -2    261         1",
        "  player_anim   0x0071   0x09      9      0         1",
    ]


@pytest.mark.parametrize(
    ("age_s", "mark", "colour"), [(0.1, "*", "7;1"), (0.5, "+", "33;1"), (2.0, ".", "33"), (4.0, " ", "")]
)
def test_a_change_fades(age_s, mark, colour):
    made = table((0.0, 1, 0), (10.0, 2, 0))
    plain, painted = (made.lines(80, 10, 10.0 + age_s, colour=on)[1] for on in (False, True))
    assert plain[0] == mark
    assert painted == (f"\x1b[{colour}m{plain}\x1b[0m" if colour else plain)


def test_what_has_never_changed_is_faint():
    assert table((0.0, 1, 0)).lines(80, 10, 5.0, colour=True)[1].startswith("\x1b[2m")


def test_another_run_begins_without_a_change_and_counting_begins_anew_on_request():
    made = table((0.0, 1, 0), (1.0, 2, 0))
    made.begin()
    made.see({"player_x": 77, "player_anim": 0}, 2.0)
    assert (made.rows[0].value, made.rows[0].before, made.rows[0].changes) == (77, 1, 1)
    made.reset()
    assert made.lines(80, 10, 2.0, colour=False)[1].split() == ["player_x", "0x0094", "0x004D", "77", "0"]


def test_the_newest_change_comes_first_on_request():
    made = table((0.0, 1, 0), (1.0, 2, 0), (2.0, 2, 9))
    made.newest_first = True
    assert made.lines(80, 10, 3.0, colour=False)[1].startswith(". player_anim")


def test_nothing_was_seen_yet():
    assert "?" in WatchTable((X,)).lines(80, 10, 0.0, colour=False)[1]


def names(lines: list[str]) -> list[str]:
    return [name for line in lines[1:] for name in re.findall(r"(?<!\w)[a-z]\w+", line)]


def test_all_of_smw_can_be_scrolled_through_on_a_small_terminal():
    made = WatchTable(SMW.fields)
    made.see({field.name: 0 for field in SMW.fields}, 0.0)
    seen: list[str] = []
    for _ in range(len(SMW.fields)):
        seen += names(made.lines(80, 22, 1.0, colour=False))
        made.scroll(1, 80, 22)
    assert made.top == made.hidden(80, 22) == len(SMW.fields) - 21
    assert set(seen) == {field.name for field in SMW.fields}
    made.scroll(-1000, 80, 22)
    assert made.top == 0


def test_a_wide_terminal_shows_two_rows_side_by_side():
    made = WatchTable(SMW.fields)
    assert made.hidden(140, 20) == 0
    assert len(made.lines(140, 20, 0.0, colour=False)) <= 20


FIELDS = st.lists(
    st.builds(Field, st.from_regex(r"[a-z]{1,30}", fullmatch=True), st.integers(0, 0x1000), st.integers(1, 12)),
    max_size=60,
    unique_by=lambda field: field.name,
)


@given(FIELDS, st.integers(1, 200), st.integers(1, 60), st.integers(-5, 200), st.integers(0, 2**40))
def test_it_fits_every_terminal(fields, columns, height, scroll, value):
    made = WatchTable(fields)
    made.see({field.name: value % 256**field.size for field in fields}, 0.0)
    made.scroll(scroll, columns, height)
    lines = made.lines(columns, height, 0.0, colour=False)
    assert len(lines) <= height
    assert all(len(line) <= columns for line in lines)


def test_hexadecimal_is_as_wide_as_the_field():
    assert [hexadecimal(5, 1), hexadecimal(5, 2), hexadecimal(-1, 2)] == ["0x05", "0x0005", "0xFFFF"]
