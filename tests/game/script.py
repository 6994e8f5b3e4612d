"""Short scripts of a game's memory: rows of (frame, fields that change), played through the detector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event, LevelEntered
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile, load_profile

SMW = load_profile("smw")

Row = tuple[int, dict[str, int]]

Case = tuple[list[Row], list[Event]]
"""What memory does, and what is told of it."""

TITLE = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0B, 0x0C, 0x0D]
"""Game modes from a reset to the overworld."""

LOAD = "state load"
"""Key of a row that is the first one after a state load."""


def snapshots(rows: Iterable[Row], profile: Profile = SMW) -> Iterator[Snapshot]:
    """One snapshot a row; every field that wasn't named yet is 0."""
    values = {field.name: 0 for field in profile.fields}
    load_id = 0
    for frame, changes in rows:
        load_id += changes.get(LOAD, 0)
        values = values | {name: value for name, value in changes.items() if name != LOAD}
        yield Snapshot(frame, frame * 16_639_267, values, load_id)


def play(rows: Iterable[Row], profile: Profile = SMW) -> list[Event]:
    detector = Detector(profile)
    return [event for snapshot in snapshots(rows, profile) for event in detector.feed(snapshot)]


def modes(frame: int, *values: int) -> list[Row]:
    """The game mode goes through these values, one a frame."""
    return [(frame + at, {"game_mode": value}) for at, value in enumerate(values)]


def enter(frame: int, level: int = 5, room: int = 0x105) -> list[Row]:
    """From the overworld into a level: in it at frame + 6, where it counts as entered."""
    return [
        (frame, {"game_mode": 0x0E, "exit_mode": 0}),
        *modes(frame + 1, 0x0F, 0x10),
        (frame + 3, {"game_mode": 0x11, "level": level, "room": room, "rooms_entered": 0, "fanfare": 0, "midway": 0}),
        (frame + 4, {"game_mode": 0x12, "player_anim": 0, "music": 0x29}),
        *modes(frame + 5, 0x13, 0x14),
    ]


def entered(frame: int, level: int = 5, room: int = 0x105) -> LevelEntered:
    """The event of `enter(frame)`."""
    return LevelEntered(frame + 6, level, room)


def reload(frame: int) -> list[Row]:
    """A retry that loads the level again: playable at frame + 3."""
    return [
        (frame, {"game_mode": 0x11}),
        (frame + 1, {"game_mode": 0x12, "player_anim": 0}),
        *modes(frame + 2, 0x13, 0x14),
    ]


def pipe(frame: int, room: int, anim: int = 6, rooms: int = 1) -> list[Row]:
    """Through a pipe, which is the `rooms`-th since the overworld: in the other room at frame + 6."""
    return [
        (frame, {"player_anim": anim}),
        (frame + 1, {"game_mode": 0x0F, "rooms_entered": rooms}),
        *modes(frame + 2, 0x10, 0x11),
        (frame + 4, {"game_mode": 0x12, "room": room}),
        (frame + 5, {"game_mode": 0x13}),
        (frame + 6, {"game_mode": 0x14}),
        (frame + 7, {"player_anim": 0}),
    ]


IN = enter(0)
"""In level 5 from frame 6 on."""

ENTERED = entered(0)
