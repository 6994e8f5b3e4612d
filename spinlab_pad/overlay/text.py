"""Fonts: the two faces that come with the program, their measures, and rendered lines kept for reuse.

Needs no display. DejaVu Sans has digits of one width, so a running timer doesn't wobble.
"""

from __future__ import annotations

from functools import lru_cache

import pygame
import pygame.font

from spinlab_pad import assets
from spinlab_pad.overlay.theme import Colour

NUMBERS_FROM_PX = 64
NUMBER_SIGNS = frozenset("0123456789:.+−")
FACES = {False: "fonts/DejaVuSans.ttf", True: "fonts/DejaVuSans-Bold.ttf"}


@lru_cache(maxsize=64)
def font(size_px: int, bold: bool) -> pygame.font.Font:
    """The face at a size."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(assets.path(FACES[bold]), size_px)


@lru_cache(maxsize=4096)
def measure(text: str, size_px: int, bold: bool) -> int:
    """Width of a line in px."""
    return font(size_px, bold).size(printable(text))[0]


def render(text: str, size_px: int, bold: bool, colour: Colour) -> pygame.Surface:
    """A line of text with smooth edges on a transparent ground.

    Large numbers (the timer) are put together from kept digits: a kept line for each tenth would fill the
    memory.
    """
    if size_px < NUMBERS_FROM_PX or not NUMBER_SIGNS.issuperset(text):
        return _line(text, size_px, bold, colour)
    advances = [measure(sign, size_px, bold) for sign in text]
    surface = pygame.Surface((sum(advances), font(size_px, bold).get_height()), pygame.SRCALPHA, 32)
    x = 0
    for sign, advance in zip(text, advances, strict=True):
        surface.blit(_line(sign, size_px, bold, colour), (x, 0))
        x += advance
    return surface


@lru_cache(maxsize=256)
def _line(text: str, size_px: int, bold: bool, colour: Colour) -> pygame.Surface:
    return font(size_px, bold).render(printable(text), True, colour)


def printable(text: str) -> str:
    """The text without what the renderer refuses (NUL, lone surrogates) or draws as a box (line ends)."""
    return "".join(" " if ord(sign) < 32 else "?" if 0xD800 <= ord(sign) < 0xE000 else sign for sign in text)
