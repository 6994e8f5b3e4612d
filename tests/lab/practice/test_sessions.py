"""A session: its goal, its breaks, its streak, and what it gained."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from spinlab_pad.lab.commands import (
    Command,
    InvalidateLast,
    NextSegment,
    PinSegment,
    PracticeOnly,
    Retry,
    SetEstimator,
    SetGoal,
    Skip,
    StartPractice,
    StopPractice,
    UndoInvalidate,
)
from spinlab_pad.lab.view import View
from spinlab_pad.schedule import ESTIMATORS
from tests.lab.fakes import DEATH, GAME, NOTHING, Desk, desk_in, enter, texts
from tests.lab.practice.asked import A, B, practice, serving


async def test_a_goal_of_minutes_is_reached_between_two_attempts(desk: Desk):
    await desk.practise()
    await desk.do(SetGoal(minutes=10))
    practice(desk)._picking.time.began_s -= 601
    await desk.wait(5)
    assert desk.lab.view().phase == "playing", "never in the middle of a life"
    await desk.complete()
    view = desk.lab.view()
    assert (view.phase, view.segment) == ("done", None)
    assert "goal reached: 10 minutes" in texts(desk)


@pytest.mark.parametrize("command", [Skip(), Retry(), NextSegment(), PinSegment(A), SetGoal()], ids=lambda it: it.name)
async def test_one_command_goes_on_after_the_goal(tmp_path: Path, command: Command):
    async with desk_in(tmp_path, goal_attempts=1) as desk:
        first = serving(await desk.practise())
        await desk.complete()
        assert desk.lab.view().phase == "done"
        loads = desk.emulator.load_id
        await desk.play(*enter(7), DEATH, NOTHING)
        desk.lab.feed(desk.emulator.step({}, turns=100))
        assert (desk.emulator.load_id, "jumped" in texts(desk)) == (loads, False), "manual play disturbs nothing"
        view = await desk.do(command)
        assert "goal reached" not in texts(desk)
        assert (serving(view) == first) == (command in (Retry(), PinSegment(A)))
        await desk.complete()
        await desk.complete()


async def test_a_goal_shows_in_the_session_and_can_be_set_at_rest(desk: Desk):
    await desk.attach()
    await desk.do(SetGoal(minutes=30, attempts=50))
    await desk.record(5)
    session = (await desk.do(StartPractice())).session
    assert session is not None
    assert (session.goal_minutes, session.goal_attempts) == (30, 50)
    session = (await desk.do(SetGoal())).session
    assert session is not None
    assert (session.goal_minutes, session.goal_attempts) == (0, 0)


async def test_a_break_is_called_for_between_lives_and_once(tmp_path: Path):
    async with desk_in(tmp_path, break_after_min=45) as desk:
        await desk.practise()
        practice(desk)._picking.time.began_s -= 45 * 60
        await desk.wait(10)
        assert "without a break" not in texts(desk), "never in the middle of a life"
        await desk.play(DEATH)
        assert "45 minutes without a break" in texts(desk)
        desk.lab.context.notices.clear("break reminder")
        await desk.complete()
        assert "without a break" not in texts(desk)


async def test_a_streak_is_of_completions_without_a_death(desk: Desk):
    await desk.practise()

    def streak(view: View) -> int:
        assert view.session is not None
        return view.session.streak

    assert streak(await desk.complete()) == 1
    assert streak(await desk.complete()) == 2
    assert streak(await desk.do(InvalidateLast())) == 1
    assert streak(await desk.do(UndoInvalidate())) == 2
    await desk.playing()
    await desk.play(DEATH)
    assert streak(await desk.complete()) == 0


async def test_days_in_a_row_count_those_before_and_today(desk: Desk):
    await desk.practise()
    await desk.complete()
    await desk.do(StopPractice())
    kept = (await desk.attempts())[0]
    game = f"{GAME.crc32:08x}"
    for ago in (1, 2, 4):
        day = date.today() - timedelta(days=ago)
        at_ms = round(time.mktime(day.timetuple()) * 1000) + 12 * 3600 * 1000
        older = replace(kept, id=100 + ago, started_ms=at_ms)
        await desk.store.call(lambda store, older=older: store.add_attempt(game, older))  # type: ignore[misc]
    view = await desk.do(StartPractice())
    assert view.session is not None
    assert view.session.days == 3


async def test_the_gain_of_a_session_is_of_what_was_known_at_its_start(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(PracticeOnly((A,)))
    for _ in range(6):
        view = await desk.complete(frames=3)
    assert view.session is not None
    assert view.session.gain_ms is not None
    assert view.session.gain_ms < 0, "faster than the reference run"
    mode = practice(desk)
    told = mode.results.session.before
    before = {name: {id_: ms for id_, ms in of.items() if id_ != B} for name, of in told.items()}
    gained = view.session.gain_ms
    mode.results.session.before = {**before}
    assert mode.results.session.gain_ms(mode.course) == gained, "a segment that was not known before changes nothing"
    mode.results.session.before = {}
    assert mode.results.session.gain_ms(mode.course) is None


async def test_the_gain_by_another_estimator_counts_from_the_start_of_the_session_too(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(PracticeOnly((A,)))
    for _ in range(4):
        await desk.complete(frames=3)
    scheduler, by = practice(desk).course.scheduler, ESTIMATORS["rolling_mean"]
    await desk.do(SetEstimator("rolling_mean"))
    view = await desk.until(lambda view: view.session is not None and view.session.gain_ms is not None)
    assert view.session is not None
    first = {info: scheduler.log(info.id)[0] for info in scheduler.segments}
    assert {attempt.source for attempt in first.values()} == {"reference"}
    before = {
        info.id: by.expected_ms([by.update(by.initial(info), one)], [info], np.zeros(1)) for info, one in first.items()
    }
    assert practice(desk).results.session.before["rolling_mean"] == before
    now = scheduler.expected_ms()
    assert view.session.gain_ms == sum(now[id_] - was for id_, was in before.items())


async def test_time_after_the_goal_is_none_of_practice(tmp_path: Path):
    async with desk_in(tmp_path, goal_attempts=1) as desk:
        await desk.practise()
        await desk.complete()
        clock = practice(desk)._picking.time
        before = clock.practised_s(time.perf_counter())
        assert clock.practised_s(time.perf_counter() + 1000) == before
        await desk.do(Skip())
        assert clock.practised_s(time.perf_counter() + 1000) > before + 900
