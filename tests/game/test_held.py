"""The pad by memory: what a profile says of it, and what Super Mario World joins."""

import pytest

from spinlab_pad.game.memory import WRAM_SIZE, Snapshot
from spinlab_pad.game.profile import ProfileError, load_profile, parse_profile

SMW = load_profile("smw")
BEGIN = b"name: g\nfields: {held: {address: 0x10}, other: {address: 0x11}}\n"


@pytest.mark.parametrize(
    ("first", "second", "buttons"),
    [
        (0x00, 0x00, ()),
        (0x41, 0x00, ("right", "y")),
        (0x80, 0x00, ("b",)),
        (0x80, 0x80, ("a",)),
        (0xC2, 0xC0, ("left", "a", "x")),
        (0x3C, 0x30, ("up", "down", "l", "r", "select", "start")),
    ],
)
def test_what_is_held_in_super_mario_world(first: int, second: int, buttons: tuple[str, ...]):
    memory = bytearray(WRAM_SIZE)
    memory[0x15], memory[0x17] = first, second
    assert SMW.held_in(bytes(memory)) == buttons
    assert SMW.held_at(Snapshot(1, 1, {"held_1": first, "held_2": second})) == buttons


def test_a_profile_that_extends_another_has_its_pad():
    assert load_profile("spinlab").pad == SMW.pad


def test_a_game_of_which_nobody_knows_the_pad_holds_nothing():
    assert parse_profile(BEGIN).held_in(bytes(WRAM_SIZE)) == ()


def test_a_button_of_several_bits_is_held_when_all_of_them_are():
    profile = parse_profile(BEGIN + b"pad: {up: {field: other, bits: 0x03}}\n")
    memory = bytearray(WRAM_SIZE)
    memory[0x11] = 0x01
    assert profile.held_in(bytes(memory)) == ()
    memory[0x11] = 0x07
    assert profile.held_in(bytes(memory)) == ("up",)


@pytest.mark.parametrize(
    ("pad", "says"),
    [
        ("{jump: {field: held, bits: 1}}", "unknown key"),
        ("{up: {field: hold, bits: 1}}", "no field 'hold'"),
        ("{up: {field: held, bits: 0}}", "bits from 1 to 0xff"),
        ("{up: {field: held, bits: 0x100}}", "bits from 1 to 0xff"),
        ("{up: {field: held}}", "not a whole number"),
        ("{up: {field: held, bits: 1, unless: up}}", "no other button"),
        ("{up: {field: held, bits: 1, unless: b}}", "no other button"),
        ("{up: {field: held, bits: 1, bit: 1}}", "unknown key"),
        ("[up]", "a mapping"),
    ],
)
def test_a_pad_that_can_not_be_is_told_with_its_place(pad: str, says: str):
    with pytest.raises(ProfileError, match=r"line 3") as told:
        parse_profile(BEGIN + f"pad: {pad}\n".encode())
    assert says in str(told.value)
