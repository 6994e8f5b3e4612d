"""One room of a level: its text file -> tiles, places, enemies, ways to other rooms."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from level_tiles import AIR, COLUMNS, ENEMIES, FLAGS_AT_TOP, LETTERS, TALL

SCREEN_BYTES = 0x1B0
FIRST_ROW = 12
MAP_ROWS = 14


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
    if len(rows) != MAP_ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) % 16:
        raise SystemExit(f"{path.name}: {len(rows)} rows of {[len(row) for row in rows]}")
    return keys, rows


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


@dataclass(frozen=True)
class Way:
    """A pipe or door: `target` is `room/digit`, or empty where nothing leads on; out of it one comes at (x, y)."""

    column: int
    target: str
    x: int
    y: int


@dataclass
class Room:
    """A room's map, places, enemies and ways. `name` is the file's number, `6` or `6.1`."""

    path: Path
    keys: dict[str, str] = field(default_factory=dict)
    enemies: list[tuple[int, int, int]] = field(default_factory=list)
    ways: dict[str, Way] = field(default_factory=dict)
    lamps: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Each lamp's column, offset of its head, x, y of who comes back to it."""
    spawn: tuple[int, int] = (0, 0)
    middle: tuple[int, int] = (0, 0)
    tape: tuple[int, int] = (0, 0xFFFF)
    """Offset and column of the tape."""

    def __post_init__(self) -> None:
        self.keys, rows = parts(self.path)
        self.name = self.path.stem.partition("-")[0]
        self.level, _, number = self.name.partition(".")
        self.screens = len(rows[0]) // 16
        self.room = 0x100 + 16 * int(self.level) + int(number) if number else int(self.level)
        self.label = self.name.replace(".", "_")
        self.cells = bytearray([AIR]) * (self.screens * SCREEN_BYTES)
        for y, row in enumerate(rows):
            for x, letter in enumerate(row):
                self._place(rows, x, y, letter)
        for x in range(self.screens * 16):
            self.set(x, 26, self.get(x, 25))
        for line in filter(None, self.keys.get("also", "").split(",")):
            letter, left, top = line.split()
            self.enemies.append((int(left), int(top), ENEMIES[letter]))
        self.enemies.sort()
        self.lamps.sort()

    @property
    def options(self) -> dict[str, str]:
        """The words of the key `options`, `a` or `a=b`."""
        words = (word.partition("=") for word in self.keys.get("options", "").split())
        return {name: value for name, _, value in words}

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
        here = (x * 16, row * 16)
        if letter in COLUMNS:
            self._column(x, row, letter)
        match letter:
            case "#":
                self.set(x, row, ground(rows, x, y))
            case "=":
                self.set(x, row, ledge(rows, x, y))
            case "P":
                self.spawn = here
            case "M":
                self.middle = here
                self.tape = (self._at(x, row - 2), x)
            case "A":
                self.lamps.append((x, self._at(x, row - 2), *here))
            case "L":
                self.set(x, row, 0xA8)
                self.set(x + 1, row, 0xA9)
            case _ if letter.isdigit():
                self._way(rows, x, y, letter)
            case _ if letter in ENEMIES:
                nudge = 3 if letter == "s" else 0
                self.enemies.append((x * 16 + nudge, (row - (letter in TALL)) * 16, ENEMIES[letter]))
            case _ if letter in LETTERS:
                if LETTERS[letter] != AIR:
                    self.set(x, row, LETTERS[letter])
            case _ if letter not in COLUMNS:
                raise SystemExit(f"{self.path.name}: row {y + 1}, column {x}: what is {letter}? See level_tiles.py")

    def _way(self, rows: list[str], x: int, y: int, digit: str) -> None:
        row = y + FIRST_ROW
        if f"way {digit}" not in self.keys:
            raise SystemExit(
                f"{self.path.name}: the map has a {digit}, but no line says `way {digit}: pipe ROOM/DIGIT`"
            )
        kind, _, target = self.keys[f"way {digit}"].partition(" ")
        if kind == "door":
            self.set(x, row - 1, 0x58)
            self.set(x, row, 0x59)
            self.ways[digit] = Way(x, target, x * 16, row * 16)
            return
        self.set(x, row, 0xA0)
        self.set(x + 1, row, 0xA1)
        self.ways[digit] = Way(x, target, x * 16 + 8, row * 16 - 16)
        for below in range(y + 1, MAP_ROWS):
            if rows[below][x] != ".":
                break
            self.set(x, below + FIRST_ROW, 0xA2)
            self.set(x + 1, below + FIRST_ROW, 0xA3)

    def _column(self, x: int, row: int, letter: str) -> None:
        """Put a gate, post or lamp, and above it its invisible line, so that it can't be jumped over."""
        visible, line = COLUMNS[letter]
        if letter in FLAGS_AT_TOP:
            self.set(x + 1, row - 5, FLAGS_AT_TOP[letter])
        for i in range(row + 1):
            if i < len(visible):
                self.set(x, row - i, visible[i])
            elif self.get(x, row - i) == AIR:  # a road may lead over it
                self.set(x, row - i, line)
