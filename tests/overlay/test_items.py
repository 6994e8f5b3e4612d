from __future__ import annotations

from spinlab_pad.overlay.items import Box, Rect, Text, changed, moved

WHITE = (255, 255, 255)
GROUND = Rect(0, 0, 100, 100, (0, 0, 0))


def text(words: str, y: int) -> Text:
    return Text(10, y, 80, 20, words, 16, WHITE)


def test_the_same_picture_has_no_changed_region() -> None:
    assert changed((GROUND, text("a", 0)), (GROUND, text("a", 0))) is None


def test_the_region_holds_what_went_and_what_came() -> None:
    assert changed((GROUND, text("a", 0)), (GROUND, text("b", 40))) == Box(10, 0, 80, 60)


def test_moving_keeps_everything_else() -> None:
    assert moved(text("a", 5), 1, 2) == Text(11, 7, 80, 20, "a", 16, WHITE)
