from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Capabilities, Pace, StateError, Unreachable
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import ActivateRun, Refused, StartPractice, StartReplay, StopReplay
from spinlab_pad.store.store import Store
from tests.lab.fakes import GAME, GOAL, LEAVE, NOTHING, TAPE, Desk, enter
from tests.lab.recorder import RecordingEmulator
from tests.lab.replay.replayed import RUN, emulator_of, record, results, run_on, to_the_end

GAME_ID = f"{GAME.crc32:08x}"


def told(desk: Desk) -> list[str]:
    return [notice.text for notice in desk.lab.view().notices]


async def test_a_replay_is_a_run_of_its_own_with_the_same_segments(desk: Desk):
    run = await record(desk)
    before = await desk.store.call(lambda store: store.splits(run))
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert (result.whole, result.events, result.alike, result.difference) == (True, 5, 5, None)
    assert result.told == (
        "Replayed Run: 2 segments, none new; start states: 2 hot, 1 cold; 5 events, all in the same frame"
    )
    assert result.told in told(desk)
    after = await desk.store.call(lambda store: store.splits(result.run))
    assert [(split.segment, split.frames, split.deaths) for split in after] == [
        (split.segment, split.frames, split.deaths) for split in before
    ]
    assert (desk.lab.view().mode, desk.emulator.paused) == ("idle", False)


async def test_how_far_it_is_and_what_it_has_is_shown(desk: Desk):
    await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: (progress := desk.lab.view().progress) is not None and progress.done >= 40)
    view = desk.lab.view()
    assert view.progress is not None
    assert (view.mode, view.phase, view.progress.what, view.progress.of) == ("replay", "playing", "frames", len(RUN))
    assert view.run is not None
    assert (view.run.name, view.run.segments, view.run.recording) == ("Replay of Run", 1, True)


async def test_it_is_shown_while_nothing_happens(desk: Desk):
    await record(desk, *enter(5), *[NOTHING] * 100, TAPE)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    places = set()

    def far() -> bool:
        progress = desk.lab.view().progress
        assert progress is not None
        places.add(progress.done)
        return progress.done > 75

    await run_on(desk, far)
    assert len(places) >= 3


class FastForwarded(RecordingEmulator):
    """It runs at a pace of its own, as RetroArch does."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, virtual_clock=False)


async def test_at_which_speed_it_is_played_needs_no_words(desk: Desk):
    await record(desk)
    await desk.attach(FastForwarded(1000))
    await desk.wait(2)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    desk.emulator.speed = Pace.FAST
    fast = desk.lab.context.unreal
    await desk.true(lambda: desk.lab.context.unreal > fast + 2)
    assert not [text for text in told(desk) if "Fast-forward" in text]


async def test_its_times_are_neither_golds_nor_estimates(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await to_the_end(desk)
    course = desk.lab.context.course
    assert course is not None
    golds, expected = dict(course.golds), course.expected_ms
    (result,) = await results(desk, run)

    def faster(store: Store) -> None:
        store._write(("UPDATE splits SET time_ms = 1, deaths = 0, clean_tail_ms = 1 WHERE run = ?", (result.run,)))

    await desk.store.call(faster)
    await desk.lab.context.load_course()
    again = desk.lab.context.course
    assert again is not None
    assert (again.run.id, again.golds, again.expected_ms) == (run, golds, expected)
    deaths = await desk.store.call(lambda store: store.passed.deaths(GAME_ID, "5.checkpoint1.goal"))
    assert [place.count for place in deaths] == [1], "each death once"
    await desk.do(ActivateRun(result.run))
    own = desk.lab.context.course
    assert own is not None
    assert own.run.source == "replay"
    assert (own.golds, own.expected_ms) == (golds, expected), "what the runner played, and nothing else"
    view = await desk.do(StartPractice())
    assert view.mode == "practice"


async def test_what_it_captures_anew_is_told_as_new(desk: Desk):
    run = await record(desk)

    def forget(store: Store) -> None:
        store._write(("DELETE FROM splits WHERE run = ? AND place = 2", (run,)))

    await desk.store.call(forget)
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert "2 segments, 1 new (" in result.told


async def test_without_a_recording_it_is_refused_in_words(desk: Desk):
    answer = await desk.lab.handle(StartReplay())
    assert answer == Refused("there is no active run to replay: record a reference run first")
    assert "no run 7" in str(await desk.lab.handle(StartReplay(7)))
    desk.lab.context.settings = replace(desk.lab.context.settings, record_inputs=False)
    await record(desk)
    answer = await desk.lab.handle(StartReplay())
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("Run has no recording")
    assert desk.lab.view().mode == "idle"


async def test_a_recording_of_another_core_is_refused_and_the_core_is_named(desk: Desk):
    await record(desk)
    await desk.attach(RecordingEmulator(1000), replace(GAME, core="other core"))
    answer = await desk.lab.handle(StartReplay())
    assert answer == Refused("Run was recorded with fake core, and here runs other core: replay it in that core")


async def test_an_emulator_that_can_not_play_is_refused_and_one_that_can_is_named(desk: Desk):
    await record(desk)
    await desk.attach(RecordingEmulator(1000, plays=False))
    answer = await desk.lab.handle(StartReplay())
    assert isinstance(answer, Refused)
    assert "RetroArch 1.16" in answer.reason
    assert desk.lab.possible()["start_replay"] == answer.reason


async def test_it_can_be_stopped_and_what_was_captured_stays(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: (view := desk.lab.view()).run is not None and view.run.segments == 1)
    await desk.do(StopReplay())
    (result,) = await results(desk, run)
    assert (result.whole, result.difference) == (False, None)
    assert "ended early (stopped): 1 segment, none new;" in result.told
    assert emulator_of(desk).left == 0, "the emulator plays it no more"
    assert len(await desk.store.call(lambda store: store.splits(result.run))) == 1


async def test_a_difference_is_named(desk: Desk):
    run = await record(desk)

    def later(store: Store) -> None:
        store._write(("UPDATE recorded_events SET frame = frame + 2 WHERE number > 2", ()))

    await desk.store.call(later)
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert (result.whole, result.alike) == (True, 2)
    assert result.difference == "the death in level 5 came 2 frames early"


async def test_it_ends_when_a_state_is_loaded_by_hand(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    emulator_of(desk).jump()
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert not result.whole
    assert "ended early (" in result.told


async def test_it_ends_when_the_emulator_goes_and_nothing_hangs(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    desk.lose()
    await desk.until(lambda view: view.mode == "idle")
    await desk.lab.handle(StopReplay())
    (result,) = await results(desk, run)
    assert "ended early (the emulator has gone)" in result.told
    await desk.attach(RecordingEmulator(5000))
    await desk.wait(2)
    await desk.do(StartReplay())
    await to_the_end(desk)
    assert (await results(desk, run))[0].whole


async def test_it_ends_where_too_few_frames_are_seen(desk: Desk):
    run = await record(desk, *enter(5), *[NOTHING] * 400, TAPE)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    while desk.lab.view().mode == "replay" and emulator_of(desk).left > 8:
        for _ in range(4):
            emulator_of(desk).step(NOTHING)
        await desk.play(NOTHING)
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert "ended early (too few frames are seen: let it run four times as fast at most)" in result.told


@pytest.mark.parametrize("fault", [StateError("it is damaged"), Unreachable("nothing answers")])
async def test_a_recording_that_does_not_play_is_told(desk: Desk, fault: Exception):
    run = await record(desk)
    emulator_of(desk).play_faults.append(fault)
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert f"ended early ({fault})" in result.told


async def test_a_full_disk_ends_the_replay_and_not_the_lab(desk: Desk):
    await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    await desk.writable(False)
    await to_the_end(desk)
    assert desk.lab.view().mode == "idle"
    await desk.writable(True)
    await desk.do(StartReplay())
    await to_the_end(desk)
    assert any(text.startswith("Replayed Run") for text in told(desk))


async def test_a_game_that_is_paused_meanwhile_goes_on_where_it_was(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    await desk.do(commands.Pause())
    left = emulator_of(desk).left
    await asyncio.sleep(0.01)
    await desk.do(commands.Resume())
    assert (desk.lab.view().mode, emulator_of(desk).left) == ("replay", left)
    await to_the_end(desk)
    assert (await results(desk, run))[0].whole


async def test_half_a_replay_is_gone_at_the_next_start_and_its_states_stay(desk: Desk, tmp_path: Path):
    run = await record(desk)
    await desk.do(StartReplay())
    await run_on(desk, lambda: (view := desk.lab.view()).run is not None and view.run.segments == 1)
    left = tmp_path / "as a crash leaves it"
    await desk.store.call(lambda _: shutil.copytree(tmp_path, left))
    store = Store(left)
    try:
        assert [(item.id, item.state) for item in store.runs(GAME_ID)] == [(run, "finished")]
        states = store.start_states(GAME_ID, GAME.core)
        assert None in [state.run for state in states]
        assert all(store.states.get(state.sha256) for state in states)
    finally:
        store.close()


async def test_a_run_over_two_sittings_is_replayed_in_two_takes(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*enter(5), *[NOTHING] * 20, TAPE, *[NOTHING] * 9, GOAL, *LEAVE)
    await desk.do(commands.StopReference())
    await desk.wait(30)
    await desk.do(commands.ResumeReference())
    await desk.play(*enter(6), *[NOTHING] * 20, TAPE, *[NOTHING] * 9, GOAL, *LEAVE)
    view = await desk.do(commands.FinishReference("Run"))
    assert view.run is not None
    run = view.run.id
    assert len(await desk.store.call(lambda store: store.recordings.of_run(run))) == 2
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert (result.whole, result.events, result.alike) == (True, 6, 6)
    splits = await desk.store.call(lambda store: store.splits(result.run))
    assert [split.segment.id for split in splits] == [
        "5.entrance.checkpoint1", "5.checkpoint1.goal", "6.entrance.checkpoint1", "6.checkpoint1.goal",
    ]  # fmt: skip


async def test_a_sitting_that_saw_no_frame_does_not_end_the_replay_of_the_others(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.do(commands.StopReference())
    await desk.do(commands.ResumeReference())
    await desk.play(*RUN)
    view = await desk.do(commands.FinishReference("Run"))
    assert view.run is not None
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, view.run.id)
    assert (result.whole, result.events, result.alike) == (True, 5, 5)


async def test_what_was_recorded_on_another_core_is_left_out_and_said_to_be(desk: Desk):
    await desk.do(commands.StartReference())
    await desk.play(*RUN)
    await desk.do(commands.StopReference())
    desk.lose()
    await desk.attach(RecordingEmulator(1000), replace(GAME, core="other core"))
    await desk.wait(2)
    await desk.do(commands.ResumeReference())
    await desk.play(*RUN)
    view = await desk.do(commands.FinishReference("Run"))
    assert view.run is not None
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, view.run.id)
    assert (result.whole, result.events) == (True, 5)
    assert result.told.endswith("; 1 part left out, which was recorded with fake core")


async def test_a_start_whose_frame_was_not_seen_takes_the_place_of_none(desk: Desk):
    run = await record(desk)

    async def starts() -> dict[tuple[str, str], tuple[int, int | None]]:
        states = await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))
        return {(state.waypoint.id, state.kind): (state.event_counter, state.run) for state in states}

    before = await starts()
    await desk.do(StartReplay())
    await run_on(desk, lambda: desk.lab.view().phase == "playing")
    while desk.lab.view().run is None or emulator_of(desk).left > len(RUN) - len(enter(5)) + 1:
        await desk.play(NOTHING)
    emulator_of(desk).step(NOTHING)  # the entrance
    emulator_of(desk).step(NOTHING)
    await to_the_end(desk)
    (result,) = await results(desk, run)
    after = await starts()
    assert after.pop(("5.entrance", "hot")) == before.pop(("5.entrance", "hot"))
    assert {counter for counter, _ in after.values()} == {counter for counter, _ in before.values()}
    assert {of for _, of in after.values()} == {result.run}
    assert "1 hot, 1 cold" in result.told
