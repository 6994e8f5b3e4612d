"""When the outlook is worked out anew, and what the View shows of it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.lab import commands
from spinlab_pad.lab.model import run_outlook
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.view import View, to_json
from spinlab_pad.schedule.outlook import NEXT_MINUTES, Outlook, outlook
from spinlab_pad.store.errors import StoreError
from tests.lab.fakes import OTHER_GAME, Desk
from tests.lab.runner import run_desk, whole_run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads in which an outlook was worked out; again at once, not once a second."""
    threads: list[str] = []

    def noted(*args: object, **kwargs: object) -> Outlook:
        threads.append(threading.current_thread().name)
        return outlook(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(run_outlook, "outlook", noted)
    monkeypatch.setattr(run_outlook, "EVERY_S", 0.0)
    return threads


def of(view: View) -> OutlookView | None:
    return view.run.outlook if view.run is not None else None


async def known(desk: Desk, holds: Callable[[OutlookView], bool] = lambda _: True) -> OutlookView:
    view = await desk.until(lambda view: (found := of(view)) is not None and holds(found))
    found = of(view)
    assert found is not None
    return found


async def still(desk: Desk) -> None:
    """Nothing that was asked is open any more."""
    desk.lab.view()
    await desk.true(lambda: desk.lab._outlook.settled)


async def test_the_run_shows_what_is_expected_of_the_next_one(desk: Desk, asked: list[str]):
    await desk.practise()
    for _ in range(8):
        await desk.complete()
    expected = desk.lab.context.course.expected_ms  # type: ignore[union-attr]
    found = await known(desk, lambda found: found.expected_ms == expected)
    view = desk.lab.view()
    assert view.run is not None
    assert (view.run.expected_ms, view.run.sum_of_best_ms) == (found.expected_ms, found.sum_of_best_ms)
    assert found.low_ms is not None
    assert found.high_ms is not None
    assert found.low_ms < found.high_ms
    assert (found.measure, found.pb_ms, found.pb_chance, found.unknown) == ("full", None, None, 0)
    assert found.next_minutes == NEXT_MINUTES
    assert threading.main_thread().name not in asked
    json.dumps(to_json(view), allow_nan=False)


async def test_the_session_shows_what_its_next_minutes_are_expected_to_bring(desk: Desk, asked: list[str]):
    await desk.practise()
    for _ in range(8):
        await desk.complete()
    view = await desk.until(lambda view: view.session is not None and view.session.next_gain_ms is not None)
    assert view.session is not None
    assert view.session.next_gain_ms is not None
    assert view.session.next_gain_ms <= 0
    found = of(view)
    assert found is not None
    assert found.next_gain_ms == view.session.next_gain_ms
    await desk.do(commands.StopPractice())
    view = desk.lab.view()
    assert (view.session, of(view) is None) == (None, False)


async def test_only_what_changes_it_has_it_worked_out_anew(desk: Desk, asked: list[str]):
    await desk.practise()
    await known(desk)
    await still(desk)
    before = len(asked)
    for _ in range(5):
        await desk.wait(30)
        desk.lab.touch()
        desk.lab.view()
    await still(desk)
    assert len(asked) == before, "frames change nothing of it"
    await desk.complete()
    await desk.true(lambda: len(asked) == before + 1)
    await desk.do(commands.InvalidateLast())
    await desk.true(lambda: len(asked) == before + 2)
    await desk.do(commands.SetEstimator("rolling_mean"))
    await desk.true(lambda: len(asked) == before + 3)
    await desk.do(commands.SetAllocator("greedy"))
    await desk.true(lambda: len(asked) == before + 4)
    await desk.do(commands.PinSegment())
    await desk.true(lambda: len(asked) == before + 5)


async def test_it_is_worked_out_at_most_once_in_a_while_and_then_for_the_newest_question(
    desk: Desk, asked: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(run_outlook, "EVERY_S", 0.2)
    await desk.practise()
    await known(desk)
    before, started = len(asked), asyncio.get_running_loop().time()
    for name in ("rolling_mean", "exp_decay", "kalman", "exp_decay"):
        await desk.do(commands.SetEstimator(name))
        desk.lab.view()
    seldom = (asyncio.get_running_loop().time() - started) / 0.2 + 1
    await desk.true(lambda: len(asked) > before)
    await still(desk)
    assert len(asked) - before <= seldom


async def test_a_best_time_brings_a_chance_and_advice(tmp_path: Path, asked: list[str]):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        for first in (20, 26, 21, 24):
            await whole_run(runs, first=first)
            await runs.desk.do(commands.ResetRun())
            await runs.begun()
        await runs.desk.do(commands.StopSpeedRun())
        found = await known(runs.desk, lambda found: found.pb_chance is not None and found.attempt_ms is not None)
        assert found.measure == "full"
        assert found.pb_ms == min(run.time_ms for run in await runs.runs() if run.state == "finished")
        assert found.advice is not None
        assert found.advice.words.startswith("A PB in an hour of runs: ")


async def test_another_game_has_no_share_in_it(desk: Desk, asked: list[str]):
    await desk.practise()
    await known(desk)
    await desk.do(commands.StopPractice())
    desk.lose()
    assert of(desk.lab.view()) is None
    await desk.attach(game=OTHER_GAME)
    assert desk.lab.view().run is None


async def test_why_a_segment_was_chosen_is_shown_while_it_is_served(desk: Desk, asked: list[str]):
    view = await desk.practise()
    assert view.segment is not None
    assert (view.segment.why, view.segment.why_short) == ("round robin: 1 of 2", "in turn: 1 of 2")
    assert (view.queue[0].why, view.queue[0].why_short) == ("round robin: 2 of 2", "in turn: 2 of 2")
    await desk.do(commands.PinSegment())
    await desk.complete()
    view = await desk.playing()
    assert view.segment is not None
    assert (view.segment.why, view.segment.why_short) == ("pinned", "pinned")
    await desk.do(commands.StopPractice())
    await desk.do(commands.StartReference())


async def test_a_disk_that_cannot_be_read_is_told_once(desk: Desk, asked: list[str], monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(run_outlook, "expected_run", broken)
    await desk.practise()
    await still(desk)
    told = [item for item in desk.lab.view().notices if item.key == run_outlook.KEY]
    assert len(told) == 1
    for _ in range(3):
        desk.lab.touch()
        desk.lab.view()
    await still(desk)
    assert asked == []
    assert of(desk.lab.view()) is None
