"""Waypoints and the identity of segments.

A waypoint is a place in a level that a run passes: its entrance, a checkpoint, its goal. A segment leads from one
waypoint to the next; its id names level, start and end and is the same in every run of the game.

Where a profile has required conditions (the power-up), a place that is passed under other ones is another start. They
stand in a waypoint as 'powerup=1': by name, and only those that are not 0, so that the plain case has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

ENTRANCE: Final = "entrance"
_GOAL: Final = "goal"
_CHECKPOINT: Final = re.compile(r"checkpoint(\d+)")


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place of a level: 'entrance', 'checkpoint1' .., 'goal' or 'goal-EXIT' for other exits than the normal one."""

    level: int
    place: str
    conditions: str = ""

    @property
    def id(self) -> str:
        """Unique within the game, safe in a URL: '3.checkpoint1', under conditions '3.checkpoint1~powerup=1'."""
        return f"{self.level}.{self.place}" + (f"~{self.conditions}" if self.conditions else "")

    @property
    def bare(self) -> Waypoint:
        """The same place, whatever the conditions."""
        return replace(self, conditions="")

    @property
    def label(self) -> str:
        """As a runner reads it: 'checkpoint 1'."""
        return f"checkpoint {self.checkpoint}" if self.is_checkpoint else self.place.replace("-", ", ")

    @property
    def checkpoint(self) -> int:
        """The number of this checkpoint, from 1; 0 where it is none."""
        match = _CHECKPOINT.fullmatch(self.place)
        return int(match[1]) if match else 0

    @property
    def is_checkpoint(self) -> bool:
        """Whether this is a checkpoint of the level."""
        return self.checkpoint > 0

    @property
    def is_goal(self) -> bool:
        """Whether this ends the level."""
        return self.place.startswith(_GOAL)


def waypoint(id_: str) -> Waypoint:
    """The waypoint of an id."""
    level, _, rest = id_.partition(".")
    place, _, conditions = rest.partition("~")
    return Waypoint(int(level), place, conditions)


def conditions_of(observed: Mapping[str, int], required: Iterable[str]) -> str:
    """What was observed of the required conditions, as a waypoint holds it."""
    return ",".join(f"{name}={observed[name]}" for name in sorted(required) if observed.get(name))


def entrance(level: int) -> Waypoint:
    """The entrance of a level."""
    return Waypoint(level, ENTRANCE)


def checkpoint(level: int, n: int) -> Waypoint:
    """Checkpoint `n` (from 1) of a level."""
    return Waypoint(level, f"checkpoint{n}")


def goal(level: int, way_out: str = "normal") -> Waypoint:
    """The goal of a level by its exit."""
    return Waypoint(level, _GOAL if way_out == "normal" else f"{_GOAL}-{way_out}")


@dataclass(frozen=True, slots=True)
class Segment:
    """From one waypoint to the next in the same level."""

    start: Waypoint
    end: Waypoint
    id: str = field(init=False, repr=False, compare=False)
    """Unique within the game, safe in a URL: '3.entrance.checkpoint1'. Made once: every View asks for hundreds."""

    def __post_init__(self) -> None:
        if self.start.level != self.end.level:
            raise ValueError(f"a segment lies within one level, not from {self.start.id} to {self.end.id}")
        object.__setattr__(self, "id", f"{self.start.id}.{self.end.place}")

    @property
    def level(self) -> int:
        """The level that it lies in."""
        return self.start.level

    def name(self, level_name: str) -> str:
        """As a runner reads it: 'Meadow 2' for the level's second part, 'Meadow' for the whole level."""
        if self.end.is_goal and not self.start.is_checkpoint:
            return level_name
        return f"{level_name} {self.start.checkpoint + 1}"
