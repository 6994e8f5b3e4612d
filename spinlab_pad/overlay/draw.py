"""Items -> pixels. The picture depends on nothing but the items."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pygame

from spinlab_pad.overlay import text
from spinlab_pad.overlay.items import Box, Item, Rect, Text
from spinlab_pad.overlay.theme import Colour

_SMOOTH: Final = 4
"""Rounded corners are drawn that many times larger and scaled down."""


def draw(items: Iterable[Item], surface: pygame.Surface, only: Box | None = None) -> None:
    """Draw the items in order; with `only`, just what lies in that region."""
    region = surface.get_rect() if only is None else pygame.Rect(only.x, only.y, only.w, only.h)
    surface.set_clip(region)
    for item in items:
        if region.colliderect((item.x, item.y, item.w, item.h)):
            _draw(item, surface)
    surface.set_clip(None)


def picture(items: Iterable[Item], size: tuple[int, int]) -> pygame.Surface:
    """A new surface of that size with the items on it; needs no display."""
    surface = pygame.Surface(size, 0, 32)
    draw(items, surface)
    return surface


def _draw(item: Item, surface: pygame.Surface) -> None:
    match item:
        case Rect(radius=0, border=0):
            surface.fill(item.colour, (item.x, item.y, item.w, item.h))
        case Rect():
            surface.blit(_rounded(item.w, item.h, item.radius, item.border, item.colour), (item.x, item.y))
        case Text():
            line = text.render(item.text, item.size, item.bold, item.colour)
            left = {"left": 0, "centre": (item.w - line.get_width()) // 2, "right": item.w - line.get_width()}
            surface.blit(line, (item.x + left[item.align], item.y + (item.h - line.get_height()) // 2))


@lru_cache(maxsize=128)
def _rounded(w: int, h: int, radius: int, border: int, colour: Colour) -> pygame.Surface:
    large = pygame.Surface((w * _SMOOTH, h * _SMOOTH), pygame.SRCALPHA, 32)
    large.fill((*colour, 0))
    pygame.draw.rect(large, (*colour, 255), large.get_rect(), border * _SMOOTH, border_radius=radius * _SMOOTH)
    return pygame.transform.smoothscale(large, (w, h))
