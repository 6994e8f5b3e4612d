"""The overworld's text files (`map/*.txt`) -> one painted picture.

It is painted pixel by pixel with whole numbers only, so every machine paints the same one. What stays transparent is
the sea: the waves of layer 2 and the gradient behind them show through.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

COLUMNS, ROWS, CELL = 32, 28, 8
WIDTH, HEIGHT = COLUMNS * CELL, ROWS * CELL
CLIFF = 6
PANEL_LINES = 22
OUTLINE, FOAM = "k", "f"

Point = tuple[int, int]

# land: (ground, light spots, dark spots, rim, cliff, cliff's shade)
GROUNDS = {
    "g": "gllerx",
    "a": "abbcrx",
    "n": "nommvz",
    "r": "ruuxrx",
    "s": "sttuux",
    "v": "vyyzvz",
    "w": "iwwjyv",
}
SPRINKLES: tuple[dict[Point, str], ...] = (
    {(1, 1): "l", (5, 3): "l", (2, 6): "d", (6, 6): "l"},
    {(3, 0): "l", (6, 2): "d", (1, 4): "l", (4, 5): "l"},
)
PATH, PATH_EDGE = "t", "x"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the text files say."""

    land: list[str]
    things: list[str]
    colours: dict[str, str]
    pieces: dict[str, list[str]]


def grid(path: Path, rows: list[str]) -> list[str]:
    """Check a grid's measures."""
    for number, row in enumerate(rows):
        if len(row) != COLUMNS:
            raise SystemExit(f"{path.name}: row {number} has {len(row)} letters, not {COLUMNS}: {row}")
    if len(rows) != ROWS:
        raise SystemExit(f"{path.name}: {len(rows)} rows, not {ROWS}")
    return rows


def read(folder: Path) -> Sources:
    """Read both text files."""
    path = folder / "islands.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(";")]
    middle = lines.index("things:")
    land = grid(path, lines[lines.index("land:") + 1 : middle])
    things = grid(path, lines[middle + 1 :])
    colours: dict[str, str] = {}
    pieces: dict[str, list[str]] = {}
    name = ""
    for line in (folder / "pieces.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("piece "):
            name = line.removeprefix("piece ")
            pieces[name] = []
        elif line and name:
            pieces[name].append(line)
        elif line and not line.startswith(";") and line != "colours:":
            letter, value = line.split()
            colours[letter] = value
    pieces["<"] = pieces[">"]
    return Sources(land, things, colours, pieces)


def wave(value: int, length: int) -> int:
    """Go up and down between 0 and half the length."""
    place = value % length
    return min(place, length - place)


class Painter:
    """The picture: a colour's letter for each pixel, or nothing where the sea shows."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.dots: dict[Point, str] = {}
        self.land = {(x, y) for y in range(HEIGHT) for x in range(WIDTH) if self._is_land(x, y)}

    def _cell(self, column: int, row: int) -> str:
        column, row = max(0, min(column, COLUMNS - 1)), max(0, min(row, ROWS - 1))
        return self.sources.land[row][column]

    def _is_land(self, x: int, y: int) -> bool:
        """The share of land among the four nearest cells, by distance; a slow wave makes the coast uneven."""
        left, right = divmod(x * 2 - CELL + 1, CELL * 2)
        top, bottom = divmod(y * 2 - CELL + 1, CELL * 2)
        share = 0
        for column, across in ((left, CELL * 2 - right), (left + 1, right)):
            for row, down in ((top, CELL * 2 - bottom), (top + 1, bottom)):
                if self._cell(column, row) != ".":
                    share += across * down
        return share * 8 >= CELL * CELL * (13 + wave(x + 2 * y, 16) // 2)

    def ground_at(self, x: int, y: int) -> str:
        """The kind of land at a pixel: the cell's, with uneven borders, or the nearest one's at a coast."""
        column = (x + wave(y * 2, 8) - 2) // CELL
        row = (y + wave(x * 2, 8) - 2) // CELL
        near = [(0, 0), (0, -1), (1, 0), (-1, 0), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1), (0, -2), (2, 0), (-2, 0)]
        kinds = (self._cell(column + i, row + j) for i, j in near)
        return next((kind for kind in kinds if kind != "."), "g")

    @staticmethod
    def _spot(x: int, y: int) -> str:
        """Sprinkles on the ground, two cells by turns, so that most of the land needs few tiles."""
        return SPRINKLES[(x // CELL + y // CELL) % 2].get((x % CELL, y % CELL), "")

    def islands(self) -> None:
        """Land with its rim, cliffs to the south, foam around."""
        for x, y in sorted(self.land):
            self._ground(x, y)
        for x, y in sorted(self.land):
            if (x, y + 1) not in self.land:
                self._cliff(x, y)
        around = {(x + i, y + j) for x, y in self.dots for i in (-1, 0, 1) for j in (-1, 0, 1)}
        for x, y in around - self.dots.keys():
            if 0 <= x < WIDTH and PANEL_LINES + 2 <= y < HEIGHT:
                self.dots[x, y] = FOAM

    def _ground(self, x: int, y: int) -> None:
        ground, light, dark, rim, _, _ = GROUNDS[self.ground_at(x, y)]
        self.dots[x, y] = {"l": light, "d": dark}.get(self._spot(x, y), ground)
        if (x, y - 1) not in self.land or (x - 1, y) not in self.land:
            self.dots[x, y] = light
        for i, j in ((0, -1), (-1, 0), (1, 0)):
            if (x + i, y + j) not in self.land:
                self.dots.setdefault((x + i, y + j), OUTLINE)
        if (x, y + 1) not in self.land:
            self.dots[x, y] = rim

    def _cliff(self, x: int, y: int) -> None:
        face, shade = GROUNDS[self.ground_at(x, y)][4:]
        for down in range(1, CLIFF + 1):
            if (x, y + down) in self.land:
                break
            joint = down in (1, CLIFF - 1) or x % 4 == 3
            self.dots[x, y + down] = OUTLINE if down == CLIFF else shade if joint else face

    def piece(self, name: str, x: int, bottom: int) -> None:
        """A piece, its middle at x, standing on the line above `bottom`."""
        rows = self.sources.pieces[name]
        left = x - max(len(row) for row in rows) // 2
        for j, row in enumerate(rows):
            for i, letter in enumerate(row):
                if letter != ".":
                    self.dots[left + i, bottom - len(rows) + j] = letter

    def path(self, points: list[Point]) -> None:
        """A road along the points."""
        for size, colour in ((3, PATH_EDGE), (2, PATH)):
            reach = range(-size, size + 1)
            brush = [(i, j) for i in reach for j in reach if i * i + j * j * 2 <= size * size + 1]
            for (x, y), (to_x, to_y) in pairwise(points):
                for part in range(5):
                    at = (x * (4 - part) + to_x * part) // 4, (y * (4 - part) + to_y * part) // 4
                    for i, j in brush:
                        self.dots[at[0] + i, at[1] + j] = colour

    def panel(self) -> None:
        """The dark board for the level's name."""
        for x in range(WIDTH):
            for y in range(PANEL_LINES + 2):
                edge = y in (0, PANEL_LINES - 1)
                self.dots[x, y] = OUTLINE if y >= PANEL_LINES else "Q" if edge or (x + y) % 8 == 0 else "N"
