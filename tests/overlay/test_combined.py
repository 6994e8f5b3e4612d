from __future__ import annotations

import os

import pytest

from spinlab_pad.overlay.combined import CombinedWindow, Fit, game_box, rooms
from spinlab_pad.overlay.theme import CLEAR
from tests.overlay.screen import Screen, until

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.mark.parametrize(
    ("room", "fit", "box"),
    [
        ((1440, 1080), "4:3", (0, 0, 1440, 1080)),
        ((1440, 1080), "integer", (208, 92, 1024, 896)),
        ((600, 1080), "4:3", (0, 315, 600, 450)),
        ((200, 150), "integer", (0, 0, 200, 150)),
    ],
)
def test_the_picture_is_centred_and_keeps_its_shape(
    room: tuple[int, int], fit: Fit, box: tuple[int, int, int, int]
) -> None:
    assert game_box(room, (256, 224), fit) == box


def test_the_column_is_as_wide_as_it_is_drawn_for_and_never_over_half() -> None:
    assert rooms((1920, 1080)) == (1440, 480)
    assert rooms((600, 1080)) == (300, 300)


PLAYER = """
import time
from spinlab_pad.overlay.combined import CombinedWindow
from tests.overlay.views import NOW_MS, PRACTISING

window = CombinedWindow((1000, 540))
assert window.open(), window.problem
while window.tick(time.monotonic()):
    window.show_game(2, 1, bytes((255, 0, 0, 0, 0, 255)))
    window.show(PRACTISING, NOW_MS)
    time.sleep(1 / 60)
"""


@pytest.mark.display
def test_game_and_column_stand_side_by_side_and_sharp(screen: Screen) -> None:
    screen.start(PLAYER)

    def drawn() -> bool:
        row = _row(screen)
        return row.count(RED) == 360 and CLEAR.panel in row

    until(drawn, "game and column are on the screen")
    row = _row(screen)
    start = row.index(RED)
    assert row[start : start + 720] == [RED] * 360 + [BLUE] * 360


def test_who_asks_sdl_for_no_window_gets_none_and_frames_go_nowhere(clean_sdl: None) -> None:
    window = CombinedWindow()
    window.show_game(2, 2, b"nothing is open yet")
    os.environ |= {"DISPLAY": ":0", "SDL_VIDEODRIVER": "dummy"}
    assert not window.open()
    assert "SDL_VIDEODRIVER" in (window.problem or "")
    assert window.tick(0.0)


def _row(screen: Screen) -> list[tuple[int, ...]]:
    picture = screen.picture()
    return [tuple(picture.get_at((x, picture.get_height() // 2)))[:3] for x in range(picture.get_width())]
