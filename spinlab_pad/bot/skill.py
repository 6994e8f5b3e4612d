"""How a person errs at a jump, and how practice makes it rarer.

Three slips: the press comes some frames off (a normal error), B is let go too early, or the jump is forgotten. Their
size and chance grow with clumsiness, `(1 - level) / (1 + learning * n)`, where n counts how often this place was met:
errors fall as a power of practice (Newell & Rosenbloom 1981, the power law of practice). At level 1 there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

PLACE_PX: Final = 48
"""Length of what counts as one place of a level."""
SHIFT_FRAMES: Final = 4.5
"""Standard deviation of the press at clumsiness 1."""
FORGET: Final = 0.08
SHORT: Final = 0.18
"""Chances of a slip at clumsiness 1; they go with its square, since who presses well hardly ever misreads a jump."""
REACTION_FRAMES: Final = 16
"""Delay until something new is acted on, at clumsiness 1 beyond what a plan already holds."""

Place = tuple[int, int]
"""Level and a stretch of it."""


def place_of(level: int, x_px: int) -> Place:
    """The place at which x lies."""
    return level, x_px // PLACE_PX


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes wrong with one jump: pressed so many frames late (negative: early), B held so much of its time."""

    late_frames: int = 0
    held: float = 1.0
    forgotten: bool = False

    @property
    def clean(self) -> bool:
        """Nothing goes wrong."""
        return self == CLEAN


CLEAN: Final = Slip()


class Skill:
    """A player's skill: `level` 0 (clumsy) to 1 (never errs), and what practice did to it.

    `learning` is 0 (never learns) upwards; with 1 the second time at a place has half of the errors of the first.
    The same seed and the same jumps give the same slips.

    Raises:
        ValueError: `level` is not within 0 to 1, or `learning` is negative.
    """

    def __init__(self, level: float, learning: float = 0.0, seed: int = 0) -> None:
        if not 0 <= level <= 1:
            raise ValueError(f"skill {level} is not within 0 to 1")
        if learning < 0:
            raise ValueError(f"learning {learning} is below 0: 0 is a player who never learns")
        self._level = level
        self._learning = learning
        self._random = Random(seed)
        self._met: dict[Place, int] = {}

    def clumsiness(self, place: Place) -> float:
        """How much of the errors is left at this place, 0 to 1."""
        return (1 - self._level) / (1 + self._learning * self._met.get(place, 0))

    def reaction_frames(self, place: Place) -> int:
        """How late something unexpected is acted on."""
        return round(REACTION_FRAMES * self.clumsiness(place))

    def attempt(self, place: Place) -> Slip:
        """What goes wrong with the jump that is now made here; counts as practice."""
        clumsy = self.clumsiness(place)
        self._met[place] = self._met.get(place, 0) + 1
        forget, short, share = self._random.random(), self._random.random(), self._random.random()
        late = round(self._random.gauss(0.0, SHIFT_FRAMES * clumsy))
        if not clumsy:
            return CLEAN
        return Slip(late, 0.1 + 0.5 * share if short < SHORT * clumsy**2 else 1.0, forget < FORGET * clumsy**2)
