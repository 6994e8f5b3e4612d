from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import cfg

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
SETTINGS = st.dictionaries(NAMES, VALUES, max_size=8)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a = "true"', {"a": "true"}),
        ("a=word # why", {"a": "word"}),
        ('a = "two words # and no comment" # comment', {"a": "two words # and no comment"}),
        ('# a = "no"\n\n   b = "yes"\r\n', {"b": "yes"}),
        ('a = "first"\na = "second"', {"a": "first"}),
        ("nothing to see\n= 3\na =\n", {"a": ""}),
    ],
)
def test_lines_are_read_as_retroarch_reads_them(text: str, found: dict[str, str]) -> None:
    assert cfg.parse(text) == found


@given(SETTINGS)
def test_what_is_written_is_read_again(settings: dict[str, str]) -> None:
    assert cfg.parse(cfg.text(settings)) == settings


@given(SETTINGS, SETTINGS)
def test_a_change_is_a_change_and_nothing_else(old: dict[str, str], new: dict[str, str]) -> None:
    text = "# mine\n" + cfg.text(old)
    made = cfg.changed(text, new)
    assert cfg.parse(made) == old | new
    assert made.startswith("# mine\n")
    assert cfg.changed(made, new) == made


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    cfg.changed(text, cfg.parse(text))


@given(st.text())
def test_without_a_change_every_byte_stays(text: str) -> None:
    assert cfg.changed(text, {}) == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_keep_their_ends(end: str) -> None:
    old = end.join(('a = "1"', "# x", "b = 2"))
    assert cfg.changed(old, {"a": "3", "c": "4"}) == end.join(('a = "3"', "# x", "b = 2", 'c = "4"', ""))


def test_what_can_not_be_written_is_refused() -> None:
    with pytest.raises(SetupError, match="rename"):
        cfg.text({"a": 'x"y'})


def test_included_files_fill_in_and_later_files_override(tmp_path: Path) -> None:
    (tmp_path / "main.cfg").write_text('#include "more.cfg"\na = "main"\n')
    (tmp_path / "more.cfg").write_text('#include "main.cfg"\na = "more"\nb = "more"\n')
    (tmp_path / "later.cfg").write_text('b = "later"\n')
    assert cfg.read(tmp_path / "main.cfg") == {"a": "main", "b": "more"}
    files = (tmp_path / "main.cfg", tmp_path / "none.cfg", tmp_path / "later.cfg")
    assert cfg.read_all(files) == {"a": "main", "b": "later"}
