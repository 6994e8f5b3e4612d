"""A reference run on a real emulator, replayed: the same events in the same frames, the same segments, states to practise."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.lab import commands
from spinlab_pad.store.recordings import ReplayRecord
from spinlab_pad.store.records import SplitRecord
from tests.lab.test_on_cartridge import Stage, stage_in

pytestmark = pytest.mark.emulator("embedded")


def played(splits: list[SplitRecord]) -> list[tuple[str, int, int, int, int]]:
    return [(item.segment.id, item.frames, item.tail_frames, item.game_frames, item.deaths) for item in splits]


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


async def replayed(stage: Stage, run: int = 0) -> ReplayRecord:
    """Replay a run to its end; what came of it."""
    view = await stage.do(commands.StartReplay(run))
    assert view.mode == "replay"
    await stage.until(lambda view: view.mode != "replay")
    game = stage.game
    of = run or next(item.id for item in await stage.ask(lambda store: store.runs(game)) if item.active)
    return (await stage.ask(lambda store: store.recordings.replays(of)))[0]


async def test_a_replay_captures_the_same_run_to_the_frame(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        run = await run_of(stage, 1, 2)
        (take,) = await stage.ask(lambda store: store.recordings.of_run(run))
        recorded = await stage.ask(lambda store: store.recordings.events(take.id))
        states = await stage.states()
        result = await replayed(stage)
        print(result.told, len(recorded))
        assert (result.whole, result.difference) == (True, None), result.told
        assert result.events == result.alike == len(recorded)
        splits = await stage.ask(lambda store: store.splits(run))
        assert sum(split.deaths for split in splits) > 0
        assert played(await stage.ask(lambda store: store.splits(result.run))) == played(splits)
        again = await stage.states()
        assert [(s.waypoint, s.kind, s.event_counter, s.save_lag_frames) for s in again] == [
            (s.waypoint, s.kind, s.event_counter, s.save_lag_frames) for s in states
        ]
        assert {state.run for state in again} == {result.run}
        stage.player.play_on()
        await stage.do(commands.StartPractice())
        await stage.result_after(1)
