"""What a player wants, one thing after another: the words in which the ways through a level are written.

An intent says what, never how or for how many frames. `acts.py` turns it into pads by what memory shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from spinlab_pad.bot import terrain
from spinlab_pad.bot.rollout import Doom


class Exit(Enum):
    """How a level is finished; the value is the tiles that are touched for it, or stood on for a palace."""

    NORMAL = terrain.GOAL_TILES
    SECRET = terrain.SECRET_TILES
    ORB = terrain.ORB_TILES
    KEY = terrain.KEYHOLE_TILES
    PALACE = terrain.SWITCH_TILES


class Thing(Enum):
    """What is taken by touch; the value is its tiles."""

    KEY = terrain.KEY_TILES
    COIN = terrain.COIN_TILES
    MUSHROOM = terrain.MUSHROOM_TILES
    FEATHER = terrain.FEATHER_TILES
    FLOWER = terrain.FLOWER_TILES


class Gate(Enum):
    """What leads to another room; the value is the tiles to stand on (pipe) or in (door)."""

    PIPE = terrain.PIPE_TILES
    DOOR = terrain.DOOR_TILES


class Place(Enum):
    """Where the game is outside of levels."""

    LEVEL_SELECT = "the level select"
    TITLE = "the title"


@dataclass(frozen=True, slots=True)
class Reach:
    """Bring the middle of the figure into this column of tiles, whichever way that is. Takes what stands there: a tape,
    a lamp. With a row: stand in that tile."""

    column: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """Touch one of these things: the one in this column, else the nearest."""

    thing: Thing
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """Reach this goal, and touch none of another kind."""

    exit: Exit = Exit.NORMAL
    dying: bool = False
    """With an enemy touched in the same turn."""


@dataclass(frozen=True, slots=True)
class Enter:
    """Go through the pipe or door in this column (of a pipe: either of its two), else the nearest."""

    gate: Gate
    column: int | None = None


@dataclass(frozen=True, slots=True)
class BeatBoss:
    """Stomp the boss of the level until it is defeated and the fanfare comes."""


@dataclass(frozen=True, slots=True)
class GetHurt:
    """Be touched by an enemy with a power-up on."""


@dataclass(frozen=True, slots=True)
class Die:
    """Lose a life by this, and not before."""

    by: Doom


@dataclass(frozen=True, slots=True)
class Respawn:
    """Wait until the player can be moved again after a death."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the level: start and select together, or select while paused."""

    paused: bool = False


@dataclass(frozen=True, slots=True)
class WalkOut:
    """Leave the level through its right edge."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause for so many turns, then go on."""

    turns: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay alive here for so many turns."""

    turns: int


@dataclass(frozen=True, slots=True)
class SeeOut:
    """Watch what the game does by itself until it shows this place."""

    until: Place


@dataclass(frozen=True, slots=True)
class SkipCredits:
    """See the credits begin, and press START in them until the title shows."""


Intent = (
    Reach
    | Take
    | Finish
    | Enter
    | BeatBoss
    | GetHurt
    | Die
    | Respawn
    | Leave
    | WalkOut
    | Pause
    | Wait
    | SeeOut
    | SkipCredits
)

Way = tuple[Intent, ...]
"""Played from the entry into a level on."""
