"""Sub-splits in the modes: what is recorded of a run and of attempts, and the live delta against the gold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import (
    FinishReference,
    InvalidateLast,
    Retry,
    Skip,
    StartPractice,
    StartReference,
    UndoInvalidate,
)
from spinlab_pad.lab.segments.bests import Bests
from spinlab_pad.lab.view import DeltaView
from spinlab_pad.route.subsplits import Arrival, Spot
from spinlab_pad.store.passed import Line
from tests.lab.fakes import DEATH, GAME, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Changes, Desk, enter

GAME_ID = f"{GAME.crc32:08x}"
FIRST, SECOND = "5.entrance.checkpoint1", "5.checkpoint1.goal"
HZ = 60.0988
ROOM = 0x105


def at(x: int, room: int = ROOM) -> Changes:
    return {"player_x": x, "player_y": 350, "room": room}


async def way(desk: Desk, *screens: int, frames: int = 20, room: int = ROOM) -> None:
    """Walk over these screens, so many frames on each."""
    for screen in screens:
        await desk.play(at(screen * 256 + 4, room))
        await desk.wait(frames - 1)


async def recorded(desk: Desk) -> None:
    """A run over one level: three screens to the checkpoint, then a pipe into another room and the goal."""
    await desk.attach()
    await desk.play(at(30))
    await desk.wait(2)
    await desk.do(StartReference())
    await desk.play(*enter(5))
    await desk.wait(19)
    await way(desk, 1, 2)
    await desk.play(TAPE)
    await desk.wait(19)
    await way(desk, 3)
    await way(desk, 0, room=0x1C3)
    await desk.play(GOAL, *LEAVE)
    await desk.do(FinishReference("Run"))


async def practising(desk: Desk) -> None:
    await recorded(desk)
    await desk.do(StartPractice())
    await desk.play(NOTHING)
    view = await desk.playing()
    assert view.segment is not None
    assert view.segment.id == FIRST


def arrivals(*found: tuple[int, int, int, int]) -> tuple[Arrival, ...]:
    return tuple(Arrival(Spot(room, screen, 0, 1), frame, x, 350) for room, screen, frame, x in found)


async def delta_after(desk: Desk, *screens: int, frames: int = 20) -> list[DeltaView | None]:
    """Walk over the screens; the delta that is shown at the end of each."""
    shown = []
    for screen in screens:
        await way(desk, screen, frames=frames)
        shown.append(desk.lab.view().delta)
    return shown


async def test_a_reference_run_keeps_the_arrivals_of_each_segment(desk: Desk):
    await recorded(desk)
    run = (await desk.store.call(lambda store: store.runs(GAME_ID)))[0].id
    first, second = await desk.store.call(lambda store: store.passed.of_run(run))
    assert (first.segment, first.arrivals) == (
        FIRST, arrivals((ROOM, 0, 0, 30), (ROOM, 1, 20, 260), (ROOM, 2, 40, 516)),
    )  # fmt: skip
    assert (second.segment, second.arrivals) == (
        SECOND, arrivals((ROOM, 2, 0, 516), (ROOM, 3, 20, 772), (0x1C3, 0, 40, 4)),
    )  # fmt: skip


async def test_the_same_life_again_is_even_at_every_screen(desk: Desk):
    await practising(desk)
    await desk.wait(18)
    assert desk.lab.view().delta is None
    assert await delta_after(desk, 1, 2) == [DeltaView(0, "screen 1"), DeltaView(0, "screen 2")]
    await desk.play(TAPE)
    line = (await desk.store.call(lambda store: store.passed.newest(GAME_ID, FIRST, 9)))[0]
    assert [(arrival.spot.column, arrival.frame) for arrival in line.arrivals] == [(0, 1), (1, 20), (2, 40)]


async def test_slower_is_behind_faster_is_ahead_and_it_stays_until_the_next_place(desk: Desk):
    await practising(desk)
    await desk.wait(21)
    await way(desk, 1, frames=15)
    behind = DeltaView(round(3 * 1000 / HZ), "screen 1")
    assert desk.lab.view().delta == behind
    await way(desk, 4, frames=9)
    assert desk.lab.view().delta == behind
    await way(desk, 2)
    assert desk.lab.view().delta == DeltaView(round(7 * 1000 / HZ), "screen 2")


async def test_another_room_is_named(desk: Desk):
    await practising(desk)
    await desk.do(Skip())
    view = await desk.playing()
    assert view.segment is not None
    assert view.segment.id == SECOND
    await desk.wait(8)
    await way(desk, 3)
    await way(desk, 0, room=0x1C3)
    shown = desk.lab.view().delta
    assert shown is not None
    assert shown.at == "room 1C3, screen 0"
    assert shown.delta_ms < 0


async def test_after_a_death_the_life_stands_for_itself(desk: Desk):
    await practising(desk)
    await desk.wait(30)
    await way(desk, 1)
    assert desk.lab.view().delta is not None
    await desk.play(at(300), DEATH)
    assert desk.lab.view().delta is None
    await desk.playing()
    await desk.wait(18)
    shown = await delta_after(desk, 1, 2)
    assert [delta.delta_ms for delta in shown if delta] == [0, 0]
    await desk.play(TAPE)
    await desk.until(lambda view: view.result is not None)
    places = await desk.store.call(lambda store: store.passed.deaths(GAME_ID, FIRST))
    assert [(place.room, place.x, place.y, place.count) for place in places] == [(ROOM, 300, 350, 1)]


async def test_a_retry_begins_anew_and_an_attempt_that_is_given_up_keeps_only_its_deaths(desk: Desk):
    await practising(desk)
    await desk.wait(30)
    await way(desk, 1)
    await desk.play(DEATH)
    await desk.playing()
    await way(desk, 1)
    assert desk.lab.view().delta is not None
    await desk.do(Retry())
    assert desk.lab.view().delta is None
    await desk.playing()
    await way(desk, 1)
    await desk.play(DEATH)
    await desk.playing()
    await way(desk, 1)
    await desk.do(Skip())
    await desk.until(lambda view: view.result is not None)
    assert await desk.store.call(lambda store: store.passed.newest(GAME_ID, FIRST, 9)) == []
    places = await desk.store.call(lambda store: store.passed.deaths(GAME_ID, FIRST))
    assert [place.count for place in places] == [1]


async def test_deaths_of_a_reference_run_are_kept_with_its_split(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await desk.play(*enter(5))
    await way(desk, 1, 2)
    await desk.play(DEATH, NOTHING, *RESPAWN)
    await way(desk, 1)
    await desk.play(TAPE)
    await desk.do(FinishReference("Run"))
    run = (await desk.store.call(lambda store: store.runs(GAME_ID)))[0].id
    (line,) = await desk.store.call(lambda store: store.passed.of_run(run))
    assert (line.start, line.deaths, [arrival.spot.column for arrival in line.arrivals]) == ("cold", 1, [2, 1])
    places = await desk.store.call(lambda store: store.passed.deaths(GAME_ID, FIRST))
    assert [(place.x, place.y) for place in places] == [(516, 350)]


async def test_what_is_compared_follows_the_gold(desk: Desk):
    """An attempt that is faster becomes the measure, and is none any more once it is invalidated."""
    await practising(desk)
    await desk.wait(8)
    await way(desk, 1, 2, frames=10)
    await desk.play(TAPE)
    await desk.until(lambda view: view.result is not None and view.result.gold)
    course = desk.lab.context.course
    assert course is not None

    def second_screen() -> int:
        best = course.bests.of(FIRST, "hot")
        assert best is not None
        return best.arrivals[1].frame

    assert second_screen() == 10
    await desk.do(InvalidateLast())
    assert second_screen() == 20
    await desk.do(UndoInvalidate())
    assert second_screen() == 10


async def test_the_goal_is_the_last_place_while_the_rating_is_waited_for(desk: Desk):
    context = desk.lab.context
    context.settings = replace(context.settings, rating="pause", auto_advance_s=60)
    await practising(desk)
    await desk.wait(29)
    await way(desk, 1, 2)
    await desk.play(TAPE)
    assert desk.lab.view().delta == DeltaView(round(11 * 1000 / HZ), "checkpoint 1")


async def test_where_nothing_is_served_any_more_nothing_stands(desk: Desk):
    desk.lab.context.settings = replace(desk.lab.context.settings, goal_attempts=1)
    await practising(desk)
    await desk.wait(18)
    await way(desk, 1, 2)
    await desk.play(TAPE)
    view = await desk.until(lambda view: view.result is not None)
    assert (view.segment, view.delta) == (None, None)


def line(attempt: int | None, time_ms: int, deaths: int = 0, start: str = "hot") -> Line:
    return Line(attempt, "s", start, time_ms, deaths, 100, arrivals((1, 0, 0, 0)))


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([line(1, 500), line(2, 400), line(3, 450)], 2),
        ([line(None, 300, deaths=1), line(1, 500)], 1),
        ([line(None, 300), line(1, 500)], None),
        ([line(1, 500), line(2, 400, start="cold")], 1),
    ],
    ids=["the fastest", "a run with deaths is no gold", "a clean run is", "cold starts stand for themselves"],
)
def test_the_best_by_kind_of_start(lines: list[Line], wanted: int | None):
    for order in (lines, lines[::-1]):
        bests = Bests()
        bests.take_all(order)
        best = bests.of("s", "hot")
        assert best is not None
        assert best.attempt == wanted
