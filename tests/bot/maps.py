"""Tile maps for tests, drawn as text; the last row is row 24.

`#` solid, `=` ledge, `^` spikes, `.` air; `G` goal, `S` secret goal, `O` orb, `K` key, `H` keyhole, `C` coin,
`M` mushroom, `D` door, `(` and `)` mouth of a pipe, `[` and `]` switch, `T` tape.
"""

from __future__ import annotations

from spinlab_pad.bot.motor import Body
from spinlab_pad.bot.terrain import COLUMNS_OF_SCREEN, ROWS, SCREEN_BYTES, Terrain, read_terrain

TILES = {".": 0x25, "#": 0x80, "=": 0x60, "^": 0x70, "G": 0x3A, "S": 0x48, "T": 0x38} | {
    "O": 0x4C, "K": 0x4D, "H": 0x4E, "C": 0x4F, "M": 0x50, "D": 0x59, "(": 0xA0, ")": 0xA1, "[": 0xA8, "]": 0xA9
}  # fmt: skip
LAST_ROW = 24


def raw_map(*rows: str) -> bytes:
    """The bytes that the game would keep for these rows, in whole screens."""
    columns = max(len(row) for row in rows)
    screens = -(-columns // COLUMNS_OF_SCREEN)
    raw = bytearray([TILES["."]]) * (screens * SCREEN_BYTES)
    for index, row in enumerate(rows):
        y = LAST_ROW - len(rows) + 1 + index
        assert 0 <= y < ROWS
        for x, letter in enumerate(row):
            raw[x // 16 * SCREEN_BYTES + y * 16 + x % 16] = TILES[letter]
    return bytes(raw)


def terrain(*rows: str) -> Terrain:
    """The same as terrain."""
    return read_terrain(raw_map(*rows))


def standing(x_px: int, above_rows: int = 1, xspeed: int = 0) -> Body:
    """A body that stands on top of the last `above_rows` rows."""
    return Body(x_px, 0, (LAST_ROW - above_rows) * 16, 0, xspeed, 0, 0, 0)


FLAT = "#" * 64
