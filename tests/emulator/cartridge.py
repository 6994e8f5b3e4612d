"""The training cartridge as tests of emulators see it: its file, its memory, and the way into a level."""

from __future__ import annotations

import asyncio
from pathlib import Path

from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot
from tests.emulator.watch import DEADLINE_S, Watch

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge" / "spinlab.sfc"

IN_LEVEL = 0x14
LEVEL_SELECT = 0x0E
FADES = range(0x0B, 0x14)
"""Modes between title and level (the level select among them) in which the game goes on by itself."""
LOG_ADDRESS = 0x1E000

FIELDS = (
    Field("frame_counter", 0x0013),
    Field("effective_counter", 0x0014),
    Field("held_1", 0x0015),
    Field("pressed_1", 0x0016),
    Field("held_2", 0x0017),
    Field("pressed_2", 0x0018),
    Field("player_anim", 0x0071),
    Field("x_speed", 0x007B, signed=True),
    Field("y_speed", 0x007D, signed=True),
    Field("player_x", 0x0094, 2),
    Field("player_y", 0x0096, 2),
    Field("game_mode", 0x0100),
    Field("level", 0x13BF),
    Field("midway", 0x13CE),
    Field("fanfare", 0x0906),
    Field("log_nmi", LOG_ADDRESS + 4, 4),
    Field("log_lag", LOG_ADDRESS + 0x0A, 2),
)

PAD_BITS = {
    Buttons.RIGHT: 0x01,
    Buttons.LEFT: 0x02,
    Buttons.DOWN: 0x04,
    Buttons.UP: 0x08,
    Buttons.Y: 0x40,
    Buttons.B: 0x80,
}
"""Where a button shows in `held_1` and `pressed_1`; without start and select, which pause and leave."""

SHOULDER_BITS = {Buttons.R: 0x10, Buttons.L: 0x20}
"""Where a button shows in `held_2` and `pressed_2`."""


def steps(before: Snapshot, after: Snapshot, name: str, modulus: int) -> int:
    """How far the counter `name` went from one snapshot to another."""
    return (after[name] - before[name]) % modulus


def from_wram(wram: bytes) -> dict[str, int]:
    """The values of FIELDS in a whole image of work RAM."""
    return {field.name: field.decode(wram[field.address : field.address + field.size]) for field in FIELDS}


async def held(watch: Watch, buttons: int) -> Snapshot:
    """Wait until the game holds exactly these bits of `held_1`."""
    return await watch.until(lambda snapshot: snapshot["held_1"] == buttons)


async def tap(emulator: Emulator, watch: Watch, button: Buttons) -> None:
    """Press and let go, each for four frames, so that the game sees an edge."""
    emulator.press(button)
    await watch.take(4)
    emulator.press(Buttons.NONE)
    await watch.take(4)


async def walk_into_level(emulator: Emulator, watch: Watch) -> None:
    """From wherever the game is into a level, with the pad; start is not touched near a level, where it pauses."""
    async with asyncio.timeout(2 * DEADLINE_S):
        while True:
            now = watch.snapshots[-1]
            if now["game_mode"] == IN_LEVEL and now["player_anim"] == 0:
                break
            if now["game_mode"] == LEVEL_SELECT:
                await tap(emulator, watch, Buttons.B)
            elif now["game_mode"] in FADES or now["game_mode"] == IN_LEVEL:
                await watch.take(4)
            else:
                await tap(emulator, watch, Buttons.START)
    await watch.take(20)
