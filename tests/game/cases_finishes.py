"""Finishes: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointReached, Died, LevelFinished, LevelLeft, Spawned
from tests.game.script import ENTERED, IN, Case, enter, entered, modes, reload

CASES: dict[str, Case] = {
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
    "an orb in each of two levels, no music in between": (
        [
            *IN,
            (20, {"music": 3}),
            (25, {"music": 0}),
            *enter(30, 6)[:4],
            (34, {"game_mode": 0x12}),
            *modes(35, 0x13, 0x14),
            (50, {"music": 3}),
        ],
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
    "the goal's timer has just run out, its fanfare was not seen": (
        [*IN, (20, {"end_timer": 1}), (90, {"end_timer": 0, "exit_mode": 1, "game_mode": 0x0B})],
        [ENTERED, LevelFinished(90, 5, "normal")],
    ),
    "the goal's timer ran out before": (
        [*IN, (20, {"end_timer": 1}), (89, {"end_timer": 0}), (90, {"exit_mode": 1, "game_mode": 0x0B})],
        [ENTERED, Died(90, 5, 0, 0)],
    ),
    "the goal's timer runs, its fanfare comes after the exit": (
        [*IN, (20, {"end_timer": 0xFF}), (90, {"exit_mode": 1}), (91, {"fanfare": 1})],
        [ENTERED, LevelFinished(90, 5, "normal")],
    ),
    "orb music while a room is loaded": (
        [*IN, (20, {"game_mode": 0x0F, "rooms_entered": 1}), (21, {"game_mode": 0x10, "music": 3})],
        [ENTERED],
    ),
    "fanfare of a secret exit by an orb that was taken before the base line": (
        [(0, {"game_mode": 0x14, "music": 3, "secret_exit": 1}), (9, {"fanfare": 1})],
        [LevelFinished(9, 0, "orb")],
    ),
    "the key's music and the fanfare in one frame": (
        [*IN, (20, {"music": 7, "fanfare": 1})],
        [ENTERED, LevelFinished(20, 5, "normal")],
    ),
    "the key's music and a switch in one frame": (
        [*IN, (20, {"music": 7, "palace_red": 1})],
        [ENTERED, LevelFinished(20, 5, "key")],
    ),
    **{
        f"the {colour} switch": (
            [*IN, (20, {f"palace_{colour}": 1}), (90, {"exit_mode": 1, "game_mode": 0x0B})],
            [ENTERED, LevelFinished(20, 5, "palace")],
        )
        for colour in ("yellow", "green", "blue", "red")
    },
    **{
        f"the {colour} switch, pressed before or filled with something else": (
            [
                (0, {f"palace_{colour}": 1}),
                *enter(1),
                (20, {f"palace_{colour}": 2}),
                (21, {f"palace_{colour}": 1}),
                (22, {f"palace_{colour}": 0}),
                (23, {f"palace_{colour}": 2}),
            ],
            [entered(1)],
        )
        for colour in ("yellow", "green", "blue", "red")
    },
    **{
        f"the {colour} switch while a room is loaded": (
            [*IN, (20, {"game_mode": 0x0F, "rooms_entered": 1}), (21, {"game_mode": 0x10, f"palace_{colour}": 1})],
            [ENTERED],
        )
        for colour in ("yellow", "green", "blue", "red")
    },
    **{
        f"music {music} goes on after jingle {jingle}": (
            [(0, {"game_mode": 0x14, "music": music}), (9, {"music": jingle}), (20, {"music": music})],
            [],
        )
        for music in (3, 7)
        for jingle in (0, 5, 6)
    },
    "orb music after ordinary music after orb music is new": (
        [(0, {"game_mode": 0x14, "music": 3}), (9, {"music": 0x29}), (20, {"music": 3})],
        [LevelFinished(20, 0, "orb")],
    ),
    "a final boss whose credits end at the title": (
        [*IN, (20, {"boss_defeated": 1}), (50, {"fanfare": 1}), *modes(900, 0x04, 0x05, 0x07), *enter(1000)],
        [ENTERED, LevelFinished(50, 5, "boss"), entered(1000)],
    ),
    "the life after a death in the frame of the goal takes a tape and ends in a pit": (
        [*IN, (20, {"fanfare": 1, "player_anim": 9}), *reload(30), (40, {"midway": 1, "fanfare": 0}), *reload(50)],
        [
            ENTERED,
            LevelFinished(20, 5, "normal"),
            Died(20, 5, 0, 0),
            Spawned(33, 5, False, 0),
            CheckpointReached(40, 5, 1, "midway"),
            Died(50, 5, 0, 0),
            Spawned(53, 5, True, 1),
        ],
    ),
    "the life after a death in the frame of the goal is left": (
        [*IN, (20, {"fanfare": 1, "player_anim": 9}), *reload(30), (50, {"held_1": 0x30, "exit_mode": 0x80})],
        [ENTERED, LevelFinished(20, 5, "normal"), Died(20, 5, 0, 0), Spawned(33, 5, False, 0), LevelLeft(50, 5)],
    ),
    "the life after a death in the frame of the goal comes to the goal: told once, and its exit is no death": (
        [
            *IN,
            (20, {"fanfare": 1, "player_anim": 9}),
            *reload(30),
            (40, {"fanfare": 0}),
            (50, {"fanfare": 1}),
            (90, {"exit_mode": 1, "game_mode": 0x0B}),
            *enter(100),
        ],
        [ENTERED, LevelFinished(20, 5, "normal"), Died(20, 5, 0, 0), Spawned(33, 5, False, 0), entered(100)],
    ),
    "an orb while a P-switch plays": (
        [*IN, (10, {"music": 6}), (20, {"music": 3})],
        [ENTERED, LevelFinished(20, 5, "orb")],
    ),
    "a goal tape whose fanfare comes late": (
        [
            *IN,
            (20, {"music": 4, "end_timer": 0xFF}),
            (30, {"midway": 1}),
            (200, {"end_timer": 1}),
            (201, {"end_timer": 0, "fanfare": 1}),
            (230, {"exit_mode": 1, "game_mode": 0x0B}),
        ],
        [ENTERED, LevelFinished(201, 5, "normal")],
    ),
    "a pit behind the goal tape, before its fanfare": (
        [*IN, (20, {"music": 4, "end_timer": 0xFF}), (60, {"game_mode": 0x11, "end_timer": 0}), *reload(61)[1:]],
        [ENTERED, Died(60, 5, 0, 0), Spawned(64, 5, False, 0)],
    ),
    "death and goal in one frame, a reload without animation afterwards": (
        [
            *IN,
            (20, {"fanfare": 1, "player_anim": 9}),
            (28, {"game_mode": 0x11, "player_anim": 0}),
            *modes(29, 0x12, 0x13, 0x14),
        ],
        [ENTERED, LevelFinished(20, 5, "normal"), Died(20, 5, 0, 0), Spawned(31, 5, False, 0)],
    ),
}
