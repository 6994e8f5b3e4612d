"""Colours by what they mean. Pure.

`clear` keeps ahead and behind apart for every kind of colour vision (sky and vermilion, at least 7:1 on the
panel); `classic` is LiveSplit's green and red, the red lifted to be readable. Colour never stands alone:
arrow, sign, star and word say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour that the overlay uses, sRGB."""

    name: str
    panel: Colour
    card: Colour
    rule: Colour
    text: Colour
    dim: Colour
    ahead: Colour
    behind: Colour
    gold: Colour
    good: Colour
    warn: Colour
    error: Colour
    idle: Colour
    practice: Colour
    recording: Colour
    ink: Colour
    """Text on a filled badge."""


def _colour(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


CLEAR: Final = Theme(
    name="clear",
    panel=_colour("0F1216"),
    card=_colour("1B212A"),
    rule=_colour("3A4452"),
    text=_colour("F4F6F9"),
    dim=_colour("A9B4C2"),
    ahead=_colour("56B4E9"),
    behind=_colour("FF7A3D"),
    gold=_colour("FFE04D"),
    good=_colour("56B4E9"),
    warn=_colour("FFB454"),
    error=_colour("FF7A3D"),
    idle=_colour("A9B4C2"),
    practice=_colour("7CC7F2"),
    recording=_colour("FF8F5C"),
    ink=_colour("0B0D10"),
)

CLASSIC: Final = Theme(
    name="classic",
    panel=_colour("0F0F0F"),
    card=_colour("1E1E1E"),
    rule=_colour("444444"),
    text=_colour("FFFFFF"),
    dim=_colour("B0B0B0"),
    ahead=_colour("00CC36"),
    behind=_colour("FF6B6B"),
    gold=_colour("FFD400"),
    good=_colour("00CC36"),
    warn=_colour("FFB454"),
    error=_colour("FF6B6B"),
    idle=_colour("B0B0B0"),
    practice=_colour("4FC3FF"),
    recording=_colour("FF6B6B"),
    ink=_colour("0B0B0B"),
)

THEMES: Final[Mapping[str, Theme]] = {theme.name: theme for theme in (CLEAR, CLASSIC)}


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
