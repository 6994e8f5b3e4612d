"""What is printed on a pad at a position, by the pad's family. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from spinlab_pad.pad.positions import Position as P

Family = Literal["snes", "xbox", "playstation"]

_XBOX: Final[Mapping[P, str]] = {
    P.B: "A", P.A: "B", P.Y: "X", P.X: "Y", P.L: "LB", P.R: "RB", P.L2: "LT", P.R2: "RT",
    P.SELECT: "View", P.START: "Menu",
}  # fmt: skip
_PLAYSTATION: Final[Mapping[P, str]] = {
    P.B: "Cross", P.A: "Circle", P.Y: "Square", P.X: "Triangle", P.L: "L1", P.R: "R1", P.SELECT: "Share",
    P.START: "Options",
}  # fmt: skip
_PRINTED: Final[Mapping[Family, Mapping[P, str]]] = {"snes": {}, "xbox": _XBOX, "playstation": _PLAYSTATION}

_FAMILY_WORDS: Final[tuple[tuple[Family, tuple[str, ...]], ...]] = (
    ("xbox", ("xbox", "x-box", "xinput", "360", "f310", "f510", "f710", "steam")),
    ("playstation", ("playstation", "dualshock", "dualsense", "sony", "ps3", "ps4", "ps5")),
)


def family_of(name: str) -> Family:
    """The family that a pad's name tells of; SNES names where it tells nothing."""
    lowered = name.lower()
    return next((family for family, words in _FAMILY_WORDS if any(word in lowered for word in words)), "snes")


def label(position: P, family: Family = "snes") -> str:
    """The word a runner finds on the pad ('Select', 'Cross', 'd-pad left')."""
    printed = _PRINTED[family].get(position)
    if printed is not None:
        return printed
    if position in {P.UP, P.DOWN, P.LEFT, P.RIGHT}:
        return f"d-pad {position.value}"
    return position.value if " " in position.value else position.value.capitalize()
