"""Waypoints and the identity of segments.

A waypoint is a place in a level that a run passes: its entrance, a checkpoint, its goal, or a screen at which the
runner has split a segment. A segment leads from one waypoint to the next; its id names level, start and end and is the
same in every run of the game.

Where a profile has required conditions (the power-up), a place that is passed under other ones is another start. They
stand in a waypoint as 'powerup=1': by name, and only those that are not 0, so that the plain case has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from spinlab_pad.route.subsplits import Spot, label

ENTRANCE: Final = "entrance"
_GOAL: Final = "goal"
_CHECKPOINT: Final = re.compile(r"checkpoint(\d+)")
_SPOT: Final = re.compile(r"screen_(\d+)_(-?\d+)_(-?\d+)_(-?\d+)_([1-9]\d*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place of a level: 'entrance', 'checkpoint1' .., 'goal' or 'goal-EXIT' for other exits than the normal one.

    'screen_N_ROOM_COLUMN_ROW_VISIT' is where a life that began at checkpoint N (0 is the entrance) comes to a screen of
    a room for the so manieth time.
    """

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
        """As a runner reads it: 'checkpoint 1', 'screen 3'."""
        if self.spot is not None:
            return label(self.spot, self.spot.room)
        return f"checkpoint {self.checkpoint}" if self.is_checkpoint else self.place.replace("-", ", ")

    @property
    def checkpoint(self) -> int:
        """The number of the checkpoint, from 1, that was taken last when this is passed; 0 before the first."""
        match = _CHECKPOINT.fullmatch(self.place) or _SPOT.fullmatch(self.place)
        return int(match[1]) if match else 0

    @property
    def is_checkpoint(self) -> bool:
        """Whether this is a checkpoint of the level."""
        return _CHECKPOINT.fullmatch(self.place) is not None

    @property
    def spot(self) -> Spot | None:
        """The screen of a room that this is; None where it is something that the game itself tells."""
        match = _SPOT.fullmatch(self.place)
        return Spot(*map(int, match.groups()[1:])) if match else None

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


def required_of(conditions: str) -> dict[str, int]:
    """The conditions of a waypoint by name: the inverse of `conditions_of`, without those that are 0."""
    pairs = (part.partition("=") for part in conditions.split(",") if part)
    return {name: int(value) for name, _, value in pairs}


def entrance(level: int) -> Waypoint:
    """The entrance of a level."""
    return Waypoint(level, ENTRANCE)


def checkpoint(level: int, n: int) -> Waypoint:
    """Checkpoint `n` (from 1) of a level."""
    return Waypoint(level, f"checkpoint{n}")


def goal(level: int, way_out: str = "normal") -> Waypoint:
    """The goal of a level by its exit."""
    return Waypoint(level, _GOAL if way_out == "normal" else f"{_GOAL}-{way_out}")


def at_screen(start: Waypoint, spot: Spot) -> Waypoint:
    """Where a life that began at `start` comes to a screen; its place is safe in a URL: 'screen_0_261_3_0_1'."""
    return Waypoint(start.level, "_".join(map(str, ("screen", start.checkpoint, *spot))))


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
    def places(self) -> tuple[int, str, str]:
        """Level, start and end, whatever the conditions: segments that share them are variants of each other."""
        return self.start.level, self.start.place, self.end.place

    @property
    def over_checkpoints(self) -> bool:
        """Whether it leads over a checkpoint to another one."""
        return self.end.is_checkpoint and self.end.checkpoint - self.start.checkpoint > 1

    @property
    def level(self) -> int:
        """The level that it lies in."""
        return self.start.level

    def name(self, level_name: str) -> str:
        """As a runner reads it: 'Meadow 2' for the level's second part, 'Meadow' for the whole level."""
        if self.end.is_goal and not self.start.is_checkpoint:
            return level_name
        return f"{level_name} {self.start.checkpoint + 1}"


class Joint(NamedTuple):
    """Ids of a segment and of the two that lead from its start to its end."""

    whole: str
    first: str
    second: str
