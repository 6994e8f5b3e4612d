"""YAML with line numbers, safe to read from strangers."""

from __future__ import annotations

import pytest

from spinlab_pad.game.document import MAX_BYTES, DocumentError, parse_document


def test_values_and_their_lines() -> None:
    document = parse_document("\ufeffa: 0x10\nb:\n  - x\n  - {c: true}\n".encode())
    assert document.data == {"a": 16, "b": ["x", {"c": True}]}
    assert document.line(("b", 1, "c")) == 4
    assert document.line(("b", 1, "nowhere", "else")) == 4
    assert document.line(("nowhere",)) == 1


def test_whole_numbers_are_decimal_hexadecimal_or_binary() -> None:
    text = "[0, -1, +12, 1_000, 0x0A, 0xB19ED489, -0x8000, 0b101, '0100', 08, 0x" + "F" * 1024 + "]"
    assert parse_document(text.encode()).data == [
        0,
        -1,
        12,
        1000,
        10,
        0xB19ED489,
        -0x8000,
        5,
        "0100",
        "08",
        2**4096 - 1,
    ]


def test_nothing_is_none() -> None:
    assert parse_document(b"# only a comment\n").data is None


@pytest.mark.parametrize(
    ("raw", "line", "says"),
    [
        (b"a: 1\nb: \xff", 2, "UTF-8"),
        (b"a: 1\nb: 'open", 2, "not valid YAML"),
        (b"a: 1\n--- \nb: 2", 2, "not valid YAML"),
        (b"a: 1\n? [b]\n: 1", 2, "a key must be"),
        (b"a: 1\na: 2", 2, "twice"),
        (b"a: &x [1]\nb: *x", 1, "anchors"),
        (b"a: \x00", 1, "not valid YAML"),
        (b"[" * 50 + b"]" * 50, 1, "nested deeper"),
        (b"[" * 5000, 1, "not valid YAML"),
        (b"a: !!python/name:os.system x", 1, "can't be read"),
        (b" " * (MAX_BYTES + 1), 1, "too many"),
        (b"a: 1\nb: 0100", 2, "0100 would be 64 here; write 10 or 0x0A"),
        (b"a: 1\nb: [1:30]", 2, "1:30 would be 90 here"),
        (b"a: 1\n-0777: b", 2, "-0777 would be -511 here"),
        (b"a: 1\nb: 0x1" + b"0" * 1024, 2, "too many digits"),
        (b"a: 0x" + b"F" * 5000, 1, "too many digits"),
        (b"a: " + b"9" * 5000, 1, "can't be read"),
    ],
)
def test_what_is_refused(raw: bytes, line: int, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        parse_document(raw)
    assert caught.value.line == line
