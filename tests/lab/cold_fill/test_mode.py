"""The cold fill: every checkpoint of the run gets its cold start, whatever comes in between."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.lab.cold_fill.mode import NOTHING_LACKS
from spinlab_pad.lab.commands import (
    FinishReference,
    Pause,
    Refused,
    Retry,
    Skip,
    StartColdFill,
    StartPractice,
    StartReference,
    StopColdFill,
)
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.starts.loads import FAILURES_MAX
from spinlab_pad.lab.view import ProgressView, View
from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.records import StartState
from tests.lab.fakes import (
    DEATH,
    GAME,
    GOAL,
    LEAVE,
    NOTHING,
    OTHER_GAME,
    RESPAWN,
    TAPE,
    Desk,
    FakeEmulator,
    enter,
    texts,
)

GAME_ID = f"{GAME.crc32:08x}"


async def cold(desk: Desk) -> list[StartState]:
    states = await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))
    return [state for state in states if state.kind == "cold"]


async def reached(desk: Desk, phase: str) -> View:
    """Frames until the cold fill is in this state."""
    for _ in range(200):
        if desk.lab.view().phase == phase:
            return desk.lab.view()
        await desk.play(NOTHING)
        await asyncio.sleep(0.002)
    raise AssertionError(f"never {phase}: {desk.lab.view()}")


async def idle(desk: Desk) -> View:
    return await desk.until(lambda view: view.mode == "idle")


async def die_and_return(desk: Desk) -> None:
    await desk.play(DEATH, NOTHING, *RESPAWN)


async def test_a_respawn_right_after_frames_that_were_not_seen_is_kept_as_such(filling: Desk):
    await filling.play(DEATH, NOTHING, *RESPAWN[:-1])
    for _ in range(2):
        filling.emulator.step(NOTHING)
    await filling.play(RESPAWN[-1])
    await filling.lab.context.io_settled()
    await filling.until(lambda view: view.progress is not None and view.progress.done == 1)
    assert [state.unseen for state in await cold(filling)] == [2]


@pytest.fixture
async def filling(desk: Desk) -> Desk:
    """The checkpoints of levels 5 and 6 lack their cold start; that of level 5 is played."""
    await desk.attach()
    await desk.wait(2)
    await desk.record(5, 6)
    await desk.do(StartColdFill())
    await reached(desk, "playing")
    return desk


async def test_every_checkpoint_gets_its_cold_start_and_the_fill_ends_by_itself(filling: Desk):
    view = filling.lab.view()
    assert (view.mode, view.progress) == ("cold_fill", ProgressView(0, 2, "cold starts"))
    assert view.segment is not None
    assert (view.segment.level, view.segment.start) == (5, "checkpoint 1")
    assert "die on purpose" in texts(filling)
    await filling.play(DEATH)
    assert filling.lab.view().phase == "dead"
    await filling.play(*RESPAWN)
    spawned_at = filling.emulator.values["frame_counter"]
    view = await filling.until(lambda view: view.progress == ProgressView(1, 2, "cold starts"))
    assert view.segment is not None
    assert view.segment.level == 6
    assert [(state.waypoint.id, state.event_counter) for state in await cold(filling)] == [
        ("5.checkpoint1", spawned_at)
    ]
    await reached(filling, "playing")
    await die_and_return(filling)
    view = await idle(filling)
    assert "Cold starts saved: 2" in texts(filling)
    assert (view.progress, view.segment, view.phase) == (None, None, "")
    assert [state.waypoint.id for state in await cold(filling)] == ["5.checkpoint1", "6.checkpoint1"]
    assert isinstance(await filling.lab.handle(StartColdFill()), Refused)


async def test_what_was_filled_is_what_practice_from_cold_starts_serves(filling: Desk):
    for _ in range(2):
        await reached(filling, "playing")
        await die_and_return(filling)
        await filling.true(lambda: filling.lab.view().phase != "saving")
    await idle(filling)
    filling.lab.context.settings = replace(filling.lab.context.settings, start="cold")
    await filling.do(StartPractice())
    course = filling.lab.context.course
    assert course is not None
    assert {id_: start.kind for id_, start in course.starts.items()} == {
        "5.entrance.checkpoint1": "hot",
        "5.checkpoint1.goal": "cold",
        "6.entrance.checkpoint1": "hot",
        "6.checkpoint1.goal": "cold",
    }


async def test_where_nothing_lacks_it_is_refused(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    answer = await desk.lab.handle(StartColdFill())
    assert answer == Refused("there is no run to fill up yet: record a reference run first")
    await desk.do(StartReference())
    await desk.play(*enter(5))
    await desk.wait(20)
    await desk.play(TAPE)
    await die_and_return(desk)
    await desk.play(GOAL, *LEAVE)
    await desk.do(FinishReference("Run"))
    assert await desk.lab.handle(StartColdFill()) == Refused(NOTHING_LACKS)
    assert desk.lab.view().mode == "idle"


@pytest.mark.parametrize(
    ("frames", "why"),
    [
        ((GOAL,), "the level was finished"),
        (({"exit_mode": 1, "held_1": 0x30},), "the level was left"),
        ((DEATH, NOTHING, *enter(6)), "a level was entered from outside"),
    ],
)
async def test_whoever_strays_is_served_again_and_told_why(filling: Desk, frames, why):
    loads = len(filling.emulator.loaded)
    await filling.play(*frames)
    assert f"{why}. Die before anything else" in texts(filling)
    view = await reached(filling, "playing")
    assert len(filling.emulator.loaded) == loads + 1
    assert view.segment is not None
    assert view.segment.level == 5
    assert await cold(filling) == []


async def test_a_skipped_one_is_left_for_another_time(filling: Desk):
    view = await filling.do(Skip())
    assert view.segment is not None
    assert view.segment.level == 6
    await reached(filling, "playing")
    await die_and_return(filling)
    await idle(filling)
    assert "Cold starts saved: 1; left for another time: 1" in texts(filling)
    view = await filling.do(StartColdFill())
    assert view.segment is not None
    assert (view.segment.level, view.progress) == (5, ProgressView(0, 1, "cold starts"))
    view = await filling.do(Skip())
    assert view.mode == "idle"


async def test_retry_loads_the_same_checkpoint_and_lets_a_paused_game_go_on(filling: Desk):
    loads = len(filling.emulator.loaded)
    await filling.play(DEATH)
    await filling.do(Pause())
    view = await filling.do(Retry())
    assert view.connection.state == "playing"
    assert (await reached(filling, "playing")).segment == view.segment
    assert len(filling.emulator.loaded) == loads + 1


async def test_stopping_while_a_cold_start_is_saved_keeps_it(filling: Desk):
    hang = asyncio.Event()
    filling.emulator.save_faults.append(hang)
    await filling.play(DEATH, *RESPAWN, patient=False)
    assert filling.lab.view().phase == "saving"
    assert await filling.lab.handle(Skip()) == Refused("the cold start is being saved: one moment")
    stopping = asyncio.ensure_future(filling.lab.handle(StopColdFill()))
    await asyncio.sleep(0.01)
    assert not stopping.done()
    hang.set()
    assert isinstance(await stopping, View)
    assert filling.lab.view().mode == "idle"
    assert [state.waypoint.id for state in await cold(filling)] == ["5.checkpoint1"]


async def test_a_save_that_fails_is_told_and_the_checkpoint_comes_again(filling: Desk):
    filling.emulator.save_faults.append(StateError("close RetroArch's menu"))
    await die_and_return(filling)
    assert "was not kept: close RetroArch's menu" in texts(filling)
    view = await reached(filling, "playing")
    assert view.segment is not None
    assert (view.segment.level, view.progress) == (5, ProgressView(0, 2, "cold starts"))


async def test_a_full_disk_is_told_and_the_checkpoint_comes_again(filling: Desk):
    await filling.writable(False)
    await die_and_return(filling)
    await filling.until(lambda view: "was not kept" in texts(filling))
    await filling.writable(True)
    await reached(filling, "playing")
    await die_and_return(filling)
    await filling.until(lambda view: view.progress == ProgressView(1, 2, "cold starts"))


async def test_a_jump_while_a_cold_start_is_saved_makes_it_none(filling: Desk):
    hang = asyncio.Event()
    filling.emulator.save_faults.append(hang)
    await filling.play(DEATH, *RESPAWN, patient=False)
    filling.lab.feed(filling.emulator.step({}, turns=99))
    hang.set()
    await reached(filling, "playing")
    assert await cold(filling) == []


async def test_a_state_loaded_by_hand_is_no_life_of_the_fill(filling: Desk):
    loads = len(filling.emulator.loaded)
    await filling.emulator.load_state(json.dumps(filling.emulator.values).encode())
    await filling.play(NOTHING)
    await reached(filling, "playing")
    assert len(filling.emulator.loaded) == loads + 2


async def test_an_emulator_that_comes_back_goes_on_with_the_same_checkpoint(filling: Desk):
    segment = filling.lab.view().segment
    await filling.play(DEATH)
    filling.lose()
    assert (filling.lab.view().mode, filling.lab.view().phase) == ("cold_fill", "waiting")
    await filling.attach(FakeEmulator())
    assert (await reached(filling, "playing")).segment == segment
    await die_and_return(filling)
    await filling.until(lambda view: view.progress == ProgressView(1, 2, "cold starts"))


async def test_an_emulator_that_goes_while_it_saves_costs_that_save_only(filling: Desk):
    hang = asyncio.Event()
    filling.emulator.save_faults.append(hang)
    await filling.play(DEATH, *RESPAWN, patient=False)
    filling.lose()
    hang.set()
    await filling.attach(FakeEmulator())
    await reached(filling, "playing")
    assert await cold(filling) == []


async def test_another_game_ends_it(filling: Desk):
    filling.lose()
    await filling.attach(FakeEmulator(), OTHER_GAME)
    assert filling.lab.view().mode == "idle"
    assert "The cold fill has ended" in texts(filling)


async def test_a_load_without_an_answer_is_tried_again(filling: Desk):
    filling.emulator.faults.append(Unreachable("no answer"))
    await filling.do(Retry())
    await reached(filling, "playing")


async def test_a_checkpoint_that_does_not_load_comes_after_the_others(filling: Desk):
    filling.emulator.faults.append(StateError("hardcore mode"))
    await filling.do(Retry())
    view = await reached(filling, "playing")
    assert view.segment is not None
    assert view.segment.level == 6
    assert "(checkpoint 1) comes later: hardcore mode" in texts(filling)


async def test_where_nothing_loads_it_stands_still_until_it_is_tried_again(filling: Desk):
    filling.emulator.faults += [StateError("hardcore mode")] * FAILURES_MAX
    await filling.do(Retry())
    await filling.until(lambda view: view.phase == "stuck")
    assert "nothing loads any more: hardcore mode" in texts(filling)
    await filling.do(Retry())
    await reached(filling, "playing")
    assert "nothing loads" not in texts(filling)


async def test_a_lost_state_file_leaves_its_checkpoint_out(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5, 6)
    states = await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))
    lost = next(state for state in states if state.waypoint.id == "5.checkpoint1")
    desk.store._store.states.path(lost.sha256).unlink()
    await desk.do(StartColdFill())
    view = await reached(desk, "playing")
    assert view.segment is not None
    assert view.segment.level == 6
    assert "is left out" in texts(desk)
    await die_and_return(desk)
    await idle(desk)
    assert "left for another time: 1" in texts(desk)


async def test_a_disk_that_fails_as_it_ends_is_told_and_the_lab_goes_on(filling: Desk, monkeypatch: pytest.MonkeyPatch):
    async def fails(_: LabContext) -> None:
        raise DataFolderError("the data folder can't be read")

    await filling.do(Skip())
    monkeypatch.setattr(LabContext, "load_course", fails)
    assert (await filling.do(Skip())).mode == "idle"
    await filling.until(lambda view: "the data folder can't be read" in texts(filling))
    monkeypatch.undo()
    assert (await filling.do(StartColdFill())).mode == "cold_fill"
