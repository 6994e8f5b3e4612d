"""Pictures as text -> the console's tiles, palettes and letters.

Every `gfx/*.txt` file is a list of blocks, and `;` starts a comment line:

    palette NUMBER NAME [THEME]      then lines `letter rrggbb`; `.` is transparent
    tile NAME PALETTE                then 16 lines of 16 letters: a piece of the level or of the sky
    object NAME PALETTE              the same, for things that move
    glyph C                          then 8 lines of 8: `#` is ink; the outline is added here
    sky THEME rrggbb rrggbb ...      a gradient from the top of the picture to the bottom
    logo PALETTE                     lines of `#`, drawn three times as large, with outline and shine
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

THEMES = ("day", "dusk", "night", "castle")
TILES = 192
OBJECTS = 64
LOGO_SCALE = 3
PICTURE_LINES = 224
BAND_LINES = 4


@dataclass
class Sheet:
    """Everything that the text files describe."""

    palettes: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    tiles: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    objects: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    glyphs: dict[str, list[str]] = field(default_factory=dict)
    skies: dict[str, list[str]] = field(default_factory=dict)
    logo: tuple[str, list[str]] = ("", [])


def blocks(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each block's heading words and lines."""
    heading: list[str] | None = None
    body: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.rstrip()
        if line.startswith(";"):
            continue
        if line.split(" ")[0] in ("palette", "tile", "object", "glyph", "sky", "logo"):
            if heading:
                yield heading, body
            heading, body = line.split(), []
        elif line:
            body.append(line)
    if heading:
        yield heading, body


def picture(heading: list[str], body: list[str], size: int) -> list[str]:
    """Check a picture's measures."""
    if len(body) != size or any(len(row) != size for row in body):
        shape = [len(row) for row in body]
        raise SystemExit(f"{' '.join(heading)}: not {size}x{size} but {len(body)} rows of {shape}")
    return body


def read(folder: Path) -> Sheet:
    """Read all text files of the folder."""
    sheet = Sheet()
    for path in sorted(folder.glob("*.txt")):
        for heading, body in blocks(path):
            match heading:
                case ["palette", number, name, *theme]:
                    sheet.numbers[name] = int(number)
                    colours = dict(line.split() for line in body)
                    sheet.palettes[name, theme[0] if theme else THEMES[0]] = colours
                case ["tile", name, palette]:
                    sheet.tiles[name] = (palette, picture(heading, body, 16))
                case ["object", name, palette]:
                    sheet.objects[name] = (palette, picture(heading, body, 16))
                case ["glyph", letter]:
                    sheet.glyphs[letter] = picture(heading, body, 8)
                case ["sky", theme_name, *stops]:
                    sheet.skies[theme_name] = stops
                case ["logo", palette]:
                    sheet.logo = (palette, body)
                case _:
                    raise SystemExit(f"{path.name}: what is {' '.join(heading)}?")
    return sheet


def colour15(text: str) -> bytes:
    """`rrggbb` -> the console's 15-bit colour."""
    red, green, blue = (int(text[i : i + 2], 16) >> 3 for i in (0, 2, 4))
    return (red | green << 5 | blue << 10).to_bytes(2, "little")


def gradient(stops: list[str]) -> bytes:
    """Make the HDMA table that sets colour 0 anew every few lines: lines, 0, 0 (colour number), colour."""
    out = bytearray()
    bands = PICTURE_LINES // BAND_LINES
    for band in range(bands):
        place = band / (bands - 1) * (len(stops) - 1)
        i = min(int(place), len(stops) - 2)
        ends = [[int(stop[j : j + 2], 16) for j in (0, 2, 4)] for stop in stops[i : i + 2]]
        mixed = [round(a + (b - a) * (place - i)) for a, b in zip(*ends, strict=True)]
        out += bytes([BAND_LINES, 0, 0]) + colour15("".join(f"{part:02x}" for part in mixed))
    return bytes(out) + b"\0"


def planes(rows: list[list[int]], depth: int) -> bytes:
    """Convert one 8x8 picture of colour numbers to 2 or 4 bit planes."""
    out = bytearray()
    for low in range(0, depth, 2):
        for row in rows:
            for plane in (low, low + 1):
                out.append(sum((value >> plane & 1) << (7 - x) for x, value in enumerate(row)))
    return bytes(out)


def sheet_16(pictures: list[list[list[int]]], slots: int) -> bytes:
    """Arrange 16x16 pictures as the console wants them: 8 to a row of 16 small tiles."""
    small = [bytes(32)] * (slots * 4)
    for number, rows in enumerate(pictures):
        first = number // 8 * 32 + number % 8 * 2
        for down in (0, 1):
            for right in (0, 1):
                part = [row[right * 8 : right * 8 + 8] for row in rows[down * 8 : down * 8 + 8]]
                small[first + down * 16 + right] = planes(part, 4)
    return b"".join(small)


def numbers_of(sheet: Sheet, name: str, rows: list[str]) -> list[list[int]]:
    """Letters -> colour numbers of the palette."""
    order = {".": 0} | {letter: i + 1 for i, letter in enumerate(sheet.palettes[name, THEMES[0]])}
    return [[order[letter] for letter in row] for row in rows]


def outlined(rows: list[str]) -> list[list[int]]:
    """Ink is colour 1; what touches it is colour 2, the outline."""
    size = len(rows)

    def at(x: int, y: int) -> bool:
        return 0 <= x < size and 0 <= y < size and rows[y][x] == "#"

    near = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return [
        [1 if at(x, y) else 2 if any(at(x + i, y + j) for i, j in near) else 0 for x in range(size)]
        for y in range(size)
    ]


def logo_tiles(sheet: Sheet) -> tuple[list[list[list[int]]], int]:
    """Draw the logo three times as large, outlined and shaded, and cut it into 16x16 pictures."""
    name, rows = sheet.logo
    order = {letter: i + 1 for i, letter in enumerate(sheet.palettes[name, THEMES[0]])}
    columns = -(-(max(len(row) for row in rows) * LOGO_SCALE + 6) // 16)
    lines = -(-(len(rows) * LOGO_SCALE + 8) // 16)
    dots = [(x, y) for y, row in enumerate(rows) for x, letter in enumerate(row) if letter == "#"]
    part = range(LOGO_SCALE)
    ink = {(x * LOGO_SCALE + i + 3, y * LOGO_SCALE + j + 3) for x, y in dots for i in part for j in part}
    edge = {(x + i, y + j) for x, y in ink for i in range(-2, 3) for j in range(-2, 5)}
    height = len(rows) * LOGO_SCALE

    def value(x: int, y: int) -> int:
        if (x, y) not in ink:
            return order["k"] if (x, y) in edge else 0
        if (x, y - 1) not in ink or (x - 1, y) not in ink:
            return order["w"]
        return order["abcd"[min(3, (y - 3) * 4 // height)]]

    whole = [[value(x, y) for x in range(columns * 16)] for y in range(lines * 16)]
    cut = []
    for top in range(0, lines * 16, 16):
        for left in range(0, columns * 16, 16):
            cut.append([row[left : left + 16] for row in whole[top : top + 16]])
    return cut, columns


def convert(folder: Path, work: Path) -> dict[str, int]:
    """Write the binary files and gfx_gen.inc into `work`; return each tile's map word."""
    sheet = read(folder)
    words: dict[str, int] = {}
    drawn: list[list[list[int]]] = []

    def add(name: str, palette: str, rows: list[list[int]]) -> None:
        number = len(drawn)
        words[name] = number // 8 * 32 + number % 8 * 2 | sheet.numbers[palette] << 10
        drawn.append(rows)

    for name, (palette, rows) in sheet.tiles.items():
        add(name, palette, numbers_of(sheet, palette, rows))
    cut, columns = logo_tiles(sheet)
    for i, rows_of_numbers in enumerate(cut):
        add(f"logo_{i // columns}_{i % columns}", sheet.logo[0], rows_of_numbers)
    if len(drawn) > TILES or len(sheet.objects) > OBJECTS:
        raise SystemExit(f"too many pictures: {len(drawn)} tiles, {len(sheet.objects)} objects")
    (work / "tiles.bin").write_bytes(sheet_16(drawn, -(-len(drawn) // 8) * 8))
    objects = [numbers_of(sheet, palette, rows) for palette, rows in sheet.objects.values()]
    (work / "objects.bin").write_bytes(sheet_16(objects, OBJECTS))
    letters = [outlined(sheet.glyphs.get(chr(code), ["." * 8] * 8)) for code in range(32, 128)]
    (work / "font.bin").write_bytes(b"".join(planes(rows, 2) for rows in letters))

    palettes = bytearray()
    for theme in THEMES:
        memory = bytearray(512)
        for name, number in sheet.numbers.items():
            colours = sheet.palettes.get((name, theme), sheet.palettes[name, THEMES[0]])
            for i, colour in enumerate(colours.values()):
                at = (number * 16 + i + 1) * 2
                memory[at : at + 2] = colour15(colour)
        palettes += memory
    (work / "palettes.bin").write_bytes(palettes)
    for theme in THEMES:
        (work / f"sky_{theme}.bin").write_bytes(gradient(sheet.skies[theme]))

    lines = []
    for number, (name, (palette, _)) in enumerate(sheet.objects.items()):
        lines.append(f"OBJ_{name} = {number // 8 * 32 + number % 8 * 2}")
        lines.append(f"OBJATTR_{name} = {0x20 | (sheet.numbers[palette] - 8) << 1}")
    for palette, number in sheet.numbers.items():
        if number >= 8:
            lines.append(f"OBJPAL_{palette} = {0x20 | (number - 8) << 1}")
    (work / "gfx_gen.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return words
