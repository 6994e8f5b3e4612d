"""Practice on a real core: with lag, holds and respawns, every attempt lasts as long as the game itself counts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad.lab import commands
from tests.lab.test_on_cartridge import Stage, stage_in

pytestmark = pytest.mark.emulator("embedded")
LONG = os.environ.get("SPINLAB_LONG") == "1"
LIMIT_S = 3600 if LONG else 120
LAGGING = 13
"""The level whose screens are so full that the game doesn't come to the end of its turn in time."""


async def recorded(stage: Stage, *levels: tuple[int, int], skill: float = 1.0) -> None:
    """A reference run over these levels; each with the number of segments after it. Practice serves them in turn."""
    await stage.ready()
    await stage.do(commands.SetAllocator("round_robin"))
    await stage.do(commands.StartReference())
    for level, segments in levels:
        await stage.record(level, segments, skill)
    await stage.do(commands.FinishReference("Run"))


async def practised(stage: Stage, attempts: int, skill: float | None, *, stop: bool = True) -> None:
    """Practise, from the start of a session or within one, until so many attempts were completed.

    Without a skill whoever plays plays on: another player would not know the level in the middle of it.
    """
    if skill is not None:
        stage.player.play_on(skill)
    if stage.lab.view().mode != "practice":
        await stage.do(commands.StartPractice())
    async with asyncio.timeout(LIMIT_S):
        async for view in stage.lab.views():
            if view.session is not None and view.session.completed >= attempts:
                break
    if stop:
        await stage.do(commands.StopPractice())


@asynccontextmanager
async def ready_runner(stage: Stage) -> AsyncIterator[list[tuple[str, ...]]]:
    """Somebody who holds what is to be held as soon as it is shown; what was shown."""
    shown: list[tuple[str, ...]] = []

    async def hold() -> None:
        async for view in stage.lab.views():
            if view.phase == "standing" and view.start is not None:
                shown.append(view.start.buttons)
                await stage.lab.handle(commands.CountDown())

    task = asyncio.ensure_future(hold())
    try:
        yield shown
    finally:
        task.cancel()


async def test_each_attempt_lasts_as_the_games_own_log_says_with_lag_and_deaths(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await recorded(stage, (1, 2), (LAGGING, 3))
        await practised(stage, 500 if LONG else 6, skill=0.75)
        attempts = await stage.attempts()
        completed = [attempt for attempt in attempts if attempt.completed]
        assert stage.witness.segments == 3 + len(completed)
        lagged = [attempt for attempt in completed if attempt.segment.startswith(f"{LAGGING}.")]
        assert lagged
        assert all(attempt.frames > attempt.game_frames for attempt in lagged)
        assert all(attempt.frames == attempt.game_frames for attempt in completed if attempt not in lagged)
        if LONG:
            assert sum(attempt.deaths for attempt in completed) > 0
            print(f"{len(attempts)} attempts, {stage.witness.segments} compared, none differs")


async def test_a_start_that_stands_still_changes_no_time(tmp_path: Path):
    async with stage_in(tmp_path, start_pause=True, countdown_s=0.02) as stage:
        await recorded(stage, (1, 2))
        async with ready_runner(stage) as shown:
            await practised(stage, 40 if LONG else 4, skill=0.75)
        attempts = [attempt for attempt in await stage.attempts() if attempt.completed]
        assert stage.witness.segments == 2 + len(attempts)
        assert not any(attempt.not_real_time for attempt in attempts)
        assert len(shown) >= len(attempts)
        assert any(shown), "the bot ran into the checkpoint"
        assert all(set(buttons) <= {"right", "left", "up", "down", "b", "a", "y", "x"} for buttons in shown)


async def test_a_game_that_brings_the_player_back_counts_as_in_a_run(tmp_path: Path):
    async with stage_in(tmp_path, on_death="respawn") as stage:
        await recorded(stage, (1, 2))
        loads = len(stage.lab.figures.state_load_ms)
        await practised(stage, 40 if LONG else 4, skill=0.3, stop=False)
        while not any(attempt.deaths for attempt in await stage.attempts()):
            await practised(stage, len(await stage.attempts()) + 1, skill=None, stop=False)
        await stage.do(commands.StopPractice())
        attempts = [attempt for attempt in await stage.attempts() if attempt.completed]
        assert stage.witness.segments == 2 + len(attempts)
        assert len(stage.lab.figures.state_load_ms) - loads <= len(attempts) + 1, "no death was answered by a load"
