"""The hub: commands in turn, the stream of Views, and an orderly end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from spinlab_pad.lab import connection, context, lab
from spinlab_pad.lab.commands import (
    FinishReference,
    Pause,
    Quit,
    Rate,
    Refused,
    Resume,
    Retry,
    SetAllocator,
    SetEstimator,
    Skip,
    StartPractice,
    StartReference,
    StopPractice,
)
from spinlab_pad.lab.view import View, to_json
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store
from tests.lab.fakes import GAME, NOTHING, OTHER_GAME, Desk, FakeEmulator, desk_in, texts


async def test_two_starts_at_once_make_one_run(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    answers = await asyncio.gather(*(desk.lab.handle(StartReference()) for _ in range(3)))
    assert [isinstance(answer, Refused) for answer in answers] == [False, True, True]
    assert len(await desk.store.call(lambda store: store.runs(f"{GAME.crc32:08x}"))) == 1


async def test_practice_and_reference_at_once_give_one_of_them(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    answers = await asyncio.gather(desk.lab.handle(StartPractice()), desk.lab.handle(StartReference()))
    assert isinstance(answers[0], View)
    assert isinstance(answers[1], Refused)
    assert desk.lab.view().mode == "practice"


async def test_quit_is_heard_while_another_command_hangs(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lab, "PATIENCE_S", 0.01)
    await desk.attach()
    await desk.wait(2)
    desk.emulator.pause_faults.append(asyncio.Event())
    hanging = asyncio.ensure_future(desk.lab.handle(Pause()))
    await asyncio.sleep(0)
    await desk.do(Quit())
    assert desk.lab.quit.is_set()
    await desk.lab.close()
    with pytest.raises(asyncio.CancelledError):
        await hanging


async def test_closing_in_the_middle_of_anything_ends(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.practise()
        desk.emulator.faults.append(asyncio.Event())
        await desk.do(Retry())
        await desk.true(lambda: not desk.emulator.faults)
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.do(StartReference())
    store = Store(tmp_path)
    assert [run.state for run in store.runs(f"{GAME.crc32:08x}")] == ["paused", "finished"]
    assert store.sessions(f"{GAME.crc32:08x}")[0].ended_ms is not None
    store.close()


async def test_a_slow_consumer_misses_middle_views_and_never_the_newest(desk: Desk):
    await desk.attach()
    views = desk.lab.views()
    assert (await anext(views)).connection.state == "playing"
    for number in range(50):
        desk.lab.context.tell("a", "info", f"notice {number}")
    view = await asyncio.wait_for(anext(views), 5)
    assert [notice.text for notice in view.notices] == ["notice 49"]
    waiting = asyncio.ensure_future(anext(views))
    await asyncio.sleep(0)
    assert not waiting.done()
    desk.lab.touch()
    await asyncio.wait_for(waiting, 5)
    await views.aclose()  # type: ignore[attr-defined]


async def test_a_passing_notice_goes_also_where_no_frame_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(context, "SHOWN_MS", 10)
    monkeypatch.setattr("spinlab_pad.lab.notices.SHOWN_MS", 10)
    desk.lab.context.tell("a", "info", "for a moment")
    assert "for a moment" in texts(desk)
    await desk.until(lambda view: view.notices == ())


async def test_frames_in_a_pause_mean_that_the_runner_has_let_it_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    await desk.attach()
    await desk.wait(2)
    await desk.do(Pause())
    await desk.play(NOTHING)
    assert desk.lab.view().connection.state == "paused"
    monkeypatch.setattr(connection, "SETTLED_S", 0.0)
    desk.emulator.paused = False
    await desk.play(NOTHING)
    assert desk.lab.view().connection.state == "playing"


async def test_an_emulator_that_is_waited_for_is_not_there_any_more(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    desk.lab.waiting("waiting", "RetroArch runs without a game; load one")
    view = desk.lab.view()
    assert (view.connection.state, view.game) == ("waiting", None)
    assert isinstance(await desk.lab.handle(StartReference()), Refused)
    await desk.attach(FakeEmulator())
    assert desk.lab.view().notices == ()


async def test_the_same_game_again_needs_no_disk(desk: Desk):
    await desk.practise()
    await desk.writable(False)
    desk.lose()
    await desk.attach(FakeEmulator())
    await desk.playing()


async def test_parts_are_chosen_for_now_and_for_later(desk: Desk):
    await desk.attach()
    await desk.do(SetAllocator("random"))
    await desk.wait(2)
    await desk.record(5)
    view = await desk.do(SetEstimator("rolling_mean"))
    assert (view.allocator, view.estimator) == ("random", "rolling_mean")
    course = desk.lab.context.course
    assert course is not None
    assert (course.scheduler.allocator, course.scheduler.estimator) == ("random", "rolling_mean")
    unknown = SetEstimator("magic")  # type: ignore[arg-type]
    assert isinstance(await desk.lab.handle(unknown), Refused)


async def test_an_allocator_whose_package_is_not_there_is_refused_with_the_remedy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    await desk.attach()
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda _: None)
    answer = await desk.lab.handle(SetAllocator("spaced"))
    assert isinstance(answer, Refused)
    assert "pip install 'spinlab-pad[spaced]'" in answer.reason
    assert desk.lab.view().allocator == "round_robin"


async def test_a_fault_in_one_command_is_told_and_the_next_one_is_carried_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, faults: list[BaseException]
):
    await desk.attach()
    with monkeypatch.context() as patch:
        patch.delattr(context.LabContext, "choose_allocator")
        answer = await desk.lab.handle(SetAllocator("random"))
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("set_allocator failed (")
    assert "set_allocator failed" in texts(desk)
    assert [type(fault) for fault in faults] == [AttributeError]
    faults.clear()
    assert (await desk.do(SetAllocator("random"))).allocator == "random"
    assert "failed" not in texts(desk)


async def test_pause_and_resume_without_an_emulator_are_refused(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    hang = asyncio.Event()
    desk.emulator.pause_faults.append(hang)
    first, second = (asyncio.ensure_future(desk.lab.handle(command)) for command in (Pause(), Resume()))
    await asyncio.sleep(0)
    desk.lose()
    hang.set()
    assert isinstance(await first, Refused)
    assert isinstance(await second, Refused)
    assert desk.lab.view().connection.state == "lost"


async def test_the_course_that_lost_its_states_is_not_started(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    await desk.store.call(lambda store: store._write(("DELETE FROM start_states", ())))
    answer = await desk.lab.handle(StartPractice())
    assert isinstance(answer, Refused)
    assert "nothing to practise" in answer.reason
    assert desk.lab.view().mode == "idle"
    assert await desk.store.call(lambda store: store.sessions(f"{GAME.crc32:08x}")) == []


def widen(store: Store, run: int, levels: int) -> None:
    """A run of many levels, played like the first one."""
    split = store.splits(run)[0]
    state = store.start_states(f"{GAME.crc32:08x}", GAME.core)[0]
    data = store.states.get(state.sha256)
    for level in range(100, 100 + levels):
        start = type(split.segment.start)(level, "entrance")
        segment = type(split.segment)(start, type(start)(level, "goal-secret"))
        name = f"A level whose name is as long as any name of a level {level}: entrance to goal, secret"
        played = store_played(split.frames)
        record = SegmentRecord(segment, name, True)
        store.add_split(run, f"{GAME.crc32:08x}", record, played, frame_hz=60.0, now_ms=1)
        kept = StartState(start, "hot", GAME.core, "", state.event_counter, 0, run)
        store.put_state(f"{GAME.crc32:08x}", kept, data, 1)


def store_played(frames: int):
    from spinlab_pad.route.clock import Played

    return Played(frames, frames, frames, round(frames * 1000 / 60), 0)


async def test_the_view_is_small_with_200_segments(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    view = await desk.record(5)
    assert view.run is not None
    run = view.run.id
    await desk.store.call(lambda store: widen(store, run, 198))
    await desk.do(StartPractice())
    view = desk.lab.view()
    assert view.run is not None
    assert view.run.segments == 200
    for number in range(12):
        await desk.playing()
        await desk.wait(2)
        await desk.do(Skip())
        await desk.until(lambda view, n=number: view.result is not None and view.result.attempt == n + 1)  # type: ignore[misc]
        desk.lab.context.tell(f"{number}", "error", "a very long path " * 500)
    assert len(desk.lab.view().recent) == 10
    text = json.dumps(to_json(desk.lab.view()))
    assert len(text.encode()) < 16 * 1024


async def test_refused_commands_change_nothing(desk: Desk):
    await desk.practise()
    before = desk.lab.view()
    for command in (StartReference(), StartPractice(), FinishReference("x"), Rate("good")):
        assert isinstance(await desk.lab.handle(command), Refused)
    after = desk.lab.view()
    assert (after.mode, after.run, after.session) == (before.mode, before.run, before.session)
    await desk.do(StopPractice())
    assert isinstance(await desk.lab.handle(StopPractice()), Refused)


async def test_a_game_without_a_checksum_goes_by_its_name(desk: Desk):
    await desk.attach(game=type(OTHER_GAME)("Nameless", "super_nes", None, "core", "1"))
    view = desk.lab.view()
    assert view.game is not None
    assert (view.game.id, view.game.crc32) == ("Nameless", None)
