"""Results and the disk: nothing is shown that is not kept, and nothing is lost for a disk that is full for a while."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args

import pytest

from spinlab_pad.lab import keeper
from spinlab_pad.lab.commands import (
    InvalidateLast,
    Rate,
    Refused,
    SetEstimator,
    StartPractice,
    StopPractice,
    UndoInvalidate,
    UndoRate,
)
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.view import SegmentView
from spinlab_pad.schedule import Rating
from spinlab_pad.store.errors import DatabaseError
from spinlab_pad.store.store import Store
from tests.lab.fakes import GAME, GOAL, TAPE, Desk, desk_in, texts


async def finish(desk: Desk) -> None:
    """Complete the segment in hand without waiting for the result to show."""
    view = await desk.playing()
    assert view.segment is not None
    await desk.wait(20)
    await desk.play(TAPE if view.segment.end.startswith("checkpoint") else GOAL)


async def test_attempts_wait_for_a_disk_that_takes_them(desk: Desk):
    await desk.practise()
    await desk.complete()
    await desk.writable(False)
    await finish(desk)
    await finish(desk)
    await desk.until(lambda view: "Not on disk yet: 2 attempts. " in texts(desk))
    assert sum("Not on disk" in notice.text for notice in desk.lab.view().notices) == 1
    view = desk.lab.view()
    assert view.result is not None
    assert view.result.attempt == 1
    await desk.writable(True)
    await finish(desk)
    view = await desk.until(lambda view: view.result is not None and view.result.attempt == 4)
    assert [attempt.id for attempt in await desk.attempts()] == [1, 2, 3, 4]
    assert view.session is not None
    assert view.session.attempts == 4
    assert "Not on disk" not in texts(desk)


@pytest.mark.parametrize("command", [Rate("good"), InvalidateLast()], ids=lambda item: item.name)
async def test_what_is_said_of_an_attempt_that_is_not_on_disk_is_not_taken_for_the_one_before(
    desk: Desk, command: Rate | InvalidateLast
):
    await desk.practise()
    await desk.complete()
    await desk.writable(False)
    await finish(desk)
    await desk.until(lambda view: "Not on disk yet: 1 attempt. " in texts(desk))
    answer = await desk.lab.handle(command)
    assert isinstance(answer, Refused)
    assert "the last attempt is not on disk yet" in answer.reason
    await desk.writable(True)
    await desk.do(command)
    first, second = await desk.attempts()
    assert (first.rating, first.valid) == (None, True)
    assert (second.rating, second.valid) == (("good", True) if command == Rate("good") else (None, False))


async def test_the_disk_is_tried_again_where_nothing_more_is_played(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeper, "RETRY_S", 0.01)
    await desk.practise()
    await desk.writable(False)
    await finish(desk)
    await desk.until(lambda view: "Not on disk yet: 1 attempt. " in texts(desk))
    await desk.writable(True)
    view = await desk.until(lambda view: view.result is not None)
    assert view.result is not None
    assert [attempt.id for attempt in await desk.attempts()] == [view.result.attempt]
    assert "Not on disk" not in texts(desk)


async def test_what_the_disk_refuses_when_practice_stops_is_kept_when_it_can_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeper, "RETRY_S", 0.01)
    await desk.practise()
    await desk.writable(False)
    await finish(desk)
    await desk.until(lambda _: "Not on disk yet: 1 attempt. " in texts(desk))
    view = await desk.do(StopPractice())
    assert view.mode == "idle"
    assert "Not on disk yet: 1 attempt, 1 end of a session. " in texts(desk)
    assert isinstance(await desk.lab.handle(StartPractice()), Refused)
    await desk.writable(True)
    await desk.until(lambda _: "Not on disk" not in texts(desk))
    (attempt,) = await desk.attempts()
    (session,) = await desk.store.call(lambda store: store.sessions(f"{GAME.crc32:08x}"))
    assert (attempt.session, session.attempts) == (session.id, 1)
    assert session.ended_ms is not None
    await desk.do(StartPractice())
    await desk.complete()
    assert [attempt.id for attempt in await desk.attempts()] == [1, 2]


async def test_the_next_session_begins_with_what_waited(desk: Desk):
    await desk.practise()
    await desk.writable(False)
    await finish(desk)
    await desk.until(lambda _: "Not on disk yet: 1 attempt. " in texts(desk))
    await desk.do(StopPractice())
    await desk.writable(True)
    await desk.do(StartPractice())
    assert [attempt.id for attempt in await desk.attempts()] == [1]
    course = desk.lab.context.course
    assert course is not None
    assert sum(len(course.scheduler.log(item.id)) for item in course.segments) == len(course.segments) + 1


async def test_an_attempt_that_the_database_refuses_does_not_hold_up_the_others(desk: Desk):
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    mode.results.session.next_attempt = 7
    await desk.complete()
    mode.results.session.next_attempt = 7  # an id that is taken
    await finish(desk)
    await desk.until(lambda view: "an attempt was not kept" in texts(desk))
    await desk.complete()
    assert [attempt.id for attempt in await desk.attempts()] == [7, 8]


@pytest.mark.parametrize("command", [Rate("good"), InvalidateLast()], ids=lambda item: item.name)
async def test_what_is_said_of_an_attempt_that_the_database_then_refuses_is_not_taken_for_the_one_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: Rate | InvalidateLast
):
    await desk.practise()
    await desk.complete()
    course = desk.lab.context.course
    assert course is not None
    golds = dict(course.golds)
    await desk.writable(False)
    await finish(desk)
    await desk.until(lambda _: "Not on disk yet: 1 attempt. " in texts(desk))
    monkeypatch.setattr(Store, "add_attempt", refuse)
    await desk.writable(True)
    answer = await desk.lab.handle(command)
    assert isinstance(answer, Refused)
    assert "the last attempt was not kept" in answer.reason
    (kept,) = await desk.attempts()
    assert (kept.rating, kept.valid) == (None, True)
    await desk.true(lambda: course.golds == golds)
    await desk.do(command)
    (kept,) = await desk.attempts()
    assert (kept.rating, kept.valid) == (("good", True) if command == Rate("good") else (None, False))


def refuse(*_: object) -> None:
    raise DatabaseError("odd row")


async def test_closing_keeps_an_attempt_whose_write_has_begun(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.practise()
        view = desk.lab.view()
        assert view.segment is not None
        await desk.wait(10)
        desk.lab.feed(desk.emulator.step(TAPE if view.segment.end.startswith("checkpoint") else GOAL))
        await desk.lab.close()
    store = Store(tmp_path)
    assert len(store.attempts(f"{GAME.crc32:08x}")) == 1
    assert store.sessions(f"{GAME.crc32:08x}")[0].ended_ms is not None
    store.close()


async def test_cancelling_work_does_not_cancel_a_write(desk: Desk):
    view = await desk.practise()
    assert view.segment is not None
    await desk.wait(10)
    desk.lab.feed(desk.emulator.step(TAPE if view.segment.end.startswith("checkpoint") else GOAL))
    await desk.lab.context.cancel()
    assert len(await desk.attempts()) == 1


async def test_a_caller_that_goes_away_does_not_tear_a_command(desk: Desk):
    await desk.practise()
    await desk.complete()
    asked = asyncio.ensure_future(desk.lab.handle(Rate("easy")))
    await asyncio.sleep(0)
    asked.cancel()
    await desk.until(lambda view: view.result is not None and view.result.rating == "easy")
    assert (await desk.attempts())[0].rating == "easy"


async def test_an_invalid_attempt_is_in_no_count_and_comes_back(desk: Desk):
    await desk.practise()
    await desk.complete()
    await desk.complete(frames=25)
    before = desk.lab.view()
    course = desk.lab.context.course
    assert course is not None
    golds = dict(course.golds)
    taken = await desk.do(InvalidateLast())
    assert taken.session is not None
    assert (taken.session.attempts, taken.session.completed) == (1, 1)
    assert taken.recent[0].gold is False
    assert isinstance(await desk.lab.handle(InvalidateLast()), Refused)
    desk.lose()
    back = await desk.do(UndoInvalidate())
    assert back.session == before.session
    assert back.result == before.result
    assert course.golds == golds


async def test_invalidating_without_an_emulator_reaches_the_scheduler(desk: Desk):
    await desk.practise()
    view = await desk.complete()
    assert view.result is not None
    course = desk.lab.context.course
    assert course is not None
    count = len(course.scheduler.log(view.result.segment))
    desk.lose()
    await desk.do(InvalidateLast())
    assert len(course.scheduler.log(view.result.segment)) == count - 1


async def test_a_rating_that_the_disk_refuses_is_refused_and_not_shown(desk: Desk):
    await desk.practise()
    await desk.complete()
    await desk.writable(False)
    answer = await desk.lab.handle(Rate("good"))
    assert isinstance(answer, Refused)
    view = desk.lab.view()
    assert view.result is not None
    assert view.result.rating is None
    await desk.writable(True)
    await desk.do(Rate("good"))
    assert "can't be written" not in texts(desk)


async def completed_under_belief(desk: Desk) -> tuple[Course, SegmentView]:
    """The course after one attempt that was completed, the belief being chosen, and the segment of it."""
    await desk.do(SetEstimator("belief"))
    view = await desk.practise()
    await desk.complete()
    course, segment = desk.lab.context.course, view.segment
    assert course is not None
    assert segment is not None
    return course, segment


async def test_a_rating_reaches_the_scheduler_and_what_it_changes_comes_back_from_the_disk(desk: Desk):
    course, segment = await completed_under_belief(desk)
    rates = {}
    for rating in get_args(Rating):
        await desk.do(Rate(rating))
        assert course.scheduler.log(segment.id)[-1].rating == rating
        rates[rating] = course.scheduler.estimate(segment.id).death_rate or 0.0
    assert rates["again"] > rates["hard"] > rates["good"] > rates["easy"]
    await desk.do(InvalidateLast())
    await desk.do(Rate("again"))  # one that doesn't count is rated on disk alone
    assert all(attempt.rating is None for attempt in course.scheduler.log(segment.id))
    await desk.do(UndoInvalidate())
    assert course.scheduler.estimate(segment.id).death_rate == rates["again"]
    await desk.do(StopPractice())
    await desk.lab.context.load_course()
    anew = desk.lab.context.course
    assert anew is not None
    assert anew is not course
    assert anew.scheduler.estimate(segment.id).death_rate == rates["again"]


async def test_a_rating_is_taken_back_as_if_it_had_never_been(desk: Desk):
    course, segment = await completed_under_belief(desk)
    unrated = course.scheduler.estimate(segment.id).death_rate
    answer = await desk.lab.handle(UndoRate())
    assert answer == Refused("the last attempt is not rated")
    await desk.do(Rate("again"))
    assert course.scheduler.estimate(segment.id).death_rate != unrated
    assert rated(desk) == 1
    view = await desk.do(UndoRate())
    assert view.result is not None
    assert view.result.rating is None
    assert course.scheduler.estimate(segment.id).death_rate == unrated
    assert (await desk.attempts())[0].rating is None
    assert rated(desk) == 0
    assert isinstance(await desk.lab.handle(UndoRate()), Refused)


def rated(desk: Desk) -> int:
    session = desk.lab.view().session
    assert session is not None
    return session.rated


async def test_a_rating_that_is_refused_is_not_heard_by_the_scheduler(desk: Desk):
    view = await desk.practise()
    await desk.complete()
    await desk.writable(False)
    assert isinstance(await desk.lab.handle(Rate("again")), Refused)
    course = desk.lab.context.course
    assert course is not None
    assert view.segment is not None
    assert course.scheduler.log(view.segment.id)[-1].rating is None
    await desk.writable(True)
