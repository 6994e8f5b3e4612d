from __future__ import annotations

from dataclasses import fields

import pytest

from spinlab_pad.overlay.theme import CLASSIC, CLEAR, THEMES, Theme, contrast

TEXT_COLOURS = ("text", "dim", "ahead", "behind", "gold", "good", "warn", "error", "practice", "recording")


def test_both_themes_can_be_named() -> None:
    assert {"clear": CLEAR, "classic": CLASSIC} == THEMES


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_is_readable_on_panel_and_card(theme: Theme) -> None:
    for name in TEXT_COLOURS:
        for ground in (theme.panel, theme.card):
            assert contrast(getattr(theme, name), ground) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_badge_is_readable_in_every_mode(theme: Theme) -> None:
    for name in ("idle", "practice", "recording", "error"):
        assert contrast(theme.ink, getattr(theme, name)) >= 4.5, name


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_clear_has_no_green_and_red_pair() -> None:
    for item in fields(Theme):
        if item.name in ("ahead", "good"):
            red, green, blue = getattr(CLEAR, item.name)
            assert blue > green > red
