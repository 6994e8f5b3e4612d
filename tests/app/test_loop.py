"""The lab on a real core, without pad and pages: capture, practice and the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.config import Config
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from tests.app.stage import Stage, recorded

pytestmark = pytest.mark.emulator("embedded")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(tmp_path)
    async with made.companion as companion:
        running = asyncio.ensure_future(companion.run())
        yield made
        companion.lab.quit.set()
        await running


async def test_a_reference_run_keeps_segments_and_start_states(stage: Stage):
    splits = await recorded(stage)
    assert [split.segment.id for split in splits] == ["1.entrance.checkpoint1", "1.checkpoint1.goal"]
    assert all(split.real_time and split.deaths == 0 for split in splits)
    view = stage.companion.lab.view()
    assert view.game is not None
    game, core = view.game.id, stage.companion.lab.context.attached.core  # type: ignore[union-attr]
    states = await stage.store(lambda store: store.start_states(game, core))
    assert [(state.waypoint.id, state.kind, state.save_lag_frames) for state in states] == [  # type: ignore[attr-defined]
        ("1.checkpoint1", "hot", 0),
        ("1.entrance", "hot", 0),
    ]


async def test_the_same_inputs_give_the_same_time_in_practice(stage: Stage):
    splits = {split.segment.id: split for split in await recorded(stage)}
    stage.parrot.lab = stage.companion.lab
    view = await stage.do(commands.StartPractice())
    # The first load comes between two looks of the parrot, so its first frame has other buttons.
    await stage.until(lambda view: view.session is not None and view.session.attempts >= 5)
    await stage.do(commands.StopPractice())
    assert view.game is not None
    game = view.game.id
    attempts = await stage.store(lambda store: store.attempts(game))
    assert isinstance(attempts, list)
    told = [(attempt.segment, attempt.frames, attempt.time_ms, attempt.deaths) for attempt in attempts[1:]]
    assert {segment for segment, *_ in told} == set(splits)
    for segment, frames, time_ms, deaths in told:
        assert (frames, time_ms, deaths) == (splits[segment].frames, splits[segment].time_ms, 0)


async def test_a_deathless_attempt_can_be_taken_back_and_counts_again(stage: Stage):
    await recorded(stage)
    stage.parrot.lab = stage.companion.lab
    await stage.do(commands.StartPractice())
    view = await stage.until(lambda view: view.result is not None)
    assert view.result is not None
    before = stage.companion.lab.context.course
    assert before is not None
    await stage.do(commands.Pause())
    taken = await stage.do(commands.InvalidateLast())
    assert taken.result is not None
    assert not taken.result.valid
    again = await stage.do(commands.UndoInvalidate())
    assert again.result is not None
    assert again.result.valid
    await stage.do(commands.Resume())


async def test_what_is_not_possible_is_refused_and_changes_nothing(stage: Stage):
    await stage.until(lambda view: view.connection.frame is not None)
    lab = stage.companion.lab
    for command in (commands.StartPractice(), commands.Rate("good"), commands.Skip(), commands.FinishReference()):
        assert isinstance(await lab.handle(command), Refused)
    assert lab.view().mode == "idle"
    assert isinstance(await lab.handle(commands.ActivateRun(77)), Refused)


async def test_a_stopped_run_can_be_resumed_and_discarded(stage: Stage):
    await stage.until(lambda view: view.connection.frame is not None)
    await stage.do(commands.StartReference())
    assert (await stage.do(commands.StopReference())).mode == "reference_paused"
    assert (await stage.do(commands.ResumeReference())).mode == "reference"
    assert (await stage.do(commands.DiscardReference())).mode == "idle"
    assert stage.companion.lab.view().run is None


@pytest.mark.parametrize("how", ["quit", "cancelled, as by Ctrl+C on Windows"])
async def test_a_game_that_is_held_for_a_rating_goes_on_before_it_is_let_go(how: str, tmp_path: Path):
    plain = Config()
    config = replace(plain, practice=replace(plain.practice, rating="pause", auto_advance_s=60.0))
    stage = Stage(tmp_path, config)
    async with stage.companion as companion:
        running = asyncio.ensure_future(companion.run())
        await recorded(stage)
        stage.parrot.lab = companion.lab
        await stage.do(commands.StartPractice())
        await stage.until(lambda view: view.result is not None and view.connection.state == "paused")
        emulator = companion.emulator
        assert emulator is not None
        calls: list[str] = []
        resume, close = emulator.resume, emulator.close

        async def resumed() -> None:
            await resume()
            calls.append("resume")

        async def closed() -> None:
            calls.append("close")
            await close()

        emulator.resume, emulator.close = resumed, closed  # type: ignore[method-assign]
        if how == "quit":
            companion.lab.quit.set()
        else:
            running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert calls == ["resume", "close"]
        await companion.lab.close()
        assert calls == ["resume", "close"], "nothing is left to be done"
