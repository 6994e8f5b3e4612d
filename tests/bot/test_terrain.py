import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.bot.terrain import (
    AIR,
    BARRED,
    CLASS_OF,
    COIN_TILES,
    FEATHER_TILES,
    FLOWER_TILES,
    GOAL,
    GOAL_TILES,
    KEY_TILES,
    KEYHOLE_TILES,
    LEDGE,
    MUSHROOM_TILES,
    ORB_TILES,
    ROWS,
    SCREEN_BYTES,
    SECRET_TILES,
    SOLID,
    SPIKES,
    TAPE,
    MapError,
    read_terrain,
)
from tests.bot.maps import FLAT, raw_map, terrain

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge"


SOLIDS = {0: AIR, 1: SOLID, 2: LEDGE, 3: SPIKES, 4: TAPE, 5: GOAL}
"""The cartridge's classes; the others are air to a body, and taken by touch."""


def table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("level_tiles", CARTRIDGE / "level_tiles.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tile_values_do_what_the_cartridges_own_table_says() -> None:
    values = table().VALUES
    expected = {value: SOLIDS.get(kind, AIR) for value, (_, kind) in values.items()}
    assert {value: CLASS_OF[value] for value in values} == expected
    assert not any(CLASS_OF[value] for value in range(256) if value not in values)


@pytest.mark.parametrize(
    ("tiles", "name"),
    [
        (GOAL_TILES, "GOAL"),
        (SECRET_TILES, "SECRET"),
        (ORB_TILES, "ORB"),
        (KEY_TILES, "KEY"),
        (KEYHOLE_TILES, "KEYHOLE"),
        (COIN_TILES, "COIN"),
        (MUSHROOM_TILES | FEATHER_TILES | FLOWER_TILES, "POWER"),
    ],
)
def test_things_are_the_cartridges(tiles: frozenset[int], name: str) -> None:
    kind = getattr(table(), name)
    assert tiles == {value for value, (_, own) in table().VALUES.items() if own == kind}


def test_what_is_aimed_at_is_the_goal_and_what_is_barred_is_not_to_be_touched() -> None:
    level = terrain("..G..S..........", FLAT[:16])
    aimed = level.aimed({(5, 23), (0, 24)}, GOAL_TILES)
    assert (aimed.at(2 * 16, 23 * 16), aimed.at(5 * 16, 23 * 16)) == (BARRED, GOAL)
    assert aimed.at(0, 24 * 16) == SOLID
    assert level.aimed((), ()).at(2 * 16, 23 * 16) == AIR


def test_places_go_from_left_to_right_and_the_bottomless_are_known() -> None:
    level = terrain("..C.........C...", "#####....#######")
    assert level.places(COIN_TILES) == ((2, 23), (12, 23))
    assert level.bottomless == (5, 6, 7, 8)


def test_a_place_is_found_across_screens() -> None:
    level = terrain("....................^...........", FLAT[:32])
    assert level.at(20 * 16 + 15, 23 * 16 + 15) == SPIKES
    assert level.at(19 * 16 + 15, 23 * 16 + 15) == AIR
    assert level.at(31 * 16, 24 * 16) == SOLID
    assert level.width_px == 512


@given(st.integers(-200, 900), st.integers(-200, 700))
def test_the_flat_cells_agree_with_looking_a_place_up(x: int, y: int) -> None:
    level = terrain("...===....^....G", FLAT[:48])
    inside = -32 <= x < level.width_px + 48 and -200 <= y < (ROWS + 7) * 16
    if inside:
        assert level.cells[(y >> 4) * level.stride + (x >> 4) + level.origin] == level.at(x, y)
    else:
        assert level.at(x, y) == AIR


def test_the_lowest_place_to_stand_is_the_top_of_the_lowest_ground() -> None:
    assert terrain("##..............", "##......########", "##......########").lowest_y_px == 22 * 16
    assert terrain("==..............").lowest_y_px == 23 * 16


@pytest.mark.parametrize("size", [0, 1, SCREEN_BYTES - 1, SCREEN_BYTES + 1, 33 * SCREEN_BYTES])
def test_what_is_no_map_is_refused(size: int) -> None:
    with pytest.raises(MapError, match="read it anew"):
        read_terrain(bytes(size))


def test_ledge_and_goal_tiles_are_read() -> None:
    level = read_terrain(raw_map("=..G............"))
    assert (level.at(0, 24 * 16), level.at(3 * 16, 24 * 16)) == (LEDGE, GOAL)
