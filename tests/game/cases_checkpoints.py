"""Checkpoints: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointReached, Died, LevelFinished, LevelLeft, RoomChanged, Spawned
from tests.game.script import ENTERED, IN, Case, enter, entered, modes, pipe, reload

CASES: dict[str, Case] = {
    "midway tape": ([*IN, (20, {"midway": 1})], [ENTERED, CheckpointReached(20, 5, 1, "midway")]),
    "custom checkpoint": ([*IN, (20, {"checkpoint_entrance": 0x1C0})], [ENTERED, CheckpointReached(20, 5, 1, "asm")]),
    "the first room shifts the entrance on entry": ([*IN, (7, {"checkpoint_entrance": 0x105})], [ENTERED]),
    "the entrance shifts while the level is entered": (
        [*enter(0)[:5], (5, {"game_mode": 0x13, "checkpoint_entrance": 0x1C0}), (6, {"game_mode": 0x14})],
        [ENTERED],
    ),
    "back to the first room is no checkpoint": (
        [*IN, (20, {"checkpoint_entrance": 0x1C0}), (30, {"checkpoint_entrance": 0x105})],
        [ENTERED, CheckpointReached(20, 5, 1, "asm")],
    ),
    "clearing the entrance is no checkpoint": (
        [*IN, (20, {"checkpoint_entrance": 0x1C0}), (30, {"checkpoint_entrance": 0})],
        [ENTERED, CheckpointReached(20, 5, 1, "asm")],
    ),
    "entrance that is a checkpoint, on the way to another room": (
        [
            *IN,
            (20, {"game_mode": 0x0F, "rooms_entered": 1}),
            *modes(21, 0x10, 0x11),
            (23, {"game_mode": 0x12, "room": 0x1C0, "checkpoint_entrance": 0x1C0}),
            *modes(24, 0x13, 0x14),
        ],
        [ENTERED, CheckpointReached(23, 5, 1, "asm"), RoomChanged(25, 5, 0x1C0)],
    ),
    "numbers count up, one taken twice is one": (
        [
            *IN,
            (20, {"midway": 1}),
            (30, {"checkpoint_entrance": 0x1C0}),
            (40, {"midway": 0}),
            (41, {"midway": 1}),
            (50, {"checkpoint_entrance": 0x1C1}),
            (60, {"checkpoint_entrance": 0x1C0}),
        ],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "midway"),
            CheckpointReached(30, 5, 2, "asm"),
            CheckpointReached(50, 5, 3, "asm"),
        ],
    ),
    "both signs in one frame are one checkpoint": (
        [
            *IN,
            (20, {"midway": 1, "checkpoint_entrance": 0x1C0}),
            (30, {"midway": 0}),
            (40, {"midway": 1, "checkpoint_entrance": 0x1C1}),
        ],
        [ENTERED, CheckpointReached(20, 5, 1, "midway"), CheckpointReached(40, 5, 2, "midway")],
    ),
    "a tape that set an entrance is known by it": (
        [
            *IN,
            (20, {"midway": 1, "checkpoint_entrance": 0x1C0}),
            (30, {"checkpoint_entrance": 0x1C1}),
            (40, {"checkpoint_entrance": 0x1C0}),
            (50, {"player_anim": 9}),
            (60, {"player_anim": 0}),
        ],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "midway"),
            CheckpointReached(30, 5, 2, "asm"),
            Died(50, 5, 0, 0),
            Spawned(60, 5, True, 1),
        ],
    ),
    "tapes in two rooms are two": (
        [*IN, (20, {"midway": 1}), *pipe(30, 0x1C0), (50, {"midway": 0}), (51, {"midway": 1})],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "midway"),
            RoomChanged(36, 5, 0x1C0),
            CheckpointReached(51, 5, 2, "midway"),
        ],
    ),
    "numbers begin anew in each entry": (
        [*IN, (20, {"midway": 1}), (30, {"fanfare": 1}), *enter(40), (60, {"midway": 1})],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "midway"),
            LevelFinished(30, 5, "normal"),
            entered(40),
            CheckpointReached(60, 5, 1, "midway"),
        ],
    ),
    "cold spawn": (
        [*IN, (20, {"midway": 1}), (30, {"player_anim": 9}), *reload(40)],
        [ENTERED, CheckpointReached(20, 5, 1, "midway"), Died(30, 5, 0, 0), Spawned(43, 5, True, 1)],
    ),
    "cold spawn at the last of two, entry again afterwards is warm": (
        [
            *IN,
            (20, {"checkpoint_entrance": 0x1C0}),
            (30, {"checkpoint_entrance": 0x1C1}),
            (40, {"player_anim": 9}),
            *reload(50),
            (60, {"held_1": 0x30, "exit_mode": 0x80, "game_mode": 0x0B}),
            *enter(70),
            (90, {"player_anim": 9}),
            (91, {"player_anim": 0}),
        ],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "asm"),
            CheckpointReached(30, 5, 2, "asm"),
            Died(40, 5, 0, 0),
            Spawned(53, 5, True, 2),
            LevelLeft(60, 5),
            entered(70),
            Died(90, 5, 0, 0),
            Spawned(91, 5, False, 0),
        ],
    ),
    "an earlier checkpoint taken again is where the next life starts": (
        [
            *IN,
            (20, {"checkpoint_entrance": 0x1C0}),
            (30, {"checkpoint_entrance": 0x1C1}),
            (40, {"checkpoint_entrance": 0x1C0}),
            (50, {"player_anim": 9}),
            (51, {"player_anim": 0}),
        ],
        [
            ENTERED,
            CheckpointReached(20, 5, 1, "asm"),
            CheckpointReached(30, 5, 2, "asm"),
            Died(50, 5, 0, 0),
            Spawned(51, 5, True, 1),
        ],
    ),
    "the reload sets the flags of the checkpoint again": (
        [
            *IN,
            (20, {"midway": 1, "checkpoint_entrance": 0x1C0}),
            (30, {"player_anim": 9}),
            (40, {"game_mode": 0x11, "midway": 0, "checkpoint_entrance": 0}),
            *reload(41)[1:],
            (50, {"midway": 1, "checkpoint_entrance": 0x1C0}),
        ],
        [ENTERED, CheckpointReached(20, 5, 1, "midway"), Died(30, 5, 0, 0), Spawned(44, 5, True, 1)],
    ),
    "checkpoint and death in one frame": (
        [*IN, (20, {"midway": 1, "player_anim": 9}), (30, {"player_anim": 0})],
        [ENTERED, CheckpointReached(20, 5, 1, "midway"), Died(20, 5, 0, 0), Spawned(30, 5, True, 1)],
    ),
    "a checkpoint while dying": (
        [*IN, (20, {"player_anim": 9}), (21, {"midway": 1, "checkpoint_entrance": 0x1C0})],
        [ENTERED, Died(20, 5, 0, 0)],
    ),
    "no checkpoint while fanfare, goal or fade-out is on": (
        [
            *IN,
            (20, {"music": 4}),
            (21, {"midway": 1}),
            (22, {"midway": 0}),
            (23, {"music": 8}),
            (24, {"midway": 1, "checkpoint_entrance": 0x1C0}),
        ],
        [ENTERED],
    ),
    "the flag that the end of a level sets": (
        [*IN, (20, {"fanfare": 1}), (40, {"midway": 1, "exit_mode": 1, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(20, 5, "normal")],
    ),
    "midway flag while the level is loaded": (
        [
            *IN,
            (20, {"game_mode": 0x0F, "rooms_entered": 1}),
            *modes(21, 0x10, 0x11),
            (23, {"game_mode": 0x12, "midway": 1}),
            *modes(24, 0x13, 0x14),
        ],
        [ENTERED, RoomChanged(25, 5, 0x105)],
    ),
    "midway flag in the frame of the fade": (
        [*IN, (20, {"game_mode": 0x0F, "rooms_entered": 1, "midway": 1})],
        [ENTERED],
    ),
    "a custom checkpoint in a sub-level, known by the sub-level's own number": (
        [*IN, *pipe(20, 0x1C0), (40, {"checkpoint_entrance": 0x1C0})],
        [ENTERED, RoomChanged(26, 5, 0x1C0), CheckpointReached(40, 5, 1, "asm")],
    ),
    "the first room stays the level's, wherever a life begins": (
        [
            *IN,
            *pipe(20, 0x1C0),
            (40, {"checkpoint_entrance": 0x1C0}),
            (50, {"player_anim": 9}),
            *reload(60),
            (70, {"checkpoint_entrance": 0x105}),
        ],
        [
            ENTERED,
            RoomChanged(26, 5, 0x1C0),
            CheckpointReached(40, 5, 1, "asm"),
            Died(50, 5, 0, 0),
            Spawned(63, 5, True, 1),
        ],
    ),
    "a tape that is passed again after a sub-level": (
        [
            *IN,
            (20, {"midway": 1}),
            *pipe(30, 0x1C0),
            *pipe(50, 0x105, rooms=2),
            (70, {"midway": 0}),
            (71, {"midway": 1}),
        ],
        [ENTERED, CheckpointReached(20, 5, 1, "midway"), RoomChanged(36, 5, 0x1C0), RoomChanged(56, 5, 0x105)],
    ),
    "no checkpoint while the fanfare is on that was there before": (
        [(0, {"game_mode": 0x14, "fanfare": 1}), (5, {"midway": 1}), (6, {"checkpoint_entrance": 0x1C0})],
        [],
    ),
    **{
        f"no checkpoint while music {music} is on that was there before": (
            [(0, {"game_mode": 0x14, "music": music}), (5, {"midway": 1}), (6, {"checkpoint_entrance": 0x1C0})],
            [],
        )
        for music in (3, 4, 7, 8)
    },
    "the entrance shifts in a fade that is no way to a room": (
        [*IN, (20, {"game_mode": 0x0F}), (21, {"game_mode": 0x10, "checkpoint_entrance": 0x1C0})],
        [ENTERED],
    ),
    "the entrance shifts in memory that a reset clears": (
        [*IN, (20, {"game_mode": 0, "rooms_entered": 0x55, "checkpoint_entrance": 0x5555})],
        [ENTERED],
    ),
}
