"""The same game in a real RetroArch: events as the game's log has them, states that come and go."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.emulator.retroarch.doctor import sampling
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulator.watch import DEADLINE_S
from tests.emulators.installations import SNES9X
from tests.lantern.game import PHASE, ROM, TITLE
from tests.lantern.witnessed import Witnessed

LATE_MAX = 3
"""Frames that may be missed before one on a busy machine."""


@pytest.mark.emulator(SNES9X)
async def test_attached_to_a_game_that_shares_nothing_with_super_mario_world() -> None:
    with retroarch(SNES9X, ask=False, rom=ROM) as process:
        emulator = await attached(process)
        try:
            async with asyncio.timeout(DEADLINE_S):
                while await emulator.read(PHASE, 2) != TITLE.to_bytes(2, "little"):
                    await asyncio.sleep(0.05)
            # On the title, not a byte of low work RAM changes.
            assert (await sampling.sample(emulator, lambda _: None, seconds=0.2)).moved
            game = Witnessed(emulator, LATE_MAX)
            await game.enter(3)
            state = await game.meanwhile(emulator.save_state())
            await game.lose_all_hearts()
            await game.light()
            loaded = await game.meanwhile(emulator.load_state(state.data))
            assert game.now.load_id == loaded.load_id
            assert game.cell == (1, 1)
            await game.give_up()
            assert game.told == [
                "level_entered 201",
                "died",
                "spawned 0",
                "checkpoint_reached 1",
                "level_left",
            ]
            # The game's own counter tells its frames from second looks, and our load from somebody else's.
            assert emulator.stats.foreign_loads == 0
            assert emulator.stats.lag_frames < emulator.stats.frames_seen // 4
        finally:
            await emulator.close()
