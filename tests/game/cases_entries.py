"""Entries and rooms: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import Died, LevelEntered, LevelFinished, RoomChanged, Spawned
from tests.game.script import ENTERED, IN, Case, enter, entered, modes, pipe, reload

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
    "the scene before a castle is not the level": (
        [
            *enter(0)[:4],
            (4, {"game_mode": 0x12, "player_anim": 10, "room": 0x1F0}),
            (5, {"game_mode": 0x13, "level_start": 1}),
            (6, {"game_mode": 0x14}),
            *modes(200, 0x0F, 0x10, 0x11),
            (203, {"game_mode": 0x12, "player_anim": 0, "room": 0x105}),
            *modes(204, 0x13, 0x14),
            (206, {"checkpoint_entrance": 0x105}),
        ],
        [LevelEntered(205, 5, 0x105)],
    ),
    "the scene before a castle, entered again after a death": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (60, {"exit_mode": 0x80, "game_mode": 0x0B}),
            *modes(61, 0x0C, 0x0D),
            *enter(70)[:4],
            (74, {"game_mode": 0x12, "player_anim": 10}),
            *modes(75, 0x13, 0x14),
            *modes(200, 0x0F, 0x10, 0x11),
            (203, {"game_mode": 0x12, "player_anim": 0}),
            *modes(204, 0x13, 0x14),
        ],
        [ENTERED, Died(20, 5, 0, 0), Spawned(205, 5, False, 0)],
    ),
    **{
        f"attached in the scene before a castle, the load seen from mode {mode:#x}": (
            [
                (0, {"game_mode": 0x14, "level": 7, "player_anim": 10}),
                (9, {"game_mode": mode}),
                (10, {"game_mode": mode + 1, "player_anim": 0}),
                *modes(11, *range(mode + 2, 0x15)),
                (20, {"player_anim": 9}),
            ],
            [Died(20, 7, 0, 0)],
        )
        for mode in (0x10, 0x11)
    },
    "pipe": ([*IN, *pipe(20, 0x1C0)], [ENTERED, RoomChanged(26, 5, 0x1C0)]),
    "a pipe while a P-switch plays: the music that goes on afterwards is no orb's": (
        [
            (0, {"game_mode": 0x14, "music": 3, "room": 0x105}),
            (9, {"music": 6}),
            *pipe(20, 0x1C0),
            (40, {"music": 3}),
        ],
        [RoomChanged(26, 0, 0x1C0)],
    ),
    "loaded on the way to a room while a P-switch plays: the music that goes on afterwards is no orb's": (
        [
            (0, {"game_mode": 0x0F, "music": 3, "rooms_entered": 1}),
            (1, {"music": 6}),
            *modes(2, 0x10, 0x11, 0x12, 0x13, 0x14),
            (40, {"music": 3}),
        ],
        [],
    ),
    "the counter of the next room goes up before its fade": (
        [
            *IN,
            *pipe(20, 0x1C0, anim=0),
            (40, {"rooms_entered": 2}),
            *modes(42, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14),
        ],
        [ENTERED, RoomChanged(26, 5, 0x1C0), RoomChanged(47, 5, 0x1C0)],
    ),
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
    "only the load was seen": (modes(0, 0x0E, 0x10, 0x11, 0x14), [LevelEntered(3, 0, 0)]),
    "only the preparation of the load was seen": (modes(0, 0x0E, 0x10, 0x12, 0x14), [LevelEntered(3, 0, 0)]),
    "the older sign while the level is prepared": (
        [*enter(0)[:4], (4, {"game_mode": 0x12, "level_start": 1}), *modes(5, 0x13, 0x14)],
        [LevelEntered(4, 5, 0x105)],
    ),
    "the older sign while the level is still loaded comes too early": (
        [(0, {"game_mode": 0x0E, "level": 5}), (1, {"game_mode": 0x11, "level_start": 1}), *modes(2, 0x12, 0x13, 0x14)],
        [LevelEntered(4, 5, 0)],
    ),
    "the older sign that was set before": ([(0, {"level_start": 1}), *enter(1)], [entered(1)]),
    "a teleport to another level": (
        [
            *IN,
            *modes(20, 0x0F, 0x10),
            (22, {"game_mode": 0x11, "level": 6, "room": 0x106}),
            *modes(23, 0x12, 0x13, 0x14),
        ],
        [ENTERED, LevelEntered(25, 6, 0x106)],
    ),
    **{
        f"a load that was given up on the overworld, mode {mode:#x}": (modes(0, 7, 0x11, mode, 0x10, 0x14), [])
        for mode in (0x0B, 0x0C, 0x0D, 0x0E)
    },
    **{
        f"the overworld after a level, mode {mode:#x}": (
            [*IN, (20, {"fanfare": 1}), *modes(21, mode, 0x11, 0x12, 0x13, 0x14)],
            [ENTERED, LevelFinished(20, 5, "normal"), LevelEntered(25, 5, 0x105)],
        )
        for mode in (0x0B, 0x0C, 0x0D, 0x0E)
    },
    "down a pipe and back up": (
        [
            *IN,
            *pipe(20, 0x1C0),
            (40, {"game_mode": 0x0F, "rooms_entered": 2}),
            *modes(41, 0x10, 0x11, 0x12, 0x13, 0x14),
        ],
        [ENTERED, RoomChanged(26, 5, 0x1C0), RoomChanged(45, 5, 0x1C0)],
    ),
    "a life that begins in the first room counts its rooms anew": (
        [
            *IN,
            *pipe(20, 0x1C0),
            (40, {"player_anim": 9}),
            (70, {"game_mode": 0x11, "room": 0x105, "rooms_entered": 0}),
            *reload(71)[1:],
            *pipe(90, 0x1C0),
        ],
        [ENTERED, RoomChanged(26, 5, 0x1C0), Died(40, 5, 0, 0), Spawned(74, 5, False, 0), RoomChanged(96, 5, 0x1C0)],
    ),
}
