"""Reference runs over sittings, and a disk or another game in between."""

from __future__ import annotations

from pathlib import Path

from spinlab_pad.lab.commands import (
    ActivateRun,
    DiscardReference,
    FinishReference,
    Refused,
    ResumeReference,
    StartPractice,
    StartReference,
    StopReference,
)
from spinlab_pad.lab.reference.runs import NAME_MAX
from tests.lab.fakes import GAME, GOAL, LEAVE, NOTHING, OTHER_GAME, TAPE, Desk, FakeEmulator, desk_in, enter, texts

GAME_ID = f"{GAME.crc32:08x}"


async def to_checkpoint(desk: Desk, level: int) -> None:
    await desk.play(*enter(level))
    await desk.wait(20)
    await desk.play(TAPE, NOTHING)


async def test_a_run_goes_on_in_another_sitting(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(StartReference())
        await to_checkpoint(desk, 5)
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        view = desk.lab.view()
        assert view.mode == "reference_paused"
        assert view.run is not None
        assert view.run.segments == 1
        await desk.wait(2)
        await desk.do(ResumeReference())
        await to_checkpoint(desk, 6)
        await desk.wait(20)
        await desk.play(GOAL, *LEAVE)
        view = await desk.do(FinishReference("Two evenings"))
        assert view.run is not None
        assert (view.run.name, view.run.segments) == ("Two evenings", 3)
        course = desk.lab.context.course
        assert course is not None
        assert [item.id for item in course.segments] == [
            "5.entrance.checkpoint1",
            "6.entrance.checkpoint1",
            "6.checkpoint1.goal",
        ]


async def test_a_new_run_is_practised_at_once(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    view = await desk.record(6)
    assert {item.id for item in view.queue} == {"6.entrance.checkpoint1", "6.checkpoint1.goal"}
    await desk.do(StartPractice())
    view = await desk.playing()
    assert view.segment is not None
    assert view.segment.level == 6


async def test_an_older_run_can_be_made_active_again(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    first = (await desk.record(5)).run
    await desk.record(6)
    assert first is not None
    view = await desk.do(ActivateRun(first.id))
    assert {item.id for item in view.queue} == {"5.entrance.checkpoint1", "5.checkpoint1.goal"}
    assert isinstance(await desk.lab.handle(ActivateRun(99)), Refused)


async def test_a_run_that_the_disk_does_not_finish_goes_on(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await to_checkpoint(desk, 5)
    await desk.lab.context.settle()
    await desk.writable(False)
    for command in (FinishReference("Run"), DiscardReference()):
        assert isinstance(await desk.lab.handle(command), Refused)
        assert desk.lab.view().mode == "reference"
    await desk.writable(True)
    view = await desk.do(FinishReference("Run"))
    assert view.mode == "idle"
    assert view.run is not None
    assert view.run.segments == 1


async def test_stopping_works_on_a_disk_that_takes_nothing(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await desk.writable(False)
    assert (await desk.do(StopReference())).mode == "reference_paused"
    assert "can't be written" in texts(desk)
    await desk.writable(True)
    assert (await desk.do(ResumeReference())).mode == "reference"


async def test_a_start_that_the_disk_refuses_changes_nothing(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.writable(False)
    assert isinstance(await desk.lab.handle(StartReference()), Refused)
    assert desk.lab.view().mode == "idle"
    await desk.writable(True)
    assert (await desk.do(StartReference())).mode == "reference"


async def test_another_game_pauses_the_run_and_has_its_own(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await to_checkpoint(desk, 5)
    desk.lose()
    await desk.attach(FakeEmulator(), OTHER_GAME)
    view = desk.lab.view()
    assert (view.mode, view.run) == ("idle", None)
    assert "reference run is paused" in texts(desk)
    await desk.wait(2)
    await desk.record(6)
    desk.lose()
    await desk.attach(FakeEmulator())
    view = desk.lab.view()
    assert view.mode == "reference_paused"
    assert view.run is not None
    assert view.run.segments == 1
    runs = await desk.store.call(lambda store: store.runs(GAME_ID))
    assert [split.segment.id for split in await desk.store.call(lambda store: store.splits(runs[0].id))] == [
        "5.entrance.checkpoint1"
    ]


async def test_a_long_or_empty_name_is_made_to_fit(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await to_checkpoint(desk, 5)
    view = await desk.do(FinishReference("x" * 20_000))
    assert view.run is not None
    assert view.run.name == "x" * NAME_MAX
    await desk.do(StartReference())
    await to_checkpoint(desk, 5)
    view = await desk.do(FinishReference("  "))
    assert view.run is not None
    assert view.run.name == "Reference run"
    await desk.do(StartReference())
    await to_checkpoint(desk, 5)
    view = await desk.do(FinishReference(" half\n\ud800 of it "))
    assert view.run is not None
    assert view.run.name == "half of it"


async def test_states_of_another_core_are_not_used(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    desk.lose()
    await desk.attach(FakeEmulator(), type(GAME)(GAME.name, GAME.system, GAME.crc32, "another core", "1"))
    await desk.wait(2)
    answer = await desk.lab.handle(StartPractice())
    assert isinstance(answer, Refused)
    assert "nothing to practise" in answer.reason
