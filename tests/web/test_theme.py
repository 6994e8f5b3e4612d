"""Letters must be readable: WCAG 2 contrast of every text colour on every ground that it stands on."""

from __future__ import annotations

import re

import pytest

from spinlab_pad.web.pages import load_assets

_VARIABLE = re.compile(r"--([a-z]+):\s*(#[0-9a-f]{6});")


def colours(block: int) -> dict[str, str]:
    """The colours of the default theme (block 0) or of the classic theme over it (block 1)."""
    style = load_assets()["theme.css"].data.decode()
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", style)
    found: dict[str, str] = {}
    for text in blocks[: block + 1]:
        found |= dict(_VARIABLE.findall(text))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("ground", ["ground", "panel", "raised"])
@pytest.mark.parametrize("name", ["text", "quiet", "accent", "ahead", "behind", "gold", "good", "warn", "error"])
def test_text_has_a_contrast_of_4_5_or_more(name: str, ground: str, theme: int) -> None:
    known = colours(theme)
    assert contrast(known[name], known[ground]) >= 4.5


def test_the_contrast_formula_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
