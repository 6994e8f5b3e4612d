from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal
from spinlab_pad.store.records import GameRecord, SegmentRecord
from spinlab_pad.store.speed_runs import Gap, SpeedRunRecord, SpeedRunSplit
from spinlab_pad.store.store import Store

GAME = "cafe"
FIRST, SECOND = Segment(entrance(1), goal(1)), Segment(entrance(2), goal(2))
RUN = SpeedRunRecord(1, GAME, 1, "full", "way", 2, "running", 1_000, emulator="fake")


def split(place: int, frames: int, entered: int | None) -> SpeedRunSplit:
    segment = (FIRST, SECOND)[place - 1]
    time_ms = frames * 17
    return SpeedRunSplit(place, segment.id, segment.end.id, frames, time_ms, time_ms + 5, entered, place, False, None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.add_game(GameRecord(GAME, "Game", "snes", 1, "smw"), 0)
    run = made.start_run(GAME, "Run", 0)
    for segment in (FIRST, SECOND):
        record = SegmentRecord(segment, f"Level {segment.level}", active=True)
        made.add_split(run, GAME, record, Played(60, 60, 60, 1000, 0), frame_hz=60.0, now_ms=0)
    return made


def finish(store: Store, id_: int, time_ms: int, **changes: object) -> SpeedRunRecord:
    run = replace(RUN, id=id_, state="finished", time_ms=time_ms, **changes)  # type: ignore[arg-type]
    store.speed_runs.put(run)
    return run


def test_a_run_comes_back_as_it_was_kept_and_changes(store: Store):
    runs = store.speed_runs
    assert (runs.all(GAME), runs.next_id()) == ([], 1)
    runs.put(RUN)
    runs.put_split(RUN, split(1, 100, 0))
    runs.put_split(RUN, split(2, 250, 130))
    assert runs.all(GAME) == [RUN]
    assert runs.splits(1) == [split(1, 100, 0), split(2, 250, 130)]
    ended = replace(RUN, state="finished", ended_ms=9_000, frames=250, time_ms=4_250, real_time=False, whole=False)
    runs.put(ended)
    assert runs.get(GAME, 1) == ended
    assert (runs.get(GAME, 2), runs.get("other", 1), runs.next_id()) == (None, None, 2)
    runs.drop_split(1, 1)
    assert [item.place for item in runs.splits(1)] == [2]
    assert runs.split_counts(GAME) == {1: (1, 0)}


def test_the_best_run_is_the_fastest_of_its_way_that_counts(store: Store):
    best = finish(store, 1, 5_000)
    finish(store, 2, 5_000)
    finish(store, 3, 4_000, real_time=False)
    finish(store, 4, 4_000, whole=False)
    finish(store, 5, 4_000, kind="chained")
    finish(store, 6, 4_000, way="another")
    store.speed_runs.put(replace(RUN, id=7, state="reset", time_ms=10))
    assert store.speed_runs.best(GAME, "full", "way") == best
    assert store.speed_runs.best(GAME, "full", "nowhere") is None
    assert store.speed_runs.counts(GAME, "full", "way") == (5, 4)


def test_gaps_lie_between_a_split_and_the_start_of_the_next_segment(store: Store):
    for id_, gap in ((1, 30), (2, 50), (3, 10)):
        finish(store, id_, 5_000, real_time=id_ != 3)
        run = replace(RUN, id=id_)
        store.speed_runs.put_split(run, split(1, 100, 0))
        store.speed_runs.put_split(run, split(2, 250, 100 + gap))
    finish(store, 4, 5_000)
    store.speed_runs.put_split(replace(RUN, id=4), split(2, 250, 101))  # nothing tells when the first one ended
    assert store.speed_runs.gaps(GAME, "way") == {"2.entrance": Gap(30, 40)}
    assert store.speed_runs.gaps(GAME, "another") == {}


def test_what_was_under_way_in_a_crash_is_a_reset_as_far_as_it_came(store: Store, tmp_path: Path):
    store.speed_runs.put(RUN)
    store.speed_runs.put_split(RUN, split(1, 100, 0))
    store.speed_runs.put(replace(RUN, id=2))
    finish(store, 3, 5_000)
    store.close()
    again = Store(tmp_path)
    newest, empty, run = again.speed_runs.all(GAME)
    assert (newest.state, empty.state, run.state) == ("finished", "reset", "reset")
    assert (run.frames, run.time_ms, run.rta_ms, run.deaths, run.ended_ms) == (100, 1_700, 1_705, 1, 2_705)
    assert (empty.frames, empty.ended_ms) == (0, 1_000)
    again.close()


def test_the_route_is_what_the_run_consists_of_by_the_names_that_were_given(store: Store):
    assert [record.id for record in store.speed_runs.route(1)] == [FIRST.id, SECOND.id]
    part = Segment(entrance(1), checkpoint(1, 1))
    store.add_split(1, GAME, SegmentRecord(part, "Part", active=True), Played(1, 1, 1, 17, 0), frame_hz=60.0, now_ms=0)
    store._write(
        ("DELETE FROM run_segments", ()),
        ("INSERT INTO run_segments (run, place, game, segment) VALUES (1, 1, ?, ?)", (GAME, part.id)),
        ("INSERT INTO run_segments (run, place, game, segment) VALUES (1, 2, ?, ?)", (GAME, SECOND.id)),
        ("UPDATE segments SET given_name = 'The hard one', active = 0 WHERE id = ?", (SECOND.id,)),
    )
    assert [(record.id, record.name, record.active) for record in store.speed_runs.route(1)] == [
        (part.id, "Part", True),
        (SECOND.id, "The hard one", False),
    ]


def test_discarding_the_reference_run_leaves_its_speed_runs(store: Store):
    store.speed_runs.put(RUN)
    store.discard_run(1)
    assert store.speed_runs.all(GAME) == [replace(RUN, run=None)]
