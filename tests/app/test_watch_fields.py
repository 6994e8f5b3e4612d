"""What `watch` is asked for: names of the profile, and addresses in every way in which they are written."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.watch_fields import chosen_fields, place
from spinlab_pad.game.memory import Field
from tests.game.script import SMW


@pytest.mark.parametrize(
    ("text", "address", "size", "signed"),
    [
        ("0x1493", 0x1493, 1, False),
        ("0X0dbe:2", 0xDBE, 2, False),
        ("$7E0094:2s", 0x94, 2, True),
        ("0x7FB403:2", 0x1B403, 2, False),
        ("0x1FFFF", 0x1FFFF, 1, False),
    ],
)
def test_addresses(text, address, size, signed):
    assert place(text) == Field(text, address, size, signed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0x", "is no address; write 0x1493"),
        ("0x12:", "is no address"),
        ("0x12:x", "is no address"),
        ("0x12:9", "9 bytes are not 1 to 8"),
        ("0x12:0", "0 bytes are not 1 to 8"),
        ("0x1FFFF:2", "outside of work RAM"),
        ("$800000", "outside of work RAM"),
        ("plyer_x", "has no field 'plyer_x'; did you mean player_x"),
        ("zzz", "`spinlab-pad watch` without names shows them all"),
    ],
)
def test_wrong_ones_are_told_with_the_remedy(text, says):
    with pytest.raises(UsageError, match=None) as caught:
        chosen_fields([text], SMW)
    assert says in str(caught.value)


def test_without_names_it_is_the_whole_profile():
    assert chosen_fields([], SMW) == SMW.fields
    assert [field.name for field in chosen_fields(["level", "0x1493", "level"], SMW)] == ["level", "0x1493"]


@given(st.text(alphabet="0x$7EF:s23 ", max_size=12))
def test_any_text_is_an_address_or_refused(text):
    with contextlib.suppress(UsageError):
        assert place(text).name == text
