from __future__ import annotations

import os

import pygame
import pytest

from spinlab_pad.overlay.theme import CLEAR
from spinlab_pad.overlay.window import NO_DISPLAY, Place, Window
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from tests.overlay.screen import GAME_COLOUR, SIZE, Screen, until
from tests.overlay.views import GOLD, NOW_MS, PRACTISING

COLUMN_PX = 320
INSIDE = (SIZE[0] - 20, 12)
"""A point in the column's upper right margin, where there's nothing but panel."""


@pytest.mark.parametrize(
    ("place", "box"),
    [
        (Place(), (1440, 0, 480, 1080)),
        (Place(side="left"), (0, 0, 480, 1080)),
        (Place("strip"), (1280, 0, 640, 200)),
        (Place("strip", "left"), (0, 0, 640, 200)),
    ],
)
def test_the_place_is_beside_a_4_to_3_picture(place: Place, box: tuple[int, int, int, int]) -> None:
    assert place.box((1920, 1080)) == box


def test_without_a_display_it_says_so_and_nothing_breaks(clean_sdl: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    window = Window()
    assert not window.open()
    assert window.problem == NO_DISPLAY
    assert not window.show(PRACTISING, NOW_MS)
    assert window.tick(0.0)


def test_a_display_that_does_not_answer_is_a_reason_too(clean_sdl: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4095")
    window = Window()
    assert not window.open()
    assert window.problem is not None
    assert window.problem.startswith("No overlay window: ")
    assert "\n" not in window.problem


def test_who_asks_sdl_for_no_window_gets_none(clean_sdl: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window()
    assert not window.open()
    assert "SDL_VIDEODRIVER" in (window.problem or "")


@pytest.mark.display
def test_it_lies_above_a_fullscreen_game_and_takes_neither_focus_nor_clicks(on_screen: Screen) -> None:
    game = on_screen.start_game()
    window = Window()
    assert window.open(), window.problem
    assert window.problem is None
    window.show(PRACTISING, NOW_MS)
    until(lambda: on_screen.pixel(*INSIDE) == CLEAR.panel, "the overlay is seen above the game")
    assert on_screen.pixel(100, 100) == GAME_COLOUR
    assert on_screen.focused() == game
    on_screen.run("xdotool", "mousemove", str(SIZE[0] - 100), "300", "click", "1")
    until(lambda: f"click {SIZE[0] - 100} 300\n" in on_screen.said, "the click reaches the game")
    assert on_screen.focused() == game
    window.close()
    until(lambda: on_screen.pixel(*INSIDE) == GAME_COLOUR, "the overlay is gone")


@pytest.mark.display
def test_pads_are_read_while_the_game_has_the_focus(on_screen: Screen) -> None:
    window = Window()
    assert window.open(), window.problem
    reader = PadReader()
    reader.open()
    game = on_screen.start_game()
    pad = VirtualPad()
    pad.press(Position.A)
    pad.release(Position.A)
    assert window.tick(1.0)
    reading = reader.poll(1.0, Context("live"))
    assert [edge.down for _, edge in reading.moved] == [True, False]
    assert on_screen.focused() == game
    pad.detach()
    reader.close()
    window.close()


@pytest.mark.display
def test_it_comes_up_again_over_a_game_that_starts_later(on_screen: Screen) -> None:
    window = Window()
    assert window.open(), window.problem
    window.show(PRACTISING, NOW_MS)
    game = on_screen.start_game()
    assert window.tick(100.0)
    until(lambda: on_screen.pixel(*INSIDE) == CLEAR.panel, "the overlay is above")
    assert on_screen.focused() == game
    window.close()


@pytest.mark.display
def test_what_the_screen_shows_is_the_panel_s_picture(on_screen: Screen) -> None:
    window = Window(Place(side="left"))
    assert window.open(), window.problem
    for step, view in enumerate((PRACTISING, GOLD, PRACTISING)):
        window.show(view, NOW_MS + 500 * step)
    shown = pygame.display.get_surface().copy()

    def same() -> bool:
        window.tick(0.0)
        seen = on_screen.picture().subsurface((0, 0, COLUMN_PX, SIZE[1]))
        return pygame.image.tobytes(seen, "RGB") == pygame.image.tobytes(shown, "RGB")

    until(same, "the screen shows the panel")
    assert not window.show(PRACTISING, NOW_MS + 1000)
    assert pygame.mixer.get_init() is None
    assert os.environ["SDL_VIDEODRIVER"] == "x11"
    window.close()
