"""The answers for pages."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator

import pytest

from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.commands import ChangeSegment, InvalidateLast, Merge, Skip, Split, StopPractice
from spinlab_pad.lab.games.library import Scan
from spinlab_pad.route.waypoints import Segment, Waypoint
from spinlab_pad.schedule import ESTIMATORS, Estimate, Scheduler
from spinlab_pad.schedule.track import Track
from spinlab_pad.store.records import CountedAttempt
from spinlab_pad.store.store import Store
from tests.bench.bench_hub import widen
from tests.lab.fakes import DEATH, GAME, OTHER_GAME, TAPE, Desk
from tests.lab.games.test_games import Shelf
from tests.lab.test_standing import FIRST, HZ, SECOND, practising, way


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


async def test_segments_of_a_game_that_nobody_knows_any_more_are_listed_all_the_same(desk: Desk):
    await desk.practise()
    await desk.do(StopPractice())
    desk.lose()
    await desk.lab.attach(desk.emulator, OTHER_GAME, None)
    desk.lose()
    await desk.lab.attach(desk.emulator, GAME, None)
    rows = await Answers(desk.lab.context, desk.lab.games).segments()
    assert [(row.id, row.starts) for row in rows] == [("5.entrance.checkpoint1", None), ("5.checkpoint1.goal", None)]
    assert rows[0].observed is not None


async def test_runs_and_sessions_come_newest_first(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.complete()
    await desk.do(StopPractice())
    await desk.record(6)
    runs = await answers.runs()
    assert [(run.segments, run.active, run.state) for run in runs] == [(2, True, "finished"), (2, False, "finished")]
    assert [[item.segments for item in run.captures] for run in runs] == [[2], [2]]
    assert [(row.attempts, row.completed, row.ended_ms is not None) for row in await answers.sessions()] == [
        (1, 1, True)
    ]


async def test_the_loop_goes_on_between_the_rows_of_a_long_run(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    await desk.practise()
    answers, turns, asked = Answers(desk.lab.context, desk.lab.games), [0], list[int]()
    estimate = Scheduler.estimate

    def noted(scheduler: Scheduler, segment: str) -> Estimate:
        asked.append(turns[0])
        return estimate(scheduler, segment)

    async def turning() -> None:
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(Scheduler, "estimate", noted)
    async with asyncio.TaskGroup() as tasks:
        other = tasks.create_task(turning())
        rows = await answers.segments()
        other.cancel()
    assert len(rows) > 1
    assert len(set(asked)) == len(rows), "two were asked in one turn"


async def test_attempts_of_a_whole_year_are_counted_beside_the_loop_that_takes_the_frames(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    beside: list[bool] = []

    counted = Store.counted

    def noted(store: Store, game: str, segments: Iterable[str] | None = None) -> Iterator[CountedAttempt]:
        for attempt in counted(store, game, segments):
            beside.append(threading.current_thread() is not threading.main_thread())
            yield attempt

    monkeypatch.setattr(Store, "counted", noted)
    await desk.practise()
    await desk.complete()
    first, _ = await Answers(desk.lab.context, desk.lab.games).segments()
    assert (first.attempts, first.completed, first.deaths) == (1, 1, 0)
    assert beside == [True]


async def test_one_segment_asks_for_its_own_estimates_only(desk: Desk):
    await desk.practise()
    course = desk.lab.context.course
    assert course is not None
    asked: list[str] = []
    estimate = Track.estimate

    def noted(track: Track, name: str, rest_s: float) -> Estimate:
        asked.append(track.info.id)
        return estimate(track, name, rest_s)

    answers = Answers(desk.lab.context, desk.lab.games)
    await answers.segments()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Track, "estimate", noted)
        detail = await answers.segment(course.whole[0].id)
    assert detail is not None
    assert [item.estimator for item in detail.estimates] == list(ESTIMATORS)
    assert set(asked) == {course.whole[0].id}


async def test_a_run_of_hundreds_is_not_gone_through_for_each_of_its_segments(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    await desk.practise()
    run = desk.lab.context.course.run.id  # type: ignore[union-attr]
    await desk.store.call(lambda store: widen(store, run, 100))
    await desk.lab.context.load_course()
    compared = 0
    same = Waypoint.__eq__
    places = Segment.places.fget  # type: ignore[attr-defined]

    def compare(one: Waypoint, other: object) -> bool:
        nonlocal compared
        compared += 1
        return bool(same(one, other))

    def look(segment: Segment) -> tuple[int, str, str]:
        nonlocal compared
        compared += 1
        found: tuple[int, str, str] = places(segment)
        return found

    monkeypatch.setattr(Waypoint, "__eq__", compare)
    monkeypatch.setattr(Segment, "places", property(look))
    rows = await Answers(desk.lab.context, desk.lab.games).segments()
    assert len(rows) == 102
    assert compared < 10 * len(rows)


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


async def test_a_segment_is_told_screen_by_screen_with_its_deaths(desk: Desk):
    """The gold, the newest attempts, when lives come to each place, and where they end."""
    answers = Answers(desk.lab.context, desk.lab.games)
    await practising(desk)
    for late in (4, 6, 3):
        await desk.wait(18 + late)
        await way(desk, 1)
        if late == 3:
            await desk.play(DEATH)
            await desk.playing()
            await desk.wait(21)
            await way(desk, 1)
        await way(desk, 2)
        await desk.play(TAPE)
        await desk.playing()
        await desk.do(Skip())
        await desk.playing()
    detail = None
    async with asyncio.timeout(20):  # the last attempt may still be on its way to the disk
        while detail is None or len(detail.subsplits.last) < 3:
            detail = await answers.segment(FIRST)
    told = detail.subsplits
    assert (told.screen_width, told.screen_height) == (256, 0)
    assert told.gold is not None
    assert (told.gold.attempt, [arrival.label for arrival in told.gold.arrivals]) == (
        None, ["screen 0", "screen 1", "screen 2"],
    )  # fmt: skip
    assert [arrival.time_ms for arrival in told.gold.arrivals] == [round(frame * 1000 / HZ) for frame in (0, 20, 40)]
    # The death penalty is in the time of the attempt, not in its last life.
    assert [(line.deaths, line.time_ms - line.life_ms > 3_200) for line in told.last] == [
        (1, True), (0, False), (0, False),
    ]  # fmt: skip
    assert [(row.label, row.best_ms, row.median_ms, row.lives) for row in told.pace] == [
        (name, round(best * 1000 / HZ), round(median * 1000 / HZ), 4)
        for name, best, median in (("screen 1", 20, 23), ("screen 2", 40, 43))
    ]
    assert [(place.x, place.y, place.count) for place in detail.deaths] == [(260, 350, 1)]
    assert detail.segment.starts == "small"
    assert detail.segment.observed == {"powerup": 0, "dragon_coins_shown": 0, "dragon_coins": 0}
    other = await answers.segment(SECOND)
    assert other is not None
    assert other.deaths == ()
    assert [line.attempt for line in other.subsplits.last] == []


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


async def test_segments_tell_what_the_runner_made_of_them(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.do(StopPractice())
    first, second = await answers.segments()
    assert (first.note, first.named, first.primary, first.variants, first.left_out) == ("", False, True, (), None)
    await desk.do(ChangeSegment(second.id, "The pipe", note="jump late", active=False))
    first, second = await answers.segments()
    assert (second.name, second.named, second.note, second.active) == ("The pipe", True, "jump late", False)
    assert second.left_out == "switched off"
    assert (await answers.runs())[0].segments == 2


async def test_what_lacks_a_state_is_listed_all_the_same(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await desk.practise()
    await desk.do(StopPractice())
    await desk.store.call(lambda store: store._write(("UPDATE start_states SET core = 'other'", ())))
    await desk.lab.context.load_course()
    rows = await answers.segments()
    assert [(row.has_hot, row.left_out, row.observed) for row in rows] == [
        (False, "no state for fake core: play or replay it", None)
    ] * 2
    detail = await answers.segment(rows[0].id)
    assert detail is not None
    assert detail.segment == rows[0]


async def test_a_segment_tells_where_it_can_be_split(desk: Desk):
    answers = Answers(desk.lab.context, desk.lab.games)
    await practising(desk)
    await way(desk, 1, 2)
    await desk.complete()
    await desk.do(StopPractice())
    detail = await answers.segment(FIRST)
    assert detail is not None
    assert [(point.at, point.label) for point in detail.splits_at] == [
        ("screen_0_261_1_0_1", "screen 1"),
        ("screen_0_261_2_0_1", "screen 2"),
    ]
    assert all(point.best_ms is not None for point in detail.splits_at)
    for point in detail.splits_at:
        await desk.do(Split(FIRST, point.at))
        await desk.do(Merge(f"5.entrance.{point.at}"))
    await desk.do(Merge(FIRST))
    whole = await answers.segment("5.entrance.goal")
    assert whole is not None
    assert [(point.at, point.label, point.best_ms) for point in whole.splits_at] == [
        ("checkpoint1", "checkpoint 1", None)
    ]
