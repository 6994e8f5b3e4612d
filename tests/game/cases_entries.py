"""Entries and rooms: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import LevelEntered, LevelFinished, RoomChanged
from tests.game.script import ENTERED, IN, Case, enter, entered, modes, pipe

CASES: dict[str, Case] = {
    "entry by game mode": (IN, [ENTERED]),
    "entry by the older sign is not told twice": (
        [*enter(0)[:5], (5, {"game_mode": 0x13, "level_start": 1}), (6, {"game_mode": 0x14})],
        [LevelEntered(5, 5, 0x105)],
    ),
    "the older sign in the frame of the game mode": (
        [*enter(0)[:6], (6, {"game_mode": 0x14, "level_start": 1})],
        [ENTERED],
    ),
    "the older sign after the game mode is nothing new": ([*IN, (7, {"level_start": 1})], [ENTERED]),
    "the older sign alone is free RAM": (
        [*IN, (9, {"level_start": 1}), (10, {"level_start": 0}), (11, {"level_start": 1})],
        [ENTERED],
    ),
    "the older sign on the overworld is free RAM": ([*modes(0, 0x0D, 0x0E), (5, {"level_start": 1})], []),
    "the older sign with another level, no load seen": (
        [*IN, (9, {"level": 6, "room": 0x106, "level_start": 1})],
        [ENTERED, LevelEntered(9, 6, 0x106)],
    ),
    "fading without a load is no entry": (modes(0, 0x0E, 0x0F, 0x10, 0x14), []),
    "the same level again after the overworld": (
        [*IN, (20, {"exit_mode": 1, "fanfare": 1}), *enter(30)],
        [ENTERED, LevelFinished(20, 5, "normal"), entered(30)],
    ),
    "straight to another level, without overworld": (
        [
            *IN,
            (20, {"fanfare": 1}),
            *modes(21, 0x0F, 0x10),
            (23, {"game_mode": 0x11, "level": 6, "room": 0x106}),
            *modes(24, 0x12, 0x13, 0x14),
        ],
        [ENTERED, LevelFinished(20, 5, "normal"), LevelEntered(26, 6, 0x106)],
    ),
    "only the fade-in of the load was seen": (modes(0, 0x0E, 0x10, 0x13, 0x14), [LevelEntered(3, 0, 0)]),
    "a load that was given up": (modes(0, 0x0E, 0x11, 0x0E, 0x10, 0x14), []),
    "a load that ended at the title": (modes(0, 0x0E, 0x11, 0x07, 0x10, 0x14), []),
    "pipe": ([*IN, *pipe(20, 0x1C0)], [ENTERED, RoomChanged(26, 5, 0x1C0)]),
    "teleport with normal animation": ([*IN, *pipe(20, 0x1C0, anim=0)], [ENTERED, RoomChanged(26, 5, 0x1C0)]),
    "the room counter wraps": (
        [
            *enter(0)[:3],
            (3, {"game_mode": 0x11, "level": 5, "room": 0x105, "rooms_entered": 0xFF}),
            *modes(4, 0x12, 0x13, 0x14),
            (20, {"game_mode": 0x0F, "rooms_entered": 0}),
            *modes(21, 0x10, 0x11, 0x12, 0x13, 0x14),
        ],
        [ENTERED, RoomChanged(25, 5, 0x105)],
    ),
    "the counter goes up before the fade": (
        [*IN, (20, {"rooms_entered": 1}), *modes(22, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14)],
        [ENTERED, RoomChanged(27, 5, 0x105)],
    ),
}
