import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.bot.terrain import (
    AIR,
    CLASS_OF,
    GOAL,
    LEDGE,
    ROWS,
    SCREEN_BYTES,
    SOLID,
    SPIKES,
    MapError,
    read_terrain,
)
from tests.bot.maps import FLAT, raw_map, terrain

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge"


def converter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("convert_levels", CARTRIDGE / "convert_levels.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tile_values_do_what_the_cartridges_own_table_says() -> None:
    values = converter().VALUES
    assert {value: CLASS_OF[value] for value in values} == {value: kind for value, (_, kind) in values.items()}
    assert not any(CLASS_OF[value] for value in range(256) if value not in values)


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
