"""Sittings of reference runs on disk, and what a run has that no other run has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apsw

from spinlab_pad.route.subsplits import NOTHING, Death, Passed
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance
from spinlab_pad.store.captures import Kin, Sitting, Tally
from spinlab_pad.store.database import steps
from spinlab_pad.store.records import CaptureRecord, SegmentRecord
from spinlab_pad.store.store import DATABASE_NAME, Store

from .conftest import GAME
from .test_store import FIRST, HZ, PLAYED, SECOND

BIG = SegmentRecord(Segment(replace(entrance(1), conditions="powerup=1"), checkpoint(1, 1)), "One 1", True)
EVENING = Sitting(100, "RetroArch 1.22.2", "Snes9x")
MORNING = Sitting(900, "RetroArch 1.14.0", "bsnes")


def close(store: Store, run: int, record: SegmentRecord, at_ms: int, passed: Passed = NOTHING) -> None:
    capture = store.captures.going_on(run)
    store.add_split(run, GAME.id, record, PLAYED, passed, frame_hz=HZ, now_ms=at_ms, capture=capture)


def finished(store: Store, *records: SegmentRecord, at_ms: int = 1, source: str = "played") -> int:
    run = store.start_run(GAME.id, "run", at_ms, replace(EVENING, started_ms=at_ms))
    store._write(("UPDATE runs SET source = ? WHERE id = ?", (source, run)))
    for number, record in enumerate(records, 1):
        close(store, run, record, at_ms + number)
    store.finish_run(run, "run", at_ms + 9)
    return run


def test_each_sitting_keeps_when_where_and_what(store: Store):
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150)
    store.pause_run(run, 200)
    assert store.captures.going_on(run) is None
    store.resume_run(run, MORNING)
    close(store, run, SECOND, 950)
    close(store, run, SECOND, 990)
    assert [split.capture for split in store.splits(run)] == [1, 2, 2]
    store.finish_run(run, "run", 1_000)
    assert store.captures.of_run(run) == store.captures.of_game(GAME.id)
    assert store.captures.of_run(run) == [
        CaptureRecord(1, run, 100, 200, "RetroArch 1.22.2", "Snes9x", 1),
        CaptureRecord(2, run, 900, 1_000, "RetroArch 1.14.0", "bsnes", 2),
    ]


def test_a_crash_ends_a_sitting_with_its_last_split(store: Store, tmp_path: Path):
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150)
    close(store, run, SECOND, 170)
    store.close()
    again = Store(tmp_path)
    assert [item.ended_ms for item in again.captures.of_run(run)] == [170]
    again.resume_run(run, MORNING)
    again.close()
    again = Store(tmp_path)
    assert [(item.started_ms, item.ended_ms) for item in again.captures.of_run(run)] == [(100, 170), (900, 900)]
    again.close()


def test_a_sitting_that_nobody_could_end_ends_when_the_next_begins(store: Store):
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150)
    store.resume_run(run, MORNING)
    assert [item.ended_ms for item in store.captures.of_run(run)] == [150, None]


def test_a_run_that_was_discarded_has_no_sittings(store: Store):
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150)
    store.discard_run(run)
    assert store.captures.of_game(GAME.id) == []


def test_new_is_what_no_other_run_has(store: Store):
    finished(store, FIRST)
    run = store.start_run(GAME.id, "run", 100, EVENING)
    assert store.captures.tally(run) == Tally(0, 0, 0)
    assert store.captures.kin(run, GAME.id, FIRST.segment) == Kin(here=False, before=True, elsewise=())
    assert store.captures.kin(run, GAME.id, SECOND.segment) == Kin(here=False, before=False, elsewise=())
    for record in (FIRST, SECOND, SECOND):
        close(store, run, record, 150)
    assert store.captures.tally(run) == Tally(splits=3, segments=2, new=1)
    assert store.captures.kin(run, GAME.id, SECOND.segment) == Kin(here=True, before=False, elsewise=())


def test_the_same_way_under_other_conditions_is_kin(store: Store):
    finished(store, FIRST)
    run = store.start_run(GAME.id, "run", 100, EVENING)
    assert store.captures.kin(run, GAME.id, BIG.segment) == Kin(here=False, before=False, elsewise=("",))
    close(store, run, BIG, 150)
    assert store.captures.kin(run, GAME.id, FIRST.segment) == Kin(here=False, before=True, elsewise=("powerup=1",))
    assert store.captures.tally(run) == Tally(1, 1, 1)


def test_a_segment_of_a_discarded_run_is_new_again(store: Store):
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150)
    store.discard_run(run)
    run = store.start_run(GAME.id, "run", 200, EVENING)
    assert store.captures.kin(run, GAME.id, FIRST.segment) == Kin(here=False, before=False, elsewise=())


def test_what_was_played_comes_from_all_finished_runs_oldest_first_and_no_replay(store: Store):
    first = finished(store, FIRST, SECOND, at_ms=100)
    finished(store, FIRST, at_ms=200, source="replay")
    last = finished(store, FIRST, at_ms=300)
    store.start_run(GAME.id, "open", 400, EVENING)
    close(store, last + 1, FIRST, 401)
    assert [(split.run, split.segment) for split in store.played_splits(GAME.id)] == [
        (first, FIRST.segment),
        (first, SECOND.segment),
        (last, FIRST.segment),
    ]
    assert [run.source for run in store.runs(GAME.id)] == ["played", "played", "replay", "played"]


def test_a_replay_dies_no_deaths_of_the_runner(store: Store):
    dead = Passed((), (Death(1, 8, 8, 5, 9),))
    run = store.start_run(GAME.id, "run", 100, EVENING)
    close(store, run, FIRST, 150, dead)
    assert [place.count for place in store.passed.deaths(GAME.id, FIRST.id)] == [1]
    store._write(("UPDATE runs SET source = 'replay'", ()))
    assert store.passed.deaths(GAME.id, FIRST.id) == []


def test_runs_from_before_there_were_sittings_are_kept(tmp_path: Path):
    connection = apsw.Connection(str(tmp_path / DATABASE_NAME))
    for number, sql in steps()[:4]:
        connection.execute(sql)
        connection.pragma("user_version", number)
    connection.execute(
        """
        INSERT INTO games (id, name, system, profile, created_ms) VALUES ('g', 'Game', 'super_nes', 'smw', 1);
        INSERT INTO runs VALUES (1, 'g', 'Old', 'paused', 0, 200, NULL);
        INSERT INTO segments (game, id, level, start, finish, name, created_ms)
          VALUES ('g', '1.entrance.goal', 1, 'entrance', 'goal', 'One', 200);
        INSERT INTO splits VALUES (1, 1, 'g', '1.entrance.goal', 9, 9, 9, 150, 150, 150, 0, 1, 205);
        """
    )
    connection.close()
    store = Store(tmp_path)
    (run,) = store.runs("g")
    assert (run.source, run.replay_of) == ("played", None)
    assert store.captures.of_run(1) == []
    assert [split.capture for split in store.splits(1)] == [None]
    store.resume_run(1, MORNING)
    assert store.captures.tally(1) == Tally(1, 1, 1)
    store.close()
