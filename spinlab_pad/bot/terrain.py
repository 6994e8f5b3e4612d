"""The tile map of a level, as what its tiles do to a body.

The cartridge keeps the map at work RAM 0xC800 as SMW does: per screen 0x1B0 bytes, 27 rows of 16 tiles of 16x16 px.
What a value does is the table `VALUES` of the cartridge's level converter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

MAP_ADDRESS: Final = 0xC800
SCREEN_BYTES: Final = 0x1B0
ROWS: Final = 27
COLUMNS_OF_SCREEN: Final = 16
TILE_PX: Final = 16
PIT_Y_PX: Final = ROWS * TILE_PX
SCREENS_MAX: Final = 32

AIR: Final = 0
SOLID: Final = 1
LEDGE: Final = 2
SPIKES: Final = 3
TAPE: Final = 4
GOAL: Final = 5
BARRED: Final = 6
"""A touch that the player doesn't want; no tile of the game is that by itself, see `aimed`."""

GOAL_TILES: Final = frozenset({0x3A, 0x3B, 0x3C})
TAPE_TILES: Final = frozenset({0x36, 0x37, 0x38, 0x39})
LAMP_TILES: Final = frozenset({0x40, 0x41, 0x42})
SECRET_TILES: Final = frozenset({0x48, 0x49, 0x4A})
ORB_TILES: Final = frozenset({0x4C})
KEY_TILES: Final = frozenset({0x4D})
KEYHOLE_TILES: Final = frozenset({0x4E})
COIN_TILES: Final = frozenset({0x4F})
MUSHROOM_TILES: Final = frozenset({0x50})
FEATHER_TILES: Final = frozenset({0x51})
FLOWER_TILES: Final = frozenset({0x52})
DOOR_TILES: Final = frozenset({0x59})
"""The lower half: who stands in it can go in."""
PIPE_TILES: Final = frozenset({0xA0, 0xA1})
SPIKE_TILES: Final = frozenset({0x70})
SWITCH_TILES: Final = frozenset({0xA8, 0xA9})

Cell = tuple[int, int]
"""Column and row of a tile."""

PAD_ABOVE: Final = 16
"""Rows of air above the map, so that a jump needs no check of its bounds."""
PAD_BELOW: Final = 8
PAD_LEFT: Final = 2
PAD_RIGHT: Final = 4


def _classes() -> bytes:
    table = bytearray(256)
    for values, kind in (
        ((*range(0x80, 0x88), 0x90, 0x91, 0x92, *range(0xA0, 0xA4), *range(0xA8, 0xAC)), SOLID),
        ((0x60, 0x61, 0x62), LEDGE),
        (SPIKE_TILES, SPIKES),
        (TAPE_TILES, TAPE),
        (GOAL_TILES, GOAL),
    ):
        for value in values:
            table[value] = kind
    return bytes(table)


CLASS_OF: Final = _classes()
"""What each of the 256 tile values does; a value that the cartridge doesn't use is air."""


_CARRIES: Final = (SOLID, LEDGE, SPIKES)


class MapError(ValueError):
    """The bytes are not a tile map."""


def map_bytes(screens: int) -> int:
    """Size of the map of a level with so many screens, in bytes."""
    return screens * SCREEN_BYTES


@dataclass(frozen=True, slots=True)
class Terrain:
    """A level's tiles by what they do, with a rim of air around them.

    `cells[(y_px >> 4) * stride + (x_px >> 4) + origin]` is the class at a place (`at` does that); it is spelled
    out where speed matters. `lowest_y_px` is the greatest y at which a body stands anywhere: what falls deeper, falls
    for good. `width_px` is the length of the level. `tiles` are the values of the tiles themselves, a place of
    `cells` each, 0 in the rim. `bottomless` are the columns in which nothing keeps a body from falling out.
    """

    cells: bytes
    columns: int
    stride: int
    origin: int
    lowest_y_px: int
    width_px: int
    tiles: bytes
    bottomless: tuple[int, ...]

    def at(self, x_px: int, y_px: int) -> int:
        """The class at a place; outside of the map is air."""
        column, row = x_px >> 4, y_px >> 4
        if not (0 <= column < self.columns and 0 <= row < ROWS):
            return AIR
        return self.cells[row * self.stride + column + self.origin]

    def places(self, values: frozenset[int]) -> tuple[Cell, ...]:
        """Where tiles of these values are, from left to right."""
        return _places(self.tiles, self.stride, values)

    def aimed(self, wanted: Collection[Cell], barred: Collection[int]) -> Terrain:
        """The same terrain for somebody who wants to touch these cells, and none of the tiles with these values.

        What stands in the way of a body stays what it is. The goal is just air, unless it is among them.
        """
        cells = bytearray(self.cells.replace(bytes([GOAL]), bytes([AIR])))
        for index, value in enumerate(self.tiles):
            if value in barred and cells[index] not in _CARRIES:
                cells[index] = BARRED
        for column, row in wanted:
            index = row * self.stride + column + self.origin
            if cells[index] not in _CARRIES:
                cells[index] = GOAL
        return replace(self, cells=bytes(cells))


def read_terrain(raw: bytes) -> Terrain:
    """Build the terrain from the bytes at `MAP_ADDRESS`.

    Raises:
        MapError: the size is not that of 1 to 32 whole screens.
    """
    screens, rest = divmod(len(raw), SCREEN_BYTES)
    if rest or not 1 <= screens <= SCREENS_MAX:
        raise MapError(
            f"a tile map of {len(raw)} bytes is not 1 to {SCREENS_MAX} screens of {SCREEN_BYTES}: read it anew"
        )
    columns = screens * COLUMNS_OF_SCREEN
    stride = PAD_LEFT + columns + PAD_RIGHT
    rim = bytes(PAD_LEFT), bytes(PAD_RIGHT)
    rows = []
    for row in range(ROWS):
        starts = range(row * COLUMNS_OF_SCREEN, len(raw), SCREEN_BYTES)
        rows.append(rim[0] + b"".join(raw[start : start + COLUMNS_OF_SCREEN] for start in starts) + rim[1])
    tiles = bytes(PAD_ABOVE * stride) + b"".join(rows) + bytes(PAD_BELOW * stride)
    classes = [row.translate(CLASS_OF) for row in rows]
    bottomless = tuple(
        column for column in range(columns) if not any(row[column + PAD_LEFT] in _CARRIES for row in classes)
    )
    return Terrain(
        cells=tiles.translate(CLASS_OF),
        columns=columns,
        stride=stride,
        origin=PAD_ABOVE * stride + PAD_LEFT,
        lowest_y_px=_lowest_y_px(classes),
        width_px=columns * TILE_PX,
        tiles=tiles,
        bottomless=bottomless,
    )


@lru_cache(maxsize=256)
def _places(tiles: bytes, stride: int, values: frozenset[int]) -> tuple[Cell, ...]:
    found = (
        (index % stride - PAD_LEFT, index // stride - PAD_ABOVE) for index, value in enumerate(tiles) if value in values
    )
    return tuple(sorted(found))


def _lowest_y_px(rows: list[bytes]) -> int:
    """Where a body stands on the lowest thing that has no more of its kind above it."""
    for row in range(ROWS - 1, 0, -1):
        if any(
            tile in _CARRIES and above not in _CARRIES for tile, above in zip(rows[row], rows[row - 1], strict=True)
        ):
            return (row - 1) * TILE_PX
    return PIT_Y_PX
