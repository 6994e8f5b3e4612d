"""Practice in which the game brings the player back: the same clock as in a reference run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.lab.commands import Retry, Skip, StartPractice, ToggleSegment
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.view import DeltaView
from tests.lab.fakes import DEATH, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Desk, desk_in, enter

HZ = 60.0988


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    async with desk_in(tmp_path, on_death="respawn") as made:
        yield made


async def serve(desk: Desk, start: str) -> None:
    """Practise until the segment with this start is played."""
    await desk.practise(5)
    await until(desk, start)


async def until(desk: Desk, start: str) -> None:
    """Complete what is served, until it is the segment with this start."""
    while True:
        view = await desk.playing()
        assert view.segment is not None
        if view.segment.start == start:
            return
        await desk.complete(frames=3)


async def test_the_game_brings_the_player_back_and_the_attempt_goes_on(desk: Desk):
    await serve(desk, "entrance")
    loads = desk.emulator.load_id
    await desk.wait(10)
    await desk.play(DEATH)
    view = desk.lab.view()
    assert (view.phase, view.deaths, view.timer.running) == ("dead", 1, False)
    await desk.wait(100)
    await desk.play(*RESPAWN)
    assert (desk.lab.view().phase, desk.emulator.load_id) == ("playing", loads)
    await desk.wait(19)
    await desk.play(TAPE)
    view = await desk.until(lambda view: view.result is not None)
    attempt = (await desk.attempts())[-1]
    # One frame after the event of the state, ten more and the death's; then twenty from the spawn on.
    assert (attempt.frames, attempt.tail_frames, attempt.deaths) == (12 + 20, 20, 1)
    assert attempt.time_ms == round(32 * 1000 / HZ) + 3_200
    assert not attempt.not_real_time


async def test_reference_and_practice_count_the_same_play_alike(desk: Desk):
    await desk.attach()
    await desk.record(5)
    await desk.do(StartPractice())
    way = ([NOTHING] * 30, [DEATH], [NOTHING] * 50, list(RESPAWN), [NOTHING] * 40, [TAPE])
    while True:
        view = await desk.playing()
        assert view.segment is not None
        if view.segment.start == "entrance":
            break
        await desk.complete(frames=3)
    for part in way:
        await desk.play(*part)
    await desk.until(lambda view: view.result is not None)
    # The state is of the entrance's own frame, and the first frame after the load was played already.
    practised = next(item for item in await desk.attempts() if item.deaths)
    assert (practised.frames, practised.deaths) == (1 + 30 + 1 + 41, 1)


async def test_back_at_the_entrance_after_a_game_over_the_start_is_loaded(desk: Desk):
    await serve(desk, "checkpoint 1")
    loads = desk.emulator.load_id
    await desk.wait(10)
    await desk.play(DEATH, *({"game_mode": mode} for mode in (0x15, 0x16, 0x17)))
    assert desk.lab.view().phase == "dead"
    await desk.play(*enter(5))
    await desk.playing()
    view = desk.lab.view()
    assert (desk.emulator.load_id, view.deaths) == (loads + 1, 1)
    await desk.complete()
    assert (await desk.attempts())[-1].deaths == 1


async def test_another_level_after_a_death_loads_the_start(desk: Desk):
    await serve(desk, "entrance")
    loads = desk.emulator.load_id
    await desk.play(DEATH, *enter(6))
    await desk.playing()
    assert (desk.emulator.load_id, desk.lab.view().deaths) == (loads + 1, 1)


async def test_a_player_who_does_not_come_back_is_given_up(desk: Desk):
    await serve(desk, "entrance")
    loads = desk.emulator.load_id
    await desk.play(DEATH)
    await desk.wait(1800)
    assert desk.emulator.load_id == loads
    await desk.wait(2)
    await desk.playing()
    assert (desk.emulator.load_id, desk.lab.view().deaths) == (loads + 1, 1)


async def test_nobody_waits_for_the_game_in_a_segment_that_was_switched_off(desk: Desk):
    await serve(desk, "entrance")
    await desk.do(ToggleSegment())
    await desk.wait(5)
    await desk.play(DEATH)
    view = await desk.playing()
    assert view.segment is not None
    assert view.segment.start == "checkpoint 1"
    attempt = (await desk.attempts())[-1]
    assert (attempt.completed, attempt.deaths) == (False, 1)


@pytest.mark.parametrize("command", [Retry(), Skip()], ids=lambda item: item.name)
async def test_retry_and_skip_need_not_wait_for_the_game(desk: Desk, command: Retry | Skip):
    await serve(desk, "entrance")
    await desk.play(DEATH)
    await desk.do(command)
    view = await desk.playing()
    assert view.deaths == 0
    await desk.complete()
    assert sum(attempt.deaths for attempt in await desk.attempts()) == (1 if command == Skip() else 0)


async def spawned(desk: Desk) -> DeltaView | None:
    """Complete the segment in hand in the life after a spawn; the delta that was shown on its second screen."""
    await desk.wait(5)
    await desk.play(DEATH, *RESPAWN)
    await desk.wait(20)
    await desk.play({"player_x": 260})
    await desk.wait(20)
    shown = desk.lab.view().delta
    await desk.play(TAPE, {"player_x": 30})
    return shown


async def test_a_life_after_a_spawn_is_cold_and_compared_with_its_like(desk: Desk):
    await serve(desk, "entrance")
    assert await spawned(desk) is None
    await desk.until(lambda view: view.result is not None and view.result.deaths == 1)
    attempt = (await desk.attempts())[-1]
    assert attempt.start == "cold"
    lines = await desk.store.call(lambda store: store.passed.newest("0000cafe", "5.entrance.checkpoint1", 5))
    assert [line.attempt for line in lines if line.start == "cold"] == [attempt.id]
    await until(desk, "entrance")
    assert await spawned(desk) == DeltaView(0, "screen 1")


async def test_by_default_a_death_loads_at_once(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.practise(5)
        loads = desk.emulator.load_id
        await desk.wait(5)
        await desk.play(DEATH, NOTHING)
        await desk.playing()
        assert desk.emulator.load_id == loads + 1


async def test_the_goal_after_a_spawn_completes_the_segment(desk: Desk):
    await serve(desk, "checkpoint 1")
    await desk.wait(5)
    await desk.play(DEATH, *RESPAWN)
    assert desk.lab.view().phase == "playing"
    await desk.wait(5)
    last = desk.lab.view().result
    await desk.play(GOAL, *LEAVE)
    view = await desk.until(lambda view: view.result is not None and view.result != last)
    assert view.result is not None
    assert (view.result.completed, view.result.deaths) == (True, 1)
