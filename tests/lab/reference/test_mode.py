"""Recording a reference run: states in time, splits on disk, and what is void."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab.commands import (
    DiscardReference,
    FinishReference,
    Refused,
    ResumeReference,
    StartReference,
    StopReference,
)
from spinlab_pad.lab.reference import mode as reference
from spinlab_pad.lab.starts.saver import SAVE_LAG_LIMIT_FRAMES
from spinlab_pad.store.records import StartState
from tests.lab.fakes import DEATH, GAME, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Desk, FakeEmulator, enter, texts

GAME_ID = f"{GAME.crc32:08x}"


@pytest.fixture
async def recording(desk: Desk) -> Desk:
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    return desk


async def states(desk: Desk) -> list[StartState]:
    return await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))


async def splits(desk: Desk) -> list[tuple[str, int, int]]:
    runs = await desk.store.call(lambda store: store.runs(GAME_ID))
    found = await desk.store.call(lambda store: store.splits(runs[0].id))
    return [(split.segment.id, split.frames, split.deaths) for split in found]


async def test_a_level_gives_two_segments_and_their_states(recording: Desk):
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.wait(30)
    await recording.play(GOAL, *LEAVE)
    await recording.do(FinishReference("Run"))
    assert await splits(recording) == [("5.entrance.checkpoint1", 21, 0), ("5.checkpoint1.goal", 31, 0)]
    assert [(state.waypoint.id, state.kind, state.save_lag_frames) for state in await states(recording)] == [
        ("5.checkpoint1", "hot", 0),
        ("5.entrance", "hot", 0),
    ]


async def skipped(desk: Desk, frames: int) -> None:
    """So many frames run that nobody sees."""
    for _ in range(frames):
        desk.emulator.step(NOTHING)


async def test_a_start_right_after_frames_that_were_not_seen_is_replaced_the_next_time_and_no_sooner(recording: Desk):
    """Its event may have come in one of them, and then its counter is late."""

    async def passed(unseen: int) -> tuple[StartState, ...]:
        await recording.play(*enter(5))
        await recording.wait(20)
        await skipped(recording, unseen)
        await recording.play(TAPE)
        await recording.wait(30)
        await recording.play(GOAL, *LEAVE)
        await recording.lab.context.settle()
        return tuple(state for state in await states(recording) if state.waypoint.is_checkpoint)

    (first,) = await passed(3)
    assert (first.unseen, first.save_lag_frames) == (3, 0)
    (second,) = await passed(1)
    assert second.unseen == 1
    assert await passed(2) == (second,)
    (third,) = await passed(0)
    assert third.unseen == 0
    await recording.do(StopReference())
    await recording.do(ResumeReference())
    assert await passed(1) == (third,), "also where it is known from before"


async def test_a_cold_start_right_after_frames_that_were_not_seen_is_saved_again_with_the_next_death(recording: Desk):
    await recording.play(*enter(5))
    found = []
    for unseen in (1, 0, 2):
        await recording.wait(10)
        await recording.play(DEATH, NOTHING, *RESPAWN[:-1])
        await skipped(recording, unseen)
        await recording.play(RESPAWN[-1])
        await recording.lab.context.settle()
        found += [state for state in await states(recording) if state.kind == "cold"]
    assert [state.unseen for state in found] == [1, 0, 0]
    assert found[1] == found[2]


async def test_a_death_keeps_one_cold_state_a_sitting(recording: Desk):
    await recording.play(*enter(5))
    saves = []
    for _ in range(3):
        await recording.wait(10)
        await recording.play(DEATH, NOTHING, *RESPAWN)
        saves.append(recording.emulator.saves)
        await recording.lab.context.settle()
    assert saves == [2, 2, 2]
    assert [(state.waypoint.id, state.kind) for state in await states(recording)] == [
        ("5.entrance", "cold"),
        ("5.entrance", "hot"),
    ]
    await recording.play(TAPE)
    await recording.do(StopReference())
    # Each life counts from its start to the death, the respawns are in none.
    assert [(segment, deaths) for segment, _, deaths in await splits(recording)] == [("5.entrance.checkpoint1", 3)]


async def test_a_state_that_comes_late_is_not_kept(recording: Desk):
    hang = asyncio.Event()
    recording.emulator.save_faults.append(hang)
    await recording.play(*enter(5), *[NOTHING] * (SAVE_LAG_LIMIT_FRAMES + 1), patient=False)
    hang.set()
    await recording.until(lambda view: "came 31 frames late and was not kept" in texts(recording))
    assert await states(recording) == []


async def test_a_state_that_comes_a_whole_turn_of_the_counter_late_is_not_kept(recording: Desk):
    """The save waits for the one before it, so long that the game's counter is back where it was."""
    hang = asyncio.Event()
    recording.emulator.save_faults.append(hang)
    await recording.play(*enter(5), NOTHING, patient=False)
    await recording.play(TAPE, *[NOTHING] * 256, patient=False)
    hang.set()
    await recording.until(lambda view: "checkpoint 1: the save state came 256 frames late" in texts(recording))
    assert await states(recording) == []


async def test_a_state_of_before_a_jump_is_not_kept(recording: Desk):
    hang = asyncio.Event()
    recording.emulator.save_faults.append(hang)
    await recording.play(*enter(5), patient=False)
    recording.lab.feed(recording.emulator.step({}, turns=200))
    recording.lab.feed(recording.emulator.step({}, turns=256 - 200 - 1))
    hang.set()
    await recording.until(lambda view: "was not kept" in texts(recording))
    assert await states(recording) == []


async def test_a_state_that_is_loaded_by_hand_voids_the_segment_in_flight_and_that_is_said(recording: Desk):
    recording.emulator.load_id += 1
    await recording.wait(2)
    assert "does not count" not in texts(recording), "nothing was in flight"
    await recording.play(*enter(5))
    await recording.wait(20)
    recording.emulator.load_id += 1
    await recording.wait(2)
    assert "The game jumped: what was played since the last start does not count" in texts(recording)
    await recording.play(TAPE, NOTHING, GOAL)
    await recording.do(StopReference())
    assert await splits(recording) == [("5.checkpoint1.goal", 2, 0)]


async def test_a_failed_save_is_told_and_the_run_goes_on(recording: Desk):
    recording.emulator.save_faults.append(StateError("close RetroArch's menu"))
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.wait(20)
    assert "close RetroArch's menu" in texts(recording)
    await recording.play(GOAL)
    view = await recording.do(FinishReference("Run"))
    course = recording.lab.context.course
    assert course is not None
    assert [segment.id for segment in course.segments] == ["5.checkpoint1.goal"]
    assert view.mode == "idle"


async def test_a_lost_emulator_voids_the_segment_in_flight_only(recording: Desk):
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.wait(5)
    recording.lose()
    await recording.attach(FakeEmulator())
    assert recording.lab.view().mode == "reference"
    await recording.wait(5)
    await recording.play(GOAL, *LEAVE, *enter(6))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.do(StopReference())
    assert [segment for segment, *_ in await splits(recording)] == ["5.entrance.checkpoint1", "6.entrance.checkpoint1"]


async def test_finishing_waits_for_the_states_so_that_every_segment_can_be_practised(recording: Desk):
    hang = asyncio.Event()
    await recording.play(*enter(5))
    recording.emulator.save_faults.append(hang)
    await recording.play(TAPE, NOTHING, patient=False)
    await recording.play(GOAL, patient=False)
    finishing = asyncio.ensure_future(recording.lab.handle(FinishReference("Run")))
    await asyncio.sleep(0.01)
    assert not finishing.done()
    hang.set()
    assert not isinstance(await finishing, Refused)
    course = recording.lab.context.course
    assert course is not None
    assert [segment.id for segment in course.segments] == ["5.entrance.checkpoint1", "5.checkpoint1.goal"]


async def test_discarding_while_a_state_is_saved_ends_both(recording: Desk):
    hang = asyncio.Event()
    recording.emulator.save_faults.append(hang)
    await recording.play(*enter(5), patient=False)
    discarding = asyncio.ensure_future(recording.lab.handle(DiscardReference()))
    await asyncio.sleep(0.01)
    hang.set()
    assert not isinstance(await discarding, Refused)
    assert recording.lab.view().notices == ()
    assert await recording.store.call(lambda store: store.runs(GAME_ID)) == []


async def test_a_save_that_hangs_does_not_hold_the_end_of_the_run(recording: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reference, "PATIENCE_S", 0.01)
    recording.emulator.save_faults.append(asyncio.Event())
    await recording.play(*enter(5), patient=False)
    assert (await recording.do(StopReference())).mode == "reference_paused"
    await recording.wait(2)


async def test_a_split_that_the_disk_refuses_is_told_and_kept_when_the_disk_takes_it(recording: Desk):
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.lab.context.settle()
    await recording.writable(False)
    await recording.play(TAPE)
    await recording.until(lambda view: "can't be written" in texts(recording))
    await recording.writable(True)
    await recording.wait(20)
    await recording.play(GOAL)
    await recording.do(StopReference())
    assert [segment for segment, *_ in await splits(recording)] == ["5.entrance.checkpoint1", "5.checkpoint1.goal"]
