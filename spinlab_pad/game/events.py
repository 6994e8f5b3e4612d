"""What happens in a game, as values. Events are past tense; `frame` is the video frame of the sign."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class LevelEntered:
    """The player stands in a level that was entered from outside (not after a death in it)."""

    name: ClassVar[str] = "level_entered"
    frame: int
    level: int
    room: int


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """Another room (sub-level) of the same level, through a pipe, door or teleport."""

    name: ClassVar[str] = "room_changed"
    frame: int
    level: int
    room: int


@dataclass(frozen=True, slots=True)
class CheckpointReached:
    """Checkpoint `n` (from 1 within the level) was taken for the first time in this entry.

    `kind` is the profile's word for it ('midway', 'asm').
    """

    name: ClassVar[str] = "checkpoint_reached"
    frame: int
    level: int
    n: int
    kind: str


@dataclass(frozen=True, slots=True)
class Died:
    """The player died at (x, y), in pixels of the level."""

    name: ClassVar[str] = "died"
    frame: int
    level: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Spawned:
    """The first playable frame after a death; `cold` when it is at a checkpoint, whose number is `n` (else 0)."""

    name: ClassVar[str] = "spawned"
    frame: int
    level: int
    cold: bool
    n: int


@dataclass(frozen=True, slots=True)
class LevelFinished:
    """The level's goal was reached, on the frame of the sign; `exit` is the profile's word for it ('normal', 'key')."""

    name: ClassVar[str] = "level_finished"
    frame: int
    level: int
    exit: str


@dataclass(frozen=True, slots=True)
class LevelLeft:
    """The level was left without a goal and without a death (start+select, a side exit)."""

    name: ClassVar[str] = "level_left"
    frame: int
    level: int


Event = LevelEntered | RoomChanged | CheckpointReached | Died | Spawned | LevelFinished | LevelLeft


def to_json(event: Event) -> dict[str, Any]:
    """The event as one JSON object, `{"f": FRAME, "event": NAME, ...}`."""
    payload = asdict(event)
    return {"f": payload.pop("frame"), "event": event.name, **payload}
