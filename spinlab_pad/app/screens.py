"""Which screen there is: the overlay's window, one window with game and overlay, or none, with the reason told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from spinlab_pad.config import Config
from spinlab_pad.lab.view import View
from spinlab_pad.overlay.combined import CombinedWindow
from spinlab_pad.overlay.layout import COLUMN, STRIP
from spinlab_pad.overlay.parts.guide import Holding
from spinlab_pad.overlay.png import to_png
from spinlab_pad.overlay.theme import THEMES
from spinlab_pad.overlay.window import Place, Window
from spinlab_pad.pad.prompt import WORDS as COMMAND_WORDS
from spinlab_pad.pad.reader import PadReading

Picture = tuple[int, int, bytes]
"""Width and height in px, and RGB bytes, rows from the top."""

HEADLESS: Final = "none (--headless); /overlay.png shows it"
NO_WINDOW: Final = "No overlay window: "
"""How the overlay's own words begin; here they follow "Overlay: none"."""
SWITCHED_OFF: Final = "none (overlay.enabled: false); /overlay.png shows it"


class CouchScreen:
    """The screen of the couch. `where` tells in words what it is; `game` gives pictures where it shows the game."""

    def __init__(self, config: Config, window: Window | CombinedWindow | None, where: str) -> None:
        self._look = (THEMES[config.overlay.theme], config.overlay.scale)
        self._size = STRIP if config.overlay.layout == "strip" else COLUMN
        self._window = window
        self.where = where
        self.game: Callable[[], Picture | None] | None = None
        self.closed: Callable[[], None] | None = None

    @property
    def shows_game(self) -> bool:
        """Whether the game's picture is part of it."""
        return isinstance(self._window, CombinedWindow)

    def png(self, view: View) -> bytes:
        """The overlay as it would be drawn now."""
        theme, scale = self._look
        return to_png(view, self._size, theme, scale=scale)

    def show(self, view: View, reading: PadReading) -> None:
        """Draw what has changed."""
        window = self._window
        if window is None:
            return
        if isinstance(window, CombinedWindow) and self.game is not None:
            picture = self.game()
            if picture is not None:
                window.show_game(*picture)
        progress = reading.hold_progress
        holding = (
            None
            if progress is None
            else Holding(COMMAND_WORDS.get(progress.command, progress.command), progress.fraction)
        )
        window.show(view, view.app.now_ms, holding)
        if not window.tick(time.monotonic()) and self.closed is not None:
            self.closed()

    def close(self) -> None:
        """Take the window away."""
        if self._window is not None:
            self._window.close()


def open_screen(config: Config, *, headless: bool, with_game: bool = False) -> CouchScreen:
    """Open the window that fits; without a display (or `headless`) there is none, and the rest goes on."""
    if headless:
        return CouchScreen(config, None, HEADLESS)
    if not config.overlay.enabled and not with_game:
        return CouchScreen(config, None, SWITCHED_OFF)
    theme, scale = THEMES[config.overlay.theme], config.overlay.scale
    window: Window | CombinedWindow
    if with_game:
        window = CombinedWindow(theme=theme, scale=scale)
        where = "beside the game, in one window"
    else:
        window = Window(Place(form=config.overlay.layout), theme, scale=scale)
        where = "on top of the game"
    if window.open():
        return CouchScreen(config, window, where if window.problem is None else f"{where}. {window.problem}")
    return CouchScreen(config, None, f"none: {(window.problem or 'it could not be opened').removeprefix(NO_WINDOW)}")
