"""Speed runs on a real core: the bot plays whole courses of the cartridge, whose own log tells each split's frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from spinlab_pad.app.witness import Entry, entry_of
from spinlab_pad.bot.bot import ALL_LEVELS, Bot
from spinlab_pad.lab import commands
from spinlab_pad.lab.run_events import Finished, Reset, RunEvent, Split, Started
from spinlab_pad.lab.view import View
from spinlab_pad.store.speed_runs import SpeedRunRecord
from tests.lab.test_on_cartridge import Stage, stage_in

pytestmark = pytest.mark.emulator("embedded")
SPLITS = 6
"""Three levels with one checkpoint each."""
TWO = ALL_LEVELS[:2]


class Scribe:
    """Notes what a run tells with the newest entry of the cartridge's log in that frame."""

    def __init__(self, stage: Stage) -> None:
        self._context = stage.lab.context
        self.told: list[tuple[RunEvent, Entry]] = []
        self._context.run_listeners.append(self.note)

    def note(self, event: RunEvent) -> None:
        newest = self._context.newest
        assert newest is not None
        self.told.append((event, entry_of(newest, newest["witness_written"] - 1)))

    def of(self, kind: type[RunEvent]) -> list[RunEvent]:
        return [event for event, _ in self.told if isinstance(event, kind)]

    def check(self) -> None:
        """Every split of every run is as many frames after the start as the log says."""
        start = 0
        for event, entry in self.told:
            if isinstance(event, Started):
                start = entry.nmi  # the level was entered: the entry is part of the start state
            elif isinstance(event, Split | Finished):
                assert event.at.frames == entry.nmi - start, (event, entry)


def play_run(stage: Stage, skill: float, seed: int = 2, levels: Sequence[int] = ALL_LEVELS) -> None:
    stage.player.bot, stage.player.plays = Bot(skill=skill, seed=seed), True
    stage.player.bot.play_levels(levels)


async def record_course(stage: Stage, levels: Sequence[int] = ALL_LEVELS) -> None:
    await stage.ready()
    await stage.do(commands.StartReference())
    play_run(stage, 1.0, levels=levels)
    await stage.until(lambda view: view.run is not None and view.run.segments == 2 * len(levels))
    stage.player.plays = False
    await stage.do(commands.FinishReference("Course"))


async def finished(stage: Stage) -> View:
    return await stage.until(lambda view: view.phase == "finished")


async def runs_of(stage: Stage) -> list[SpeedRunRecord]:
    game = stage.game
    return await stage.ask(lambda store: store.speed_runs.all(game))


async def test_full_runs_are_split_as_the_log_says_and_the_faster_one_is_the_best(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await record_course(stage)
        scribe = Scribe(stage)
        await stage.do(commands.StartSpeedRun())
        await stage.until(lambda view: view.phase == "playing")
        play_run(stage, 0.5)
        view = await finished(stage)
        stage.player.plays = False
        assert view.speed_run is not None
        assert view.speed_run.pb
        clumsy = (await runs_of(stage))[0]
        assert clumsy.deaths >= 1
        assert clumsy.time_ms == view.speed_run.result_ms

        await stage.do(commands.ResetRun())
        await stage.until(lambda view: view.phase == "playing")
        play_run(stage, 1.0)
        await stage.until(lambda view: view.speed_run is not None and view.speed_run.splits[0].state == "done")
        stage.player.plays = False
        await stage.do(commands.ResetRun())
        await stage.until(lambda view: view.phase == "playing")
        play_run(stage, 1.0)
        view = await finished(stage)
        stage.player.plays = False
        assert view.speed_run is not None
        assert (view.speed_run.attempt, view.speed_run.finished, view.speed_run.pb) == (3, 2, True)
        assert view.speed_run.ahead_ms is not None
        assert view.speed_run.ahead_ms < 0

        best, broken, _ = await runs_of(stage)
        assert (best.state, broken.state) == ("finished", "reset")
        assert (best.deaths, best.whole, best.real_time) == (0, True, True)
        assert best.time_ms < clumsy.time_ms
        splits = await stage.ask(lambda store: [store.speed_runs.splits(run.id) for run in (best, broken, clumsy)])
        assert [len(found) for found in splits][::2] == [SPLITS, SPLITS]
        assert 1 <= len(splits[1]) < SPLITS
        assert sum(split.deaths for split in splits[2]) == clumsy.deaths
        scribe.check()
        assert len(scribe.of(Finished)) == 2
        assert len(scribe.of(Reset)) == 1
        attempts = [attempt for attempt in await stage.attempts() if attempt.source == "speed_run"]
        assert {attempt.id for attempt in attempts} == {split.attempt for found in splits for split in found}
        await stage.do(commands.StopSpeedRun())


async def test_a_run_begins_by_hand_from_the_map_and_a_load_by_hand_resets_it(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await record_course(stage, TWO)
        scribe = Scribe(stage)
        await stage.do(commands.StartSpeedRun())
        await stage.until(lambda view: view.phase == "playing")
        states = await stage.states()
        other = next(state for state in states if state.waypoint.id == "2.entrance")
        data = await stage.ask(lambda store: store.states.get(other.sha256))
        emulator = stage.companion.emulator
        assert emulator is not None
        await emulator.load_state(data)
        await stage.until(lambda view: view.phase == "ready")
        play_run(stage, 1.0, levels=TWO)  # out of level 2 and into level 1
        view = await finished(stage)
        assert view.speed_run is not None
        assert view.speed_run.pb
        assert [run.state for run in await runs_of(stage)] == ["finished", "reset"]
        scribe.check()
        await stage.do(commands.StopSpeedRun())


async def test_a_chain_is_the_sum_of_its_segments_and_penalties(tmp_path: Path):
    async with stage_in(tmp_path, death_penalty_ms=3_200) as stage:
        await record_course(stage, TWO)
        scribe = Scribe(stage)
        await stage.do(commands.StartSpeedRun("chained"))
        stage.player.bot, stage.player.plays = Bot(skill=0.5, seed=3), True
        stage.player.bot.play_on()
        view = await finished(stage)
        assert view.speed_run is not None
        attempts = [attempt for attempt in await stage.attempts() if attempt.source == "speed_run"]
        assert len(attempts) == 2 * len(TWO)
        deaths = sum(attempt.deaths for attempt in attempts)
        assert deaths >= 1
        frames = sum(attempt.frames for attempt in attempts)
        (run,) = await runs_of(stage)
        assert (run.kind, run.state, run.deaths, run.frames) == ("chained", "finished", deaths, frames)
        assert run.time_ms == round(frames * 1000 / 60.0988) + deaths * 3_200
        assert (view.speed_run.result_ms, view.speed_run.pb) == (run.time_ms, True)
        assert len(scribe.of(Split)) == 2 * len(TWO)
        await stage.do(commands.StopSpeedRun())
        await stage.do(commands.StartSpeedRun("full"))
        assert stage.lab.view().speed_run is not None
        assert stage.lab.view().speed_run.pb_ms is None, "a chain is no rival of a full run"  # type: ignore[union-attr]
