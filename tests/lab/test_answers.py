"""The answers for pages."""

from __future__ import annotations

import asyncio

from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.commands import InvalidateLast, Skip, StopPractice
from spinlab_pad.lab.library import Scan

from .fakes import DEATH, Desk
from .test_games import Shelf


async def test_without_an_emulator_lists_are_empty(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    assert await answers.segments() == ()
    assert await answers.segment("5.entrance.checkpoint1") is None
    assert await answers.runs() == ()
    assert await answers.sessions() == ()


async def test_segments_tell_what_counts(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.wait(3)
    await desk.play(DEATH)
    await desk.complete()
    await desk.playing()
    await desk.wait(5)
    await desk.do(Skip())
    await desk.until(lambda view: view.result is not None and view.result.attempt == 2)
    first, second = await answers.segments()
    assert (first.id, first.attempts, first.completed, first.deaths) == ("5.entrance.checkpoint1", 1, 1, 1)
    assert (second.id, second.attempts, second.completed, second.has_hot, second.has_cold) == (
        "5.checkpoint1.goal", 1, 0, True, False,
    )  # fmt: skip
    await desk.do(InvalidateLast())
    assert [row.attempts for row in await answers.segments()] == [1, 0]
    detail = await answers.segment(second.id)
    assert detail is not None
    assert [(row.completed, row.valid) for row in detail.attempts] == [(False, False)]
    assert {estimate.estimator for estimate in detail.estimates} == set(
        desk.lab.context.course.scheduler.estimates()[second.id]  # type: ignore[union-attr]
    )
    assert await answers.segment("9.entrance.goal") is None


async def test_runs_and_sessions_come_newest_first(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.complete()
    await desk.do(StopPractice())
    await desk.record(6)
    runs = await answers.runs()
    assert [(run.segments, run.active, run.state) for run in runs] == [(2, True, "finished"), (2, False, "finished")]
    assert [(row.attempts, row.completed, row.ended_ms is not None) for row in await answers.sessions()] == [
        (1, 1, True)
    ]


async def test_a_course_that_changes_while_a_page_asks_does_no_harm(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    asked = asyncio.ensure_future(answers.segment("5.entrance.checkpoint1"))
    await asyncio.sleep(0)
    await desk.record(6)
    detail = await asked
    assert detail is not None
    assert detail.segment.id == "5.entrance.checkpoint1"


async def test_the_games_of_the_folder_and_those_that_were_played_are_listed(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.attach()
    without = await answers.games()
    assert (without.folder, without.scanned, [row.running for row in without.games]) == (None, None, [True])
    assert "smw" in {row.name for row in without.profiles}
    desk.lab.games.library = shelf = Shelf(2)
    shelf.scanning = Scan(1, 2)
    listed = await answers.games()
    assert (listed.folder, listed.scanned, listed.of) == ("games", 1, 2)
    assert [row.name for row in listed.games] == ["Fake World", "Game 0", "Game 1"]
