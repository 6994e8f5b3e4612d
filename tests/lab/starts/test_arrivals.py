"""The start of a segment that begins at a screen is saved when somebody comes there."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import DiscardReference, Skip, Split, StartPractice, StartReference
from spinlab_pad.lab.reference.mode import ReferenceMode
from spinlab_pad.lab.segments.course import NO_STATE
from spinlab_pad.lab.starts.saver import SAVE_LAG_LIMIT_FRAMES
from tests.lab.fakes import NOTHING, Desk, enter
from tests.lab.segments.test_joining import AFTER, AT, BEFORE, FIRST, course, tried
from tests.lab.test_standing import way


async def test_an_attempt_ends_at_the_screen_and_saves_the_start_of_what_follows(desk: Desk):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    view = await desk.do(StartPractice())
    while (view := await desk.playing()).segment is None or view.segment.id != BEFORE:
        await desk.complete()
    begun = desk.emulator.values["frame_counter"]
    await way(desk, 1)
    await desk.play({"player_x": 2 * 256 + 4})
    crossed = desk.emulator.values["frame_counter"]
    await desk.wait(12)
    view = await desk.until(lambda view: view.result is not None and view.result.segment == BEFORE)
    assert view.result is not None
    assert view.result.completed
    attempt = (await desk.attempts())[-1]
    assert attempt.frames in range(crossed - begun, crossed - begun + 4)
    assert attempt.tail_frames == attempt.frames
    assert view.delta is None or view.delta.at == "screen 2"
    await desk.true(lambda: AFTER not in course(desk).missing)
    start = course(desk).starts[AFTER]
    assert (start.kind, start.event_counter, start.waypoint.id) == ("hot", crossed, f"5.{AT}")
    assert start.save_lag_frames is not None
    assert start.save_lag_frames in range(8, 12)
    assert any("Level 5 1 from screen 2 can be practised now" in notice.text for notice in desk.lab.view().notices)
    while (view := await desk.playing()).segment is None or view.segment.id != AFTER:
        await desk.complete() if view.segment is None or view.segment.id != BEFORE else await desk.do(Skip())
    view = await desk.complete(30)
    assert view.result is not None
    assert (view.result.segment, view.result.completed) == (AFTER, True)


async def test_a_start_that_is_there_is_not_saved_again(desk: Desk):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    await desk.do(StartPractice())
    saves = []
    for _ in range(3):
        while (view := await desk.playing()).segment is None or view.segment.id != BEFORE:
            await desk.do(Skip())
        await way(desk, 1, 2)
        saves.append(desk.emulator.saves)
    assert saves[0] == saves[1] == saves[2]


async def test_a_run_that_is_recorded_saves_the_start_too(desk: Desk):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    assert course(desk).left_out == {AFTER: NO_STATE}
    await desk.do(StartReference())
    await desk.play(*enter(5), {"player_x": 10})
    await desk.wait(10)
    await way(desk, 1)
    await desk.play({"player_x": 2 * 256 + 4})
    crossed = desk.emulator.values["frame_counter"]
    await desk.wait(12)
    await desk.true(lambda: AFTER not in course(desk).left_out)
    start = course(desk).starts[AFTER]
    assert (start.event_counter, start.waypoint.id) == (crossed, f"5.{AT}")
    await desk.do(DiscardReference())
    assert AFTER in {item.id for item in course(desk).segments}


async def test_what_is_saved_after_a_jump_of_a_run_is_no_start(desk: Desk):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    await desk.do(StartReference())
    await desk.play(*enter(5), {"player_x": 10})
    await desk.wait(10)
    await way(desk, 1)
    hang = asyncio.Event()
    desk.emulator.save_faults.append(hang)
    await desk.play({"player_x": 2 * 256 + 4}, *[NOTHING] * 8, patient=False)
    for turns in (200, 256 - 200 - 1):
        desk.lab.feed(desk.emulator.step({"player_x": 2 * 256 + 4}, turns=turns))
    hang.set()
    await desk.lab.context.io_settled()
    assert any("was not kept" in notice.text for notice in desk.lab.view().notices)
    assert AFTER in course(desk).missing


async def test_in_a_stream_that_is_behind_the_emulator_a_state_in_time_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    await desk.do(StartReference())
    mode = desk.lab.mode
    assert isinstance(mode, ReferenceMode)
    behind = 2 * SAVE_LAG_LIMIT_FRAMES
    mode.ahead(-behind)
    feed = mode.feed
    monkeypatch.setattr(mode, "feed", lambda at, events: feed(replace(at, frame=at.frame - behind), events))
    await desk.play(*enter(5), {"player_x": 10})
    await desk.wait(10)
    await way(desk, 1, 2)
    await desk.true(lambda: AFTER not in course(desk).missing)
