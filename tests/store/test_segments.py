from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import Joint, Segment, Waypoint, at_screen, checkpoint, entrance, goal
from spinlab_pad.store.database import steps
from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store

from .conftest import GAME

HZ = 60.0988
PLAYED = Played(frames=601, tail_frames=601, game_frames=600, rta_ms=10_000, deaths=0)
FIRST = SegmentRecord(Segment(entrance(1), checkpoint(1, 1)), "One 1", True)
SECOND = SegmentRecord(Segment(checkpoint(1, 1), goal(1)), "One 2", True)
WHOLE = SegmentRecord(Segment(entrance(1), goal(1)), "One", True)
THIRD = SegmentRecord(Segment(entrance(2), goal(2)), "Two", True)
BIG = SegmentRecord(Segment(Waypoint(1, "checkpoint1", "powerup=1"), goal(1)), "One 2", True)


def recorded(store: Store, *records: SegmentRecord) -> int:
    run = store.start_run(GAME.id, "run", 5)
    for record in records:
        store.add_split(run, GAME.id, record, PLAYED, frame_hz=HZ, now_ms=9)
    store.finish_run(run, "run", 10)
    return run


def ids(store: Store, run: int) -> list[str]:
    return [record.id for record in store.segments.of_run(run)]


def test_a_run_consists_of_what_was_recorded_each_segment_once(store: Store):
    run = recorded(store, FIRST, SECOND, FIRST, THIRD)
    assert ids(store, run) == [FIRST.id, SECOND.id, THIRD.id]
    assert store.segments.count(run) == 3


def test_what_is_changed_of_a_segment_is_kept_and_a_later_recording_leaves_it(store: Store, tmp_path: Path):
    recorded(store, FIRST, SECOND)
    store.segments.change(GAME.id, FIRST, given_name="The pipe", note="jump late", active=False)
    recorded(store, FIRST, SECOND)
    store.close()
    again = Store(tmp_path)
    assert again.segment(GAME.id, FIRST.id) == replace(
        FIRST, name="The pipe", given_name="The pipe", note="jump late", active=False
    )
    again.segments.change(GAME.id, FIRST, given_name="")
    found = again.segment(GAME.id, FIRST.id)
    assert found == replace(FIRST, note="jump late", active=False)
    assert again.segment(GAME.id, SECOND.id) == SECOND
    again.close()


def test_splits_are_told_under_the_name_that_the_runner_gave(store: Store):
    run = recorded(store, FIRST)
    store.segments.change(GAME.id, FIRST, given_name="The pipe")
    assert store.splits(run)[0].name == "The pipe"


def test_of_variants_the_first_is_primary_until_another_is_made_it(store: Store):
    recorded(store, SECOND, BIG, THIRD)
    assert [record.primary for record in store.segments.of_game(GAME.id)] == [True, False, True]
    store.segments.change(GAME.id, BIG, primary=True)
    found = {record.id: record.primary for record in store.segments.of_game(GAME.id)}
    assert found == {SECOND.id: False, BIG.id: True, THIRD.id: True}


def test_merging_exchanges_two_for_one_and_splitting_brings_them_back(store: Store):
    run = recorded(store, FIRST, SECOND, THIRD)
    store.segments.change(GAME.id, SECOND, note="mine")
    joint = Joint(WHOLE.id, FIRST.id, SECOND.id)
    store.segments.exchange(run, GAME.id, [FIRST.id, SECOND.id], [WHOLE], joint, 20)
    assert ids(store, run) == [WHOLE.id, THIRD.id]
    assert store.segments.joints(GAME.id) == [joint]
    store.segments.exchange(run, GAME.id, [WHOLE.id], [FIRST, SECOND], joint, 21)
    assert ids(store, run) == [FIRST.id, SECOND.id, THIRD.id]
    assert store.segments.joints(GAME.id) == [joint]
    assert store.segments.of_run(run)[1].note == "mine"


def test_another_run_of_the_game_stays_as_it_is(store: Store):
    other = recorded(store, FIRST, SECOND)
    run = recorded(store, FIRST, SECOND)
    joint = Joint(WHOLE.id, FIRST.id, SECOND.id)
    store.segments.exchange(run, GAME.id, [FIRST.id, SECOND.id], [WHOLE], joint, 20)
    assert ids(store, other) == [FIRST.id, SECOND.id]


@pytest.mark.parametrize(
    ("old", "new"),
    [([FIRST.id, THIRD.id], [WHOLE]), ([SECOND.id], [FIRST, SECOND]), ([THIRD.id, FIRST.id], [WHOLE])],
)
def test_what_does_not_fit_changes_nothing(store: Store, old: list[str], new: list[SegmentRecord]):
    run = recorded(store, FIRST, SECOND, THIRD)
    with pytest.raises(ValueError, match="run"):
        store.segments.exchange(run, GAME.id, old, new, Joint(WHOLE.id, FIRST.id, SECOND.id), 20)
    assert ids(store, run) == [FIRST.id, SECOND.id, THIRD.id]
    assert store.segments.joints(GAME.id) == []


def test_on_a_disk_that_takes_nothing_the_run_stays_whole(store: Store):
    run = recorded(store, FIRST, SECOND)
    store._connection.pragma("query_only", True)
    with pytest.raises(DataFolderError):
        store.segments.exchange(run, GAME.id, [FIRST.id, SECOND.id], [WHOLE], Joint(WHOLE.id, FIRST.id, SECOND.id), 20)
    store._connection.pragma("query_only", False)
    assert ids(store, run) == [FIRST.id, SECOND.id]


def test_a_segment_may_start_and_end_at_a_screen(store: Store):
    spot = Spot(0x105, -3, 0, 2)
    at = at_screen(entrance(1), spot)
    before = SegmentRecord(Segment(entrance(1), at), "One to screen 3", True)
    run = recorded(store, before)
    assert store.segments.of_run(run)[0].segment.end.spot == spot
    store.put_state(GAME.id, StartState(at, "hot", "Snes9x", "", 7, 12, None), b"x", 1)
    assert store.start_states(GAME.id, "Snes9x")[0].waypoint == at
    assert store.starts.places(GAME.id) == {at}


def test_runs_from_before_consist_of_what_they_recorded(tmp_path: Path):
    connection = apsw.Connection(str(tmp_path / "spinlab.db"))
    for number, sql in steps()[:3]:
        connection.execute(sql)
        connection.pragma("user_version", number)
    connection.execute(
        "INSERT INTO games (id, name, system, profile, created_ms) VALUES ('g', 'G', 's', 'smw', 1);"
        "INSERT INTO runs (id, game, name, state, created_ms) VALUES (1, 'g', 'r', 'finished', 1);"
        "INSERT INTO segments (game, id, level, start, finish, name, created_ms) VALUES"
        " ('g', '1.entrance.goal', 1, 'entrance', 'goal', 'One', 1),"
        " ('g', '2.entrance.goal', 2, 'entrance', 'goal', 'Two', 1);"
    )
    for place, level in enumerate((2, 1, 2), 1):
        connection.execute(
            "INSERT INTO splits VALUES (1, ?, 'g', ?, 1, 1, 1, 1, 1, 1, 0, 1, 1)", (place, f"{level}.entrance.goal")
        )
    connection.close()
    store = Store(tmp_path)
    assert [(record.id, record.primary) for record in store.segments.of_run(1)] == [
        ("2.entrance.goal", True),
        ("1.entrance.goal", True),
    ]
    store.close()


def test_a_segment_tells_what_it_consists_of_the_newest_way_first(store: Store):
    run = recorded(store, FIRST, SECOND, THIRD)
    other = recorded(store, FIRST, BIG)
    assert store.segments.parts(GAME.id, WHOLE.id) == []
    plain, big = Joint(WHOLE.id, FIRST.id, SECOND.id), Joint(WHOLE.id, FIRST.id, BIG.id)
    store.segments.exchange(run, GAME.id, [FIRST.id, SECOND.id], [WHOLE], plain, 20)
    store.segments.exchange(other, GAME.id, [FIRST.id, BIG.id], [WHOLE], big, 21)
    assert [second.id for _, second in store.segments.parts(GAME.id, WHOLE.id)] == [BIG.id, SECOND.id]
    store.segments.exchange(run, GAME.id, [WHOLE.id], [FIRST, SECOND], plain, 22)
    assert [second.id for _, second in store.segments.parts(GAME.id, WHOLE.id)] == [SECOND.id, BIG.id]
