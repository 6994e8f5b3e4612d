"""Bars that fill: how far something is. Pure."""

from __future__ import annotations

from spinlab_pad.lab.view import ProgressView
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.sheet import SMALL, Block, Sheet
from spinlab_pad.overlay.theme import Colour

THICK = 16
"""Of a bar, in units."""


def bar(sheet: Sheet, width: int, share: float, colour: Colour) -> Block:
    """A bar `width` px wide, filled by a share of 0 to 1; however little it is, a beginning is seen."""
    thick = sheet.px(THICK)
    full = max(thick, round(width * min(1.0, max(0.0, share))))
    track = Rect(0, 0, width, thick, sheet.theme.rule, thick // 2)
    return Block(thick, (track, Rect(0, 0, full, thick, colour, thick // 2)) if share > 0 else (track,))


def progress(shown: ProgressView, sheet: Sheet, width: int, colour: Colour) -> Block:
    """What is done of all in words, and a bar below; only words where nobody knows how much it is."""
    words, share = words_of(shown), share_of(shown)
    items: list[Item] = [sheet.text((0, 0), width, words, SMALL, sheet.theme.text, bold=True)]
    height = sheet.line(SMALL)
    if share is None:
        return Block(height, tuple(items))
    filled = bar(sheet, width, share, colour)
    y = height + sheet.px(6)
    return Block(y + filled.height, (*items, *filled.at(0, y)))


def share_of(shown: ProgressView) -> float | None:
    """From 0 to 1; None where nobody knows."""
    return min(1.0, shown.done / shown.of) if shown.of else None


def words_of(shown: ProgressView) -> str:
    """'2 of 7 cold starts'; what is counted in frames is told in percent."""
    share = share_of(shown)
    if share is not None and shown.what == "frames":
        return f"{int(share * 100)} %"
    return f"{shown.done} of {shown.of} {shown.what}" if shown.of else f"{shown.done} {shown.what}"
