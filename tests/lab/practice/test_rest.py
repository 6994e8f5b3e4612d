"""The pause for a rating: what ends it, and what comes after it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Unsupported
from spinlab_pad.lab.commands import (
    Pause,
    Rate,
    Refused,
    Resume,
    Retry,
    Skip,
    StopPractice,
    UndoRate,
)
from spinlab_pad.lab.starts import loader
from tests.lab.fakes import GOAL, TAPE, Desk, FakeEmulator, desk_in, texts


@pytest.fixture
async def resting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    async with desk_in(tmp_path, rating="pause", auto_advance_s=30.0) as made:
        yield made


async def at_rest(desk: Desk) -> None:
    await desk.complete()
    await desk.true(lambda: desk.emulator.paused)
    assert desk.lab.view().connection.state == "paused"
    assert not desk.lab.playing


async def test_a_rating_ends_the_pause(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    view = await resting.do(Rate("good"))
    assert view.result is not None
    assert view.result.rating == "good"
    await resting.playing()
    assert not resting.emulator.paused
    assert (await resting.attempts())[0].rating == "good"


async def test_without_a_rating_the_pause_ends_by_itself(tmp_path: Path):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=0.01) as desk:
        await desk.practise()
        await desk.complete()
        await desk.playing()
        assert not desk.emulator.paused


async def test_there_is_no_rating_to_take_back_in_the_pause_and_there_is_after_it(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    assert isinstance(await resting.lab.handle(UndoRate()), Refused)
    assert resting.emulator.paused, "and it ends no pause"
    await resting.do(Rate("good"))
    await resting.playing()
    view = await resting.do(UndoRate())
    assert view.result is not None
    assert view.result.rating is None
    assert view.phase == "playing"


@pytest.mark.parametrize("command", [Skip(), Resume()])
async def test_skip_and_resume_end_the_pause_without_another_attempt(resting: Desk, command: Skip | Resume):
    before = (await resting.practise()).segment
    await at_rest(resting)
    await resting.do(command)
    await resting.true(lambda: not resting.emulator.paused)
    assert (await resting.playing()).segment != before
    assert len(await resting.attempts()) == 1


async def test_a_game_that_waits_for_its_rating_is_not_paused_a_second_time(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    answer = await resting.lab.handle(Pause())
    assert answer == Refused("the game stands still already: resume lets it go on")
    await resting.do(Resume())
    await resting.playing()
    await resting.do(Pause())


async def test_skip_in_the_moment_before_the_pause_makes_no_second_attempt(resting: Desk):
    view = await resting.practise()
    assert view.segment is not None
    await resting.wait(10)
    resting.lab.feed(resting.emulator.step(TAPE if view.segment.end.startswith("checkpoint") else GOAL))
    await resting.do(Skip())
    await resting.playing()
    await resting.lab.context.store.call(lambda _: None)
    assert len(await resting.attempts()) == 1


async def test_retry_in_the_pause_serves_the_same_segment(resting: Desk):
    before = (await resting.practise()).segment
    await at_rest(resting)
    await resting.do(Retry())
    await resting.true(lambda: not resting.emulator.paused)
    assert (await resting.playing()).segment == before
    await at_rest(resting)
    assert [attempt.segment for attempt in await resting.attempts()] == [before.id if before else ""] * 2


async def test_stop_in_the_pause_lets_the_game_go_on_and_loads_nothing(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    loads = resting.emulator.load_id
    slow: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    resting.emulator.resume_faults.append(slow)
    asyncio.get_running_loop().call_later(0.02, slow.set_result, None)
    view = await resting.do(StopPractice())
    assert view.mode == "idle"
    assert not resting.emulator.paused
    await resting.wait(5)
    assert resting.emulator.load_id == loads


async def test_an_emulator_that_goes_in_the_pause_does_not_end_practice(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    resting.lose()
    await resting.do(Rate("hard"))
    await resting.true(lambda: resting.lab.playing)
    await resting.attach(FakeEmulator())
    await resting.complete()


async def test_an_emulator_that_is_back_is_not_said_to_stand_still_for_a_rating(resting: Desk):
    await resting.practise()
    await at_rest(resting)
    resting.lose()
    await resting.attach(FakeEmulator())
    await resting.true(lambda: resting.lab.playing)
    await resting.playing()


async def test_an_emulator_that_cannot_pause_goes_on_at_once(resting: Desk):
    await resting.practise()
    resting.emulator.pause_faults.append(Unsupported("no pause here"))
    await resting.complete()
    await resting.playing()
    assert "no pause here" in texts(resting)
