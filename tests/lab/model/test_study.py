"""What takes long is worked out beside the frames, once, and for the newest question."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import cast

import pytest

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.model import study as module
from spinlab_pad.lab.model.study import Logs, Study
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule import ESTIMATORS, Attempt, Scheduler, SegmentInfo
from spinlab_pad.schedule.backtest import Backtest
from spinlab_pad.schedule.learning_curve import CurvePoint, learning_curve

INFOS = [SegmentInfo("a"), SegmentInfo("b")]


@dataclass
class Bare:
    """As much of a course as a study looks at."""

    scheduler: Scheduler
    changes: int = 0

    def play(self, segment: str, number: int) -> None:
        self.scheduler.record(Attempt(segment, 100.0 * number, 50.0, True, 30_000 - number, 30_000 - number, id=number))
        self.changes += 1


@dataclass
class Bench:
    """A study at work, and what it has worked out in which thread."""

    study: Study
    course: Bare
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    curves: list[str] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def ask(self, game: str = "g") -> None:
        self.study.ask(game, cast(Course, self.course))

    async def done(self) -> None:
        await asyncio.gather(*self.tasks, return_exceptions=True)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    made: Bench

    class Context:
        def start(self, work: Coroutine[None, None, None], key: str) -> None:
            made.told.append(key)
            made.tasks.append(asyncio.get_running_loop().create_task(work))

    def noted(estimator: object, info: SegmentInfo, log: object, *, seen: Callable[[], None]) -> tuple[CurvePoint, ...]:
        made.held.wait(5)
        made.curves.append(info.id)
        made.threads.add(threading.current_thread().name)
        return learning_curve(estimator, info, log, seen=seen)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "learning_curve", noted)
    monkeypatch.setattr(module, "LET_GO_S", 0.0)
    course = Bare(Scheduler(INFOS, estimator="kalman"))
    made = Bench(Study(cast(LabContext, Context())), course)
    made.held.set()
    for number in range(8):
        course.play("ab"[number % 2], number)
    return made


async def test_curves_and_scores_come_from_the_log(bench: Bench):
    assert (bench.study.curve("kalman", "a"), bench.study.scores, bench.study.working) == (None, (), None)
    bench.ask()
    await bench.done()
    log = bench.course.scheduler.log("a")
    assert bench.study.curve("kalman", "a") == learning_curve(ESTIMATORS["kalman"], INFOS[0], log)
    assert {score.estimator for score in bench.study.scores} == set(ESTIMATORS)
    sums = [score.log_score_sum for score in bench.study.scores]
    assert sums == sorted(sums, reverse=True)
    assert [score.asked for score in bench.study.scores] == [8] * len(ESTIMATORS)
    assert bench.study.working is None
    assert threading.main_thread().name not in bench.threads


async def test_how_far_it_is_can_be_seen_meanwhile(bench: Bench):
    bench.held.clear()
    bench.ask()
    await asyncio.sleep(0)
    while bench.study.working is None or not bench.study.working.of:
        await asyncio.sleep(0.001)
    assert (bench.study.working.done, bench.study.working.of) == (0, 16)
    bench.held.set()
    await bench.done()


async def test_what_is_known_is_not_worked_out_again(bench: Bench):
    bench.ask()
    await bench.done()
    bench.ask()
    assert len(bench.tasks) == 1
    bench.course.play("b", 9)
    bench.ask()
    await bench.done()
    assert bench.curves == ["a", "b", "b"]
    assert bench.study.scores[0].asked == 9
    bench.course.scheduler.set_estimator("exp_decay")
    scores = bench.study.scores
    bench.ask()
    await bench.done()
    assert bench.curves == ["a", "b", "b", "a", "b"]
    assert bench.study.scores is scores
    assert bench.study.curve("exp_decay", "a") is not None


async def test_a_log_that_grows_meanwhile_is_looked_at_afterwards(bench: Bench):
    bench.held.clear()
    bench.ask()
    await asyncio.sleep(0.01)
    bench.course.play("a", 9)
    bench.ask()
    bench.held.set()
    await bench.done()
    assert len(bench.tasks) == 1
    found = bench.study.curve("kalman", "a")
    assert found is not None
    assert found[-1].attempts == 5
    assert bench.study.scores[0].asked == 9
    assert bench.curves == ["a", "b", "a"]


async def test_an_attempt_is_scored_once(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    lefts: list[int] = []
    left = Backtest.left

    def noted(backtest: Backtest, logs: Logs) -> int:
        lefts.append(left(backtest, logs))
        return lefts[-1]

    monkeypatch.setattr(Backtest, "left", noted)
    bench.ask()
    await bench.done()
    bench.course.play("a", 9)
    bench.ask()
    await bench.done()
    bench.course.scheduler.forget(2)
    bench.course.changes += 1
    bench.ask()
    await bench.done()
    assert lefts == [8, 1, 4]
    logs = [(info, bench.course.scheduler.log(info.id)) for info in INFOS]
    assert {score.estimator: score for score in bench.study.scores} == Backtest().run(logs)


async def test_work_for_another_estimator_breaks_off(bench: Bench):
    bench.held.clear()
    bench.ask()
    await asyncio.sleep(0.01)
    bench.course.scheduler.set_estimator("exp_decay")
    bench.ask()
    bench.held.set()
    await bench.done()
    assert bench.curves == ["a", "a", "b"]
    assert (bench.study.curve("kalman", "a"), bench.study.curve("exp_decay", "b") is None) == (None, False)


async def test_another_game_shares_nothing(bench: Bench):
    bench.ask("g")
    await bench.done()
    bench.course = Bare(Scheduler([SegmentInfo("a")], estimator="kalman"))
    bench.ask("h")
    assert (bench.study.curve("kalman", "a"), bench.study.scores) == (None, ())
    await bench.done()
    assert bench.study.curve("kalman", "a") == ()


async def test_what_has_failed_is_tried_again_by_who_asks_next(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(Backtest, "run", broken)
        bench.ask()
        await bench.done()
    assert (bench.study.working, bench.study.scores) == (None, ())
    assert isinstance(bench.tasks[0].exception(), RuntimeError)
    bench.ask()
    await bench.done()
    assert bench.study.scores != ()
