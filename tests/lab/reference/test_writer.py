"""A reference run and the disk: what it doesn't take waits and is kept when it does, and nothing is lost in silence."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from spinlab_pad.lab import keeper
from spinlab_pad.lab.commands import (
    DiscardReference,
    FinishReference,
    Refused,
    ResumeReference,
    StartReference,
    StopReference,
)
from spinlab_pad.store.errors import DatabaseError, DataFolderError
from spinlab_pad.store.store import Store
from tests.lab.fakes import GOAL, LEAVE, OTHER_GAME, TAPE, Desk, FakeEmulator, desk_in, enter, texts
from tests.lab.reference.test_mode import recording, splits, states

__all__ = ["recording"]
FIRST, SECOND = "5.entrance.checkpoint1", "5.checkpoint1.goal"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried again by itself, if the test doesn't say so."""
    monkeypatch.setattr(keeper, "RETRY_S", 3_600.0)


async def unwritten(desk: Desk) -> None:
    """Two segments and their states while the disk takes nothing."""
    await desk.writable(False)
    await desk.play(*enter(5))
    await desk.wait(20)
    await desk.play(TAPE)
    await desk.wait(30)
    await desk.play(GOAL, *LEAVE)
    await desk.until(lambda view: "Not on disk yet: 2 segments, 2 save states. " in texts(desk))


async def kept(desk: Desk) -> tuple[list[str], list[str]]:
    return [segment for segment, *_ in await splits(desk)], [state.waypoint.id for state in await states(desk)]


async def test_segments_and_states_wait_for_the_disk_in_their_order(recording: Desk):
    await unwritten(recording)
    view = recording.lab.view()
    assert view.run is not None
    assert view.run.segments == 0
    assert sum("Not on disk" in notice.text for notice in view.notices) == 1
    await recording.writable(True)
    await recording.play(*enter(6))
    view = await recording.until(lambda view: view.run is not None and view.run.segments == 2)
    await recording.lab.context.settle()
    assert "Not on disk" not in texts(recording)
    assert await kept(recording) == ([FIRST, SECOND], ["5.checkpoint1", "5.entrance", "6.entrance"])


async def test_the_disk_is_tried_again_by_itself_also_while_the_run_is_paused(
    recording: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeper, "RETRY_S", 0.02)
    await unwritten(recording)
    assert (await recording.do(StopReference())).mode == "reference_paused"
    await recording.writable(True)
    await recording.until(lambda _: recording.lab._runs.open_splits == 2)
    assert await kept(recording) == ([FIRST, SECOND], ["5.checkpoint1", "5.entrance"])


async def test_a_run_is_not_finished_without_what_still_waits(recording: Desk):
    await recording.play(*enter(7))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.lab.context.settle()
    await unwritten(recording)
    answer = await recording.lab.handle(FinishReference("Run"))
    assert isinstance(answer, Refused)
    assert "free some space, then finish it" in answer.reason
    assert recording.lab.view().mode == "reference"
    await recording.do(StopReference())
    assert isinstance(await recording.lab.handle(FinishReference("Run")), Refused)
    assert recording.lab.view().mode == "reference_paused"
    await recording.writable(True)
    view = await recording.do(FinishReference("Run"))
    assert view.run is not None
    assert view.run.segments == 3
    assert "3 segments, all new" in texts(recording)


async def test_going_on_writes_what_waits(recording: Desk):
    await unwritten(recording)
    await recording.do(StopReference())
    await recording.writable(True)
    view = await recording.do(ResumeReference())
    assert view.run is not None
    assert view.run.segments == 2


def full(*_: object) -> None:
    raise DataFolderError("the disk of the states is full")


async def test_a_segment_is_kept_also_where_its_state_is_not_yet(recording: Desk, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put_state", full)
        await recording.play(*enter(5))
        await recording.wait(20)
        await recording.play(TAPE)
        view = await recording.until(lambda view: view.run is not None and view.run.segments == 1)
        assert "Not on disk yet: 2 save states. " in texts(recording)
        assert isinstance(await recording.lab.handle(FinishReference("Run")), Refused)
        assert (view.mode, await states(recording)) == ("reference", [])
    view = await recording.do(FinishReference("Run"))
    assert view.run is not None
    assert view.run.segments == 1
    assert "Not on disk" not in texts(recording)
    assert await kept(recording) == ([FIRST], ["5.checkpoint1", "5.entrance"])


async def test_what_waits_of_a_discarded_run_is_not_written(recording: Desk, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put_state", full)
        await recording.play(*enter(5))
        await recording.until(lambda _: "Not on disk yet: 1 save state. " in texts(recording))
        await recording.do(DiscardReference())
    assert "Not on disk" not in texts(recording)
    assert not recording.lab._runs.writer.waits(1)
    await recording.record(6)
    assert {state.waypoint.level for state in await states(recording)} == {6}


async def test_another_game_does_not_take_what_waits(recording: Desk):
    await unwritten(recording)
    recording.lose()
    await recording.writable(True)
    writer = recording.lab._runs.writer
    await recording.attach(FakeEmulator(), OTHER_GAME)
    assert recording.lab.view().run is None
    assert not writer.waits(1)
    assert await kept(recording) == ([FIRST, SECOND], ["5.checkpoint1", "5.entrance"])


async def test_what_the_database_refuses_does_not_hold_up_the_rest(recording: Desk, monkeypatch: pytest.MonkeyPatch):
    add, calls = Store.add_split, []

    def refuses_the_first(store: Store, *args: object, **named: object) -> None:
        calls.append(args)
        if len(calls) == 1:
            raise DatabaseError("odd row")
        add(store, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "add_split", refuses_the_first)
    await recording.play(*enter(5))
    await recording.wait(20)
    await recording.play(TAPE)
    await recording.until(lambda _: "Level 5 1 was not kept: odd row" in texts(recording))
    await recording.wait(30)
    await recording.play(GOAL)
    await recording.do(StopReference())
    assert "was not kept" in texts(recording)
    assert [segment for segment, *_ in await splits(recording)] == [SECOND]


async def test_the_end_of_the_companion_tells_what_it_could_not_write(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(StartReference())
        await unwritten(desk)
        await desk.lab.close()
        assert "Could not be written: 2 segments, 2 save states" in texts(desk)
    assert "Could not be written: 2 segments, 2 save states" in caplog.text
