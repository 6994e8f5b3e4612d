"""What a full run is held against: personal bests, golds, sums and chances."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from spinlab_pad.lab import commands
from spinlab_pad.lab.speed_run import full
from tests.lab.fakes import GOAL, LEAVE, TAPE, enter
from tests.lab.runner import BETWEEN, START, RunDesk, ms, run_desk, whole_run


async def test_a_faster_run_is_a_personal_best_and_a_slower_one_is_not(runs: RunDesk):
    await runs.start()
    await whole_run(runs, first=20)
    assert (runs.run.pb, runs.run.attempt, runs.run.finished) == (True, 1, 1)
    assert runs.run.result_ms == (await runs.runs())[0].time_ms
    for first, pb, delta in ((15, True, -5), (16, False, 1)):
        await runs.desk.do(commands.ResetRun())
        assert runs.run.result_ms is None
        await runs.begun()
        await whole_run(runs, first=first)
        assert runs.run.pb is pb
        deltas = [split.delta_ms for split in runs.run.splits]
        assert runs.run.ahead_ms == deltas[-1]
        assert all(abs((item or 0) - delta * 1000 / 60.0988) <= 1 for item in deltas)
    assert (runs.run.attempt, runs.run.finished) == (3, 3)
    best = min(run.time_ms for run in await runs.runs())
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms == best


async def test_a_run_is_measured_against_the_one_before_it_that_is_not_on_disk_yet(runs: RunDesk):
    await runs.start()
    await runs.desk.writable(False)
    for first in (20, 30):
        await runs.play_level(5, entered=True, first=first)
        await runs.play_level(6)
        assert runs.phase == "finishing"
        if first == 20:
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
    await runs.desk.writable(True)
    await runs.finished()
    assert not runs.run.pb
    slower, faster = await runs.runs()
    assert slower.time_ms > faster.time_ms
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms == faster.time_ms


async def test_a_gold_that_is_taken_back_is_one_again_when_it_counts_again(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True, second=10)
    for command, gold in ((None, True), (commands.InvalidateLast(), False), (commands.UndoInvalidate(), True)):
        if command is not None:
            await runs.desk.do(command)
        await runs.written()
        assert runs.view.result is not None
        assert runs.view.result.gold is gold


async def test_golds_and_estimates_learn_from_runs(runs: RunDesk):
    await runs.start()
    before = runs.view.estimate
    await runs.play_level(5, entered=True, first=3)
    await runs.attempts()
    course = runs.desk.lab.context.course
    assert course is not None
    assert before is not None
    first = runs.run.splits[0]
    assert first.gold
    assert course.golds[first.id] == first.segment_ms
    assert course.scheduler.estimate(first.id).attempts == before.attempts + 1
    assert runs.view.result is not None
    assert runs.view.result.segment == runs.run.splits[1].id
    await runs.desk.do(commands.StopSpeedRun())
    await runs.desk.do(commands.StartPractice())
    assert course is not runs.desk.lab.context.course
    assert runs.desk.lab.context.course is not None
    assert runs.desk.lab.context.course.golds[first.id] == first.segment_ms


async def test_sum_of_best_and_best_possible_know_what_lies_between_levels(runs: RunDesk):
    await runs.start()
    assert (runs.run.sum_of_best_ms, runs.run.best_possible_ms, runs.run.expected_ms) == (None, None, None)
    await whole_run(runs)
    await runs.desk.do(commands.ResetRun())
    golds = 21 + 31 + 21 + 31  # the reference run's own
    assert abs((runs.run.sum_of_best_ms or 0) - ms(golds + BETWEEN)) <= 4
    assert runs.run.expected_ms is not None
    await runs.begun()
    await runs.play_level(5, entered=True, first=40)
    slower = (runs.run.best_possible_ms or 0) - (runs.run.sum_of_best_ms or 0)
    assert abs(slower - ms(START + 41 - 21)) <= 4


async def test_the_standing_shows_the_chance_of_a_personal_best(runs: RunDesk):
    await runs.start()
    await whole_run(runs)
    assert runs.run.pb_chance is None
    for first in (20, 21, 19):
        await runs.desk.do(commands.ResetRun())
        await runs.begun()
        await whole_run(runs, first=first)
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    view = await runs.desk.until(lambda view: view.speed_run is not None and view.speed_run.pb_chance is not None)
    assert view.speed_run is not None
    before = view.speed_run.pb_chance
    await runs.desk.wait(120)
    await runs.desk.play(TAPE)
    view = await runs.desk.until(
        lambda view: view.speed_run is not None and view.speed_run.pb_chance not in (None, before)
    )
    assert view.speed_run is not None
    assert before is not None
    assert view.speed_run.pb_chance is not None
    assert view.speed_run.pb_chance < before


async def test_a_run_at_another_speed_or_with_a_break_is_no_personal_best(runs: RunDesk):
    await runs.start()
    runs.desk.lab.context.unreal += 1
    await whole_run(runs)
    assert not runs.run.pb
    (run,) = await runs.runs()
    assert (run.state, run.real_time) == ("finished", False)
    assert [attempt.not_real_time for attempt in await runs.attempts()] == [True, False, False, False]
    assert "not at normal speed" in " ".join(notice.text for notice in runs.view.notices)


async def test_a_short_break_in_a_long_run_is_a_break_too(runs: RunDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(full, "BREAK_S", 0.01)
    await runs.start()
    await runs.desk.do(commands.Pause())
    await asyncio.sleep(0.02)
    await runs.desk.do(commands.Resume())
    await whole_run(runs)
    assert not runs.run.pb
    assert [attempt.not_real_time for attempt in await runs.attempts()] == [False] * 4
    await runs.desk.do(commands.ResetRun())
    await runs.begun()
    await whole_run(runs)
    assert runs.run.pb, "the break was in the run before"


async def test_a_split_that_is_taken_back_leaves_the_gold_of_the_reference_run(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.desk.store.call(
            lambda store: store._write(("DELETE FROM start_states WHERE waypoint = ?", ("6.entrance",)))
        )
        await runs.start()
        plan = runs.desk.lab.mode.sheet.plan  # type: ignore[union-attr]
        await runs.play_level(5, entered=True)
        await runs.desk.play(*enter(6))
        await runs.desk.wait(10)
        await runs.desk.play(TAPE)
        assert plan.gold_ms(2) == ms(11)
        for command, frames in ((commands.InvalidateLast(), 21), (commands.UndoInvalidate(), 11)):
            await runs.desk.do(command)
            await runs.written()
            assert plan.gold_ms(2) == ms(frames)


async def test_within_a_segment_the_run_stands_against_the_best_one_at_the_same_screen(runs: RunDesk):
    for seconds, slower in ((0, 0), (0, 12)):
        if seconds or slower:
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
        else:
            await runs.start()
        await runs.desk.wait(10 + slower)
        await runs.desk.play({"player_x": 300})
        await runs.desk.wait(20)
        if slower:
            delta = runs.view.delta
            assert delta is not None
            assert abs(delta.delta_ms - ms(slower)) <= 1
            assert delta.at == "screen 1"
        await runs.desk.play({**TAPE, "player_x": 0})
        delta = runs.view.delta
        if slower:
            assert delta is not None
            assert (delta.at, delta.delta_ms) == (runs.run.splits[0].name, runs.run.splits[0].delta_ms)
        await runs.desk.wait(20)
        await runs.desk.play(GOAL, *LEAVE)
        await runs.play_level(6)
        await runs.finished()


async def test_sums_follow_another_estimator_at_once(runs: RunDesk):
    await runs.start()
    await whole_run(runs)
    await runs.desk.do(commands.ResetRun())
    before = runs.run.expected_ms
    assert before is not None
    await runs.desk.do(commands.SetEstimator("exp_decay"))
    assert runs.run.expected_ms != before
