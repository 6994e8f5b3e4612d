from __future__ import annotations

import pytest

from spinlab_pad.overlay.combined import CombinedWindow, Fit, game_box, rooms
from spinlab_pad.overlay.theme import CLEAR
from tests.overlay.screen import Screen, until
from tests.overlay.views import NOW_MS, PRACTISING

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


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


@pytest.mark.display
def test_game_and_column_stand_side_by_side_and_sharp(on_screen: Screen) -> None:
    window = CombinedWindow((1000, 540))
    assert window.open(), window.problem
    window.show_game(2, 1, bytes((*RED, *BLUE)))
    window.show(PRACTISING, NOW_MS)

    def drawn() -> bool:
        window.tick(0.0)
        row = _row(on_screen)
        return RED in row and CLEAR.panel in row

    until(drawn, "game and column are on the screen")
    row = _row(on_screen)
    assert [colour for colour in row if colour in (RED, BLUE)] == [RED] * row.count(RED) + [BLUE] * row.count(
        BLUE
    )
    assert row.count(RED) == row.count(BLUE) == 360
    assert CLEAR.panel in row
    with pytest.raises(ValueError, match="size"):
        window.show_game(2, 2, b"too short")
    window.close()


def _row(screen: Screen) -> list[tuple[int, ...]]:
    picture = screen.picture()
    return [tuple(picture.get_at((x, picture.get_height() // 2)))[:3] for x in range(picture.get_width())]
