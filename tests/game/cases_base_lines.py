"""Base lines: the first frame, and the first one after a state load: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointReached, Died, LevelEntered, LevelFinished, RoomChanged, Spawned
from tests.game.script import ENTERED, IN, LOAD, Case, enter, entered, modes, pipe, reload

CASES: dict[str, Case] = {
    "the first frame is a base line": (
        [(0, {"game_mode": 0x14, "player_anim": 9, "fanfare": 1, "midway": 1, "exit_mode": 1, "level_start": 1})],
        [],
    ),
    "attached in a level": (
        [(0, {"game_mode": 0x14, "level": 7}), (5, {"player_anim": 9}), (9, {"player_anim": 0}), (20, {"fanfare": 1})],
        [Died(5, 7, 0, 0), Spawned(9, 7, False, 0), LevelFinished(20, 7, "normal")],
    ),
    "attached while entering": ([(0, {"game_mode": 0x12, "level": 7}), *modes(1, 0x13, 0x14)], [LevelEntered(2, 7, 0)]),
    "attached while a level fades in": (
        [(0, {"game_mode": 0x13, "level": 7}), *modes(1, 0x14)],
        [LevelEntered(1, 7, 0)],
    ),
    "attached in the first room": ([(0, {"game_mode": 0x14, "room": 0x105}), (5, {"checkpoint_entrance": 0x105})], []),
    "attached in a later room: the first one isn't known": (
        [(0, {"game_mode": 0x14, "room": 0x105, "rooms_entered": 2}), (5, {"checkpoint_entrance": 0x105})],
        [CheckpointReached(5, 0, 1, "asm")],
    ),
    "attached between two rooms": (
        [(0, {"game_mode": 0x12, "level": 7, "rooms_entered": 2}), *modes(1, 0x13, 0x14), (9, {"fanfare": 1})],
        [LevelFinished(9, 7, "normal")],
    ),
    **{
        f"loaded between two rooms, mode {mode:#x}: no death, but the pit that follows is one": (
            [
                (0, {"game_mode": mode, "level": 7, "rooms_entered": 2}),
                *modes(1, *range(mode + 1, 0x15)),
                *reload(20),
                *pipe(30, 0x1C0, rooms=3),
            ],
            [Died(20, 7, 0, 0), Spawned(23, 7, False, 0), RoomChanged(36, 7, 0x1C0)],
        )
        for mode in (0x0F, 0x10, 0x11, 0x12, 0x13)
    },
    "loaded between two rooms: the first one isn't known": (
        [
            (0, {"game_mode": 0x10, "level": 7, "rooms_entered": 2}),
            (1, {"game_mode": 0x11, "room": 0x1C0}),
            *modes(2, 0x12, 0x13, 0x14),
            (9, {"checkpoint_entrance": 0x1C0}),
        ],
        [CheckpointReached(9, 7, 1, "asm")],
    ),
    "loaded while the orb's music is on: in the next life it is a new one": (
        [
            (0, {"game_mode": 0x14, "level": 7, "music": 3}),
            (5, {"player_anim": 9, "music": 0}),
            (9, {"player_anim": 0}),
            (20, {"music": 3}),
        ],
        [Died(5, 7, 0, 0), Spawned(9, 7, False, 0), LevelFinished(20, 7, "orb")],
    ),
    "memory before power-on": (
        [
            (0, dict.fromkeys(("game_mode", "rooms_entered", "level", "music"), 0x55)),
            (1, {"player_anim": 9}),
            (2, {"fanfare": 1, "midway": 1, "exit_mode": 1}),
        ],
        [],
    ),
    "a load is no spawn": (
        [*IN, (20, {"player_anim": 9}), (30, {LOAD: 1, "player_anim": 0}), (31, {"held_1": 1})],
        [ENTERED, Died(20, 5, 0, 0)],
    ),
    "a load is no death": ([*IN, (20, {LOAD: 1, "player_anim": 9, "exit_mode": 0x80}), (21, {"held_1": 1})], [ENTERED]),
    "a load is no entry, finish or checkpoint": (
        [
            *IN,
            (
                20,
                {
                    LOAD: 1,
                    "level": 9,
                    "room": 0x109,
                    "fanfare": 1,
                    "music": 3,
                    "midway": 1,
                    "palace_red": 1,
                    "checkpoint_entrance": 0x1C0,
                    "rooms_entered": 3,
                },
            ),
            (21, {"held_1": 1}),
        ],
        [ENTERED],
    ),
    "the wait ends with a load, other flags too": (
        [
            *IN,
            (10, {"fanfare": 1}),
            (20, {"player_anim": 9}),
            (30, {LOAD: 1, "player_anim": 0, "fanfare": 0}),
            (40, {"fanfare": 1}),
            *enter(50),
        ],
        [ENTERED, LevelFinished(10, 5, "normal"), Died(20, 5, 0, 0), LevelFinished(40, 5, "normal"), entered(50)],
    ),
    "loaded after a checkpoint that is taken again: it is the same one": (
        [
            *IN,
            (20, {LOAD: 1, "midway": 1}),
            (30, {"midway": 0}),
            (31, {"midway": 1}),
            (40, {"checkpoint_entrance": 0x1C0}),
            (50, {"midway": 0}),
            (51, {"midway": 1}),
            (60, {"player_anim": 9}),
            (61, {"player_anim": 0}),
        ],
        [ENTERED, CheckpointReached(40, 5, 2, "asm"), Died(60, 5, 0, 0), Spawned(61, 5, True, 1)],
    ),
    "loaded into the death animation: told once, when the level falls back": (
        [*IN, (20, {LOAD: 1, "player_anim": 9}), *reload(40)],
        [ENTERED, Died(40, 5, 0, 0), Spawned(43, 5, False, 0)],
    ),
    "loaded into a fade to the level": (
        [*IN, (20, {LOAD: 1, "game_mode": 0x0F, "level": 6}), *modes(21, 0x10, 0x11, 0x12, 0x13, 0x14)],
        [ENTERED, LevelEntered(25, 6, 0x105)],
    ),
    "loaded after a checkpoint: the flag in the state counts": (
        [
            *IN,
            (20, {LOAD: 1, "midway": 1}),
            (30, {"player_anim": 9}),
            *reload(40),
            (60, {"checkpoint_entrance": 0x1C0}),
        ],
        [ENTERED, Died(30, 5, 0, 0), Spawned(43, 5, True, 1), CheckpointReached(60, 5, 2, "asm")],
    ),
    **{
        f"attached between two rooms, mode {mode:#x}": (
            [(0, {"game_mode": mode, "level": 7, "rooms_entered": 2}), (1, {"game_mode": 0x14}), (9, {"fanfare": 1})],
            [LevelFinished(9, 7, "normal")],
        )
        for mode in (0x0F, 0x10, 0x11, 0x12, 0x13)
    },
}
