"""What a picture of the overlay says."""

from __future__ import annotations

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.items import Item, Text
from spinlab_pad.overlay.layout import COLUMN, layout
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLEAR
from tests.overlay.views import (
    NOW_MS,
)


def picture(view: View, size: tuple[int, int] = COLUMN, now_ms: int = NOW_MS) -> tuple[Item, ...]:
    return layout(view, size, CLEAR, now_ms, measure)


def texts(items: tuple[Item, ...]) -> list[Text]:
    return [item for item in items if isinstance(item, Text) and item.text]


def words(view: View, size: tuple[int, int] = COLUMN, now_ms: int = NOW_MS) -> str:
    return "\n".join(item.text for item in texts(picture(view, size, now_ms)))


def ink(item: Text) -> tuple[int, int]:
    """Left and right end of the letters."""
    wide = measure(item.text, item.size, item.bold)
    left = {"left": 0, "centre": (item.w - wide) // 2, "right": item.w - wide}[item.align]
    return item.x + left, item.x + left + wide
