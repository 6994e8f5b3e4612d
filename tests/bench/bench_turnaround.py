"""How long a runner waits in practice: from a goal, and from a death, to the first frame of the next life.

python -m tests.bench.bench_turnaround                  # 100 of each on RetroArch 1.22.2, about six minutes
python -m tests.bench.bench_turnaround --count 30 --only goals

Measured from the arrival of the snapshot that shows the goal or death to that of the first one of the loaded state:
the attempt is taken in, the next segment chosen, its state staged and loaded. Ratings are not waited for.
The game runs at its own speed; what is slow is the playing, so goals are practised from states shortly before them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.store.records import StartState
from tests.app.test_practice_retroarch import LEVEL, source
from tests.emulators.installations import SNES9X
from tests.lab.practice.test_on_cartridge import recorded
from tests.lab.test_on_cartridge import Stage, stage_in

SHORT_FRAMES = 70
"""Goals are practised from so many frames before them."""
WANTED_MS = {"goal": (100.0, 200.0), "death": (70.0, 200.0)}
"""p50 and p99 that a runner does not feel."""


class Headlong(Bot):
    """Runs to the right until it dies."""

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> Buttons:
        """Hold right and run."""
        emulator.press(Buttons.RIGHT | Buttons.Y)
        return Buttons.RIGHT | Buttons.Y


async def until(stage: Stage, figures: Sequence[float], count: int) -> None:
    """Wait for so many figures."""
    while len(figures) < count:
        await asyncio.sleep(0.1)
        assert stage.lab.view().mode == "practice", "practice has ended"


async def die(stage: Stage, count: int) -> None:
    """So many deaths, one after another."""
    stage.player.bot, stage.player.plays = Headlong(), True
    await stage.do(commands.StartPractice())
    await stage.do(commands.PinSegment(f"{LEVEL}.entrance.checkpoint1"))
    await until(stage, stage.lab.figures.death_to_next_ms, count)
    await stage.do(commands.StopPractice())


async def shorten(stage: Stage) -> None:
    """Replace each start by a state shortly before the segment's end, saved while a practised bot plays it."""
    here, course = stage.lab.context.attached, stage.lab.context.course
    assert here is not None
    assert course is not None
    run = course.run.id
    frames = {split.segment.id: split.frames for split in await stage.ask(lambda store: store.splits(run))}
    stage.player.play_on(1.0)
    await stage.do(commands.StartPractice())
    left = dict(course.starts)
    while left:
        mode, newest = stage.lab.mode, stage.lab.context.newest
        assert isinstance(mode, PracticeMode)
        id_, episode = mode.hand.segment or "", mode.hand.episode
        played = 0
        if episode is not None and newest is not None and episode.clock.running:
            played = episode.clock.elapsed_frames(newest.frame)
        if id_ in left and played >= frames[id_] - SHORT_FRAMES:
            saved = await here.emulator.save_state()
            # The clock goes on to count from the segment's start: the counter does not wrap until here.
            await keep(stage, replace(left.pop(id_), observed=None), saved.data)
        await asyncio.sleep(0.005)
    await stage.do(commands.StopPractice())


async def keep(stage: Stage, start: StartState, data: bytes) -> None:
    """Replace a start state."""
    game = stage.game
    await stage.ask(lambda store: store.put_state(game, start, data, 1))


async def finish(stage: Stage, count: int) -> None:
    """So many goals, one after another."""
    stage.player.play_on(1.0)
    await stage.do(commands.StartPractice())
    figures = stage.lab.figures.goal_to_next_ms
    figures.clear()
    await until(stage, figures, count)
    await stage.do(commands.StopPractice())


def show(what: str, figures: Sequence[float]) -> None:
    """One line of figures."""
    if figures:
        p50, p99 = np.percentile(figures, [50, 99])
        wanted = WANTED_MS[what]
        print(
            f"{what:5} to the next life: {len(figures):4} times, p50 {p50:6.1f} ms (wanted {wanted[0]:.0f}),"
            f" p99 {p99:6.1f} ms (wanted {wanted[1]:.0f}), max {max(figures):6.1f} ms",
            flush=True,
        )


async def measure(count: int, only: str | None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with stage_in(Path(folder), source(SNES9X)) as stage:
            await recorded(stage, (LEVEL, 2))
            if only != "goals":
                await die(stage, count)
                show("death", stage.lab.figures.death_to_next_ms)
            if only != "deaths":
                await shorten(stage)
                await finish(stage, count)
                show("goal", stage.lab.figures.goal_to_next_ms)
            stats = stage.lab.context.attached.emulator.stats if stage.lab.context.attached else None
            for difference in stage.witness.differences:
                print(difference)
            loads = stage.lab.figures.state_load_ms
            print(f"loads alone: p50 {np.percentile(loads, 50):.1f} ms; frames missed {stats and stats.frames_missed}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", choices=("goals", "deaths"))
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    asyncio.run(measure(options.count, options.only))
    print(f"{time.perf_counter() - started:.0f} s; load by now {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
