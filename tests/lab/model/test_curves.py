"""The learning curves of one segment, of every estimator."""

from __future__ import annotations

import threading

import pytest

from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.commands import InvalidateLast
from spinlab_pad.lab.model import curves as module
from spinlab_pad.lab.model.curves import curves
from spinlab_pad.schedule import ESTIMATORS, Attempt, Scheduler, SegmentInfo
from spinlab_pad.schedule.learning_curve import POINTS, learning_curve
from tests.lab.fakes import Desk

INFOS = [SegmentInfo("a"), SegmentInfo("b", reference_ms=30_000)]


async def test_each_estimator_tells_what_it_said_after_each_attempt_of_that_segment():
    scheduler = Scheduler(INFOS)
    for number in range(60):
        scheduler.record(Attempt("ab"[number % 2], 100.0 * number, 50.0, True, 30_000 - number, 30_000 - number))
    made = await curves(scheduler, "b")
    assert [one.estimator for one in made] == list(ESTIMATORS)
    for one in made:
        assert one.points == learning_curve(ESTIMATORS[one.estimator], INFOS[1], scheduler.log("b"))
        assert (len(one.points), one.points[-1].attempts) == (POINTS, 30)


async def test_they_are_worked_out_beside_the_frames(monkeypatch: pytest.MonkeyPatch):
    beside: list[bool] = []
    scheduler = Scheduler(INFOS)
    scheduler.record(Attempt("a", 0.0, 50.0, True, 30_000, 30_000))
    monkeypatch.setattr(
        module, "_let_go", lambda: beside.append(threading.current_thread() is not threading.main_thread())
    )
    await curves(scheduler, "a")
    assert beside == [True] * len(ESTIMATORS), "the thread stands aside after each attempt"


async def test_a_segment_of_the_pages_has_them_over_the_attempts_that_count(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    view = await desk.practise()
    assert view.segment is not None
    before = await answers.segment(view.segment.id)
    await desk.complete()
    await desk.playing()
    after = await answers.segment(view.segment.id)
    await desk.do(InvalidateLast())
    taken_back = await answers.segment(view.segment.id)
    assert before is not None
    assert after is not None
    assert taken_back is not None
    assert [one.estimator for one in after.curves] == list(ESTIMATORS)
    assert {len(one.points) for one in before.curves} == {1}, "the reference run's"
    assert {len(one.points) for one in after.curves} == {2}
    assert taken_back.curves == before.curves
