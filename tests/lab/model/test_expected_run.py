"""Which run the outlook is on, and what is known of it."""

from __future__ import annotations

from pathlib import Path

from spinlab_pad.lab import commands
from spinlab_pad.lab.model.expected_run import LEAST_ATTEMPTS, ExpectedRun, expected_run
from spinlab_pad.lab.segments.course import Course
from tests.lab.fakes import GOAL, TAPE
from tests.lab.runner import BETWEEN, RunDesk, ms, run_desk, whole_run


async def expected(runs: RunDesk) -> tuple[ExpectedRun, Course]:
    here, course = runs.desk.lab.context.attached, runs.desk.lab.context.course
    assert here is not None
    assert course is not None
    return await runs.desk.store.call(lambda store: expected_run(store, here, course)), course


async def test_before_a_run_has_shown_the_gaps_the_segments_stand_alone(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        run, course = await expected(runs)
        assert (run.measure, run.pb_ms, run.attempt_ms) == ("segments", None, None)
        assert [leg.segment for leg in run.legs(course)] == [item.id for item in course.route]
        assert all(leg.gap_ms == 0 and leg.estimate is not None for leg in run.legs(course))
        assert run.sum_of_best_ms(course) == course.sum_of_best_ms


async def test_after_a_full_run_it_is_that_with_its_gaps_and_its_best_time(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        await whole_run(runs)
        (played,) = await runs.runs()
        run, course = await expected(runs)
        assert (run.measure, run.pb_ms) == ("full", played.time_ms)
        gaps = [leg.gap_ms for leg in run.legs(course)]
        assert (gaps[0], gaps[1], gaps[3]) == (0, 0, 0)
        assert abs((gaps[2] or 0) - ms(BETWEEN)) <= 1
        assert run.sum_of_best_ms(course) == (course.sum_of_best_ms or 0) + (gaps[2] or 0)


async def test_attempts_that_were_reset_count_for_how_long_one_takes(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        await whole_run(runs)
        for _ in range(LEAST_ATTEMPTS - 1):
            assert (await expected(runs))[0].attempt_ms is None
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
            await runs.play_level(5, entered=True)
            await runs.desk.do(commands.ResetRun())
            await runs.written()
        found = [run.rta_ms for run in await runs.runs() if run.state != "running"]
        run, _ = await expected(runs)
        assert len(found) == LEAST_ATTEMPTS
        assert run.attempt_ms == sum(found) / len(found)
        assert run.pb_ms is not None
        assert run.attempt_ms < run.pb_ms


async def test_where_only_chained_practice_has_a_best_time_it_is_that(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start("chained")
        for end in (TAPE, GOAL, TAPE, GOAL):
            await runs.begun()
            await runs.desk.wait(10)
            await runs.desk.play(end)
        await runs.finished()
        (played,) = await runs.runs()
        run, course = await expected(runs)
        assert (run.measure, run.pb_ms) == ("chained", played.time_ms)
        assert [leg.gap_ms for leg in run.legs(course)] == [0] * 4
