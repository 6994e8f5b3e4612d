"""The overlay's window: borderless, above everything, never in the way of mouse, keyboard or game.

The order of `open` matters, on X11 most: hints, display, hidden window, clicks through, remember who has
the focus, show, give the focus back. Once a second the window is raised, since some window managers put a
game that starts later above it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final, Literal

import pygame
from pygame._sdl2.video import Window as SdlWindow

from spinlab_pad.lab.view import View
from spinlab_pad.overlay import platform_windows, platform_x11
from spinlab_pad.overlay.layout import COLUMN, MARGIN, STRIP
from spinlab_pad.overlay.panel import Panel
from spinlab_pad.overlay.parts.guide import Holding
from spinlab_pad.overlay.theme import CLEAR, Theme

RAISE_S: Final = 1.0
CAPTION: Final = "spinlab-pad"
EVENTS: Final = (pygame.QUIT, pygame.WINDOWEXPOSED, pygame.WINDOWSIZECHANGED, pygame.WINDOWCLOSE)
UNWANTED: Final = (
    pygame.MOUSEMOTION,
    pygame.MOUSEBUTTONDOWN,
    pygame.MOUSEBUTTONUP,
    pygame.MOUSEWHEEL,
    pygame.KEYDOWN,
    pygame.KEYUP,
    pygame.TEXTINPUT,
    pygame.TEXTEDITING,
    pygame.ACTIVEEVENT,
    pygame.VIDEORESIZE,
    pygame.VIDEOEXPOSE,
)
"""Nobody reads these here; kept out of the queue, they can't fill it."""

HINTS: Final[dict[str, str]] = {
    "SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR": "0",
    # Plain memory behind the window: no second GL context beside the game's, and the window keeps its id.
    "SDL_FRAMEBUFFER_ACCELERATION": "0",
}

NO_DISPLAY: Final = (
    "No overlay window: there is no display (DISPLAY is not set). "
    "The pad, the web pages and /overlay.png work without one."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the overlay lies: a column over the whole height, or a strip in the upper corner."""

    form: Literal["column", "strip"] = "column"
    side: Literal["left", "right"] = "right"
    screen: int = 0

    def box(self, screen: tuple[int, int]) -> tuple[int, int, int, int]:
        """x, y, width and height in px on a screen of that size; the forms are drawn for 1080p."""
        wide, high = screen
        unit = high / COLUMN[1]
        size = (COLUMN[0], COLUMN[1]) if self.form == "column" else STRIP
        w, h = min(wide, round(size[0] * unit)), round(size[1] * unit)
        return (0 if self.side == "left" else wide - w), 0, w, h


class Window:
    """The overlay on the screen. After `open`, call `show` as often as there is something new and `tick` at
    60 Hz.
    """

    def __init__(
        self,
        place: Place | None = None,
        theme: Theme = CLEAR,
        *,
        scale: float = 1.0,
        margin: float = MARGIN,
    ) -> None:
        self._place = place or Place()
        self._look = (theme, scale, margin)
        self._panel: Panel | None = None
        self._native: platform_x11.X11Window | platform_windows.WindowsWindow | None = None
        self._sdl: SdlWindow | None = None
        self._raised_s = float("-inf")
        self.problem: str | None = None
        """Why there is no window, or what it can't do here; None when all is well."""

    def open(self) -> bool:
        """Show the window; False with the reason in `problem` where that is not possible."""
        self.problem = start_display({**HINTS, **platform_x11.HINTS, **platform_windows.HINTS}, os.environ)
        if self.problem is not None:
            return False
        sizes = pygame.display.get_desktop_sizes()
        x, y, w, h = self._place.box(sizes[min(self._place.screen, len(sizes) - 1)])
        theme, scale, margin = self._look
        try:
            pygame.display.set_mode((w, h), pygame.NOFRAME | pygame.HIDDEN, display=self._place.screen)
        except pygame.error as error:
            self.problem = f"No overlay window: {error}. The pad and the web pages work without one."
            return False
        pygame.display.set_caption(CAPTION)
        self._panel = Panel((w, h), theme, scale=scale, margin=margin)
        self._appear((x, y))
        return True

    def _appear(self, corner: tuple[int, int]) -> None:
        info = pygame.display.get_wm_info()
        native = self._native = platform_x11.window_of(info) or platform_windows.window_of(info)
        # Kept as long as the window is: pygame's events of the window point to this object without owning it.
        window = self._sdl = SdlWindow.from_display_module()
        window.position = corner
        if native is None:
            self.problem = "The overlay is a plain window here: it may lie under the game or take clicks."
            window.show()
            return
        native.let_clicks_through()
        focused = native.focused()
        window.show()
        pygame.event.pump()
        if native.focused() != focused:
            native.focus(focused)
        native.above()

    def show(self, view: View, now_ms: int, holding: Holding | None = None) -> bool:
        """Draw what changed since the last time; whether that was anything. `now_ms`: Unix time."""
        if self._panel is None:
            return False
        region = self._panel.update(view, now_ms, holding)
        if region is None:
            return False
        rect = pygame.Rect(region.x, region.y, region.w, region.h)
        pygame.display.get_surface().blit(self._panel.surface, rect, rect)
        pygame.display.update(rect)
        return True

    def tick(self, now_s: float) -> bool:
        """Care for the window; False when the desktop wants it closed. `now_s`: monotonic seconds."""
        if self._panel is None:
            return True
        events = [event.type for event in pygame.event.get(EVENTS)]
        if pygame.WINDOWEXPOSED in events:
            pygame.display.get_surface().blit(self._panel.surface, (0, 0))
            pygame.display.update()
        if now_s - self._raised_s >= RAISE_S and self._native is not None:
            self._native.above()
            self._raised_s = now_s
        return pygame.QUIT not in events and pygame.WINDOWCLOSE not in events

    def close(self) -> None:
        """Take the window away; the pads keep working only if the reader is opened again after this."""
        self._panel = self._native = None
        pygame.display.quit()
        self._sdl = None


def start_display(hints: dict[str, str], environ: MutableMapping[str, str]) -> str | None:
    """Start SDL's display for a real window; the reason in plain words where there's no screen to draw on."""
    if sys.platform.startswith("linux"):
        if not environ.get("DISPLAY") and not environ.get("WAYLAND_DISPLAY"):
            return NO_DISPLAY
        platform_x11.prefer_x11(environ)
    if environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen"):
        return "No overlay window: SDL_VIDEODRIVER asks for none. The pad and the web pages work without one."
    for name, value in hints.items():
        environ.setdefault(name, value)
    if pygame.display.get_init() and pygame.display.get_driver() in ("dummy", "offscreen"):
        pygame.display.quit()
    try:
        pygame.display.init()
    except pygame.error as error:
        return f"No overlay window: {error}. The pad and the web pages work without one."
    pygame.event.set_blocked(UNWANTED)
    return None
