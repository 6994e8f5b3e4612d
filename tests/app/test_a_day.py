"""A runner's day, end to end: a run in two sittings, its cold starts, practice, a replay, and a speed run that is a PB.

Each program of the day is closed and started anew, on the same data. What the detector says is held against the game's
own log from morning to night (`stage_in`). On RetroArch, and with 200 attempts, where long proofs are asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.app.sources import Source
from spinlab_pad.lab import commands
from tests.app.test_practice_retroarch import source as retroarch
from tests.app.test_replay import played, replayed
from tests.emulators.installations import SNES9X
from tests.lab.practice.test_on_cartridge import practised
from tests.lab.speed_run.test_on_cartridge import Scribe, finished, play_run
from tests.lab.test_on_cartridge import Stage, stage_in
from tests.lab.victim import PIT, Victim

LONG = os.environ.get("SPINLAB_LONG") == "1"
LEVELS = (1, 2)
ATTEMPTS = 200 if LONG else 4
PLACES = [pytest.param(None, marks=pytest.mark.emulator("embedded"), id="embedded")]
if LONG:
    PLACES.append(pytest.param(lambda: retroarch(SNES9X), marks=pytest.mark.emulator(SNES9X), id=SNES9X))


async def morning(stage: Stage) -> None:
    """The first level, and then something else calls."""
    await stage.ready()
    await stage.do(commands.StartReference())
    await stage.record(LEVELS[0])
    stage.player.plays = False
    await stage.do(commands.StopReference())


async def noon(stage: Stage) -> int:
    """The other level, and the run is finished; its id."""
    await stage.ready()
    assert stage.lab.view().mode == "reference_paused"
    await stage.do(commands.ResumeReference())
    await stage.record(LEVELS[1], segments=4)
    stage.player.plays = False
    view = await stage.do(commands.FinishReference("Any%"))
    assert view.run is not None
    return view.run.id


async def cold_starts(stage: Stage) -> None:
    """Those that the run did not bring."""
    lacking = {state.waypoint for state in await stage.states() if state.waypoint.is_checkpoint} - {
        state.waypoint for state in await stage.states() if state.kind == "cold"
    }
    if lacking:
        victim = Victim(PIT)
        stage.player.bot, stage.player.plays = victim, True  # type: ignore[assignment]
        victim.lab = stage.lab
        await stage.do(commands.StartColdFill())
        await stage.until(lambda view: view.mode == "idle")
    cold = {state.waypoint.id for state in await stage.states() if state.kind == "cold"}
    assert {f"{level}.checkpoint1" for level in LEVELS} <= cold


async def practice(stage: Stage) -> None:
    """Many attempts, each as long as the game's log says."""
    before = stage.witness.segments
    await practised(stage, ATTEMPTS, skill=0.75)
    completed = [attempt for attempt in await stage.attempts() if attempt.completed]
    assert len(completed) >= ATTEMPTS
    assert stage.witness.segments - before == len(completed)


async def replay(stage: Stage, run: int) -> None:
    """The run again, from what was pressed in both sittings: the same in every frame."""
    stage.player.plays = False
    splits = await stage.ask(lambda store: store.splits(run))
    result = await replayed(stage, run)
    assert (result.whole, result.difference) == (True, None), result.told
    assert result.events == result.alike > 0
    again = await stage.ask(lambda store: store.splits(result.run))
    emulator = stage.companion.emulator
    assert emulator is not None
    assert emulator.stats.frames_missed or played(again) == played(splits)


async def speed_run(stage: Stage) -> None:
    """A clumsy run, and a better one."""
    stage.lab.context.on_closed = None  # whole runs are held against the log split by split
    scribe = Scribe(stage)
    await stage.do(commands.StartSpeedRun())
    for skill in (0.3, 1.0):
        await stage.until(lambda view: view.phase == "playing")
        play_run(stage, skill, levels=LEVELS)
        view = await finished(stage)
        stage.player.plays = False
        assert view.speed_run is not None
        assert view.speed_run.pb, "the first one always is, the second one made no mistake"
        await stage.do(commands.ResetRun())
    scribe.check()
    await stage.do(commands.StopSpeedRun())
    runs = await stage.ask(lambda store: store.speed_runs.all(stage.game))
    best, first = [run.time_ms for run in runs if run.state == "finished"]
    assert best < first


@pytest.mark.parametrize("place", PLACES)
async def test_a_day(tmp_path: Path, place: Callable[[], Source] | None):
    async with stage_in(tmp_path, place and place()) as stage:
        await morning(stage)
    async with stage_in(tmp_path, place and place()) as stage:
        run = await noon(stage)
        await cold_starts(stage)
        await practice(stage)
        await replay(stage, run)
        await speed_run(stage)
