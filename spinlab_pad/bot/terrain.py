"""The tile map of a level, as what its tiles do to a body.

The cartridge keeps the map at work RAM 0xC800 as SMW does: per screen 0x1B0 bytes, 27 rows of 16 tiles of 16x16 px.
What a value does is the table `VALUES` of the cartridge's level converter.
"""

from __future__ import annotations

from dataclasses import dataclass
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

PAD_ABOVE: Final = 16
"""Rows of air above the map, so that a jump needs no check of its bounds."""
PAD_BELOW: Final = 8
PAD_LEFT: Final = 2
PAD_RIGHT: Final = 4


def _classes() -> bytes:
    table = bytearray(256)
    for values, kind in (
        ((0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x90, 0x91), SOLID),
        ((0x60, 0x61, 0x62), LEDGE),
        ((0x70,), SPIKES),
        ((0x36, 0x37, 0x38, 0x39), TAPE),
        ((0x3A, 0x3B, 0x3C), GOAL),
    ):
        for value in values:
            table[value] = kind
    return bytes(table)


CLASS_OF: Final = _classes()
"""What each of the 256 tile values does; a value that the cartridge doesn't use is air."""


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
    for good. `width_px` is the length of the level.
    """

    cells: bytes
    columns: int
    stride: int
    origin: int
    lowest_y_px: int
    width_px: int

    def at(self, x_px: int, y_px: int) -> int:
        """The class at a place; outside of the map is air."""
        column, row = x_px >> 4, y_px >> 4
        if not (0 <= column < self.columns and 0 <= row < ROWS):
            return AIR
        return self.cells[row * self.stride + column + self.origin]


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
        tiles = b"".join(raw[start : start + COLUMNS_OF_SCREEN] for start in starts)
        rows.append(rim[0] + tiles.translate(CLASS_OF) + rim[1])
    cells = bytes(PAD_ABOVE * stride) + b"".join(rows) + bytes(PAD_BELOW * stride)
    return Terrain(cells, columns, stride, PAD_ABOVE * stride + PAD_LEFT, _lowest_y_px(rows), columns * TILE_PX)


def _lowest_y_px(rows: list[bytes]) -> int:
    """Where a body stands on the lowest thing that has no more of its kind above it."""
    carries = (SOLID, LEDGE, SPIKES)
    for row in range(ROWS - 1, 0, -1):
        if any(tile in carries and above not in carries for tile, above in zip(rows[row], rows[row - 1], strict=True)):
            return (row - 1) * TILE_PX
    return PIT_Y_PX
