"""Which checkpoints lack a cold start, and which respawns are one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.game.events import Spawned
from spinlab_pad.game.profile import Place
from spinlab_pad.lab.cold_fill import lacking as module
from spinlab_pad.lab.cold_fill.lacking import Lack, Lacking, lacking
from spinlab_pad.lab.segments.bests import Bests
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.route.subsplits import Arrival, Spot
from spinlab_pad.route.waypoints import Segment, Waypoint, checkpoint, entrance, goal
from spinlab_pad.schedule.scheduler import Scheduler
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import RunRecord, SegmentRecord, StartState

BIG = Waypoint(3, "checkpoint1", "powerup=1")


def state(place: Waypoint, kind: str) -> StartState:
    return StartState(place, kind, "core", "", 0, 0, 1)  # type: ignore[arg-type]


def course(segments: list[Segment], states: list[StartState], lines: list[Line] | None = None) -> Course:
    records = tuple(SegmentRecord(segment, segment.id, active=True) for segment in segments)
    bests = Bests()
    bests.take_all(lines or [])
    run = RunRecord(1, "g", "Run", "finished", True, 0)
    return Course(run, records, {}, {}, Scheduler([]), bests, tuple(states))


LEVEL = [Segment(entrance(3), checkpoint(3, 1)), Segment(BIG, checkpoint(3, 2)), Segment(checkpoint(3, 2), goal(3))]
HOT = [state(entrance(3), "hot"), state(BIG, "hot"), state(checkpoint(3, 2), "hot")]


@pytest.mark.parametrize(
    ("states", "found"),
    [
        (HOT, ["3.checkpoint1", "3.checkpoint2"]),
        ([*HOT, state(checkpoint(3, 1), "cold")], ["3.checkpoint2"]),
        ([*HOT, state(entrance(3), "cold")], ["3.checkpoint1", "3.checkpoint2"]),
        (HOT[:1], []),
        ([state(checkpoint(3, 1), "hot")], []),
    ],
    ids=["all", "one is there", "that of an entrance is none", "without a hot start", "under other conditions"],
)
def test_checkpoints_with_a_hot_start_and_no_cold_one_in_the_order_of_the_run(states, found):
    assert [lack.place.id for lack in lacking(course(LEVEL, states))] == found


def test_a_place_that_is_passed_twice_is_served_once():
    both = [*LEVEL, Segment(checkpoint(3, 1), goal(3))]
    lacks = lacking(course(both, [*HOT, state(checkpoint(3, 1), "hot")]))
    assert [lack.segment.id for lack in lacks] == [LEVEL[1].id, LEVEL[2].id]


def test_they_are_counted_once_a_course(monkeypatch):
    counter, made = Lacking(), course(LEVEL, HOT)
    assert (counter.count(None), counter.count(made)) == (0, 2)
    with monkeypatch.context() as patch:
        patch.delattr(module, "lacking")
        assert counter.count(made) == 2
    assert counter.count(course(LEVEL, [])) == 0


def test_they_are_counted_anew_when_segments_are_switched_off_or_states_come():
    counter, made = Lacking(), course(LEVEL, HOT[:2])
    assert counter.count(made) == 1
    made.put_segments([replace(item, active=item.segment.start != BIG) for item in made.whole])
    assert counter.count(made) == 0
    made.put_start(HOT[2])
    assert counter.count(made) == 1
    made.put_start(state(checkpoint(3, 2), "cold"))
    assert counter.count(made) == 0


def line(segment: Segment, room: int, x: int, y: int) -> Line:
    return Line(None, segment.id, "hot", 9_000, 0, 540, (Arrival(Spot(room, x >> 8, 0, 1), 0, x, y),))


@pytest.mark.parametrize(
    ("spawn", "n", "where"),
    [
        (Place(0x103, 900, 300), 1, None),
        (Place(0x103, 40, 304), 1, "the entrance: the checkpoint is lost with the death"),
        (Place(0x104, 40, 304), 1, None),
        (Place(0x103, 900, 300), 0, "the entrance: the checkpoint is lost with the death"),
        (Place(0x103, 900, 300), 2, "checkpoint 2"),
    ],
)
def test_a_respawn_is_the_cold_start_only_where_it_is_not_elsewhere(spawn, n, where):
    (lack, _) = lacking(course(LEVEL, HOT, [line(LEVEL[0], 0x103, 32, 300)]))
    assert lack.elsewhere(Spawned(9, 3, n > 0, n), Place(0x103, 700, 300), spawn) == where


def test_another_level_is_elsewhere_and_a_checkpoint_at_the_entrance_is_not():
    (lack, _) = lacking(course(LEVEL, HOT, [line(LEVEL[0], 0x103, 32, 300)]))
    door = Place(0x103, 32, 300)
    assert lack.elsewhere(Spawned(9, 4, True, 1), Place(0x103, 700, 300), Place(0x103, 700, 300)) == "another level"
    assert lack.elsewhere(Spawned(9, 3, True, 1), door, door) is None
    unknown = Lack(lack.segment, lack.hot)
    assert unknown.elsewhere(Spawned(9, 3, True, 1), Place(0, 0, 0), Place(0, 0, 0)) is None
