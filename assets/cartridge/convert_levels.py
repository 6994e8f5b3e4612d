"""Levels and screens as text -> tile maps, records, tables.

A level (`levels/N-*.txt`) is a few `key: value` lines and then `map:` with 14 rows, the ones that are
seen, of a multiple of 16 letters. `LETTERS` says what a letter is. The screens (`screen-*.txt`) have 16
columns, the backdrops (`backdrop-*.txt`) 32, and name their tiles in `letter = name` lines.
"""

from __future__ import annotations

from pathlib import Path

AIR = 0x25
SCREEN_BYTES = 0x1B0
FIRST_ROW = 12
SOLID, LEDGE, SPIKES, TAPE, GOAL = 1, 2, 3, 4, 5

# value: (picture, class). The values that the level's map in work RAM holds.
VALUES = {
    0x25: ("empty", 0),
    0x26: ("bush", 0),
    0x27: ("flower", 0),
    0x28: ("sign", 0),
    0x29: ("fence", 0),
    0x35: ("gate", 0),
    0x36: ("gate", TAPE),
    0x37: ("gate_top", TAPE),
    0x38: ("gate_tape", TAPE),
    0x39: ("empty", TAPE),
    0x3A: ("post", GOAL),
    0x3B: ("post_top", GOAL),
    0x3C: ("empty", GOAL),
    0x3D: ("flag", 0),
    0x60: ("ledge", LEDGE),
    0x61: ("ledge_left", LEDGE),
    0x62: ("ledge_right", LEDGE),
    0x70: ("spikes", SPIKES),
    0x80: ("grass", SOLID),
    0x81: ("grass_left", SOLID),
    0x82: ("grass_right", SOLID),
    0x83: ("grass_both", SOLID),
    0x84: ("dirt", SOLID),
    0x85: ("dirt_left", SOLID),
    0x86: ("dirt_right", SOLID),
    0x87: ("dirt_both", SOLID),
    0x90: ("brick", SOLID),
    0x91: ("block", SOLID),
}
LETTERS = {
    ".": 0x25,
    "b": 0x26,
    "i": 0x27,
    ">": 0x28,
    "t": 0x29,
    "=": 0x60,
    "^": 0x70,
    "#": 0x80,
    "B": 0x90,
    "S": 0x91,
}
ENEMIES = {"w": 1, "h": 2, "f": 3}
THEMES = ("day", "dusk", "night")


def parts(path: Path) -> tuple[dict[str, str], list[str]]:
    """Split a file into its keys and its map."""
    keys: dict[str, str] = {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(";")]
    at = lines.index("map:")
    for line in lines[:at]:
        if line.strip():
            key, _, value = line.replace(" = ", ": ").partition(": ")
            keys[key] = value
    rows = [line for line in lines[at + 1 :] if line]
    if len(rows) != 14 or len({len(row) for row in rows}) != 1 or len(rows[0]) % 16:
        raise SystemExit(f"{path.name}: {len(rows)} rows of {[len(row) for row in rows]}")
    return keys, rows


def words_of(path: Path, tiles: dict[str, int]) -> bytes:
    """Convert a screen or backdrop to a 32x32 map of 16x16 tiles."""
    keys, rows = parts(path)
    out = bytearray()
    for y in range(32):
        for x in range(32):
            letter = rows[y][x] if y < 14 and x < len(rows[0]) else "."
            if letter.isdigit() and keys.get("digits") == "logo":
                column = x - rows[y].index(letter)
                name = f"logo_{letter}_{column}"
            else:
                name = keys.get(letter, "empty")
            out += tiles[name].to_bytes(2, "little")
    return bytes(out)


def ground(rows: list[str], x: int, y: int) -> int:
    """Choose grass or dirt, and the side that is open."""

    def same(i: int, j: int) -> bool:
        if j < 0:
            return False
        return rows[min(j, 13)][max(0, min(i, len(rows[0]) - 1))] == "#"

    value = 0x84 if same(x, y - 1) else 0x80
    return value + (0 if same(x - 1, y) else 1) + (0 if same(x + 1, y) else 2)


def ledge(rows: list[str], x: int, y: int) -> int:
    """Choose the middle or an end."""
    if x == 0 or rows[y][x - 1] != "=":
        return 0x61
    return 0x62 if x + 1 == len(rows[y]) or rows[y][x + 1] != "=" else 0x60


class Level:
    """One level's map, places and enemies."""

    def __init__(self, path: Path) -> None:
        self.keys, rows = parts(path)
        self.screens = len(rows[0]) // 16
        self.cells = bytearray([AIR]) * (self.screens * SCREEN_BYTES)
        self.enemies: list[tuple[int, int, int]] = []
        self.spawn = self.middle = self.goal = (0, 0)
        for y, row in enumerate(rows):
            for x, letter in enumerate(row):
                self._place(rows, x, y, letter)
        for x in range(self.screens * 16):
            self.set(x, 26, self.get(x, 25))
        self.enemies.sort()

    def _at(self, x: int, row: int) -> int:
        return x // 16 * SCREEN_BYTES + row * 16 + x % 16

    def set(self, x: int, row: int, value: int) -> None:
        """Put a tile."""
        self.cells[self._at(x, row)] = value

    def get(self, x: int, row: int) -> int:
        """Return a tile."""
        return self.cells[self._at(x, row)]

    def _place(self, rows: list[str], x: int, y: int, letter: str) -> None:
        row = y + FIRST_ROW
        match letter:
            case "#":
                self.set(x, row, ground(rows, x, y))
            case "=":
                self.set(x, row, ledge(rows, x, y))
            case "P":
                self.spawn = (x * 16, row * 16)
            case "M":
                self.middle = (x * 16, row * 16)
                self._column(x, row, [0x36, 0x36, 0x38, 0x36, 0x37], 0x39)
                self.tape = self._at(x, row - 2)
            case "G":
                self.goal = (x * 16, row * 16)
                self._column(x, row, [0x3A] * 5 + [0x3B], 0x3C)
                self.set(x + 1, row - 5, 0x3D)
            case _ if letter in ENEMIES:
                self.enemies.append((x * 16, row * 16, ENEMIES[letter]))
            case _ if LETTERS[letter] != AIR:
                self.set(x, row, LETTERS[letter])

    def _column(self, x: int, row: int, visible: list[int], line: int) -> None:
        """Put a gate or post, and above it its invisible line, so that it can't be jumped over."""
        for i in range(row + 1):
            self.set(x, row - i, visible[i] if i < len(visible) else line)


RECORD = (
    *("SCREENS", "SPAWN_X", "SPAWN_Y", "MIDDLE_X", "MIDDLE_Y", "TILES", "SIZE"),
    *("TAPE_OFFSET", "TAPE_COLUMN", "ENEMIES", "NAME", "THEME", "MUSIC"),
)


def convert(folder: Path, work: Path, tiles: dict[str, int]) -> None:
    """Write level_gen.inc, levels_gen.inc (the data) and the binary maps."""
    lines = [f"REC_{name} = {i * 2}" for i, name in enumerate(RECORD)]
    data: list[str] = ['.segment "CODE"']
    levels = [Level(path) for path in sorted(folder.glob("[1-9]-*.txt"))]
    lines.append(f"LEVELS = {len(levels)}")
    index = []
    for number, level in enumerate(levels, 1):
        name = level.keys["name"]
        (work / f"level_{number}.bin").write_bytes(bytes(level.cells))
        index.append(f"record_{number}")
        values = [
            level.screens,
            *level.spawn,
            *level.middle,
            f".loword(level_{number}_tiles)",
            len(level.cells),
        ]
        values += [level.tape, level.middle[0] // 16, f"enemies_{number}", f"level_{number}_name"]
        values += [THEMES.index(level.keys["theme"]), int(level.keys["music"], 16)]
        data.append(f"record_{number}: .word {', '.join(str(value) for value in values)}")
        data.append(f'level_{number}_name: .byte "{name}", 0')
        data.append(f'level_{number}_row: .byte "{f"LEVEL {number}  {name}":^32}"')
        data.append(f"enemies_{number}:")
        data += [f"    .word {x}, {y}\n    .byte {kind}" for x, y, kind in level.enemies]
        data.append("    .word $FFFF")
    data.append(f"level_rows: .word {', '.join(f'level_{n}_row' for n in range(1, len(levels) + 1))}")
    data.append(f"level_index: .word {', '.join(index)}")
    classes = bytes(VALUES.get(value, ("empty", 0))[1] for value in range(256))
    data.append("tile_classes: .byte " + ", ".join(str(value) for value in classes))
    words = [tiles[VALUES.get(value, ("empty", 0))[0]] for value in range(256)]
    data.append("tile_words: .word " + ", ".join(str(word) for word in words))
    data.append('.segment "LEVELS"')
    data += [f'level_{n}_tiles: .incbin "level_{n}.bin"' for n in range(1, len(levels) + 1)]
    data.append('.segment "SCREENS"')
    for path in sorted([*folder.glob("screen-*.txt"), *folder.glob("backdrop-*.txt")]):
        kind, _, name = path.stem.partition("-")
        (work / f"{path.stem}.bin").write_bytes(words_of(path, tiles))
        label = f"{name}_screen" if kind == "screen" else f"backdrop_{name}"
        data.append(f'{label}: .incbin "{path.stem}.bin"')
    lines.append(".import level_index, level_rows, level_1_tiles")
    (work / "level_gen.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (work / "levels_gen.inc").write_text("\n".join(data) + "\n", encoding="utf-8")
