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
    ],
)
def test_what_is_refused(raw: bytes, line: int, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        parse_document(raw)
    assert caught.value.line == line
