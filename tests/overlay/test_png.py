from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pygame

from spinlab_pad.overlay.png import to_png
from spinlab_pad.overlay.theme import CLASSIC, CLEAR
from tests.overlay.views import NOW_MS, PRACTISING


def pixels(png: bytes) -> pygame.Surface:
    return pygame.image.load(BytesIO(png), "overlay.png")


def test_it_is_a_png_of_the_size_and_theme_asked_for() -> None:
    png = to_png(PRACTISING, (320, 720), CLASSIC)
    assert png.startswith(b"\x89PNG")
    drawn = pixels(png)
    assert drawn.get_size() == (320, 720)
    assert tuple(drawn.get_at((300, 5)))[:3] == CLASSIC.panel
    assert tuple(pixels(to_png(PRACTISING)).get_at((300, 5)))[:3] == CLEAR.panel


def test_without_a_time_it_is_the_view_s_own() -> None:
    assert to_png(PRACTISING) == to_png(PRACTISING, now_ms=NOW_MS) != to_png(PRACTISING, now_ms=NOW_MS + 1000)


def test_it_needs_no_display_and_starts_none() -> None:
    code = (
        "from tests.overlay.views import PRACTISING\n"
        "from spinlab_pad.overlay.png import to_png\n"
        "import pygame\n"
        "to_png(PRACTISING)\n"
        "print(pygame.display.get_init(), pygame.joystick.get_init(), bool(pygame.mixer.get_init()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={})
    assert done.stdout.strip() == "False False False"
