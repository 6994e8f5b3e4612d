"""What happens in a level, told by memory alone: one case for each rule and each trap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot
from tests.game.script import LOAD, SMW, Row, enter, entered, modes, play, reload, snapshots

IN = enter(0)
"""In level 5 from frame 6 on."""

ENTERED = entered(0)

TITLE = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0B, 0x0C, 0x0D]


def pipe(frame: int, room: int, anim: int = 6) -> list[Row]:
    return [
        (frame, {"player_anim": anim}),
        (frame + 1, {"game_mode": 0x0F, "rooms_entered": 1}),
        *modes(frame + 2, 0x10, 0x11),
        (frame + 4, {"game_mode": 0x12, "room": room}),
        (frame + 5, {"game_mode": 0x13}),
        (frame + 6, {"game_mode": 0x14}),
        (frame + 7, {"player_anim": 0}),
    ]


CASES: dict[str, tuple[list[Row], list[Event]]] = {
    # --- entries
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
    # --- rooms
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
    # --- deaths and spawns
    "death, fade, reload: one death, one spawn, no entry": (
        [
            *IN,
            (20, {"player_anim": 9, "player_x": 300, "player_y": 0x150}),
            (60, {"exit_mode": 0x80}),
            *modes(61, 0x0F, 0x10),
            *reload(63),
        ],
        [ENTERED, Died(20, 5, 300, 0x150), Spawned(66, 5, False, 0)],
    ),
    "death over the overworld and back in": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (60, {"exit_mode": 0x80, "game_mode": 0x0B}),
            *modes(61, 0x0C, 0x0D),
            *enter(70),
        ],
        [ENTERED, Died(20, 5, 0, 0), Spawned(76, 5, False, 0)],
    ),
    "the spawn waits for normal animation": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (30, {"game_mode": 0x11}),
            (31, {"game_mode": 0x12, "player_anim": 5}),
            *modes(32, 0x13, 0x14),
            (40, {"player_anim": 0}),
        ],
        [ENTERED, Died(20, 5, 0, 0), Spawned(40, 5, False, 0)],
    ),
    "pit without animation: the game mode falls back, the place is the frame before": (
        [
            *IN,
            (19, {"player_x": 700, "player_y": 432}),
            (20, {"game_mode": 0x11, "player_x": 16, "player_y": 80}),
            *modes(21, 0x12, 0x13, 0x14),
        ],
        [ENTERED, Died(20, 5, 700, 432), Spawned(23, 5, False, 0)],
    ),
    "fall back straight to prepare": (
        [*IN, *modes(20, 0x12, 0x13, 0x14)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(22, 5, False, 0)],
    ),
    "fall back through a fade": (
        [*IN, *modes(20, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14)],
        [ENTERED, Died(22, 5, 0, 0), Spawned(25, 5, False, 0)],
    ),
    "pit by exit mode alone": (
        [*IN, (20, {"exit_mode": 0x80, "player_x": 9}), (21, {"game_mode": 0x0B}), *enter(30)],
        [ENTERED, Died(20, 5, 9, 0), Spawned(36, 5, False, 0)],
    ),
    "a hack's own exit mode, no goal: a death": ([*IN, (20, {"exit_mode": 0xE0})], [ENTERED, Died(20, 5, 0, 0)]),
    "normal exit without a goal sign: a death": ([*IN, (20, {"exit_mode": 1})], [ENTERED, Died(20, 5, 0, 0)]),
    "instant retry without a reload": (
        [*IN, (20, {"player_anim": 9, "player_x": 500}), (45, {"player_anim": 0, "player_x": 32})],
        [ENTERED, Died(20, 5, 500, 0), Spawned(45, 5, False, 0)],
    ),
    "instant retry, twice": (
        [*IN, (20, {"player_anim": 9}), (21, {"player_anim": 0}), (22, {"player_anim": 9}), (23, {"player_anim": 0})],
        [ENTERED, Died(20, 5, 0, 0), Spawned(21, 5, False, 0), Died(22, 5, 0, 0), Spawned(23, 5, False, 0)],
    ),
    "normal animation while the level is being left is no spawn": (
        [*IN, (20, {"exit_mode": 0x80}), (21, {"powerup": 1, "held_1": 1}), (22, {"held_1": 0})],
        [ENTERED, Died(20, 5, 0, 0)],
    ),
    "retry that clears the exit mode without a reload": (
        [*IN, (20, {"exit_mode": 0x80}), (24, {"exit_mode": 0})],
        [ENTERED, Died(20, 5, 0, 0), Spawned(24, 5, False, 0)],
    ),
    "a hack that leaves the exit mode set": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (21, {"exit_mode": 0x80}),
            *reload(30),
            (50, {"player_anim": 9}),
            (51, {"player_anim": 0}),
        ],
        [ENTERED, Died(20, 5, 0, 0), Spawned(33, 5, False, 0), Died(50, 5, 0, 0), Spawned(51, 5, False, 0)],
    ),
    "all signs of a death, spread out": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (21, {"exit_mode": 0x80}),
            (22, {"player_anim": 0}),
            (23, {"player_anim": 9}),
            (24, {"game_mode": 0x11}),
            *modes(25, 0x10, 0x11),
        ],
        [ENTERED, Died(20, 5, 0, 0)],
    ),
    "all signs of a death in one frame": (
        [*IN, (20, {"player_anim": 9, "exit_mode": 0x80, "game_mode": 0x11}), *reload(21)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(24, 5, False, 0)],
    ),
    "retry that counts its reload as a room": (
        [*IN, (20, {"player_anim": 9}), (30, {"rooms_entered": 1}), *reload(31), *modes(40, 0x0F, 0x11, 0x12, 0x14)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(34, 5, False, 0), Died(41, 5, 0, 0), Spawned(43, 5, False, 0)],
    ),
    "after a death, another level is an entry": (
        [*IN, (20, {"player_anim": 9}), (60, {"exit_mode": 0x80, "game_mode": 0x0B}), *enter(70, 6, 0x106)],
        [ENTERED, Died(20, 5, 0, 0), entered(70, 6, 0x106)],
    ),
    "the wait ends at game over": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (60, {"exit_mode": 0x80}),
            *modes(61, 0x15, 0x16, 0x17, 0x0B, 0x0C),
            *enter(70),
        ],
        [ENTERED, Died(20, 5, 0, 0), entered(70)],
    ),
    "the wait ends at the title": (
        [*IN, (20, {"player_anim": 9}), *modes(30, *TITLE), *enter(60)],
        [ENTERED, Died(20, 5, 0, 0), entered(60)],
    ),
    "reset in a level": ([*IN, *modes(30, *TITLE), *enter(60)], [ENTERED, entered(60)]),
    "death in the frame of the entry": (
        [*enter(0)[:6], (6, {"game_mode": 0x14, "player_anim": 9})],
        [ENTERED, Died(6, 5, 0, 0)],
    ),
    "hurt and growing are not dying": (
        [*IN, (20, {"player_anim": 1}), (30, {"player_anim": 2}), (40, {"player_anim": 0})],
        [ENTERED],
    ),
    "death animation on the overworld": ([*modes(0, 0x0D, 0x0E), (9, {"player_anim": 9})], []),
    "death in the frame of the entry, and its spawn": (
        [*enter(0)[:6], (6, {"game_mode": 0x14, "player_anim": 9}), (9, {"player_anim": 0})],
        [ENTERED, Died(6, 5, 0, 0), Spawned(9, 5, False, 0)],
    ),
    "nobody dies at the title": ([*IN, *modes(30, 0x00, 0x07), (40, {"player_anim": 9})], [ENTERED]),
    # --- start+select
    "start and select held": (
        [*IN, (20, {"held_1": 0x30}), (21, {"exit_mode": 0x80, "game_mode": 0x0B}), *enter(30)],
        [ENTERED, LevelLeft(21, 5), entered(30)],
    ),
    "select while paused, start let go": (
        [*IN, (20, {"paused": 1, "held_1": 0x10}), (21, {"held_1": 0}), (50, {"held_1": 0x20, "exit_mode": 0x80})],
        [ENTERED, LevelLeft(50, 5)],
    ),
    "select and pause end in the frame of the exit": (
        [*IN, (20, {"paused": 1}), (50, {"held_1": 0x20}), (51, {"held_1": 0, "paused": 0, "exit_mode": 0x80})],
        [ENTERED, LevelLeft(51, 5)],
    ),
    "select two frames ago is too long": (
        [*IN, (20, {"paused": 1}), (50, {"held_1": 0x20}), (51, {"held_1": 0}), (52, {"exit_mode": 0x80})],
        [ENTERED, Died(52, 5, 0, 0)],
    ),
    "select alone does not leave: a death": (
        [*IN, (20, {"held_1": 0x20}), (21, {"exit_mode": 0x80})],
        [ENTERED, Died(21, 5, 0, 0)],
    ),
    "start alone does not leave: a death": (
        [*IN, (20, {"held_1": 0x10, "paused": 1}), (21, {"exit_mode": 0x80})],
        [ENTERED, Died(21, 5, 0, 0)],
    ),
    "start+select while dying is still one death": (
        [*IN, (20, {"player_anim": 9}), (21, {"held_1": 0x30, "exit_mode": 0x80, "game_mode": 0x0B})],
        [ENTERED, Died(20, 5, 0, 0)],
    ),
    "side exit: the exit mode stays 0": (
        [*IN, *modes(20, 0x0B, 0x0C, 0x0D), *enter(30)],
        [ENTERED, LevelLeft(20, 5), entered(30)],
    ),
    "garbage in the pad's byte after leaving": (
        [*IN, (20, {"held_1": 0x30, "exit_mode": 0x80}), (21, {"player_anim": 9}), (22, {"level_start": 1})],
        [ENTERED, LevelLeft(20, 5)],
    ),
    # --- checkpoints
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
    # --- finishes
    "goal": (
        [*IN, (20, {"fanfare": 1, "end_timer": 0xFF, "music": 4}), (90, {"exit_mode": 1, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(20, 5, "normal")],
    ),
    "secret goal": ([*IN, (20, {"fanfare": 1, "secret_exit": 1})], [ENTERED, LevelFinished(20, 5, "secret")]),
    "boss that rolls the credits": (
        [*IN, (20, {"boss_defeated": 1}), (30, {"fanfare": 1}), *modes(40, 0x18, 0x19, 0x1A, 0x1B)],
        [ENTERED, LevelFinished(30, 5, "boss")],
    ),
    "boss, and its music": (
        [*IN, (20, {"boss_defeated": 1, "music": 3}), (30, {"fanfare": 1})],
        [ENTERED, LevelFinished(30, 5, "boss")],
    ),
    "orb": (
        [*IN, (20, {"music": 3}), (30, {"fanfare": 1}), (50, {"exit_mode": 1, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(20, 5, "orb")],
    ),
    "orb and fanfare in one frame": ([*IN, (20, {"music": 3, "fanfare": 1})], [ENTERED, LevelFinished(20, 5, "orb")]),
    "checkpoint at the orb": (
        [*IN, (20, {"music": 3, "midway": 1}), (21, {"checkpoint_entrance": 0x1C0})],
        [ENTERED, LevelFinished(20, 5, "orb")],
    ),
    "key": (
        [*IN, (20, {"music": 7}), (60, {"exit_mode": 2, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(20, 5, "key")],
    ),
    "a sign of one frame": ([*IN, (20, {"music": 7}), (21, {"music": 0})], [ENTERED, LevelFinished(20, 5, "key")]),
    "palace": ([*IN, (20, {"palace_blue": 1})], [ENTERED, LevelFinished(20, 5, "palace")]),
    "palace pressed long ago": ([(0, {"palace_red": 1}), *enter(1)], [entered(1)]),
    "only once a level": (
        [*IN, (20, {"music": 7}), (30, {"palace_red": 1, "fanfare": 1}), (40, {"music": 3}), (50, {"exit_mode": 1})],
        [ENTERED, LevelFinished(20, 5, "key")],
    ),
    "fanfare in other steps is palette": (
        [*IN, (20, {"fanfare": 0x7F}), (21, {"fanfare": 1}), (22, {"fanfare": 0}), (23, {"fanfare": 2})],
        [ENTERED],
    ),
    "signs on the overworld": (
        [*modes(0, 0x0D, 0x0E), (5, {"fanfare": 1, "music": 3}), (6, {"music": 7, "palace_red": 1})],
        [],
    ),
    "signs while a room is loaded": (
        [*IN, (20, {"game_mode": 0x0F, "rooms_entered": 1}), (21, {"game_mode": 0x10, "fanfare": 1, "music": 7})],
        [ENTERED],
    ),
    "music goes on after a P-switch: not a new orb": (
        [(0, {"music": 3, "game_mode": 0x14}), (9, {"music": 6}), (20, {"music": 3})],
        [],
    ),
    "fanfare of an orb that was taken before the base line": (
        [(0, {"music": 3, "game_mode": 0x14}), (9, {"fanfare": 1})],
        [LevelFinished(9, 0, "orb")],
    ),
    "an orb in each of two levels": (
        [*IN, (20, {"music": 3}), *enter(30, 6), (50, {"music": 3})],
        [ENTERED, LevelFinished(20, 5, "orb"), entered(30, 6), LevelFinished(50, 6, "orb")],
    ),
    "death in the frame of the goal: the exit first": (
        [*IN, (20, {"fanfare": 1, "player_anim": 9}), *reload(60)],
        [ENTERED, LevelFinished(20, 5, "normal"), Died(20, 5, 0, 0), Spawned(63, 5, False, 0)],
    ),
    "death after the goal": (
        [*IN, (20, {"fanfare": 1}), (25, {"player_anim": 9}), (26, {"exit_mode": 0x80})],
        [ENTERED, LevelFinished(20, 5, "normal"), Died(25, 5, 0, 0)],
    ),
    "goal while dying": ([*IN, (20, {"player_anim": 9}), (21, {"fanfare": 1})], [ENTERED, Died(20, 5, 0, 0)]),
    "goal and exit in one frame": (
        [*IN, (20, {"fanfare": 1, "exit_mode": 1, "game_mode": 0x14})],
        [ENTERED, LevelFinished(20, 5, "normal")],
    ),
    "start+select after the goal is no abort": (
        [*IN, (20, {"fanfare": 1}), (30, {"held_1": 0x30, "exit_mode": 0x80})],
        [ENTERED, LevelFinished(20, 5, "normal")],
    ),
    "the goal's timer runs, its fanfare was not seen": (
        [*IN, (20, {"end_timer": 0xFF, "secret_exit": 1}), (90, {"exit_mode": 2, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(90, 5, "secret")],
    ),
    "the goal's timer runs, its fanfare comes after the exit": (
        [*IN, (20, {"end_timer": 0xFF}), (90, {"exit_mode": 1}), (91, {"fanfare": 1})],
        [ENTERED, LevelFinished(90, 5, "normal")],
    ),
    # --- base lines
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
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_events(case: str) -> None:
    rows, events = CASES[case]
    assert play(rows) == events


@pytest.mark.parametrize("case", CASES, ids=str)
def test_unchanged_frames_change_nothing(case: str) -> None:
    rows, events = CASES[case]
    spread = [(2 * frame, changes) for frame, changes in rows]
    doubled = [row for frame, changes in spread for row in ((frame, changes), (frame + 1, {}))]
    halved = [replace(event, frame=2 * event.frame) for event in events]
    assert play(doubled) == halved


def test_vanilla_music_has_its_own_signs() -> None:
    vanilla = SMW.with_music("vanilla")
    ordinary = [(20, {"music": 3}), (21, {"midway": 1}), (22, {"music": 7}), (23, {"music": 4}), (24, {"music": 8})]
    assert play([*IN, *ordinary], vanilla) == [ENTERED, CheckpointReached(21, 5, 1, "midway")]
    assert play([*IN, (20, {"music": 0x0B})], vanilla) == [ENTERED, LevelFinished(20, 5, "orb")]
    assert play([*IN, (20, {"music": 0x10})], vanilla) == [ENTERED, LevelFinished(20, 5, "key")]
    assert play([*IN, (20, {"music": 0x80}), (21, {"midway": 1})], vanilla) == [ENTERED]
    interrupted = [(0, {"game_mode": 0x14, "music": 0x0B}), (5, {"music": 0x0E}), (9, {"music": 0x0B})]
    assert play(interrupted, vanilla) == []


def fed(detector: Detector, rows: list[Row]) -> list[Event]:
    return [event for snapshot in snapshots(rows) for event in detector.feed(snapshot)]


@pytest.mark.parametrize("jump", [{"frame_counter": 99}, {"frame_counter": 40}])
def test_a_jump_of_the_counter_is_a_base_line(jump: dict[str, int]) -> None:
    before: list[Row] = [(frame, {"frame_counter": 50 + frame, "game_mode": 0x14}) for frame in range(8)]
    detector = Detector(SMW)
    assert fed(detector, [*before, (8, {**jump, "player_anim": 9, "level": 3}), (9, {"player_anim": 0})]) == []
    assert detector.breaks == 1


def test_lag_pause_and_missed_frames_are_no_jump() -> None:
    detector = Detector(SMW)
    rows: list[Row] = [
        (0, {"game_mode": 0x14, "frame_counter": 250}),
        (50, {"frame_counter": 250}),  # paused
        (60, {"frame_counter": 4}),  # wrapped, ten turns in ten frames
        (61, {"frame_counter": 13, "player_anim": 9}),  # fast-forward: more turns than frames that were counted
    ]
    assert fed(detector, rows) == [Died(61, 0, 0, 0)]
    assert detector.breaks == 0


def test_frames_that_go_back_are_a_base_line() -> None:
    detector = Detector(SMW)
    assert fed(detector, [(9, {"game_mode": 0x14}), (3, {"player_anim": 9})]) == []


def test_start_at_tells_the_checkpoint_of_the_next_base_line_only() -> None:
    detector = Detector(SMW)
    detector.start_at(2)
    death: list[Row] = [(5, {"player_anim": 9}), (6, {"player_anim": 0}), (7, {"checkpoint_entrance": 0x1C0})]
    start: Row = (0, {"game_mode": 0x14, "midway": 1})
    assert fed(detector, [start, *death]) == [
        Died(5, 0, 0, 0),
        Spawned(6, 0, True, 2),
        CheckpointReached(7, 0, 3, "asm"),
    ]
    assert detector.feed(Snapshot(90, 0, next(snapshots([start])).values, load_id=1)) == ()
    assert detector.state.respawn == 1


def test_start_at_the_entrance_overrules_a_flag_in_memory() -> None:
    detector = Detector(SMW)
    detector.start_at(0)
    tape: list[Row] = [(5, {"midway": 0}), (6, {"midway": 1})]
    assert fed(detector, [(0, {"game_mode": 0x14, "midway": 1}), *tape]) == [CheckpointReached(6, 0, 1, "midway")]


def test_a_snapshot_without_a_field_names_it() -> None:
    with pytest.raises(KeyError, match="level"):
        Detector(SMW).feed(Snapshot(0, 0, {}))
