"""A reference run on a real emulator, replayed: the same events, frames, segments and starts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.sources import Source
from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.store.recordings import ReplayRecord
from spinlab_pad.store.records import SplitRecord, StartState
from tests.emulators.installations import SNES9X, installations
from tests.lab.test_on_cartridge import Stage, stage_in

LONG = os.environ.get("SPINLAB_LONG") == "1"


def retroarch(name: str, **settings: str) -> Source:
    """This RetroArch, started by us."""
    recipe = installations()[name]
    recipe = replace(recipe, settings={**recipe.settings, **settings})
    rom = assets.path("cartridge/spinlab.sfc")
    return Source(name, "in a test", lambda: launch(recipe, rom, headless=True), ours=True)


def played(splits: list[SplitRecord]) -> list[tuple[str, int, int, int, int]]:
    return [(item.segment.id, item.frames, item.tail_frames, item.game_frames, item.deaths) for item in splits]


def starts(states: list[StartState]) -> list[tuple[str, str, int]]:
    return [(state.waypoint.id, state.kind, state.event_counter) for state in states]


async def run_of(stage: Stage, *levels: int, skill: float = 0.3) -> int:
    """Record a run over these levels, two segments each; its id."""
    await stage.ready()
    await stage.do(commands.StartReference())
    for number, level in enumerate(levels, 1):
        await stage.record(level, segments=2 * number, skill=skill)
    view = await stage.do(commands.FinishReference("Run"))
    stage.player.plays = False
    assert view.run is not None
    return view.run.id


async def replayed(stage: Stage, run: int) -> ReplayRecord:
    """Replay a run to its end; what came of it."""
    view = await stage.do(commands.StartReplay(run))
    assert view.mode == "replay"
    await stage.until(lambda view: view.mode != "replay")
    assert isinstance(await stage.lab.handle(commands.StopReplay()), Refused)  # its turn is after the end of the replay
    return (await stage.ask(lambda store: store.recordings.replays(run)))[0]


async def a_run_comes_again(stage: Stage, *levels: int) -> None:
    """Record a run, replay it, and practise from what the replay has captured."""
    run = await run_of(stage, *levels)
    (take,) = await stage.ask(lambda store: store.recordings.of_run(run))
    recorded = await stage.ask(lambda store: store.recordings.events(take.id))
    states = await stage.states()
    result = await replayed(stage, run)
    print(result.told, stage.lab.view().connection, stage.lab.figures.save_lag_frames)
    assert (result.whole, result.difference) == (True, None), result.told
    assert result.events == result.alike == len(recorded)
    splits = await stage.ask(lambda store: store.splits(run))
    assert sum(split.deaths for split in splits) > 0
    assert played(await stage.ask(lambda store: store.splits(result.run))) == played(splits)
    again = await stage.states()
    assert starts(again) == starts(states)
    assert {state.run for state in again} == {result.run}
    stage.player.play_on()
    await stage.do(commands.StartPractice())
    await stage.result_after(1)


@pytest.mark.emulator("embedded")
async def test_a_replay_captures_the_same_run_to_the_frame(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await a_run_comes_again(stage, 1, 2, 3)
        assert set(stage.lab.figures.save_lag_frames) == {0}


@pytest.mark.emulator(SNES9X)
async def test_so_it_is_on_retroarch(tmp_path: Path):
    async with stage_in(tmp_path, retroarch(SNES9X)) as stage:
        await a_run_comes_again(stage, *((1, 2, 3) if LONG else (1,)))
