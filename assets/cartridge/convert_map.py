"""The overworld as text (`map/*.txt`) -> its picture in the console's tiles, and the way along it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from convert_gfx import colour15, gradient, planes
from map_painter import CELL, COLUMNS, ROWS, Painter, Point, Sources, read

PLACES = "ABCDEFGHIJKLMNOP"
TUNNEL_AFTER = 7
"""Behind place H the way leads through the tunnel to the other island."""
STEPS = 8
"""Points of the way between two places: frames that the figure walks."""
HIDDEN_Y = 240
FIRST_TILE = 64
"""The tiles lie behind layer 2's map, which fills the room of 64 of them."""
TILES_MAX = 512 - FIRST_TILE
PALETTES = 7
SEA = ["184090", "1868b8", "2090c8", "30b0c8"]

Tile = list[list[str]]


def centre(things: list[str], letter: str) -> Point:
    """The middle of the cell with this letter."""
    for row, line in enumerate(things):
        if letter in line:
            return line.index(letter) * CELL + CELL // 2, row * CELL + CELL // 2
    raise SystemExit(f"islands.txt: no place {letter}")


def bow(start: Point, end: Point, bend: int) -> list[Point]:
    """The points of a curve from start up to, not including, end; `bend` pixels down in its middle."""
    found = []
    for step in range(STEPS):
        sag = bend * step * (STEPS - step) * 4 // (STEPS * STEPS)
        x = (start[0] * (STEPS - step) + end[0] * step + STEPS // 2) // STEPS
        y = (start[1] * (STEPS - step) + end[1] * step + STEPS // 2) // STEPS
        found.append((x, y + sag))
    return found


def ways(things: list[str]) -> tuple[list[Point], list[list[Point]]]:
    """Where the figure stands step by step, from the first place to the last, and the roads to draw."""
    points: list[Point] = []
    roads: list[list[Point]] = [[]]
    for number, (start, end) in enumerate(pairwise(PLACES)):
        here, there = centre(things, start), centre(things, end)
        if number == TUNNEL_AFTER:
            into, out = centre(things, ">"), centre(things, "<")
            first, last = bow(here, into, 2), bow(out, there, -2)
            roads[-1] += [*first, into]
            roads.append(last)
            points += [*first[::3], (0, HIDDEN_Y), (0, HIDDEN_Y), *last[2::3], last[-1]]
        else:
            way = bow(here, there, 4 if number % 2 else -4)
            roads[-1] += way
            points += way
    last_place = centre(things, PLACES[-1])
    roads[-1].append(last_place)
    return [*points, last_place], roads


def flipped(tile: Tile, turn: int) -> Tile:
    """The tile turned left to right (bit 0) and upside down (bit 1), as the console can show it."""
    rows = [row[::-1] for row in tile] if turn & 1 else tile
    return rows[::-1] if turn & 2 else rows


def palettes_of(tiles: list[set[str]]) -> list[list[str]]:
    """Put the tiles' colours into few palettes of 15: the first order of the tiles that gives 7 at most."""
    sets = sorted({"".join(sorted(colours)) for colours in tiles}, key=lambda text: (-len(text), text))
    for start in range(len(sets)):
        palettes: list[set[str]] = []
        for colours in map(set, sets[start:] + sets[:start]):
            fitting = [palette for palette in palettes if len(palette | colours) <= 15]
            if fitting:
                min(fitting, key=lambda palette: len(colours - palette)).update(colours)
            else:
                palettes.append(colours)
        if len(palettes) <= PALETTES:
            return [sorted(palette) for palette in palettes]
    raise SystemExit(f"the overworld's colours need more than {PALETTES} palettes: let its pieces share more of them")


def wave_tiles() -> tuple[list[Tile], list[list[int]]]:
    """Layer 2: sparse wave crests on a 16x16-cell pattern; tile 0 is empty."""
    crest = ["........", "........", "........", "..hhh...", ".h...h..", "h.....hh", "........", "........"]
    small = ["........", "........", "........", "........", "...hh...", "..h..h..", "........", "........"]
    empty = ["........"] * 8

    def at(x: int, y: int) -> int:
        return 1 if (x * 3 + y * 5) % 16 == 0 else 2 if (x * 5 + y * 3) % 16 == 7 else 0

    rows = [[at(x, y) for x in range(32)] for y in range(32)]
    return [[list(row) for row in tile] for tile in (empty, crest, small)], rows


def painted(sources: Sources, roads: list[list[Point]], levels: int) -> dict[Point, str]:
    """Paint islands, roads, pieces and places; the places above `levels` are locked."""
    painter = Painter(sources)
    painter.islands()
    for road in roads:
        painter.path(road)
    for row, line in enumerate(sources.things):
        for column, letter in enumerate(line):
            name = letter
            if letter in PLACES:
                name = "place" if PLACES.index(letter) < levels else "locked"
            if name != ".":
                painter.piece(name, column * CELL + CELL // 2, (row + 1) * CELL)
    painter.panel()
    return painter.dots


class Tiles:
    """Different tiles, in the order in which they were first seen."""

    def __init__(self, first: list[Tile]) -> None:
        self.pictures = list(first)
        self._seen = {str(tile): number for number, tile in enumerate(first)}

    def number_of(self, tile: Tile) -> tuple[int, int]:
        """Return the tile's number, and how it is turned there (see `flipped`)."""
        for turn in range(4):
            number = self._seen.get(str(flipped(tile, turn)))
            if number is not None:
                return number, turn
        self._seen[str(tile)] = len(self.pictures)
        self.pictures.append(tile)
        return len(self.pictures) - 1, 0


def cut(dots: dict[Point, str], tiles: Tiles) -> list[list[tuple[int, int]]]:
    """Cut the picture into tiles; what is below it is empty."""

    def cell(column: int, row: int) -> Tile:
        at = [[(column * CELL + x, row * CELL + y) for x in range(CELL)] for y in range(CELL)]
        return [[dots.get(dot, ".") for dot in line] for line in at]

    rows = [[tiles.number_of(cell(column, row)) for column in range(COLUMNS)] for row in range(ROWS)]
    if len(tiles.pictures) > TILES_MAX:
        raise SystemExit(f"the overworld needs {len(tiles.pictures)} tiles; there are {TILES_MAX}")
    return rows + [[(0, 0)] * COLUMNS] * (32 - ROWS)


def levels_built(work: Path) -> int:
    """The number of levels, as the assembler sees it: `LEVELS` in level_gen.inc."""
    for line in (work / "level_gen.inc").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(" = ")
        if name == "LEVELS":
            return int(value)
    raise SystemExit("level_gen.inc: no LEVELS")


def convert(folder: Path, work: Path) -> None:
    """Write the overworld's binary files and map_gen.inc into `work`; the levels are converted already."""
    sources = read(folder)
    points, roads = ways(sources.things)
    waves, wave_map = wave_tiles()
    tiles = Tiles(waves)
    cells = cut(painted(sources, roads, levels_built(work)), tiles)

    used = [{letter for line in tile for letter in line if letter != "."} for tile in tiles.pictures]
    palettes = palettes_of(used)
    chosen = [next(i for i, palette in enumerate(palettes) if colours <= set(palette)) for colours in used]
    memory = bytearray(PALETTES * 32)
    for i, palette in enumerate(palettes):
        colours = b"".join(colour15(sources.colours[letter]) for letter in palette)
        memory[i * 32 + 2 : i * 32 + 2 + len(colours)] = colours
    (work / "map_palettes.bin").write_bytes(memory)

    out = bytearray()
    for tile, number in zip(tiles.pictures, chosen, strict=True):
        order = {".": 0} | {letter: i + 1 for i, letter in enumerate(palettes[number])}
        out += planes([[order[letter] for letter in line] for line in tile], 4)
    (work / "map_tiles.bin").write_bytes(out)

    def word(number: int, turn: int = 0) -> bytes:
        return (FIRST_TILE + number | (chosen[number] + 1) << 10 | turn << 14).to_bytes(2, "little")

    (work / "map_picture.bin").write_bytes(b"".join(word(*cell) for row in cells for cell in row))
    (work / "map_waves.bin").write_bytes(b"".join(word(number) for row in wave_map for number in row))
    (work / "sky_sea.bin").write_bytes(gradient(SEA))

    stars = [(x - 8, y - 10) for x, y in (centre(sources.things, letter) for letter in PLACES)]
    lines = [f"MAP_STEPS = {STEPS}"]
    for name, values in (("STAR", stars), ("WAY", points)):
        for axis, coordinate in zip("XY", (0, 1), strict=True):
            lines.append(f".define MAP_{name}_{axis} {', '.join(str(value[coordinate]) for value in values)}")
    (work / "map_gen.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
