"""Practice on the real RetroArch: a start that stands still, seen by the game's own log."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.app.sources import Source
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.lab import commands
from spinlab_pad.store.records import AttemptRecord
from tests.emulator.cartridge import CARTRIDGE
from tests.emulators.installations import SNES9X, installations
from tests.lab.practice.test_on_cartridge import practised, ready_runner, recorded
from tests.lab.test_on_cartridge import stage_in

LEVEL = 12
"""The shortest level with a checkpoint: four seconds to it, and four to the goal."""


def source(name: str) -> Source:
    """A RetroArch that is started for this test."""

    async def start() -> Emulator:
        return await launch(installations()[name], CARTRIDGE, headless=True)

    return Source("RetroArch", "in a test", start, ours=True)


@pytest.mark.emulator(SNES9X)
async def test_a_start_stands_still_and_no_clock_counts_it(tmp_path: Path):
    async with stage_in(tmp_path, source(SNES9X), start_pause=True, countdown_s=0.7) as stage:
        await recorded(stage, (LEVEL, 2))
        await stage.do(commands.StartPractice())
        view = await stage.until(lambda view: view.phase == "standing" and view.connection.pace == "paused")
        assert view.connection.state == "paused"
        assert view.start is not None
        assert view.segment is not None
        assert view.segment.start == "entrance" or "right" in view.start.buttons, "as it ran into the checkpoint"
        newest = stage.lab.context.newest
        await stage.do(commands.CountDown())
        assert stage.lab.context.newest is newest, "the game stands still"
        loads = stage.lab.context.figures.state_load_ms
        for command in (commands.Retry(), commands.Skip(), commands.Retry()):
            before = len(loads)
            await stage.do(command)
            await stage.until(lambda view, had=before: len(loads) > had and view.phase == "standing")  # type: ignore[misc]
        completed: list[AttemptRecord] = []
        async with ready_runner(stage):
            # On a busy machine RetroArch may slow down by itself; then an attempt is marked, and says nothing here.
            while all(attempt.not_real_time for attempt in completed):
                await practised(stage, len(completed) + 1, None if completed else 0.9, stop=False)
                completed = [attempt for attempt in await stage.attempts() if attempt.completed]
        assert stage.witness.segments == 2 + len(completed)
        counted = [attempt for attempt in completed if not attempt.not_real_time]
        assert all(attempt.duration_ms < attempt.rta_ms + 700 for attempt in counted if not attempt.deaths)
