"""The table of `watch`: values, what they were, how often and how lately they changed. Pure but for its memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spinlab_pad.game.memory import Field

FADES: Final[Sequence[tuple[float, str, str]]] = ((0.25, "*", "7;1"), (1.0, "+", "33;1"), (3.0, ".", "33"))
"""Up to so many seconds after a change: this mark, and this colour (SGR): inverse, bright yellow, yellow."""
UNTOUCHED: Final = "2"
"""Faint: has not changed since the start."""
HEADING: Final = "1"
NAME_MIN: Final = 12
GAP: Final = "   "
WIDEST: Final = 20
"""Characters of a value; longer ones are cut."""
NARROWEST: Final = 6
MARK: Final = 2
"""Characters of the mark and the blank after it."""


@dataclass(slots=True)
class Row:
    """One field: its value now and before the last change (None: not seen yet), how often and when it changed."""

    field: Field
    value: int | None = None
    before: int | None = None
    changes: int = 0
    changed_s: float = float("-inf")


class WatchTable:
    """Takes values in, gives lines out. `newest_first` sorts by the time of the last change."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.rows = [Row(field) for field in fields]
        size = max((field.size for field in fields), default=1)
        self._hex = max(NARROWEST, min(WIDEST, 2 + 2 * size))
        self._dec = max(NARROWEST, min(WIDEST, 1 + len(str(256**size))))
        self.newest_first = False
        self.top = 0

    def see(self, values: Mapping[str, int], now_s: float) -> None:
        """Take the values of one frame in."""
        for row in self.rows:
            value = values[row.field.name]
            if value != row.value:
                if row.value is not None:
                    row.before, row.changed_s = row.value, now_s
                    row.changes += 1
                row.value = value

    def begin(self) -> None:
        """The next values are of another run: what differs then has not changed."""
        for row in self.rows:
            row.value = None

    def reset(self) -> None:
        """Count anew."""
        for row in self.rows:
            row.before, row.changes, row.changed_s = None, 0, float("-inf")

    def scroll(self, by: int, columns: int, height: int) -> None:
        """Move the table by so many rows, as far as there are any."""
        self.top = max(0, min(self.top + by, self.hidden(columns, height)))

    def hidden(self, columns: int, height: int) -> int:
        """How many rows don't fit into `height` lines, the heading left out of them."""
        return max(0, len(self.rows) - self._blocks(columns, height) * max(1, height - 1))

    def lines(self, columns: int, height: int, now_s: float, *, colour: bool) -> list[str]:
        """The table in at most `height` lines of at most `columns` characters (colours not counted)."""
        self.scroll(0, columns, height)
        rows = sorted(self.rows, key=lambda row: -row.changed_s) if self.newest_first else self.rows
        width, names = self._width(columns), self._names(columns)
        blocks, deep = self._blocks(columns, height), max(1, height - 1)
        head = f"  {self._cells('field', 'at', 'hex', 'dec', 'was', 'changes', names)}"[:width].ljust(width)
        lines = [_paint(GAP.join([head] * blocks)[:columns], HEADING, colour)]
        shown = rows[self.top : self.top + blocks * deep]
        for at in range(min(deep, len(shown), height - 1)):
            parts = []
            for row in shown[at::deep]:
                mark, code = _look(row, now_s)
                parts.append(_paint(f"{mark} {self._text(row, names)}"[:width].ljust(width), code, colour))
            lines.append(GAP.join(parts))
        return lines

    def _text(self, row: Row, names: int) -> str:
        name = row.field.name[:names]
        at = f"0x{row.field.address:04X}"
        if row.value is None:
            return self._cells(name, at, "?", "?", "", "", names)
        was = "" if row.before is None else str(row.before)
        hexa = hexadecimal(row.value, row.field.size)
        return self._cells(name, at, hexa, str(row.value), was, f"{row.changes:,}", names)

    def _cells(self, name: str, at: str, hexa: str, dec: str, was: str, changes: str, names: int) -> str:
        wide, tall = self._hex, self._dec
        return f"{name:<{names}} {at:>7} {_cut(hexa):>{wide}} {_cut(dec):>{tall}} {_cut(was):>{tall}} {changes:>9}"

    def _names(self, columns: int) -> int:
        """Characters for a name."""
        longest = max((len(row.field.name) for row in self.rows), default=0)
        return max(min(NAME_MIN, columns), min(longest, columns - MARK - len(self._cells("", "", "", "", "", "", 0))))

    def _width(self, columns: int) -> int:
        return min(columns, MARK + len(self._cells("", "", "", "", "", "", self._names(columns))))

    def _blocks(self, columns: int, height: int) -> int:
        """How many rows stand side by side: more than one only where they don't fit below each other."""
        fit = (columns + len(GAP)) // (self._width(columns) + len(GAP))
        need = -(-len(self.rows) // max(1, height - 1))
        return max(1, min(fit, need))


def hexadecimal(value: int, size: int) -> str:
    """As romhackers write it; negative ones in two's complement."""
    return f"0x{value & (1 << 8 * size) - 1:0{2 * size}X}"


def _look(row: Row, now_s: float) -> tuple[str, str]:
    """Mark and colour by the age of the last change."""
    age = now_s - row.changed_s
    for limit, mark, code in FADES:
        if age < limit:
            return mark, code
    return " ", "" if row.changes else UNTOUCHED


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 2]}.."


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text
