import re
from pathlib import Path

import pytest

from spinlab_pad.bot.foes import Enemy
from spinlab_pad.bot.motor import Body
from spinlab_pad.bot.senses import FIELDS, IN_LEVEL, LEVEL_SELECT, TITLE, look
from spinlab_pad.bot.terrain import MAP_ADDRESS, SCREENS_MAX, map_bytes

RAM = Path(__file__).parents[2] / "assets" / "cartridge" / "src" / "ram.inc"
LOG_RING = 0x1E000
LABELS = {
    "frame_counter": "frame_true",
    "held_1": "pad_held",
    "player_anim": "anim",
    "game_mode": "game_mode",
    "level": "translevel",
    "paused": "paused",
    "room": "room",
    "fanfare": "fanfare",
    "rooms_entered": "rooms",
    "boss_defeated": "boss",
    "music": "music",
    "palace_yellow": "switch_done",
    "bot_immune": "immune",
    "end_timer": "end_timer",
    "bot_effective": "frame_eff",
    "bot_screens": "screens",
    "bot_air": "in_air",
    "bot_xspeed": "p_xspd16",
    "bot_yspeed": "p_yspd",
    "bot_x": "p_x",
    "bot_y": "p_y",
    "bot_xsub": "p_xsub",
    "bot_ysub": "p_ysub",
    "bot_cursor": "cursor",
    "bot_sprites_low": "spr_kind",
    "bot_sprites_high": "spr_status",
    "bot_sprites_timer": "spr_timer",
    "bot_sprites_air": "spr_air",
    "MODE_TITLE": "MODE_TITLE",
}
TABLES = {"spr_xspd": 0x00B6, "spr_yspd": 0x00AA, "spr_state": 0x00C2, "spr_ylo": 0x00D8, "spr_xlo": 0x00E4}
HIGH_TABLES = {"spr_yhi": 0x14D4, "spr_xhi": 0x14E0, "spr_ysub": 0x14EC, "spr_xsub": 0x14F8}


def labels() -> dict[str, int]:
    found = re.findall(r"^(\w+)\s*=\s*\$([0-9A-F]+)", RAM.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: int(digits, 16) for name, digits in found}


def memory(writes: dict[int, int] | None = None) -> dict[str, int]:
    """The values of FIELDS in a work RAM of zeros with these bytes in it."""
    ram = bytearray(0x20000)
    for address, value in (writes or {}).items():
        ram[address] = value & 0xFF
    return {field.name: field.decode(bytes(ram[field.address : field.address + field.size])) for field in FIELDS}


def test_every_field_is_where_the_cartridge_keeps_it() -> None:
    known = labels()
    assert {field.name: field.address for field in FIELDS} == {
        field.name: known[LABELS[field.name]] for field in FIELDS
    }
    assert {name: known[name] for name in (TABLES | HIGH_TABLES)} == TABLES | HIGH_TABLES
    modes = known["MODE_TITLE"], known["MODE_MAP"], known["MODE_LEVEL"]
    assert modes == (TITLE, LEVEL_SELECT, IN_LEVEL)


def test_the_bot_never_looks_at_the_witness() -> None:
    assert all(field.address + field.size <= LOG_RING for field in FIELDS)
    assert MAP_ADDRESS + map_bytes(SCREENS_MAX) <= LOG_RING


def test_a_body_is_read_with_its_signs() -> None:
    sight = look(memory({0x94: 0x34, 0x95: 0x12, 0x96: 0xF0, 0x97: 0xFF, 0x7A: 0x00, 0x7B: 0xD4, 0x7D: 0xB0, 0x72: 11}))
    assert sight.body == Body(0x1234, 0, -16, 0, -0x2C00, -0x50, 11, 0)


def test_an_enemy_is_put_together_from_its_tables() -> None:
    slot = 5
    raw = {0x14C8: 8, 0x9E: 2, 0xE4: 0x20, 0x14E0: 1, 0xD8: 0x60, 0x14D4: 1, 0xB6: -10, 0xAA: -56, 0xC2: 1}
    raw |= {0x14EC: 0x80, 0x14F8: 0x40, 0x1540: 28, 0x1588: 1}
    sight = look(memory({0x100: IN_LEVEL} | {address + slot: value for address, value in raw.items()}))
    assert sight.enemies == (Enemy(slot, 2, 0x120, 0x160, -10, -56, xsub=0x40, ysub=0x80, state=1, timer=28, air=1),)


def test_squashed_enemies_and_those_of_other_modes_are_not_seen() -> None:
    assert look(memory({0x100: IN_LEVEL, 0x14C8: 3})).enemies == ()
    assert look(memory({0x100: LEVEL_SELECT, 0x14C8: 8})).enemies == ()


def test_the_pad_moves_the_player_only_in_play() -> None:
    assert look(memory({0x100: IN_LEVEL})).playing
    for stop in ({0x71: 9}, {0x13D4: 1}, {0x1493: 0xFF}, {0x100: 0x13}):
        assert not look(memory({0x100: IN_LEVEL} | stop)).playing


@pytest.mark.parametrize(
    ("writes", "won"),
    [
        ({}, False),
        ({0x1493: 0xFF}, True),
        ({0x0906: 1}, True),
        ({0x1DFB: 3}, True),
        ({0x1DFB: 7}, True),
        ({0x1DFB: 4}, False),
        ({0x1F28: 1, 0x13BF: 9}, True),
        ({0x1F28: 1, 0x13BF: 8}, False),
    ],
)
def test_a_goal_shows_in_many_ways_and_the_switch_in_its_own_level_only(writes: dict[int, int], won: bool) -> None:
    assert look(memory({0x100: IN_LEVEL} | writes)).won == won
    assert not look(memory({0x100: LEVEL_SELECT} | writes)).won


def test_credits_are_a_fanfare_without_a_celebration() -> None:
    assert look(memory({0x100: IN_LEVEL, 0x0906: 1})).credits
    assert not look(memory({0x100: IN_LEVEL, 0x0906: 1, 0x1493: 0x80})).credits
    assert not look(memory({0x100: IN_LEVEL})).credits


def test_room_rooms_and_immunity_are_seen() -> None:
    sight = look(memory({0x100: IN_LEVEL, 0x10B: 0x61, 0x10C: 1, 0x141A: 2, 0x1497: 60}))
    assert (sight.room, sight.rooms, sight.immune) == (0x161, 2, 60)
