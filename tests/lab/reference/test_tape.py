"""What is recorded beside a reference run, and that nothing of it disturbs the run."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Recording, RecordingFile, StateError, Unreachable
from spinlab_pad.lab import commands
from spinlab_pad.store.recordings import SeenEvent, TakeRecord
from tests.lab.fakes import DEATH, GAME, GOAL, LEAVE, NOTHING, TAPE, Desk, desk_in, enter
from tests.lab.recorder import RecordingEmulator

GAME_ID = f"{GAME.crc32:08x}"
LEVEL = (*enter(5), *[NOTHING] * 20, TAPE, *[NOTHING] * 9, GOAL, *LEAVE)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        made.emulator = RecordingEmulator()
        await made.attach()
        await made.wait(3)
        yield made


def emulator_of(desk: Desk) -> RecordingEmulator:
    assert isinstance(desk.emulator, RecordingEmulator)
    return desk.emulator


async def takes(desk: Desk, run: int = 1) -> list[TakeRecord]:
    return await desk.store.call(lambda store: store.recordings.of_run(run))


async def events(desk: Desk, take: TakeRecord) -> list[SeenEvent]:
    return await desk.store.call(lambda store: store.recordings.events(take.id))


def told(desk: Desk) -> list[str]:
    return [notice.text for notice in desk.lab.view().notices if notice.key == "recording"]


async def finished(desk: Desk) -> int:
    """Finish the run and return how many segments it has."""
    view = await desk.do(commands.FinishReference("Run"))
    assert view.run is not None
    run = view.run.id
    return len(await desk.store.call(lambda store: store.splits(run)))


async def test_a_sitting_is_recorded_with_what_happened_in_which_frame(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await finished(desk)
    (take,) = await takes(desk)
    assert (take.core, take.frames) == (GAME.core, len(LEVEL))
    (piece,) = take.pieces
    assert (piece.format, piece.frames, piece.complete, piece.crc32) == ("FAKE", len(LEVEL), True, GAME.crc32)
    seen = await events(desk, take)
    assert [(json.loads(event.event)["event"], event.frame, event.unseen) for event in seen] == [
        ("level_entered", 7, 0),
        ("checkpoint_reached", 28, 0),
        ("level_finished", 38, 0),
    ]
    assert [event.counter for event in seen] == [10, 31, 41]
    assert (await desk.store.call(lambda store: store.recordings.data(piece))).frames == len(LEVEL)


async def test_frames_that_were_not_seen_before_an_event_are_kept_with_it(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*enter(5), NOTHING)
    emulator_of(desk).step(NOTHING)
    emulator_of(desk).step(TAPE)
    await desk.play(NOTHING)
    await desk.do(commands.StopReference())
    (take,) = await takes(desk)
    assert [(event.frame, event.unseen) for event in await events(desk, take)] == [(7, 0), (11, 2)]


async def test_each_sitting_has_a_recording(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.do(commands.StopReference())
    assert not desk.lab._runs.tape.records
    await desk.wait(5)
    await desk.do(commands.ResumeReference())
    await desk.play(*LEVEL[:-2])
    await finished(desk)
    assert [take.frames for take in await takes(desk)] == [len(LEVEL), len(LEVEL) - 2]


async def test_it_can_be_turned_off(desk: Desk):
    desk.lab.context.settings = replace(desk.lab.context.settings, record_inputs=False)
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await finished(desk)
    assert (emulator_of(desk).begun, await takes(desk), told(desk)) == (0, [], [])


async def test_an_emulator_that_could_not_play_it_is_not_asked(desk: Desk):
    await desk.attach(RecordingEmulator(50, plays=False))
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    assert await finished(desk) == 2
    assert (emulator_of(desk).begun, await takes(desk), told(desk)) == (0, [], [])


async def test_what_can_not_begin_is_said_once_and_the_run_goes_on(desk: Desk):
    emulator_of(desk).record_faults = [StateError("close its menu")]
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    assert told(desk) == ["The inputs of this run are not recorded: close its menu"]
    assert await finished(desk) == 2
    assert await takes(desk) == []
    assert await desk.store.call(lambda store: store.recordings.left(GAME_ID, GAME.core)) == []


async def test_what_the_emulator_does_not_give_at_the_end_is_said_and_found_when_it_is_attached_again(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    emulator_of(desk).stop_faults = [StateError("close its menu")]
    assert await finished(desk) == 2
    assert told(desk) == ["The inputs of this run are not kept yet: close its menu"]
    assert await takes(desk) == []
    (take,) = await desk.store.call(lambda store: store.recordings.left(GAME_ID, GAME.core))
    after = RecordingEmulator(1000)
    after.files = {"left": left("left", take.started_ms // 1000)}
    await desk.attach(after)
    await desk.true(lambda: not after.files)
    assert [len(found.pieces) for found in await takes(desk)] == [1]


async def test_a_jump_of_the_game_ends_a_take_and_begins_another(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*enter(5), *[NOTHING] * 20)
    emulator_of(desk).jump()
    await desk.wait(3)
    await desk.true(lambda: desk.lab._runs.tape.records)
    emulator_of(desk).jump()
    await desk.wait(3)
    await desk.true(lambda: desk.lab._runs.tape.records)
    await desk.play(*LEVEL)
    assert len(told(desk)) == 1
    assert await finished(desk) == 2
    kept = await takes(desk)
    assert len(kept) == 3
    assert [len(await events(desk, take)) for take in kept] == [1, 0, 4], "the last one begins within a level"


async def test_what_is_not_given_after_a_jump_is_said_too(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*enter(5), *[NOTHING] * 20)
    emulator_of(desk).jump()
    await desk.wait(3)
    await desk.true(lambda: desk.lab._runs.tape.records)
    assert "in parts" in told(desk)[0]
    emulator_of(desk).stop_faults = [StateError("its file can't be read")]
    await desk.play(*LEVEL)
    await finished(desk)
    assert told(desk) == ["The inputs of this run are not kept yet: its file can't be read"]


async def test_an_emulator_that_goes_leaves_what_was_recorded_and_the_next_one_goes_on(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*enter(5), *[NOTHING] * 20)
    desk.lose()
    await desk.attach(RecordingEmulator(1000))
    await desk.play(*LEVEL)
    assert await finished(desk) == 2
    assert [take.frames for take in await takes(desk)] == [27, len(LEVEL)]
    assert told(desk) == []


async def test_a_run_that_is_discarded_takes_its_recordings_with_it(desk: Desk, tmp_path: Path):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.do(commands.StopReference())
    assert list((tmp_path / "recordings").glob("*/*.recording"))
    await desk.do(commands.DiscardReference())
    assert await takes(desk) == []
    assert not list((tmp_path / "recordings").glob("*/*.recording"))


async def test_discarding_while_recording_says_nothing_of_it(desk: Desk, tmp_path: Path):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.do(commands.DiscardReference())
    assert told(desk) == []
    assert not list((tmp_path / "recordings").glob("*/*.recording"))
    await desk.do(commands.StartReference())
    assert desk.lab._runs.tape.records


async def test_a_full_disk_is_said_once_and_the_run_goes_on(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.writable(False)
    await desk.play(*enter(5), *[NOTHING] * 20, DEATH)
    await desk.until(lambda _: bool(told(desk)))
    await desk.writable(True)
    assert len(told(desk)) == 1
    assert told(desk)[0].startswith("What happens in this run can't be noted for a replay: ")
    assert (await desk.do(commands.StopReference())).mode == "reference_paused"


async def test_what_a_full_disk_does_not_take_of_a_recording_is_kept_later(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.lab.context.settle()
    await desk.writable(False)
    await desk.do(commands.StopReference())
    assert any("Not on disk yet: 1 recording. " in notice.text for notice in desk.lab.view().notices)
    assert await takes(desk) == []
    await desk.writable(True)
    assert await finished(desk) == 2
    assert [take.frames for take in await takes(desk)] == [len(LEVEL)]
    assert not any("Not on disk" in notice.text for notice in desk.lab.view().notices)


async def test_a_finish_that_fails_lets_the_recording_go_on(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.lab.context.settle()
    await desk.writable(False)
    await desk.lab.handle(commands.FinishReference("Run"))
    await desk.writable(True)
    assert desk.lab.view().mode == "reference"
    await desk.play(*LEVEL)
    assert await finished(desk) == 4


async def a_crash(desk: Desk) -> TakeRecord:
    """A take that nobody ended, as a crash leaves it."""
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.do(commands.StopReference())
    (take,) = await takes(desk)
    await desk.store.call(lambda store: store._write(("DELETE FROM recordings", ())))
    return take


def left(name: str, started_s: int | None) -> tuple[RecordingFile, Recording]:
    data = json.dumps({"begin": {}, "frames": [[{}, 1]]}).encode() + name.encode()
    recording = Recording(data, "FAKE", 1, False, GAME.crc32, started_s)
    return RecordingFile(name, len(data), "FAKE", 1, False, started_s), recording


async def test_what_a_crash_has_left_is_picked_up_at_the_next_start(desk: Desk):
    take = await a_crash(desk)
    began_s = take.started_ms // 1000
    after = RecordingEmulator(1000)
    after.files = {name: left(name, began_s + later) for name, later in (("old", -100), ("first", 0), ("second", 600))}
    await desk.attach(after)
    await desk.true(lambda: set(after.files) == {"old"})
    (found,) = await takes(desk)
    assert [piece.started_s for piece in found.pieces] == [began_s, began_s + 600]
    assert found.frames is None
    assert told(desk) == []


async def test_the_emulators_file_goes_when_the_take_is_on_disk(desk: Desk):
    emulator = emulator_of(desk)
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.lab.context.settle()
    await desk.writable(False)
    await desk.do(commands.StopReference())
    assert len(emulator.files) == 1
    await desk.writable(True)
    await finished(desk)
    assert emulator.files == {}


async def test_what_waits_for_the_disk_is_not_picked_up_beside_it(desk: Desk):
    emulator = emulator_of(desk)
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    await desk.lab.context.settle()
    await desk.writable(False)
    await desk.do(commands.StopReference())
    desk.lose()
    await desk.attach(emulator)
    await desk.lab.context.settle()
    assert len(emulator.files) == 1
    await desk.writable(True)
    await finished(desk)
    assert (emulator.files, len(await takes(desk))) == ({}, 1)


async def test_a_discarded_run_that_waits_for_the_disk_leaves_no_file(desk: Desk):
    emulator = emulator_of(desk)
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)
    writer, run = desk.lab._runs.writer, desk.lab._runs.open
    assert run is not None
    await desk.lab.context.settle()
    await desk.writable(False)
    await desk.do(commands.StopReference())
    writer.drop(run.id)
    await desk.true(lambda: emulator.files == {})
    await desk.writable(True)


async def test_a_file_that_a_crash_has_left_beside_the_take_that_is_kept_is_removed(desk: Desk):
    emulator = emulator_of(desk)
    await desk.do(commands.StartReference())
    await desk.play(*LEVEL)

    async def crash(name: str) -> None:
        raise Unreachable(f"we are gone, and {name} stays")

    emulator.discard_recording = crash  # type: ignore[method-assign]
    await finished(desk)
    after = RecordingEmulator(1000)
    after.files = emulator.files
    assert len(after.files) == 1
    await desk.attach(after)
    await desk.true(lambda: after.files == {})
    assert [len(take.pieces) for take in await takes(desk)] == [1]


async def test_a_take_of_which_nothing_was_found_for_long_is_forgotten(desk: Desk):
    take = await a_crash(desk)

    async def after(days: int) -> int:
        age = "UPDATE takes SET started_ms = ?", (take.started_ms - days * 24 * 3_600_000,)
        await desk.store.call(lambda store: store._write(age))
        await desk.attach(RecordingEmulator(1000))
        await desk.lab.context.settle()
        return len(await desk.store.call(lambda store: store.recordings.left(GAME_ID, GAME.core)))

    assert [await after(days=29), await after(days=31)] == [1, 0]


async def test_a_file_that_does_not_tell_when_it_began_stays_where_it_is(desk: Desk):
    take = await a_crash(desk)
    after = RecordingEmulator(1000)
    after.files = {"untold": left("untold", None), "first": left("first", take.started_ms // 1000)}
    await desk.attach(after)
    await desk.true(lambda: set(after.files) == {"untold"})
    assert [len(found.pieces) for found in await takes(desk)] == [1]


@pytest.mark.parametrize("fault", ["nothing is there", "it can't be read"])
async def test_where_nothing_is_to_be_picked_up_nothing_is_said(desk: Desk, fault: str):
    take = await a_crash(desk)
    after = RecordingEmulator(1000)
    if fault == "it can't be read":
        after.files = {"first": left("first", take.started_ms // 1000)}

        async def unreadable(name: str) -> Recording:
            raise Unreachable(f"{name} is gone")

        after.read_recording = unreadable  # type: ignore[method-assign]
    await desk.attach(after)
    await desk.lab.context.settle()
    assert (await takes(desk), told(desk)) == ([], [])
    assert len(await desk.store.call(lambda store: store.recordings.left(GAME_ID, GAME.core))) == 1
