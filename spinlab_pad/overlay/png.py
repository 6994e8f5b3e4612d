"""The overlay as a PNG file, drawn without any display."""

from __future__ import annotations

from io import BytesIO

import pygame

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.draw import picture
from spinlab_pad.overlay.layout import COLUMN, MARGIN, layout
from spinlab_pad.overlay.parts.guide import Holding
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLEAR, Theme


def to_png(
    view: View,
    size: tuple[int, int] = COLUMN,
    theme: Theme = CLEAR,
    *,
    now_ms: int | None = None,
    scale: float = 1.0,
    margin: float = MARGIN,
    holding: Holding | None = None,
) -> bytes:
    """The picture as it is at `now_ms` (Unix ms; without it at the View's own time), as the bytes of a PNG
    file.
    """
    now_ms = view.app.now_ms if now_ms is None else now_ms
    items = layout(view, size, theme, now_ms, measure, scale=scale, margin=margin, holding=holding)
    file = BytesIO()
    pygame.image.save(picture(items, size), file, "overlay.png")
    return file.getvalue()
