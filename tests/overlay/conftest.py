"""Screens for the tests that need one. Whatever a test does to SDL's environment is undone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pygame
import pytest

from tests.overlay.screen import Screen


@pytest.fixture
def clean_sdl() -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("SDL_")]:
        del os.environ[name]
    yield
    pygame.display.quit()
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as made:
        yield made


@pytest.fixture
def on_screen(screen: Screen, clean_sdl: None) -> Screen:
    os.environ["DISPLAY"] = screen.display
    return screen
