"""The demo as a person sees it: the game and the overlay together on one screen."""

from pathlib import Path

import pygame
import pytest

from spinlab_pad.overlay.theme import CLEAR
from tests.display.demo_picture import CROP, take
from tests.emulators.installations import SNES9X
from tests.overlay.screen import Screen


@pytest.mark.display
@pytest.mark.emulator(SNES9X)
async def test_game_and_overlay_are_seen_together(tmp_path: Path):
    with Screen(CROP) as screen:
        picture = await take(screen, tmp_path)
    game = picture.subsurface(pygame.Rect(0, 0, 1400, 1080))
    column = picture.subsurface(pygame.Rect(1450, 0, 470, 1080))
    assert len(colours(game)) > 12
    assert CLEAR.panel[:3] in colours(column)
    assert len(colours(column)) > 6


def colours(surface: pygame.Surface) -> set[tuple[int, ...]]:
    """The colours of every eighth pixel."""
    width, height = surface.get_size()
    return {tuple(surface.get_at((x, y)))[:3] for x in range(0, width, 8) for y in range(0, height, 8)}
