from __future__ import annotations

import pytest

from spinlab_pad.overlay.text import font, measure, render

WHITE = (255, 255, 255)
SIGNS = "★▲▼◀▶✓✗●○→−—…·≈"


@pytest.mark.parametrize("bold", [False, True])
def test_digits_are_all_equally_wide(bold: bool) -> None:
    assert len({measure(digit, 96, bold) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("bold", [False, True])
def test_every_sign_is_in_the_font(bold: bool) -> None:
    missing = font(48, bold).render("\U0010fffd", True, WHITE)
    for sign in SIGNS:
        drawn = font(48, bold).render(sign, True, WHITE)
        assert drawn.get_buffer().raw != missing.get_buffer().raw, sign


def test_a_number_put_together_is_as_wide_as_measured() -> None:
    for number in ("0:34.2", "1:02:03.45", "−12.3"):
        assert render(number, 104, True, WHITE).get_width() == pytest.approx(measure(number, 104, True), abs=2)


@pytest.mark.parametrize("text", ["\x00", "a\nb", "\ud800", ""])
def test_what_the_renderer_refuses_is_drawn_all_the_same(text: str) -> None:
    assert render(text, 32, False, WHITE).get_width() == measure(text, 32, False)
