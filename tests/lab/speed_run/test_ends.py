"""How a full run ends, early or not at all, and that nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Unreachable
from spinlab_pad.lab import commands
from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, Split, Started
from spinlab_pad.lab.speed_run import pauses as run_pauses
from spinlab_pad.store.errors import DatabaseError, DataFolderError
from spinlab_pad.store.speed_runs import SpeedRuns
from spinlab_pad.store.store import Store
from tests.lab.fakes import GOAL, LEAVE, NOTHING, OTHER_GAME, TAPE, FakeEmulator, enter, texts
from tests.lab.runner import RunDesk, run_desk, whole_run


async def test_the_end_is_shown_only_when_it_is_on_disk(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.desk.play(*enter(6))
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    await runs.desk.writable(False)
    await runs.desk.wait(20)
    await runs.desk.play(GOAL, *LEAVE)
    await runs.desk.until(
        lambda view: any("could not be written" in n.text or "can't be" in n.text for n in view.notices)
    )
    assert (runs.phase, runs.run.result_ms) == ("finishing", None)
    await runs.desk.writable(True)
    view = await runs.finished()
    assert view.speed_run is not None
    assert view.speed_run.result_ms is not None
    assert [split.place for split in await runs.splits(1)] == [1, 2, 3, 4]
    assert len(await runs.attempts()) == 4


async def test_a_run_that_is_waiting_for_the_disk_does_not_hold_up_the_next_one(runs: RunDesk):
    await runs.start()
    await runs.desk.writable(False)
    await runs.play_level(5, entered=True)
    await runs.play_level(6)
    assert runs.phase == "finishing"
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    assert (runs.phase, runs.run.attempt) == ("playing", 2)
    await runs.desk.writable(True)
    await runs.desk.true(lambda: not runs.desk.lab.context.keeper.waiting())
    assert runs.phase == "playing"
    assert runs.run.result_ms is None
    assert [run.state for run in await runs.runs()] == ["running", "finished"]


@pytest.mark.parametrize("how", ["stopped", "another game"])
async def test_a_run_that_is_waiting_for_the_disk_is_kept_also_when_its_mode_has_ended(
    runs: RunDesk, monkeypatch: pytest.MonkeyPatch, how: str
):
    await runs.start()
    await runs.written()
    with monkeypatch.context() as patch:
        patch.setattr(SpeedRuns, "put", full)
        await runs.play_level(5, entered=True)
        await runs.play_level(6)
        await runs.desk.until(lambda _: "Not on disk yet: 1 part of a speed run. " in texts(runs.desk))
        assert runs.phase == "finishing"
        if how == "stopped":
            await runs.desk.do(commands.StopSpeedRun())
        else:
            runs.desk.lose()
            await runs.desk.attach(FakeEmulator(), OTHER_GAME)
        assert runs.view.mode == "idle"
        assert "Not on disk yet: " in texts(runs.desk)
    await runs.desk.until(lambda _: "a new personal best" in texts(runs.desk))
    assert "Not on disk" not in texts(runs.desk)
    assert [run.state for run in await runs.runs()] == ["finished"]
    assert [split.place for split in await runs.splits(1)] == [1, 2, 3, 4]
    assert len(await runs.attempts()) == 4


async def test_another_run_begins_when_the_one_before_is_on_disk(runs: RunDesk):
    await runs.start()
    await runs.desk.writable(False)
    await runs.play_level(5, entered=True)
    await runs.desk.do(commands.StopSpeedRun())
    answer = await runs.desk.lab.handle(commands.StartSpeedRun("full"))
    assert isinstance(answer, commands.Refused)
    assert "not on disk yet: free some space" in answer.reason
    await runs.desk.writable(True)
    await runs.start()
    assert [run.state for run in await runs.runs()] == ["running", "reset"]
    assert [attempt.id for attempt in await runs.attempts()] == [1, 2]


@pytest.mark.parametrize("counts", [False, True])
async def test_what_is_taken_back_before_it_is_on_disk_stays_so(runs: RunDesk, counts: bool):
    await runs.start()
    await runs.desk.writable(False)
    await runs.play_level(5, entered=True)
    await runs.desk.do(commands.InvalidateLast())
    if counts:
        await runs.desk.do(commands.UndoInvalidate())
    await runs.desk.do(commands.StopSpeedRun())
    await runs.desk.writable(True)
    assert [attempt.valid for attempt in await runs.attempts()] == [True, counts]
    assert [split.place for split in await runs.splits(1)] == ([1, 2] if counts else [1])


async def test_an_attempt_that_the_database_refuses_does_not_come_back(runs: RunDesk, monkeypatch: pytest.MonkeyPatch):
    await runs.start()
    course = runs.desk.lab.context.course
    assert course is not None
    golds, known = dict(course.golds), {item.id: len(course.scheduler.log(item.id)) for item in course.segments}
    monkeypatch.setattr(Store, "add_attempt", refuse)
    await runs.play_level(5, entered=True, first=3, second=3)
    await runs.desk.until(lambda _: "an attempt of the speed run was not kept: odd row" in texts(runs.desk))
    await runs.desk.do(commands.InvalidateLast())
    await runs.desk.do(commands.UndoInvalidate())
    assert await runs.attempts() == []
    await runs.desk.true(lambda: course.golds == golds)
    assert {item.id: len(course.scheduler.log(item.id)) for item in course.segments} == known


def refuse(*_: object) -> None:
    raise DatabaseError("odd row")


def full(*_: object) -> None:
    raise DataFolderError("the disk is full")


async def test_a_reset_is_counted_and_kept_with_what_it_had(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.desk.do(commands.ResetRun())
    assert runs.run.splits[0].split_ms is None
    await runs.begun()
    assert (runs.run.attempt, runs.run.finished) == (2, 0)
    newest, oldest = await runs.runs()
    assert (newest.state, oldest.state) == ("running", "reset")
    assert oldest.frames > 0
    assert [split.place for split in await runs.splits(oldest.id)] == [1, 2]
    assert runs.names == ["Started", "Split 0", "Split 1", "Reset", "Started"]
    await runs.desk.do(commands.StopSpeedRun())
    assert [run.state for run in await runs.runs()] == ["reset", "reset"]
    assert runs.view.mode == "idle"


@pytest.mark.parametrize("how", ["a rewind or reset", "a load by hand", "the emulator goes"])
async def test_a_game_that_jumps_resets_the_run(runs: RunDesk, how: str):
    await runs.start()
    await runs.play_level(5, entered=True)
    before = runs.told[-1].at.frames + len(LEAVE)
    if how == "a rewind or reset":
        runs.desk.lab.feed(runs.desk.emulator.step({}, turns=99))
    elif how == "a load by hand":
        runs.desk.emulator.load_id += 1
        await runs.desk.play(NOTHING)
    else:
        runs.desk.lose()
        await runs.desk.attach(FakeEmulator())
        await runs.desk.wait(2)
    assert runs.phase == "ready"
    assert runs.run.splits[0].state != "done"
    assert isinstance(runs.told[-1], Reset)
    assert runs.told[-1].at.frames == before
    (run,) = await runs.runs()
    assert (run.state, run.frames) == ("reset", before)
    assert runs.desk.emulator.loaded == [] or how != "the emulator goes", "the game is left to the runner"
    await runs.play_level(5)
    assert runs.run.attempt == 2
    assert runs.run.splits[1].state == "done"


async def test_another_game_ends_the_mode_and_keeps_the_run(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    runs.desk.lose()
    await runs.desk.attach(FakeEmulator(), OTHER_GAME)
    assert runs.view.mode == "idle"
    assert "The speed run has ended" in " ".join(notice.text for notice in runs.view.notices)
    assert [run.state for run in await runs.runs()] == ["reset"]


async def test_a_crash_leaves_the_run_as_a_reset_with_its_splits(tmp_path: Path):
    copy = tmp_path / "copy"
    async with run_desk(tmp_path / "data") as runs:
        await runs.start()
        await runs.play_level(5, entered=True)
        await runs.splits(1)
        # What is on disk now is what a crash would leave.
        copy.mkdir()
        for file in (tmp_path / "data").glob("spinlab.db*"):
            (copy / file.name).write_bytes(file.read_bytes())
    store = Store(copy)
    (run,) = store.speed_runs.all("0000cafe")
    splits = store.speed_runs.splits(run.id)
    store.close()
    assert (run.state, run.frames, run.time_ms) == ("reset", splits[-1].frames, splits[-1].time_ms)
    assert [split.place for split in splits] == [1, 2]
    assert run.ended_ms == run.started_ms + splits[-1].rta_ms


async def test_listeners_hear_of_standstills_and_times_that_agree(runs: RunDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_pauses, "STILL_S", 0.02)
    monkeypatch.setattr(run_pauses, "LOOK_EVERY_S", 0.005)
    await runs.start()
    await runs.desk.true(lambda: any(isinstance(event, Paused) for event in runs.told))
    await runs.desk.play(NOTHING)
    await runs.desk.true(lambda: any(isinstance(event, Resumed) for event in runs.told))
    paused = next(event for event in runs.told if isinstance(event, Paused))
    resumed = next(event for event in runs.told if isinstance(event, Resumed))
    assert resumed.at.frames == paused.at.frames + 1
    await whole_run(runs)
    started = runs.told[0]
    assert isinstance(started, Started)
    assert (started.kind, started.attempt, len(started.names)) == ("full", 1, 4)
    splits = [event.at.time_ms for event in runs.told if isinstance(event, Split)]
    assert splits == [split.split_ms for split in runs.run.splits]
    last = runs.told[-1]
    assert isinstance(last, Finished)
    assert (last.at.time_ms, last.pb) == (splits[-1], True)


async def test_a_listener_that_fails_does_not_disturb_the_run(runs: RunDesk, faults: list[BaseException]):
    def fail(_event: object) -> None:
        raise RuntimeError("no timer")

    runs.desk.lab.context.run_listeners.insert(0, fail)
    await runs.start()
    await runs.play_level(5, entered=True)
    assert runs.names == ["Started", "Split 0", "Split 1"]
    assert [str(fault) for fault in faults] == ["no timer"]
    faults.clear()


async def test_an_emulator_that_does_not_answer_is_tried_again(runs: RunDesk):
    runs.desk.emulator.faults += [Unreachable("busy"), Unreachable("busy")]
    await runs.start()
    await runs.desk.true(lambda: len(runs.desk.emulator.loaded) == 1)
    await runs.desk.play(NOTHING)
    assert runs.phase == "playing"


async def test_reset_while_the_start_is_being_loaded_loads_it_again(runs: RunDesk):
    await runs.desk.do(commands.StartSpeedRun())
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    assert (runs.phase, runs.run.attempt) == ("playing", 1)


async def test_a_start_whose_file_is_lost_leaves_the_run_to_the_runner(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        for file in (tmp_path / "states").rglob("*"):
            if file.is_file():
                file.unlink()
        await runs.start()
        assert runs.phase == "ready"
        await runs.play_level(5)
        assert runs.run.splits[1].state == "done"
