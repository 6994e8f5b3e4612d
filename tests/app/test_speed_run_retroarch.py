"""A full speed run in RetroArch 1.22.2, at 60 frames a second, held against the cartridge's own log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import Source
from spinlab_pad.app.witness import Witness
from spinlab_pad.bot.bot import ALL_LEVELS
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.run_events import Finished, Split
from tests.app.faults import CARTRIDGE
from tests.emulators.installations import SNES9X, installations
from tests.lab.speed_run.test_on_cartridge import Scribe, finished, play_run, record_course, runs_of
from tests.lab.test_on_cartridge import Player, Stage

LONG = os.environ.get("SPINLAB_LONG") == "1"
LEVELS = ALL_LEVELS if LONG else ALL_LEVELS[:1]


@asynccontextmanager
async def stage_in(folder: Path) -> AsyncIterator[Stage]:
    """A companion on a RetroArch of its own; at the end the detector and the log have said the same.

    Splits are held against the log, attempts are not: frames of a respawn, in which the game's counter stands still,
    are numbered by the time that they took, and on a busy machine a life may begin one too early. The counter sets
    that right within the life.
    """

    async def start() -> Emulator:
        return await launch(installations()[SNES9X], CARTRIDGE, headless=True)

    player, witness = Player(), Witness()
    parts = Parts(
        config=Config(),
        source=Source("RetroArch", "in a test", start, ours=True),
        data_dir=folder,
        couch=None,
        overlay_png=lambda _: b"",
        port=0,
        profile=lambda _: load_profile("spinlab"),
    )
    async with Companion(parts, (witness, player)) as companion:
        companion.lab.on_events = witness.note
        running = asyncio.ensure_future(companion.run())
        try:
            yield Stage(companion, player, witness)
        finally:
            companion.lab.quit.set()
            await running
    assert witness.differences == []


@pytest.mark.emulator(SNES9X)
async def test_runs_in_retroarch_are_split_as_the_log_says(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await record_course(stage, LEVELS)
        scribe = Scribe(stage)
        await stage.do(commands.StartSpeedRun())
        await stage.until(lambda view: view.phase == "playing")
        play_run(stage, 0.6 if LONG else 0.3, levels=LEVELS)
        view = await finished(stage)
        stage.player.plays = False
        assert view.speed_run is not None
        assert view.speed_run.pb
        await stage.do(commands.ResetRun())
        await stage.until(lambda view: view.phase == "playing")
        await stage.do(commands.ResetRun())
        await stage.do(commands.StopSpeedRun())
        *_, broken, clumsy = await runs_of(stage)
        print(f"{clumsy.deaths} deaths, {clumsy.frames} frames, {clumsy.time_ms} ms, by the clock {clumsy.rta_ms} ms")
        assert (broken.state, clumsy.state) == ("reset", "finished")
        assert clumsy.real_time
        assert clumsy.deaths >= 1
        scribe.check()
        assert len(scribe.of(Split)) == 2 * len(LEVELS) * len(scribe.of(Finished))


if LONG:

    @pytest.mark.emulator(SNES9X)
    async def test_a_faster_run_is_the_best_and_a_chain_is_the_sum_of_its_segments(tmp_path: Path):
        async with stage_in(tmp_path) as stage:
            levels = ALL_LEVELS[:1]
            await record_course(stage, levels)
            await stage.do(commands.StartSpeedRun())
            for skill in (0.3, 1.0):
                await stage.until(lambda view: view.phase == "playing")
                play_run(stage, skill, levels=levels)
                view = await finished(stage)
                stage.player.plays = False
                assert view.speed_run is not None
                assert view.speed_run.pb
                await stage.do(commands.ResetRun())
            await stage.do(commands.StopSpeedRun())
            before = len(await stage.attempts())
            await stage.do(commands.StartSpeedRun("chained"))
            play_run(stage, 0.5)
            stage.player.bot.play_on()
            view = await finished(stage)
            assert view.speed_run is not None
            attempts = (await stage.attempts())[before:]
            deaths = sum(attempt.deaths for attempt in attempts)
            frames = sum(attempt.frames for attempt in attempts)
            print(f"{deaths} deaths, {frames} frames, {view.speed_run.result_ms} ms")
            here = stage.lab.context.attached
            assert here is not None
            assert view.speed_run.result_ms == round(frames * 1000 / here.frame_hz) + deaths * 3_200
            await stage.do(commands.StopSpeedRun())
