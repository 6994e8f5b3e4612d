"""The View of each moment, as overlay and web get it."""

from __future__ import annotations

import json

from spinlab_pad.lab.commands import StartReference, StopReference
from spinlab_pad.lab.context import wall_ms
from spinlab_pad.lab.view import to_json
from tests.lab.fakes import DEATH, NOTHING, RESPAWN, TAPE, Desk, enter

HZ = 60.0988


async def test_before_any_emulator_there_is_nothing_but_the_program(desk: Desk):
    view = desk.lab.view()
    assert (view.mode, view.connection.state, view.connection.frame) == ("idle", "waiting", None)
    absent = (view.game, view.segment, view.estimate, view.result, view.delta, view.session, view.run)
    assert absent == (None,) * 7
    assert (view.queue, view.recent, view.notices) == ((), (), ())
    assert view.timer.frozen_ms is None
    json.dumps(to_json(view))


async def test_the_timer_is_true_at_the_newest_frame_without_a_new_view(desk: Desk):
    await desk.practise()
    first = desk.lab.view().timer
    before_ms = wall_ms()
    await desk.wait(60)
    timer = desk.lab.view().timer
    assert timer.running
    assert timer.offset_ms - first.offset_ms == round(61 * 1000 / HZ) - round(1000 / HZ)
    assert timer.started_ms is not None
    assert before_ms <= timer.started_ms <= wall_ms()


async def test_a_death_freezes_the_timer_with_its_penalty(desk: Desk):
    await desk.practise()
    await desk.wait(9)
    await desk.play(DEATH, patient=False)
    view = desk.lab.view()
    assert (view.deaths, view.timer.running) == (1, False)
    assert view.timer.frozen_ms == round(11 * 1000 / HZ) + 3_200


async def test_the_timer_of_a_reference_run_has_no_penalty(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    await desk.play(*enter(5))
    await desk.wait(10)
    await desk.play(DEATH)
    view = desk.lab.view()
    assert (view.mode, view.deaths, view.timer.frozen_ms) == ("reference", 1, round(11 * 1000 / HZ))
    await desk.play(*RESPAWN, TAPE)
    view = await desk.until(lambda view: view.run is not None and view.run.segments == 1)
    assert view.run is not None
    assert view.run.recording
    view = await desk.do(StopReference())
    assert view.run is not None
    assert not view.run.recording
    assert not view.timer.running


async def test_a_lost_emulator_stops_the_timer(desk: Desk):
    await desk.practise()
    desk.lose()
    view = desk.lab.view()
    assert (view.timer.running, view.game, view.connection.age_ms) == (False, None, None)


async def test_practice_shows_segment_estimate_queue_and_result(desk: Desk):
    view = await desk.practise(5)
    assert view.segment is not None
    assert (view.segment.start, view.segment.end, view.segment.place, view.segment.of) == (
        "entrance", "checkpoint 1", 1, 2,
    )  # fmt: skip
    assert view.estimate is not None
    assert (view.estimate.attempts, view.estimate.gold_ms) == (1, round(21 * 1000 / HZ))
    assert view.run is not None
    assert view.run.sum_of_best_ms == round(21 * 1000 / HZ) + round(31 * 1000 / HZ)
    assert len(view.queue) == 3
    view = await desk.complete(frames=9)
    assert view.result is not None
    assert (view.result.gold, view.result.time_ms) == (True, round(11 * 1000 / HZ))
    assert view.result.delta_ms is not None
    assert view.result.delta_ms < 0
    assert view.session is not None
    assert view.session.golds == 1


async def test_the_age_of_a_frame_grows_while_none_comes(desk: Desk):
    await desk.attach()
    await desk.play(NOTHING)
    desk.lab.context.newest_at -= 2.0
    age_ms = desk.lab.view().connection.age_ms
    assert age_ms is not None
    assert age_ms >= 2_000
