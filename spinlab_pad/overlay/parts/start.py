"""The start pause: which buttons are to be held, drawn where they lie on the pad, and the countdown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spinlab_pad.lab.view import StartView
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.parts.bar import bar
from spinlab_pad.overlay.sheet import SMALL, VALUE, Block, Sheet
from spinlab_pad.overlay.theme import Colour

SIGNS: Final[Mapping[str, str]] = {"left": "◀", "down": "▼", "right": "▶", "up": "▲"}
SIZES: Final = (120, 108, 84, 60, 48)
WIDE: Final = 432
"""Units that the pad is drawn in, across."""

_FACE: Final[Mapping[str, tuple[int, int]]] = {"y": (282, 117), "a": (382, 117), "x": (332, 71), "b": (332, 163)}
"""Middles of the face buttons, in units from the top left of the picture."""
_ARMS: Final[Mapping[str, tuple[int, int, int, int]]] = {
    "up": (78, 51, 44, 44),
    "down": (78, 139, 44, 44),
    "left": (34, 95, 44, 44),
    "right": (122, 95, 44, 44),
}
_SHOULDERS: Final[Mapping[str, tuple[int, int, int, int]]] = {"l": (26, 0, 130, 42), "r": (276, 0, 130, 42)}
_MIDDLE: Final[Mapping[str, tuple[int, int, int, int]]] = {"select": (170, 164, 40, 18), "start": (222, 164, 40, 18)}


def start(shown: StartView, sheet: Sheet) -> tuple[Block, ...]:
    """The start in its forms: with the picture of the pad, and without."""
    words = _words(shown, sheet)
    if not shown.buttons:
        return (words,)
    picture = pad(shown.buttons, sheet)
    y = picture.height + sheet.px(8)
    return Block(y + words.height, (*picture.items, *words.at(0, y))), words


def count(shown: StartView) -> str | None:
    """What is left: whole seconds of a long countdown, tenths of a short one; None while nobody counts."""
    if shown.counting_ms is None:
        return None
    if shown.total_ms >= 2_000:
        return str(-(-shown.counting_ms // 1000))
    return f"{shown.counting_ms // 1000}.{shown.counting_ms % 1000 // 100}"


def names(shown: StartView) -> str:
    """The buttons as they are told: '▶ + Y'."""
    return " + ".join(SIGNS.get(name, name.capitalize()) for name in shown.buttons)


def told(shown: StartView) -> str:
    """What is to be done, in a few words."""
    return f"Hold {names(shown)}" if shown.buttons else "Press a button"


def _words(shown: StartView, sheet: Sheet) -> Block:
    """What to hold, or the countdown in its place with a bar that empties; always as high."""
    height, thick = sheet.px(150), sheet.px(16)
    number = count(shown)
    theme = sheet.theme
    if number is None:
        words = told(shown)
        size = sheet.fit(words, sheet.width, (60, 54, VALUE, 40, SMALL), bold=True)
        y = (height - sheet.line(size)) // 2
        return Block(height, (sheet.text((0, y), sheet.width, words, size, theme.text, bold=True, align="centre"),))
    size = sheet.fit(number, sheet.width, SIZES, bold=True)
    y = (height - thick - sheet.line(size)) // 2
    left = bar(sheet, sheet.width, (shown.counting_ms or 0) / max(1, shown.total_ms), theme.gold)
    figure = sheet.text((0, y), sheet.width, number, size, theme.gold, bold=True, align="centre")
    return Block(height, (figure, *left.at(0, height - thick)))


def pad(lit: tuple[str, ...], sheet: Sheet) -> Block:
    """A SNES pad from above, the buttons to hold filled and named."""
    unit = min(1.0, sheet.width / sheet.px(WIDE))
    left = (sheet.width - round(sheet.px(WIDE) * unit)) // 2

    def px(units: float) -> int:
        return max(1, round(sheet.px(units) * unit))

    def box(at: tuple[int, int, int, int], colour: Colour, radius: int) -> Rect:
        x, y, w, h = at
        return Rect(left + px(x), px(y), px(w), px(h), colour, px(radius))

    def named(at: tuple[int, int, int, int], name: str, colour: Colour) -> Item:
        x, y, w, h = at
        drop = (px(h) - sheet.line(SMALL)) // 2
        return sheet.text((left + px(x), px(y) + drop), px(w), name, SMALL, colour, bold=True, align="centre")

    theme = sheet.theme
    items: list[Item] = []
    for name, at in _SHOULDERS.items():
        items.append(box(at, theme.gold if name in lit else theme.rule, 20))
    items.append(box((0, 28, WIDE, 180), theme.card, 86))
    items.append(box((78, 51, 44, 132), theme.rule, 8))
    items.append(box((34, 95, 132, 44), theme.rule, 8))
    for name, at in _ARMS.items():
        if name in lit:
            items += [box(at, theme.gold, 8), named(at, SIGNS[name], theme.ink)]
    for name, at in _MIDDLE.items():
        items.append(box(at, theme.gold if name in lit else theme.rule, 9))
    for name, (x, y) in _FACE.items():
        at = (x - 28, y - 28, 56, 56)
        on = name in lit
        items += [
            box(at, theme.gold if on else theme.rule, 28),
            named(at, name.upper(), theme.ink if on else theme.dim),
        ]
    return Block(px(208), tuple(items))
