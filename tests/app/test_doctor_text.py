from __future__ import annotations

import io

import pytest

from spinlab_pad.app.doctor_text import Report, closing, lines, wants_colour
from spinlab_pad.emulator.retroarch.doctor import Check, Remedy

GOOD = Check("a", "RetroArch", "Version", "pass", "1.22.2")
BAD = Check(
    "pause_nonactive", "Settings", "Pause without focus", "fail", "true", "false", "the game stands still while " * 6,
    Remedy("do this", "Settings > User Interface", 'pause_nonactive = "false"'), "/home/me/retroarch.cfg",
)  # fmt: skip
BLIND = Check("b", "Live test", "Frames", "skip", why="no RetroArch answers")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(*checks: Check, colour: bool = False) -> str:
    out = io.StringIO()
    report = Report(out, colour=colour, live=False)
    for check in checks:
        report.progress("hidden")
        report.check(check)
    return out.getvalue()


def test_each_check_is_a_line_in_its_group_and_what_is_wrong_has_a_remedy() -> None:
    assert printed(GOOD, BLIND) == (
        "RetroArch\n  ok    Version                   1.22.2\n"
        "\nLive test\n  --    Frames                    no RetroArch answers\n"
    )
    text = printed(BAD)
    assert text.startswith("Settings\n  FAIL  Pause without focus       true, should be false\n        why   the game")
    assert "\n        do    do this\n        menu  Settings > User Interface\n" in text
    assert text.endswith('        line  pause_nonactive = "false"\n        file  /home/me/retroarch.cfg\n')


def test_a_name_that_the_terminal_can_not_show_is_no_error() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "cp1252", write_through=True)
    Report(out, colour=False, live=False).line("カイゾ \udcff ä")
    assert raw.getvalue().decode("cp1252").rstrip() == "??? ? ä"


@pytest.mark.parametrize("width", [60, 80, 110])
def test_lines_keep_to_the_terminals_width(width: int) -> None:
    assert all(len(line) <= width for line in lines(BAD, width))


def test_a_long_path_is_not_broken() -> None:
    path = "/home/me/" + "x" * 90
    assert path in printed(Check("a", "RetroArch", "Core", "pass", path))


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    assert wants_colour(Terminal(), {"TERM": "xterm"})
    assert not wants_colour(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})
    assert wants_colour(Terminal(), {"TERM": "xterm", "NO_COLOR": ""})
    assert not wants_colour(Terminal(), {"TERM": "dumb"})
    assert not wants_colour(io.StringIO(), {"TERM": "xterm"})
    assert "\x1b[31;1mFAIL\x1b[0m" in printed(BAD, colour=True)
    assert "\x1b" not in printed(GOOD, BAD, BLIND)


def test_progress_is_shown_on_a_terminal_and_wiped_away() -> None:
    out = Terminal()
    report = Report(out, colour=False, live=True)
    report.progress("watching frames")
    assert out.getvalue() == "\r\x1b[K  ...   watching frames"
    report.check(GOOD)
    assert out.getvalue().endswith("\r\x1b[KRetroArch\n  ok    Version                   1.22.2\n")


def test_the_last_line_says_what_to_do_next() -> None:
    warned = Check("w", "Settings", "Log", "warn")
    plain = Check("nci", "RetroArch", "Network commands", "fail", remedy=Remedy("start RetroArch"))
    assert closing([GOOD, BLIND], 0) == "All is well. Next: `spinlab-pad run`."
    assert closing([warned], 1).endswith("or `spinlab-pad doctor --fix` can set one setting.")
    assert closing([warned], 1, "start it again").endswith("Next: `spinlab-pad run`, or start it again.")
    assert "Next: start it again;" in closing([BAD], 1, "start it again")
    assert "2 things must be mended (FAIL). Next: `spinlab-pad doctor --fix`" in closing([BAD, plain], 2)
    told = closing([plain], 0)
    assert told.startswith("1 thing must be mended (FAIL). Next: begin with Network commands: start RetroArch;")
