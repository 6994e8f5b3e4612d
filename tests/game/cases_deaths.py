"""Deaths, spawns and leaving: what memory does, and what is told of it."""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointReached, Died, LevelLeft, RoomChanged, Spawned
from tests.game.script import ENTERED, IN, TITLE, Case, enter, entered, modes, pipe, reload

CASES: dict[str, Case] = {
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
    "fall back of which only the fade-in was seen": (
        [*IN, *modes(20, 0x13, 0x14)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(21, 5, False, 0)],
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
    "a hack that leaves the exit mode set, with new music in the next life": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (21, {"exit_mode": 0x80}),
            *reload(30),
            (40, {"music": 0x2A}),
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
            (60, {"exit_mode": 0x80, "lives": 0xFF, "game_mode": 0x15}),
            *modes(61, 0x16, 0x17, 0x0B, 0x0C),
            *enter(70),
        ],
        [ENTERED, Died(20, 5, 0, 0), entered(70)],
    ),
    "the wait ends at game over, also where lives are not recorded": (
        [
            *IN,
            (20, {"player_anim": 9}),
            (60, {"exit_mode": 0x80, "game_mode": 0x15}),
            *modes(61, 0x16, 0x17, 0x0B, 0x0C),
            *enter(70),
        ],
        [ENTERED, Died(20, 5, 0, 0), entered(70)],
    ),
    "TIME UP has the modes of game over, and comes back": (
        [
            *IN,
            (15, {"midway": 1}),
            (20, {"player_anim": 9}),
            (60, {"exit_mode": 0x80, "lives": 3, "game_mode": 0x15}),
            *modes(61, 0x16, 0x17, 0x0B, 0x0C),
            *enter(70),
        ],
        [ENTERED, CheckpointReached(15, 5, 1, "midway"), Died(20, 5, 0, 0), Spawned(76, 5, True, 1)],
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
    **{
        f"the wait ends outside, mode {mode:#x}": (
            [*IN, (20, {"player_anim": 9, "lives": lives}), *modes(30, mode, 0x10), *enter(40)[3:]],
            [ENTERED, Died(20, 5, 0, 0), entered(40)],
        )
        for lives, modes_outside in ((3, range(0x0B)), (0xFF, (0x15, 0x16, 0x17)))
        for mode in modes_outside
    },
    "a retry that clears the counter of rooms": (
        [
            *IN,
            *pipe(20, 0x1C0),
            (40, {"game_mode": 0x11, "rooms_entered": 0, "room": 0x105}),
            *modes(41, 0x12, 0x13, 0x14),
        ],
        [ENTERED, RoomChanged(26, 5, 0x1C0), Died(40, 5, 0, 0), Spawned(43, 5, False, 0)],
    ),
    "a retry that keeps the counter of rooms": (
        [*IN, *pipe(20, 0x1C0), *modes(40, 0x11, 0x12, 0x13, 0x14)],
        [ENTERED, RoomChanged(26, 5, 0x1C0), Died(40, 5, 0, 0), Spawned(43, 5, False, 0)],
    ),
    "a death by time is a death": (
        [*IN, (20, {"player_anim": 9, "music": 9}), (90, {"exit_mode": 0x80, "game_mode": 0x0B}), *enter(100)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(106, 5, False, 0)],
    ),
    "a quick retry while the place jumps and counters go on": (
        [
            *IN,
            (20, {"player_x": 900, "player_anim": 9, "frame_counter": 20}),
            (28, {"player_x": 16, "player_anim": 0, "frame_counter": 28}),
            (40, {"player_x": 60, "player_anim": 9, "frame_counter": 40}),
        ],
        [ENTERED, Died(20, 5, 900, 0), Spawned(28, 5, False, 0), Died(40, 5, 60, 0)],
    ),
    "a death in another room, the spawn in the first": (
        [
            *IN,
            *pipe(20, 0x1C0),
            (40, {"player_anim": 9}),
            (41, {"game_mode": 0x11, "player_anim": 0, "room": 0x105, "rooms_entered": 0}),
            *modes(42, 0x12, 0x13, 0x14),
            (60, {"player_anim": 9}),
        ],
        [
            ENTERED,
            RoomChanged(26, 5, 0x1C0),
            Died(40, 5, 0, 0),
            Spawned(44, 5, False, 0),
            Died(60, 5, 0, 0),
        ],
    ),
    "the exit and the overworld in one frame, nothing pressed": (
        [*IN, (20, {"exit_mode": 0x80, "game_mode": 0x0B}), *enter(30)],
        [ENTERED, Died(20, 5, 0, 0), Spawned(36, 5, False, 0)],
    ),
    "start and select among other buttons": (
        [*IN, (20, {"held_1": 0xFF}), (21, {"exit_mode": 0x80})],
        [ENTERED, LevelLeft(21, 5)],
    ),
    "start is let go before select": (
        [*IN, (20, {"held_1": 0x30}), (21, {"held_1": 0x20, "exit_mode": 0x80})],
        [ENTERED, LevelLeft(21, 5)],
    ),
    "start and select on the very frame": (
        [*IN, (20, {"held_1": 0x31, "exit_mode": 0x80})],
        [ENTERED, LevelLeft(20, 5)],
    ),
    "the pause comes with the exit": (
        [*IN, (20, {"held_1": 0x20, "paused": 1, "exit_mode": 0x80})],
        [ENTERED, LevelLeft(20, 5)],
    ),
    "start+select while the byte of the goal's timer holds something": (
        [*IN, (20, {"end_timer": 3}), (30, {"held_1": 0x30, "exit_mode": 1})],
        [ENTERED, LevelLeft(30, 5)],
    ),
    "a death while the byte of the goal's timer holds something": (
        [*IN, (20, {"end_timer": 3}), (30, {"exit_mode": 0x80})],
        [ENTERED, Died(30, 5, 0, 0)],
    ),
    **{
        f"side exit of which mode {mode:#x} is seen first": (
            [*IN, (20, {"game_mode": mode}), *enter(30)],
            [ENTERED, LevelLeft(20, 5), entered(30)],
        )
        for mode in (0x0B, 0x0C, 0x0D, 0x0E)
    },
}
