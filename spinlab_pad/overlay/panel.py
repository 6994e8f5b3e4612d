"""The picture kept up to date: looks at what is shown, draws only what changed. Needs no display."""

from __future__ import annotations

import pygame

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.draw import draw
from spinlab_pad.overlay.items import Box, Item, changed
from spinlab_pad.overlay.layout import MARGIN, layout
from spinlab_pad.overlay.parts.guide import Holding, newest
from spinlab_pad.overlay.parts.session import goal_share
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLEAR, Theme
from spinlab_pad.overlay.times import shown_ms


class Panel:
    """A surface of `size` px with the View on it."""

    def __init__(
        self, size: tuple[int, int], theme: Theme = CLEAR, *, scale: float = 1.0, margin: float = MARGIN
    ) -> None:
        self.surface = pygame.Surface(size, 0, 32)
        self._theme = theme
        self._scale = scale
        self._margin = margin
        self._seen: object = None
        self._items: tuple[Item, ...] = ()

    def update(self, view: View, now_ms: int, holding: Holding | None = None) -> Box | None:
        """Bring the surface up to date; the region that changed, None where nothing did. `now_ms`: Unix
        time.
        """
        seen = _visible(view, now_ms, holding)
        if seen == self._seen:
            return None
        self._seen = seen
        size = self.surface.get_size()
        items = layout(
            view,
            size,
            self._theme,
            now_ms,
            measure,
            scale=self._scale,
            margin=self._margin,
            holding=holding,
        )
        region = changed(self._items, items)
        self._items = items
        if region is not None:
            draw(items, self.surface, region)
        return region


def _visible(view: View, now_ms: int, holding: Holding | None) -> object:
    """All that the picture depends on: ages and counters of frames, which change all the time, are not of it.

    A running timer counts in tenths, so a picture lasts for up to 100 ms.
    """
    time_ms = shown_ms(view.timer, now_ms)
    return (
        view.mode,
        (view.connection.state, view.connection.pace, view.connection.emulator),
        (view.game, view.segment, view.estimate, view.result, view.delta, view.deaths),
        (view.queue, view.recent, view.session, view.run, view.prompt, view.question),
        (view.phase, view.progress, view.start, view.speed_run, goal_share(view, now_ms)),
        (view.timer.running, time_ms // 100 if view.timer.running and time_ms is not None else time_ms),
        (newest(view.notices, now_ms), holding),
    )
