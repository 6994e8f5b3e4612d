"""Ways through levels in the real RetroArch, over its network commands and network pad."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.game.memory import unique_fields
from tests.bot.drive import LOG, LOG_TOTAL, Logged, Story
from tests.bot.test_ways import expected, told
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulators.installations import SNES9X

LONG = os.environ.get("SPINLAB_LONG") == "1"
SOME = [(12, "goal-and-death")]
MANY = [
    (4, "side-exit"),
    (6, "doors"),
    (7, "key"),
    (8, "goal"),
    (10, "credits"),
    (11, "die-often"),
    (12, "die-often"),
    (13, "goal"),
    (16, "game-over"),
]
RATIOS = (1.0, 3.0) if LONG else (3.0,)
"""Speeds. Frames may be missed, more of them the faster it goes: a death may come in between."""
LIMIT_S = 120


@pytest.mark.emulator(SNES9X)
@pytest.mark.parametrize("ratio", RATIOS)
async def test_ways_are_played_over_the_network(ratio: float) -> None:
    settings = {"fastforward_ratio": f"{ratio:.6f}"}
    told_of = {}
    ways = SOME + MANY if LONG else SOME
    with retroarch(SNES9X, settings) as process:
        if ratio != 1:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as remote:
                remote.sendto(b"FAST_FORWARD", ("127.0.0.1", process.ports.commands))
        emulator = await attached(process)
        try:
            for level, name in ways:
                bot = Bot(latency_turns=2)
                bot.play_way(level, name)
                story = Story()
                seen: int | None = None
                async with asyncio.timeout(LIMIT_S):
                    async for snapshot in emulator.frames(unique_fields(bot.fields, (LOG_TOTAL,))):
                        total = snapshot["log_total"]
                        for entry in range(total if seen is None else seen, total):
                            raw = await emulator.read(LOG + 0x10 + entry % 64 * 8, 4)
                            story.logged.append(Logged(*raw))
                        seen = total
                        await bot.see(snapshot, emulator)
                        if bot.done:
                            break
                emulator.press(Buttons.NONE)
                told_of[level, name] = told(story)
        finally:
            await emulator.close()
    for (level, name), words in told_of.items():
        rest = iter(words.split())
        assert all(word in rest for word in expected(level, name).split()), words
