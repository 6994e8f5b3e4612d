"""What is drawn: plain values in pixels, origin at the top left. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from spinlab_pad.overlay.theme import Colour

Align = Literal["left", "centre", "right"]
Measure = Callable[[str, int, bool], int]
"""(text, size_px, bold) -> width in px."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle, its corners rounded by `radius`; `border` > 0 draws only a frame that thick."""

    x: int
    y: int
    w: int
    h: int
    colour: Colour
    radius: int = 0
    border: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text in the box x, y, w, h, centred in its height."""

    x: int
    y: int
    w: int
    h: int
    text: str
    size: int
    colour: Colour
    bold: bool = False
    align: Align = "left"


Item = Rect | Text
AnyItem = TypeVar("AnyItem", Rect, Text)


def moved(item: Item, dx: int, dy: int) -> Item:
    """The same, elsewhere."""
    return replace(item, x=item.x + dx, y=item.y + dy)


@dataclass(frozen=True, slots=True)
class Box:
    """A region in px; w and h may be 0."""

    x: int
    y: int
    w: int
    h: int


def changed(before: tuple[Item, ...], after: tuple[Item, ...]) -> Box | None:
    """The smallest region that holds every item which is in one picture and not in the other."""
    different = set(before) ^ set(after)
    if not different:
        return None
    left, top = min(item.x for item in different), min(item.y for item in different)
    right, bottom = max(item.x + item.w for item in different), max(item.y + item.h for item in different)
    return Box(left, top, right - left, bottom - top)
