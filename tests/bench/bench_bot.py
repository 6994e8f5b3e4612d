"""What the bot costs a frame: `python -m tests.bench.bench_bot` (CPU time of this thread, beside the core's own).

Plays the cartridge's three levels four times at two skills in the embedded core and prints microseconds a frame.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from tests.bot.drive import CARTRIDGE, FIELDS

ROUNDS = 4
IN_LEVEL = 0x14


async def measure(skill: float) -> tuple[list[float], list[float]]:
    """Seconds of the bot and of the core, for each frame in a level."""
    core = await EmbeddedCore.open(CARTRIDGE, speed="max")
    bot = Bot(skill)
    bot_s, core_s = [], []
    rounds = 0
    started = time.thread_time()
    async for snapshot in core.frames(FIELDS):
        ran = time.thread_time()
        if bot.done or not rounds:
            rounds += 1
            if rounds > ROUNDS:
                break
            bot.play_levels()
        await bot.see(snapshot, core)
        thought = time.thread_time()
        if snapshot["game_mode"] == IN_LEVEL:
            core_s.append(ran - started)
            bot_s.append(thought - ran)
        started = time.thread_time()
    await core.close()
    return bot_s, core_s


async def main() -> None:
    """Print one line a skill."""
    for skill in (1.0, 0.3):
        bot_s, core_s = await measure(skill)
        mean_us, core_us = statistics.mean(bot_s) * 1e6, statistics.mean(core_s) * 1e6
        p99_us = statistics.quantiles(bot_s, n=100)[98] * 1e6
        print(
            f"skill {skill}: {len(bot_s)} frames, mean {mean_us:.0f} us, p99 {p99_us:.0f} us, "
            f"longest {max(bot_s) * 1e6:.0f} us; the core {core_us:.0f} us; ratio {mean_us / core_us:.2f}"
        )


if __name__ == "__main__":
    asyncio.run(main())
