"""Lantern's pictures and stages from text to what the program includes.

Pictures are written as for the training cartridge, whose `convert_gfx.py` reads them.
A stage file has `stage NUMBER NAME`, then `screen` and 13 lines of 16 letters, twice or three times; a screen leads to
the one after it and the one before it through the openings < > ^ v in its edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import convert_gfx as gfx

WIDTH, HEIGHT, PICTURE_HEIGHT = 16, 13, 14
TILE_SLOTS, OBJECT_SLOTS, LETTERS = 48, 16, 64
GHOSTS_MAX = 4
LIGHT_RADIUS = 56
LANTERN, LANTERNS_MAX = 0x40, 16
NONE = 0xFF

TILES = (
    *("floor", "moss", "wall_top", "wall_face", "hole", "water", "gate", "stair", "crack", "dark"),
    *("lantern_lit", "star", "moon_1", "moon_2", "moon_3", "moon_4", "lantern_dark"),
)
"""The tile's number is its place; `lantern_dark` is never in a maze: a lantern there has its own number."""
SOLID = frozenset({"wall_top", "wall_face", "water", "dark"})
LETTER_TILES = {
    ".": "floor",
    ",": "moss",
    "o": "hole",
    "~": "water",
    "X": "gate",
    "S": "stair",
    "C": "crack",
    "_": "dark",
    "@": "floor",
    "g": "floor",
    "<": "floor",
    ">": "floor",
    "^": "floor",
    "v": "floor",
    "!": "lantern_lit",
    "T": "star",
    "1": "moon_1",
    "2": "moon_2",
    "3": "moon_3",
    "4": "moon_4",
}
EDGES = "^v<>"
OPPOSITE = {"^": "v", "v": "^", "<": ">", ">": "<"}


@dataclass(frozen=True)
class Stage:
    """One stage as it is written."""

    number: int
    name: str
    screens: list[list[str]]


def rows_of(path: Path) -> list[str]:
    """The lines of a file without comments and blank ones."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(";")]


def checked(rows: list[str], height: int, where: str) -> list[str]:
    """The rows, if they have the measures of a picture."""
    if len(rows) != height or any(len(row) != WIDTH for row in rows):
        raise SystemExit(f"{where}: not {height} rows of {WIDTH} but {[len(row) for row in rows]}")
    return rows


def read_stage(path: Path) -> Stage:
    """Read a stage and check that its openings meet."""
    head, *lines = rows_of(path)
    _, number, *words = head.split()
    screens: list[list[str]] = []
    for line in lines:
        if line == "screen":
            screens.append([])
        else:
            screens[-1].append(line)
    for at, rows in enumerate(screens):
        checked(rows, HEIGHT, f"{path.name}, screen {at}")
    for at, (here, there) in enumerate(pairwise(screens)):
        ways = openings(here), openings(there)
        if not any(ways[1].get(OPPOSITE[edge]) == place for edge, place in ways[0].items()):
            raise SystemExit(f"{path.name}: screen {at} does not lead to screen {at + 1}: {ways}")
    return Stage(int(number, 16), " ".join(words), screens)


def openings(rows: list[str]) -> dict[str, int]:
    """Row or column of the opening in each edge that has one."""
    found = {}
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            if letter in EDGES:
                found[letter] = x if letter in "^v" else y
    return found


def tile_at(rows: list[str], x: int, y: int) -> str:
    """The tile of a letter; a wall shows its face where there is none below it."""
    if rows[y][x] != "#":
        return LETTER_TILES[rows[y][x]]
    below = rows[y + 1][x] if y + 1 < len(rows) else "#"
    return "wall_top" if below in "#_C" else "wall_face"


def neighbours(stage: Stage, at: int) -> list[int]:
    """The screens above, below, to the left and to the right."""
    ways = openings(stage.screens[at])
    found = []
    for edge in EDGES:
        other = NONE
        for number in (at + 1, at - 1):
            if edge in ways and 0 <= number < len(stage.screens):
                back = openings(stage.screens[number])
                if back.get(OPPOSITE[edge]) == ways[edge]:
                    other = number
        found.append(other)
    return found


def places(rows: list[str], letter: str) -> list[int]:
    """The cells with this letter."""
    return [y * WIDTH + x for y, row in enumerate(rows) for x, found in enumerate(row) if found == letter]


def stage_lines(stage: Stage, label: str) -> list[str]:
    """The stage for the assembler: its screens' records and their table."""
    out, lantern = [], 0
    for at, rows in enumerate(stage.screens):
        cells = []
        for y in range(HEIGHT):
            for x in range(WIDTH):
                if rows[y][x] == "L":
                    cells.append(LANTERN + lantern)
                    lantern += 1
                else:
                    cells.append(TILES.index(tile_at(rows, x, y)))
        ghosts = places(rows, "g")
        if len(ghosts) > GHOSTS_MAX or lantern > LANTERNS_MAX:
            raise SystemExit(f"{stage.name}: too many ghosts or lanterns")
        ways = neighbours(stage, at)
        if sum(way != NONE for way in ways) != len(openings(rows)):
            raise SystemExit(f"{stage.name}: an opening of screen {at} leads nowhere")
        out += [f"{label}_{at}:", f"    .byte {', '.join(map(str, [*cells, *ways, len(ghosts), *ghosts]))}"]
    names = ", ".join(f"{label}_{at}" for at in range(len(stage.screens)))
    return [*out, f"{label}:", f"    .word {names}", f"{label}_name:", f'    .byte "{stage.name}", 0']


def start_of(stage: Stage) -> int:
    """Screen and cell of the start in one word."""
    ((screen, cell),) = [(at, cell) for at, rows in enumerate(stage.screens) for cell in places(rows, "@")]
    return screen | cell << 8


def picture_lines(rows: list[str], label: str) -> list[str]:
    """A whole picture for the assembler."""
    cells = [TILES.index(tile_at(rows, x, y)) for y in range(PICTURE_HEIGHT) for x in range(WIDTH)]
    return [f"{label}:", f"    .byte {', '.join(map(str, cells))}"]


def convert_stages(folder: Path, work: Path, words: list[int], logo: list[int], columns: int) -> None:
    """Write stages.inc; the logo's tiles follow the others and are laid over the title."""
    stages = [read_stage(path) for path in sorted(folder.glob("[0-9]*.txt"))]
    r = LIGHT_RADIUS
    circle = [math.isqrt(r * r - (2 * line - 2 * r + 1) ** 2 // 4) for line in range(2 * r)]
    out = [f"circle:\n    .byte {', '.join(map(str, circle))}"]
    out.append(f"tile_words:\n    .word {', '.join(map(str, words))}")
    solid = [int(name in SOLID) for name in TILES] + [0] * len(logo)
    out.append(f"solid:\n    .byte {', '.join(map(str, solid))}")
    title = picture_lines(checked(rows_of(folder / "title.txt"), PICTURE_HEIGHT, "title.txt"), "title_picture")
    cells = title[1].split(maxsplit=1)[1].split(", ")
    left = (WIDTH - columns) // 2
    for i, number in enumerate(logo):
        cells[(2 + i // columns) * WIDTH + left + i % columns] = str(number)
    out += [title[0], f"    .byte {', '.join(cells)}"]
    out += picture_lines(checked(rows_of(folder / "select.txt"), PICTURE_HEIGHT, "select.txt"), "select_picture")
    labels = [f"stage_{number}" for number in range(len(stages))]
    for stage, label in zip(stages, labels, strict=True):
        out += stage_lines(stage, label)
    out.append("stage_numbers:\n    .word " + ", ".join(str(stage.number) for stage in stages))
    out.append("stage_starts:\n    .word " + ", ".join(str(start_of(stage)) for stage in stages))
    out.append("stage_screens:\n    .word " + ", ".join(labels))
    out.append("stage_names:\n    .word " + ", ".join(f"{label}_name" for label in labels))
    (work / "stages.inc").write_text("\n".join(out) + "\n", encoding="utf-8")


def convert(here: Path, work: Path) -> None:
    """Write everything that the program includes into `work`."""
    sheet = gfx.read(here / "gfx")
    drawn = [gfx.numbers_of(sheet, *sheet.tiles[name]) for name in TILES]
    palettes = [sheet.numbers[sheet.tiles[name][0]] for name in TILES]
    logo, columns = gfx.logo_tiles(sheet)
    drawn += logo
    palettes += [sheet.numbers[sheet.logo[0]]] * len(logo)
    if len(drawn) > TILE_SLOTS or len(sheet.objects) > OBJECT_SLOTS:
        raise SystemExit(f"too many pictures: {len(drawn)} tiles, {len(sheet.objects)} objects")
    words = [slot(number) | palette << 10 for number, palette in enumerate(palettes)]
    (work / "tiles.bin").write_bytes(gfx.sheet_16(drawn, TILE_SLOTS))
    objects = [gfx.numbers_of(sheet, *picture) for picture in sheet.objects.values()]
    (work / "objects.bin").write_bytes(gfx.sheet_16(objects, OBJECT_SLOTS))
    letters = [gfx.outlined(sheet.glyphs.get(chr(32 + code), ["." * 8] * 8)) for code in range(LETTERS)]
    (work / "font.bin").write_bytes(b"".join(gfx.planes(rows, 2) for rows in letters))
    (work / "palettes.bin").write_bytes(colours(sheet, "day") + colours(sheet, "dusk"))
    (work / "gradient.bin").write_bytes(gfx.gradient(sheet.skies["day"]))
    named = [f"WORD_{name} = {words[number]}" for number, name in enumerate(TILES)]
    for number, (name, (palette, _)) in enumerate(sheet.objects.items()):
        named += [f"OBJ_{name} = {slot(number)}", f"OBJATTR_{name} = {0x20 | (sheet.numbers[palette] - 8) << 1}"]
    (work / "gen.inc").write_text("\n".join(named) + "\n", encoding="utf-8")
    numbers = list(range(len(TILES), len(drawn)))
    convert_stages(here / "stages", work, words, numbers, columns)


def slot(number: int) -> int:
    """Where a 16x16 picture begins in its sheet."""
    return number // 8 * 32 + number % 8 * 2


def colours(sheet: gfx.Sheet, theme: str) -> bytes:
    """All 256 colours of a theme."""
    memory = bytearray(512)
    for name, number in sheet.numbers.items():
        palette = sheet.palettes.get((name, theme), sheet.palettes[name, gfx.THEMES[0]])
        for i, colour in enumerate(palette.values()):
            at = (number * 16 + i + 1) * 2
            memory[at : at + 2] = gfx.colour15(colour)
    return bytes(memory)
