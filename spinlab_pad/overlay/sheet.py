"""The tools that components draw with: sizes in units, text that fits, blocks that stack. Pure.

A unit is a pixel of the reference picture, the 480 x 1080 column of a 1080p screen that is read from three
metres: nothing below 32 units, values 44 to 52, the timer 96 and more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from spinlab_pad.overlay.items import Align, Item, Measure, Text, moved
from spinlab_pad.overlay.theme import Colour, Theme

ELLIPSIS: Final = "…"
SMALL: Final = 32
TITLE: Final = 38
VALUE: Final = 46
LINE: Final = 1.2
"""Height of a line over its font size."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`width` is the room for content in px, `unit` the px of one unit, `now_ms` Unix time."""

    width: int
    unit: float
    theme: Theme
    measure: Measure
    now_ms: int

    def px(self, units: float) -> int:
        """Units in whole pixels, at least 1 for what isn't 0."""
        return max(1, round(units * self.unit)) if units > 0 else 0

    def line(self, size: float) -> int:
        """Height of a line of text of that size in units, in px."""
        return self.px(size * LINE)

    def wide(self, text: str, size: float, bold: bool = False) -> int:
        """Width of a text in px."""
        return self.measure(text, self.px(size), bold)

    def text(
        self,
        at: tuple[int, int],
        room: int,
        text: str,
        size: float,
        colour: Colour,
        *,
        bold: bool = False,
        align: Align = "left",
    ) -> Text:
        """A line of text at `at` px in `room` px, shortened with an ellipsis where it's too long."""
        room = max(0, room)
        short = shorten(text, room, lambda part: self.wide(part, size, bold))
        return Text(at[0], at[1], room, self.line(size), short, self.px(size), colour, bold, align)

    def fit(self, text: str, room: int, sizes: Iterable[float], bold: bool = False) -> float:
        """The first size that fits, else the last."""
        size = 0.0
        for size in sizes:
            if self.wide(text, size, bold) <= room:
                break
        return size

    def both_fit(self, left: str, right: str, room: int, gap: int) -> bool:
        """Whether two bold texts can stand on one line of `room` px in the smallest size; numbers are never
        cut.
        """
        return self.wide(left, SMALL, bold=True) + gap + self.wide(right, SMALL, bold=True) <= room

    def wrap(self, text: str, room: int, size: float, lines: int, bold: bool = False) -> list[str]:
        """Words in at most `lines` lines of `room` px; what is too much ends in an ellipsis."""
        done: list[str] = []
        words = text.split()
        while words and len(done) < lines - 1:
            row = [words.pop(0)]
            while words and self.wide(" ".join([*row, words[0]]), size, bold) <= room:
                row.append(words.pop(0))
            done.append(" ".join(row))
        return [*done, " ".join(words)] if words else done


@dataclass(frozen=True, slots=True)
class Block:
    """Part of the picture, `height` px high, its items placed from (0, 0)."""

    height: int
    items: tuple[Item, ...] = ()

    def at(self, x: int, y: int) -> tuple[Item, ...]:
        """The items where the block is put."""
        return tuple(moved(item, x, y) for item in self.items)


def stack(blocks: Iterable[Block], gap: int = 0) -> Block:
    """Blocks one below the other."""
    items: list[Item] = []
    y = 0
    for block in blocks:
        y += gap if items else 0
        items += block.at(0, y)
        y += block.height
    return Block(y, tuple(items))


def shorten(text: str, room: int, wide: Callable[[str], int]) -> str:
    """The longest beginning that fits with an ellipsis, or the whole text; '' where not even that fits."""
    if wide(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if wide(text[:middle].rstrip() + ELLIPSIS) <= room:
            low = middle
        else:
            high = middle - 1
    short = text[:low].rstrip() + ELLIPSIS
    return short if wide(short) <= room else ""
