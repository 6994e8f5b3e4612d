"""A reference run on a real emulator, replayed: the same events, frames, segments and starts."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.sources import Source
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch, replay_setup
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.store.recordings import ReplayRecord
from spinlab_pad.store.records import SplitRecord, StartState
from tests.emulators.installations import BSNES, SNES9X, installations
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


async def run_of(stage: Stage, *levels: int) -> int:
    """Record a run over these levels, two segments each, and as much of the first one as a death leaves; its id."""
    await stage.ready()
    await stage.do(commands.StartReference())
    for number, level in enumerate(levels, 1):
        await stage.record(level, segments=2 * number, skill=0.3)
    if not levels:
        stage.player.play_way(1, "die-after-checkpoint")
        await stage.until(lambda _: stage.player.bot.done)
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


async def a_run_comes_again(stage: Stage, *levels: int, pieces: int = 1) -> None:
    """Record a run, replay it, and practise from what the replay has captured."""
    run = await run_of(stage, *levels)
    (take,) = await stage.ask(lambda store: store.recordings.of_run(run))
    assert len(take.pieces) >= pieces
    recorded = await stage.ask(lambda store: store.recordings.events(take.id))
    states = await stage.states()
    result = await replayed(stage, run)
    assert (result.whole, result.difference) == (True, None), result.told
    assert result.events == result.alike == len(recorded)
    splits = await stage.ask(lambda store: store.splits(run))
    assert sum(split.deaths for split in splits) > 0 or not levels
    again = await stage.ask(lambda store: store.splits(result.run))
    assert [(item.segment, item.deaths) for item in again] == [(item.segment, item.deaths) for item in splits]
    emulator = stage.companion.emulator
    assert emulator is not None
    if emulator.stats.frames_missed == 0:  # on a busy machine the frame of an event may be among those not seen
        assert played(again) == played(splits)
        assert starts(await stage.states()) == starts(states)
        assert {state.run for state in await stage.states()} == {result.run}
    stage.player.play_on()
    await stage.do(commands.StartPractice())
    await (stage.result_after() if levels else stage.in_play())


@pytest.mark.emulator("embedded")
async def test_a_replay_captures_the_same_run_to_the_frame(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await a_run_comes_again(stage, 1, 2, 3)
        assert set(stage.lab.figures.save_lag_frames) == {0}


@pytest.mark.emulator(SNES9X)
@pytest.mark.parametrize("pieces", [3, 1] if LONG else [3])
async def test_so_it_does_on_retroarch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: int):
    if pieces > 1:  # as where a save state cuts what is recorded
        monkeypatch.setattr(replay_setup, "cut_by_saves", lambda _version: True)
    async with stage_in(tmp_path, retroarch(SNES9X)) as stage:
        await a_run_comes_again(stage, *((1, 2, 3) if LONG else ()), pieces=pieces)


@pytest.mark.emulator(BSNES)
async def test_a_retroarch_that_can_not_play_says_which_one_can(tmp_path: Path):
    async with stage_in(tmp_path, retroarch(BSNES)) as stage:
        await stage.ready()
        await stage.do(commands.StartReference())
        await stage.do(commands.DiscardReference())
        assert not (tmp_path / "recordings").exists(), "what could never be played is not recorded"
        answer = await stage.lab.handle(commands.StartReplay())
        assert answer == Refused("this emulator can't play recordings: a replay needs RetroArch 1.16 or newer")


@pytest.mark.emulator(SNES9X)
async def test_what_a_crash_of_ours_has_left_in_retroarch_is_picked_up_and_played(tmp_path: Path):
    theirs = await launch(installations()[SNES9X], assets.path("cartridge/spinlab.sfc"), headless=True)
    assert theirs.process is not None
    ports = theirs.process.ports

    async def again() -> RetroArch:
        return await attach("127.0.0.1", ports.commands, pad_port=ports.pads)

    try:
        async with stage_in(tmp_path, Source("theirs", "in a test", again, ours=False)) as stage:
            await stage.ready()
            await stage.do(commands.StartReference())
            stage.player.play_level(1)
            await stage.until(lambda view: view.timer.running)
            left = tmp_path / "as a crash leaves it"
            await stage.ask(lambda _: shutil.copytree(tmp_path, left))
            ours = stage.companion.emulator
            assert isinstance(ours, RetroArch)
            ours._parts.replays.recorder = None  # whoever has crashed ends nothing
        async with stage_in(left, Source("theirs", "in a test", again, ours=False)) as stage:
            await stage.ready()
            assert stage.lab.view().mode == "reference_paused"
            async with asyncio.timeout(20):
                while not (takes := await stage.ask(lambda store: store.recordings.of_run(1))):
                    await asyncio.sleep(0.05)
            assert takes[0].pieces[0].frames
            assert await theirs.recordings() == ()
            result = await replayed(stage, 1)
            assert (result.whole, result.difference) == (True, None), result.told
            assert result.events >= 1
    finally:
        await theirs.close()
