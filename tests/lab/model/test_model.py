"""The answer to how good the runner is at each segment."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.commands import SetEstimator, ToggleSegment
from spinlab_pad.lab.model.model import NOTHING, per_minute_ms
from spinlab_pad.lab.model.rows import Model
from spinlab_pad.schedule import ESTIMATORS, Estimate
from tests.lab.fakes import Desk


async def whole(answers: Answers) -> Model:
    async with asyncio.timeout(10):
        while (found := await answers.model()).working is not None:
            await asyncio.sleep(0.005)
    return found


async def test_without_a_run_there_is_nothing(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    assert await answers.model() == NOTHING
    await desk.attach()
    assert await answers.model() == NOTHING


async def test_every_estimator_says_something_of_every_segment_the_chosen_one_first(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    for _ in range(4):
        await desk.complete()
    first, second = (await whole(answers)).segments
    assert (first.id, first.place, first.start, first.end) == ("5.entrance.checkpoint1", 1, "entrance", "checkpoint 1")
    assert (second.place, second.gold_ms, second.left_out) == (2, desk.lab.context.course.golds[second.id], None)  # type: ignore[union-attr]
    course = desk.lab.context.course
    assert course is not None
    for row in (first, second):
        assert row.estimates[0] == course.scheduler.estimate(row.id)
        assert {item.estimator for item in row.estimates} == set(ESTIMATORS)
        assert row.curve is not None
        assert row.curve[-1].expected_ms == row.estimates[0].expected_ms
        assert row.curve[-1].attempts == row.attempts == 3
    await desk.do(SetEstimator("rolling_mean"))
    found = await whole(answers)
    assert [row.estimates[0].estimator for row in found.segments] == ["rolling_mean"] * 2


async def test_scores_come_once_they_are_worked_out_and_follow_the_log(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.complete()
    found = await answers.model()
    assert found.working is not None
    assert (await whole(answers)).scores[0].asked == 1
    await desk.complete()
    assert (await whole(answers)).scores[0].asked == 2


async def test_a_segment_that_is_left_out_says_why(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.do(ToggleSegment("5.checkpoint1.goal"))
    assert [row.left_out for row in (await answers.model()).segments] == [None, "switched off"]
    await whole(answers)


@pytest.mark.parametrize(
    ("gain_ms", "practice_ms", "wanted"),
    [(500.0, 30_000, 1_000.0), (None, 30_000, None), (5.0, None, None), (5.0, 0, None)],
)
def test_a_minute_of_practice_is_worth_what_its_attempts_are(
    gain_ms: float | None, practice_ms: int | None, wanted: float | None
):
    assert per_minute_ms(replace(Estimate("e"), gain_ms=gain_ms, practice_ms=practice_ms)) == wanted
