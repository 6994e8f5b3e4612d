"""One normal window with the game on the left and the column on the right, for a core in this process."""

from __future__ import annotations

import os
from typing import Final, Literal

import pygame

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.layout import COLUMN, MARGIN
from spinlab_pad.overlay.panel import Panel
from spinlab_pad.overlay.parts.guide import Holding
from spinlab_pad.overlay.theme import CLEAR, Theme
from spinlab_pad.overlay.window import CAPTION, EVENTS, HINTS, start_display

Fit = Literal["4:3", "integer"]
BLACK: Final = (0, 0, 0)
DEFAULT_HEIGHT: Final = 0.8
"""Share of the screen's height that the window takes at first."""


def game_box(room: tuple[int, int], picture: tuple[int, int], fit: Fit) -> tuple[int, int, int, int]:
    """x, y, width and height of the game's picture in a room, in px, centred.

    '4:3' is the shape of the television, as large as it goes; 'integer' has square pixels, all of one size,
    and falls back to 4:3 where not even one to one fits.
    """
    times = min(room[0] // picture[0], room[1] // picture[1])
    if fit == "integer" and times >= 1:
        w, h = picture[0] * times, picture[1] * times
    else:
        w = min(room[0], room[1] * 4 // 3)
        h = w * 3 // 4
    return (room[0] - w) // 2, (room[1] - h) // 2, w, h


def rooms(size: tuple[int, int]) -> tuple[int, int]:
    """Widths of the game's room and of the column in a window of that size; the column never takes over
    half.
    """
    column = min(size[0] // 2, round(size[1] * COLUMN[0] / COLUMN[1]))
    return size[0] - column, column


class CombinedWindow:
    """The same calls as `Window`, and `show_game` for each frame of the game."""

    def __init__(
        self,
        size: tuple[int, int] | None = None,
        theme: Theme = CLEAR,
        *,
        fit: Fit = "4:3",
        scale: float = 1.0,
        margin: float = MARGIN,
    ) -> None:
        self._size = size
        self._look = (theme, scale, margin)
        self._fit: Fit = fit
        self._panel: Panel | None = None
        self.problem: str | None = None
        """Why there is no window; None when all is well."""

    def open(self) -> bool:
        """Show the window; False with the reason in `problem` where that is not possible."""
        self.problem = start_display(HINTS, os.environ)
        if self.problem is not None:
            return False
        wide, high = pygame.display.get_desktop_sizes()[0]
        self._size = self._size or (round(wide * DEFAULT_HEIGHT), round(high * DEFAULT_HEIGHT))
        try:
            pygame.display.set_mode(self._size, pygame.RESIZABLE)
        except pygame.error as error:
            self.problem = f"No game window: {error}."
            return False
        pygame.display.set_caption(CAPTION)
        self._arrange()
        return True

    def show_game(self, width: int, height: int, rgb: bytes) -> None:
        """Draw a frame of the game: `width` x `height` pixels of 3 bytes, rows from the top without padding.

        Raises:
            ValueError: `rgb` has another length than that.
        """
        if self._panel is None:
            return
        surface = pygame.display.get_surface()
        frame = pygame.image.frombuffer(rgb, (width, height), "RGB").convert(surface)
        room = (rooms(surface.get_size())[0], surface.get_height())
        box = pygame.Rect(game_box(room, (width, height), self._fit))
        pygame.transform.scale(frame, box.size, surface.subsurface(box))
        pygame.display.update(box)

    def show(self, view: View, now_ms: int, holding: Holding | None = None) -> bool:
        """Draw what changed in the column since the last time; whether that was anything."""
        if self._panel is None:
            return False
        region = self._panel.update(view, now_ms, holding)
        if region is None:
            return False
        surface = pygame.display.get_surface()
        source = pygame.Rect(region.x, region.y, region.w, region.h)
        target = source.move(rooms(surface.get_size())[0], 0)
        surface.blit(self._panel.surface, target, source)
        pygame.display.update(target)
        return True

    def tick(self, now_s: float) -> bool:
        """Care for the window; False when the runner closed it. `now_s` is not used here."""
        events = [event.type for event in pygame.event.get(EVENTS)] if self._panel is not None else []
        if pygame.WINDOWSIZECHANGED in events:
            self._arrange()
        elif pygame.WINDOWEXPOSED in events:
            pygame.display.update()
        return pygame.QUIT not in events and pygame.WINDOWCLOSE not in events

    def close(self) -> None:
        """Take the window away."""
        self._panel = None
        pygame.display.quit()

    def _arrange(self) -> None:
        """Make a column for the window's size; the next `show` draws all of it."""
        surface = pygame.display.get_surface()
        surface.fill(BLACK)
        theme, scale, margin = self._look
        _, column = rooms(surface.get_size())
        self._panel = Panel((column, surface.get_height()), theme, scale=scale, margin=margin)
        pygame.display.update()
