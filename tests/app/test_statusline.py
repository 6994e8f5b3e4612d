"""What is shown in place at a terminal, and as lines elsewhere."""

from __future__ import annotations

import io

import pytest

from spinlab_pad.app.statusline import StatusLine, clock, size
from tests.app.pseudo import Screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_it_is_shown_in_place_and_lines_stay_above():
    out = Terminal()
    status = StatusLine(out)
    status.show("first, and long")
    status.show("second")
    status.line("a line")
    status.show("third " + "x" * 500)
    screen = Screen(80, 24)
    screen.feed(out.getvalue())
    assert screen.text()[0] == "a line"
    assert screen.text()[1].startswith("third xxx")
    assert not screen.overflowed
    status.wipe()
    screen.feed(out.getvalue())
    assert "third" not in screen.text()[-1]


def test_elsewhere_it_is_a_line_now_and_then():
    out = io.StringIO()
    times = iter([0.0, 5.0, 11.0, 11.0, 12.0, 22.0, 22.0])
    status = StatusLine(out, 10.0, lambda: next(times))
    for text in ("5 s", "11 s", "12 s", "22 s"):
        status.show(text)
    assert out.getvalue() == "11 s\n22 s\n"


def test_elsewhere_it_may_be_nothing():
    out = io.StringIO()
    StatusLine(out).show("anything")
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0:00.00"),
        (59_999_999_999, "0:59.99"),
        (205_070_000_000, "3:25.07"),
        (3_661_000_000_000, "1:01:01.00"),
        (-5, "0:00.00"),
    ],
)
def test_times(ns, text):
    assert clock(ns) == text


@pytest.mark.parametrize(("count", "text"), [(999, "999 bytes"), (1_000, "1.0 KB"), (1_234_567, "1.2 MB")])
def test_sizes(count, text):
    assert size(count) == text
