"""The cold fill on RetroArch: recorded in fast-forward, filled at the speed of the game."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.sources import Source
from spinlab_pad.emulator.port import Emulator, Pace
from spinlab_pad.emulator.retroarch import RetroArch, launch
from spinlab_pad.lab import commands
from tests.emulators.installations import SNES9X, installations
from tests.lab.test_on_cartridge import CARTRIDGE, Stage, stage_in
from tests.lab.victim import PIT, Victim


def fast_forward(stage: Stage) -> None:
    """On, or off again."""
    emulator = stage.companion.emulator
    assert isinstance(emulator, RetroArch)
    emulator._parts.questions.send(b"FAST_FORWARD")


def started() -> Source:
    async def start() -> Emulator:
        recipe = replace(installations()[SNES9X], settings={"fastforward_ratio": "4.0"})
        return await launch(recipe, CARTRIDGE, headless=True)

    return Source("RetroArch", "in a test", start, ours=True)


@pytest.mark.emulator(SNES9X)
async def test_a_checkpoint_gets_its_cold_start_on_retroarch(tmp_path: Path):
    async with stage_in(tmp_path, started(), start="cold") as stage:
        await stage.ready()
        fast_forward(stage)
        await stage.until(lambda view: view.connection.pace == Pace.FAST.value)
        await stage.do(commands.StartReference())
        await stage.record(1)
        view = await stage.do(commands.FinishReference("Run"))
        assert view.run is not None
        # The bot may have died on its way, which has saved cold starts.
        await stage.ask(lambda store: store._write(("DELETE FROM start_states WHERE kind = 'cold'", ())))
        await stage.do(commands.ActivateRun(view.run.id))
        fast_forward(stage)
        await stage.until(lambda view: view.connection.pace == Pace.NORMAL.value)
        stage.lab.figures.save_lag_frames.clear()
        stage.witness.differences.clear()  # a busy machine misses frames of a game that is four times as fast
        victim = Victim(PIT)
        stage.player.bot = victim  # type: ignore[assignment]
        victim.lab = stage.lab
        view = await stage.do(commands.StartColdFill())
        assert view.progress is not None
        assert view.progress.of == 1
        await stage.until(lambda view: view.mode == "idle")
        assert [(state.waypoint.id, state.kind) for state in await stage.states()] == [
            ("1.checkpoint1", "cold"),
            ("1.checkpoint1", "hot"),
            ("1.entrance", "hot"),
        ]
        assert max(stage.lab.figures.save_lag_frames) <= 3
        # It is a start: practice plays from it.
        stage.player.plays = False
        view = await stage.do(commands.StartPractice())
        while view.segment is None or view.segment.start != "checkpoint 1":
            view = await stage.do(commands.Skip())
        await stage.in_play()
