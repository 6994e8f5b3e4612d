"""A mode that fails ends in order: the program goes on, and what was played is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.game.detector import Detector
from spinlab_pad.lab.commands import Pause, Refused, Skip, StartColdFill, StartPractice, StartReference, StartSpeedRun
from spinlab_pad.lab.practice.lives import Lives
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.reference.mode import ReferenceMode
from spinlab_pad.schedule.scheduler import Scheduler
from tests.lab.fakes import DEATH, GAME, NOTHING, TAPE, Desk, FakeEmulator, desk_in, texts

Faults = list[BaseException]


def fail(*_args: object, **_more: object) -> None:
    raise KeyError("nobody foresaw this")


def seen(faults: Faults) -> int:
    """How many tracebacks were logged; they are what the test has brought about."""
    assert {type(fault) for fault in faults} == {KeyError}
    count = len(faults)
    faults.clear()
    return count


async def left(desk: Desk) -> None:
    """The mode has ended, and it was told why."""
    await desk.until(lambda view: view.mode in ("idle", "reference_paused"))
    assert "Something went wrong in" in texts(desk)
    assert "nobody foresaw this" in texts(desk)


async def test_a_frame_that_fails_ends_practice_and_keeps_what_was_played(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    await desk.complete()
    await desk.playing()
    await desk.play(DEATH)
    await desk.playing()
    with monkeypatch.context() as patch:
        patch.setattr(Lives, "feed", fail)
        await desk.play(NOTHING, NOTHING, NOTHING)
        await left(desk)
    assert seen(faults) == 1
    assert [(attempt.completed, attempt.deaths) for attempt in await desk.attempts()] == [(True, 0), (False, 1)]
    await desk.wait(3)
    assert "Something went wrong in practice" in texts(desk), "it stays until another mode is at work"
    await desk.do(StartPractice())
    assert "went wrong" not in texts(desk)
    sessions = await desk.store.call(lambda store: store.sessions(f"{GAME.crc32:08x}"))
    assert [session.ended_ms is None for session in sessions] == [True, False]
    await desk.complete()


async def test_a_scheduler_that_fails_in_a_frame_costs_no_attempt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    view = await desk.practise()
    assert view.segment is not None
    await desk.wait(10)
    monkeypatch.setattr(Scheduler, "record", fail)
    await desk.play(TAPE)
    await left(desk)
    assert seen(faults) == 1
    assert [attempt.completed for attempt in await desk.attempts()] == [True]


async def test_a_scheduler_that_does_not_choose_ends_practice_and_keeps_the_attempt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    await desk.wait(10)
    monkeypatch.setattr(Scheduler, "next", fail)
    await desk.play(TAPE)
    await left(desk)
    assert seen(faults) == 1
    assert [attempt.completed for attempt in await desk.attempts()] == [True]
    assert isinstance(await desk.lab.handle(StartPractice()), Refused)
    faults.clear()


async def test_the_game_goes_on_where_practice_fails_after_the_pause_for_a_rating(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=0.01) as desk:
        await desk.practise()
        monkeypatch.setattr(Scheduler, "next", fail)
        await desk.complete()
        await left(desk)
        assert not desk.emulator.paused
        assert seen(faults) == 1


async def test_the_game_goes_on_where_practice_fails_in_a_pause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    await desk.do(Pause())
    monkeypatch.setattr(Lives, "feed", fail)
    await desk.play(NOTHING)
    await left(desk)
    await desk.true(lambda: not desk.emulator.paused)
    assert desk.lab.view().connection.state == "playing"
    assert seen(faults) == 1


async def test_a_picture_that_fails_ends_practice_and_there_is_a_view(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    with monkeypatch.context() as patch:
        patch.setattr(PracticeMode, "scene", fail)
        desk.lab.touch()
        assert desk.lab.view().mode == "practice"
        await left(desk)
    assert seen(faults) == 1


async def test_practice_that_can_not_take_its_emulator_back_ends_and_the_game_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    desk.lose()
    monkeypatch.setattr(PracticeMode, "reattached", fail)
    await desk.attach(FakeEmulator())
    await left(desk)
    assert desk.lab.view().connection.state == "playing"
    assert seen(faults) == 1


async def test_a_command_that_fails_is_refused_and_practice_can_be_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    with monkeypatch.context() as patch:
        patch.setattr(Scheduler, "next", fail)
        answer = await desk.lab.handle(Skip())
        assert isinstance(answer, Refused)
        await desk.wait(3)
    assert seen(faults) == 1
    await desk.do(Skip())
    await desk.complete()


@pytest.mark.parametrize(
    "command", [StartReference(), StartSpeedRun("full"), StartSpeedRun("chained"), StartColdFill()]
)
async def test_every_mode_ends_in_order(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    faults: Faults,
    command: StartReference | StartSpeedRun | StartColdFill,
):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    await desk.do(command)
    await desk.wait(3)
    monkeypatch.setattr(type(desk.lab.mode), "feed", fail)
    await desk.wait(3)
    await left(desk)
    assert seen(faults) == 1


async def test_a_detector_that_fails_in_every_frame_ends_practice_and_is_told_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.practise()
    monkeypatch.setattr(Detector, "feed", fail)
    await desk.wait(5)
    await left(desk)
    await desk.wait(5)
    assert seen(faults) == 1
    desk.lab.context.notices.clear("watching the game")
    await desk.wait(5)
    assert "watching the game" not in texts(desk)


async def test_a_reference_run_that_fails_is_paused_and_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: Faults
):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    with monkeypatch.context() as patch:
        patch.setattr(ReferenceMode, "feed", fail)
        await desk.wait(2)
        await desk.until(lambda view: view.mode == "reference_paused")
    assert seen(faults) == 1
