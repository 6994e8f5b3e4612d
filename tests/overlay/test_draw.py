from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from spinlab_pad.overlay.draw import draw, picture
from spinlab_pad.overlay.items import Box, Rect, Text
from spinlab_pad.overlay.layout import COLUMN, STRIP, layout
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLASSIC, CLEAR, Theme
from tests.overlay import golden
from tests.overlay.all_views import ALL
from tests.overlay.views import NOW_MS

RED, BLACK = (255, 0, 0), (0, 0, 0)

GOLDENS = [
    ("first_start", COLUMN, CLEAR),
    ("practice", COLUMN, CLEAR),
    ("gold", COLUMN, CLASSIC),
    ("layer", (320, 720), CLEAR),
    ("lost", COLUMN, CLEAR),
    ("practice", STRIP, CLEAR),
    ("which_game", COLUMN, CLEAR),
    ("games", COLUMN, CLASSIC),
    ("games", STRIP, CLEAR),
    ("recording", COLUMN, CLEAR),
    ("cold_fill", COLUMN, CLEAR),
    ("busy", COLUMN, CLEAR),
    ("start", COLUMN, CLEAR),
    ("counting", (320, 720), CLASSIC),
    ("done", COLUMN, CLASSIC),
    ("stuck", (320, 720), CLEAR),
    ("replay", COLUMN, CLEAR),
    ("race", COLUMN, CLEAR),
    ("race_ahead", (320, 720), CLASSIC),
    ("long_race", COLUMN, CLEAR),
    ("chained", COLUMN, CLASSIC),
    ("new_pb", COLUMN, CLEAR),
    ("no_pb", COLUMN, CLASSIC),
    ("menu", COLUMN, CLEAR),
    ("menu", STRIP, CLASSIC),
    ("race", STRIP, CLEAR),
    ("start", STRIP, CLEAR),
    ("cold_fill", STRIP, CLASSIC),
    ("replay", STRIP, CLEAR),
    ("new_pb", STRIP, CLASSIC),
]


@pytest.mark.parametrize(("name", "size", "theme"), GOLDENS)
def test_the_picture_is_the_one_that_was_looked_at(
    name: str, size: tuple[int, int], theme: Theme, tmp_path: Path
) -> None:
    drawn = picture(layout(ALL[name], size, theme, NOW_MS, measure), size)
    golden.check(f"{name}-{size[0]}x{size[1]}-{theme.name}", drawn, tmp_path)


def test_a_golden_difference_names_the_place_and_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLDEN", raising=False)
    drawn = picture(layout(ALL["practice"], COLUMN, CLEAR, NOW_MS, measure), COLUMN)
    drawn.fill(RED, (100, 200, 50, 50))
    with pytest.raises(AssertionError, match=r"x 100-149, y 200-249") as caught:
        golden.check("practice-480x1080-clear", drawn, tmp_path)
    assert (tmp_path / "practice-480x1080-clear-difference.png").exists()
    assert "GOLDEN=write" in str(caught.value)


def rgb(surface: pygame.Surface, at: tuple[int, int]) -> tuple[int, ...]:
    return tuple(surface.get_at(at))[:3]


def test_only_the_region_is_drawn() -> None:
    surface = pygame.Surface((20, 20), 0, 32)
    draw([Rect(0, 0, 20, 20, RED)], surface, Box(5, 5, 5, 5))
    assert rgb(surface, (5, 5)) == RED
    assert rgb(surface, (9, 9)) == RED
    assert rgb(surface, (4, 5)) == BLACK
    assert rgb(surface, (10, 9)) == BLACK


def test_round_corners_leave_the_ground_and_a_border_leaves_the_middle() -> None:
    surface = picture([Rect(0, 0, 40, 40, RED, radius=12), Rect(50, 0, 40, 40, RED, 12, 4)], (100, 40))
    assert rgb(surface, (0, 0)) == BLACK
    assert rgb(surface, (20, 20)) == RED
    assert rgb(surface, (70, 20)) == BLACK
    assert rgb(surface, (70, 1)) == RED


@pytest.mark.parametrize(("align", "left", "right"), [("left", 0, 40), ("centre", 60, 140), ("right", 160, 200)])
def test_text_stands_where_it_is_aligned(align: str, left: int, right: int) -> None:
    item = Text(0, 0, 200, 40, "||", 32, RED, align=align)  # type: ignore[arg-type]
    red = pygame.surfarray.array3d(picture([item], (200, 40)))[:, :, 0].max(axis=1).nonzero()[0]
    assert left <= red.min()
    assert red.max() <= right
