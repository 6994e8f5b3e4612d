from __future__ import annotations

import pytest

from spinlab_pad.pad.labels import Family, family_of, label
from spinlab_pad.pad.positions import Position


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Xbox 360 Controller", "xbox"),
        ("Logitech F310 Gamepad (XInput)", "xbox"),
        ("Sony DualSense", "playstation"),
        ("8BitDo SN30 Pro", "snes"),
        ("", "snes"),
    ],
)
def test_the_family_is_read_from_the_name(name: str, family: Family) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize(("family", "east"), [("snes", "A"), ("xbox", "B"), ("playstation", "Circle")])
def test_one_place_has_each_family_s_own_word(family: Family, east: str) -> None:
    assert label(Position.A, family) == east


@pytest.mark.parametrize("family", ["snes", "xbox", "playstation"])
def test_every_position_has_its_own_word(family: Family) -> None:
    printed = [label(position, family) for position in Position]
    assert len(set(printed)) == len(printed)
    assert all(printed)


def test_directions_say_what_they_are_of() -> None:
    assert label(Position.LEFT) == "d-pad left"
    assert label(Position.STICK_LEFT) == "right stick left"
