"""What a run that is being recorded tells: what is new in it, and where it stands."""

from __future__ import annotations

from spinlab_pad.lab.commands import FinishReference, StartReference, StopReference
from tests.lab.fakes import DEATH, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Desk, enter, texts
from tests.lab.reference.test_mode import recording
from tests.lab.reference.test_sittings import names, whole

__all__ = ["recording"]


# what is new


async def test_a_second_run_says_what_it_adds(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.record(5)
    assert "Finished 'Run': 2 segments, all new" in texts(desk)
    await desk.do(StartReference())
    await whole(desk, 5)
    await desk.until(lambda view: view.run is not None and view.run.segments == 2)
    assert "Recorded Level 5 2" in texts(desk)
    assert "again" not in texts(desk)
    await whole(desk, 6)
    view = await desk.until(lambda view: view.run is not None and view.run.segments == 4)
    assert view.run is not None
    assert view.run.new_segments == 2
    assert "New: Level 6 2" in texts(desk)
    await desk.do(FinishReference("More"))
    assert "Finished 'More': 4 segments, 2 known and 2 new" in texts(desk)


async def test_the_same_way_under_another_condition_is_said_to_be_that(recording: Desk):
    await recording.play(*enter(5), NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
    await recording.play({"powerup": 1}, *enter(5))
    view = recording.lab.view()
    assert view.segment is not None
    assert view.segment.name == "Level 5 (big)"
    await recording.play(NOTHING, TAPE)
    await recording.until(lambda _: "New: Level 5 1 (big); known so far as small" in texts(recording))
    await recording.do(StopReference())
    assert await names(recording) == [
        "5.entrance.checkpoint1",
        "5.checkpoint1.goal",
        "5.entrance~powerup=1.checkpoint1",
    ]


# what is seen


async def test_the_view_shows_where_the_run_stands(recording: Desk):
    assert recording.lab.view().segment is None
    await recording.play(*enter(5))
    await recording.wait(10)
    view = recording.lab.view()
    assert view.segment is not None
    assert (view.segment.name, view.segment.start, view.segment.end) == ("Level 5", "entrance", "…")
    assert (view.segment.place, view.segment.of, view.phase) == (1, 1, "playing")
    assert view.timer.running
    await recording.play(DEATH)
    view = recording.lab.view()
    assert (view.phase, view.deaths, view.segment is not None) == ("dead", 1, True)
    await recording.play(*RESPAWN, NOTHING, TAPE)
    view = await recording.until(lambda view: view.run is not None and view.run.segments == 1)
    assert view.segment is not None
    assert (view.segment.start, view.segment.place, view.deaths) == ("checkpoint 1", 2, 0)
    await recording.play(GOAL, *LEAVE)
    view = await recording.until(lambda view: view.run is not None and view.run.segments == 2)
    assert (view.segment, view.phase) == (None, "outside")
    assert view.run is not None
    assert view.run.new_segments == 2


async def test_a_lost_emulator_shows_no_segment(recording: Desk):
    await recording.play(*enter(5))
    recording.lose()
    view = recording.lab.view()
    assert (view.mode, view.phase, view.segment) == ("reference", "outside", None)
