"""The game's own music engine: its values are signs there, those of the other engine are ordinary music."""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointReached, LevelFinished
from tests.game.script import ENTERED, IN, Case

CASES: dict[str, Case] = {
    "ordinary music": (
        [*IN, (20, {"music": 3}), (21, {"midway": 1}), (22, {"music": 7}), (23, {"music": 4}), (24, {"music": 8})],
        [ENTERED, CheckpointReached(21, 5, 1, "midway")],
    ),
    "orb": ([*IN, (20, {"music": 0x0B})], [ENTERED, LevelFinished(20, 5, "orb")]),
    **{
        f"key, music {music:#x}": ([*IN, (20, {"music": music})], [ENTERED, LevelFinished(20, 5, "key")])
        for music in (0x0F, 0x10)
    },
    **{
        f"no checkpoint while music {music:#x} is on": (
            [(0, {"game_mode": 0x14, "music": music}), (5, {"midway": 1}), (6, {"checkpoint_entrance": 0x1C0})],
            [],
        )
        for music in (0x0B, 0x0C, 0x0F, 0x10, 0x80)
    },
    **{
        f"music goes on after jingle {jingle:#x}": (
            [(0, {"game_mode": 0x14, "music": 0x0B}), (5, {"music": jingle}), (9, {"music": 0x0B})],
            [],
        )
        for jingle in (0, 0x0D, 0x0E)
    },
    "tapes under music that is a sign in the other engine": (
        [*IN, (20, {"music": 8}), (21, {"midway": 1})],
        [ENTERED, CheckpointReached(21, 5, 1, "midway")],
    ),
}
