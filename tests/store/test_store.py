import time
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal
from spinlab_pad.store.errors import DatabaseError, DataFolderError, StateFileError
from spinlab_pad.store.recordings import Piece
from spinlab_pad.store.records import AttemptRecord, CountedAttempt, SegmentRecord, StartState
from spinlab_pad.store.store import DATABASE_NAME, Store

from .conftest import GAME

HZ = 60.0988
FIRST = SegmentRecord(Segment(entrance(1), checkpoint(1, 1)), "One: entrance to checkpoint 1", True)
SECOND = SegmentRecord(Segment(checkpoint(1, 1), goal(1)), "One: checkpoint 1 to goal", True)
PLAYED = Played(frames=601, tail_frames=601, game_frames=600, rta_ms=10_000, deaths=0)


def attempt(id_: int, **changes: object) -> AttemptRecord:
    base = AttemptRecord(
        id=id_, session=None, segment=FIRST.id, started_ms=1000, duration_ms=500, source="practice", start="hot",
        completed=True, time_ms=400, clean_tail_ms=300, frames=24, tail_frames=18, game_frames=24, rta_ms=400,
        deaths=1, rating=None, valid=True, not_real_time=False, emulator="test",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def counted(record: AttemptRecord) -> CountedAttempt:
    """What the store tells of an attempt that counts."""
    return CountedAttempt._make(getattr(record, name) for name in CountedAttempt._fields)


def with_run(store: Store) -> int:
    run = store.start_run(GAME.id, "run", 5)
    for record in (FIRST, SECOND):
        store.add_split(run, GAME.id, record, PLAYED, frame_hz=HZ, now_ms=9)
    return run


def test_a_run_keeps_its_splits_in_order(store: Store):
    run = with_run(store)
    splits = store.splits(run)
    assert [split.place for split in splits] == [1, 2]
    assert [split.segment for split in splits] == [FIRST.segment, SECOND.segment]
    assert splits[0].time_ms == 10_000
    assert splits[0].game_frames == 600
    assert splits[0].real_time


def test_finishing_a_run_makes_it_the_only_active_one(store: Store):
    first = with_run(store)
    store.finish_run(first, "first", 10)
    second = store.start_run(GAME.id, "second", 11)
    store.finish_run(second, "second", 12)
    assert [(run.name, run.active, run.state) for run in store.runs(GAME.id)] == [
        ("second", True, "finished"),
        ("first", False, "finished"),
    ]
    store.activate_run(first)
    assert [run.id for run in store.runs(GAME.id) if run.active] == [first]


def test_a_game_has_one_open_run(store: Store):
    store.start_run(GAME.id, "a", 1)
    with pytest.raises(DatabaseError):
        store.start_run(GAME.id, "b", 2)


def test_a_run_that_a_crash_left_open_comes_back_as_paused(store: Store, tmp_path: Path):
    run = with_run(store)
    store.close()
    again = Store(tmp_path)
    assert [(found.id, found.state) for found in again.runs(GAME.id)] == [(run, "paused")]
    again.resume_run(run)
    assert again.runs(GAME.id)[0].state == "recording"
    again.close()


def test_a_discarded_run_takes_its_splits_with_it(store: Store):
    run = with_run(store)
    store.discard_run(run)
    assert store.runs(GAME.id) == []
    assert store.splits(run) == []
    assert store.segment(GAME.id, FIRST.id) == FIRST


def test_start_states_are_kept_by_waypoint_kind_and_core(store: Store):
    run = with_run(store)
    hot = StartState(entrance(1), "hot", "Snes9x", "", 17, 2, run)
    store.put_state(GAME.id, hot, b"one", 1)
    store.put_state(GAME.id, replace(hot, kind="cold"), b"two", 2)
    store.put_state(GAME.id, replace(hot, core="bsnes"), b"three", 3)
    found = store.start_states(GAME.id, "Snes9x")
    assert [(state.waypoint, state.kind, store.states.get(state.sha256)) for state in found] == [
        (entrance(1), "cold", b"two"),
        (entrance(1), "hot", b"one"),
    ]
    assert found[1].event_counter == 17
    assert found[1].save_lag_frames == 2


def state_files(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "states").glob("*/*")}


def test_a_new_state_replaces_the_old_one_and_the_old_file_goes_with_it(store: Store, tmp_path: Path):
    run = with_run(store)
    state = StartState(entrance(1), "hot", "Snes9x", "", 17, None, run)
    store.put_state(GAME.id, state, b"old", 1)
    store.put_state(GAME.id, state, b"new", 2)
    assert state_files(tmp_path) == {b"new"}
    assert store.states.get(store.start_states(GAME.id, "Snes9x")[0].sha256) == b"new"
    store.put_state(GAME.id, state, b"new", 3)
    assert state_files(tmp_path) == {b"new"}


def test_a_file_that_another_start_names_stays_when_one_is_replaced(store: Store, tmp_path: Path):
    run = with_run(store)
    state = StartState(entrance(1), "hot", "Snes9x", "", 17, None, run)
    store.put_state(GAME.id, state, b"both", 1)
    store.put_state(GAME.id, replace(state, kind="cold"), b"both", 2)
    store.put_state(GAME.id, state, b"new", 3)
    assert state_files(tmp_path) == {b"both", b"new"}


def test_files_that_are_newer_than_a_database_from_a_backup_stay(store: Store, tmp_path: Path):
    run = with_run(store)
    state = StartState(entrance(1), "hot", "Snes9x", "", 17, None, run)
    store.close()
    backup, newer = (tmp_path / DATABASE_NAME).read_bytes(), tmp_path / "newer.db"
    store = Store(tmp_path)
    store.put_state(GAME.id, state, b"kept", 1)
    take = store.recordings.begin(run, "Snes9x", 1)
    store.recordings.keep(take, [Piece(b"pressed", "BSV2", 60, True, None, None)], 60)
    store.close()
    (tmp_path / DATABASE_NAME).rename(newer)
    (tmp_path / DATABASE_NAME).write_bytes(backup)
    for _ in range(2):
        older = Store(tmp_path)
        older.put_state(GAME.id, replace(state, kind="cold"), b"played meanwhile", time.time_ns() // 1_000_000)
        older.close()
    newer.replace(tmp_path / DATABASE_NAME)
    back = Store(tmp_path)
    assert back.states.get(back.start_states(GAME.id, "Snes9x")[0].sha256) == b"kept"
    assert back.recordings.data(back.recordings.of_run(run)[0].pieces[0]).data == b"pressed"
    back.close()


@pytest.mark.parametrize(
    ("unseen", "spoilt", "kept"), [(0, False, 2), (1, False, 2), (2, False, 2), (3, False, 1), (3, True, 2)]
)
def test_a_start_gives_way_to_one_that_is_no_farther_from_its_event(store: Store, unseen: int, spoilt: bool, kept: int):
    state = StartState(entrance(1), "hot", "Snes9x", "", 17, None, with_run(store), unseen=2)
    store.put_state(GAME.id, state, b"1", 1)
    if spoilt:
        store.states.path(store.start_states(GAME.id, "Snes9x")[0].sha256).write_bytes(b"")
    store.put_state(GAME.id, replace(state, unseen=unseen, event_counter=18), b"2", 2)
    (found,) = store.start_states(GAME.id, "Snes9x")
    assert store.states.get(found.sha256) == str(kept).encode()
    assert (found.unseen, found.event_counter) == ((2, 17) if kept == 1 else (unseen, 18))


def test_a_database_that_was_moved_away_finds_its_files_when_it_comes_back(store: Store, tmp_path: Path):
    run = with_run(store)
    store.put_state(GAME.id, StartState(entrance(1), "hot", "Snes9x", "", 17, None, run), b"kept", 1)
    take = store.recordings.begin(run, "Snes9x", 1)
    store.recordings.keep(take, [Piece(b"pressed", "BSV2", 60, True, None, None)], 60)
    store.close()
    (tmp_path / DATABASE_NAME).rename(tmp_path / "aside.db")
    between = Store(tmp_path)
    between.close()
    between = Store(tmp_path)
    between.add_game(GAME, time.time_ns() // 1_000_000 + 1)
    between.close()
    Store(tmp_path).close()
    (tmp_path / "aside.db").replace(tmp_path / DATABASE_NAME)
    back = Store(tmp_path)
    assert back.states.get(back.start_states(GAME.id, "Snes9x")[0].sha256) == b"kept"
    (piece,) = back.recordings.of_run(run)[0].pieces
    assert back.recordings.data(piece).data == b"pressed"
    back.close()


def test_a_changed_state_file_is_told_and_not_loaded(store: Store):
    run = with_run(store)
    store.put_state(GAME.id, StartState(entrance(1), "hot", "Snes9x", "", 0, None, run), b"state", 1)
    sha256 = store.start_states(GAME.id, "Snes9x")[0].sha256
    store.states.path(sha256).write_bytes(b"other")
    with pytest.raises(StateFileError, match="has changed on disk"):
        store.states.get(sha256)
    store.states.path(sha256).unlink()
    with pytest.raises(StateFileError, match="can't be read"):
        store.states.get(sha256)


def test_attempts_come_back_as_they_were_kept(store: Store):
    with_run(store)
    assert store.next_attempt_id() == 1
    kept = attempt(1)
    store.add_attempt(GAME.id, kept)
    store.add_attempt(GAME.id, attempt(2, completed=False, time_ms=None, clean_tail_ms=None, segment=SECOND.id))
    assert store.attempts(GAME.id, [FIRST.id]) == [kept]
    assert len(store.attempts(GAME.id)) == 2
    assert store.next_attempt_id() == 3


def test_what_counts_is_told_oldest_first_and_nothing_else(store: Store):
    with_run(store)
    kept = [
        attempt(1, valid=False),
        attempt(2, not_real_time=True),
        attempt(3, source="replay"),
        attempt(4, segment=SECOND.id, rating="hard", source="speed_run"),
        attempt(5, segment=FIRST.id, completed=False, time_ms=None, clean_tail_ms=None),
    ]
    for record in kept:
        store.add_attempt(GAME.id, record)
    found = store.counted(GAME.id)
    assert found == [counted(record) for record in kept if record.counts] == [counted(record) for record in kept[3:]]
    assert [one.completed for one in found] == [True, False]
    assert store.counted(GAME.id, [FIRST.id]) == [counted(kept[4])]
    assert store.counted(GAME.id, [FIRST.id, SECOND.id]) == found
    assert store.counted("another game") == store.counted("another game", [FIRST.id]) == []
    assert store.counted(GAME.id, []) == []


def test_a_rating_and_the_validity_can_be_changed(store: Store):
    with_run(store)
    store.add_attempt(GAME.id, attempt(1))
    store.rate(1, "good")
    store.set_valid(1, False)
    assert store.attempts(GAME.id)[0] == attempt(1, rating="good", valid=False)


def test_an_unknown_rating_is_refused(store: Store):
    with_run(store)
    store.add_attempt(GAME.id, attempt(1))
    with pytest.raises(DatabaseError):
        store.rate(1, "fine")


def test_a_completed_attempt_must_have_a_time(store: Store):
    with_run(store)
    with pytest.raises(DatabaseError):
        store.add_attempt(GAME.id, attempt(1, time_ms=None))
    assert store.attempts(GAME.id) == []


def test_a_session_counts_what_is_valid_and_ends_after_a_crash(store: Store, tmp_path: Path):
    run = with_run(store)
    session = store.start_session(GAME.id, run, 1000)
    store.add_attempt(GAME.id, attempt(1, session=session))
    store.add_attempt(GAME.id, attempt(2, session=session, valid=False))
    assert (store.sessions(GAME.id)[0].attempts, store.sessions(GAME.id)[0].ended_ms) == (1, None)
    store.close()
    again = Store(tmp_path)
    assert again.sessions(GAME.id)[0].ended_ms == 1500
    again.end_session(session, 2000)
    assert again.sessions(GAME.id)[0].ended_ms == 2000
    again.close()


def test_a_full_disk_is_told_as_such_and_leaves_nothing_half_written(store: Store):
    with_run(store)
    connection = store._connection
    connection.pragma("max_page_count", connection.pragma("page_count"))
    kept = 0
    with pytest.raises(DataFolderError, match="free some space"):  # noqa: PT012
        for number in range(1, 2_000):
            store.add_attempt(GAME.id, attempt(number, emulator="x" * 500))
            kept = number
    assert not connection.in_transaction
    assert [row.id for row in store.attempts(GAME.id)] == list(range(1, kept + 1))
    connection.pragma("max_page_count", 1_000_000)
    store.add_attempt(GAME.id, attempt(kept + 1))


def test_a_split_that_fails_leaves_no_segment_behind(store: Store):
    with pytest.raises(DatabaseError):
        store.add_split(99, GAME.id, FIRST, PLAYED, frame_hz=HZ, now_ms=9)
    assert store.segment(GAME.id, FIRST.id) is None


def test_a_read_only_database_is_told_with_the_remedy(store: Store):
    store._connection.pragma("query_only", True)
    with pytest.raises(DataFolderError, match="make the folder writable"):
        store.start_run(GAME.id, "run", 1)
    store._connection.pragma("query_only", False)
    store.start_run(GAME.id, "run", 1)


def test_a_store_that_can_not_start_lets_go_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(_: Store) -> None:
        raise DataFolderError("no")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_recover", broken)
        with pytest.raises(DataFolderError):
            Store(tmp_path)
    Store(tmp_path).close()


def test_what_is_no_whole_text_is_refused_and_nothing_is_half_kept(store: Store):
    with pytest.raises(DatabaseError, match="no whole text"):
        store.add_game(replace(GAME, id="", content="new", name="half \ud800"), 1)
    assert store.contents.get("new") is None


def test_an_attempt_that_is_not_there_can_not_be_let_count(store: Store):
    with pytest.raises(DatabaseError, match="there is no attempt 3"):
        store.set_valid(3, True)


def test_the_columns_of_an_attempt_are_its_fields(store: Store):
    run = with_run(store)
    odd = attempt(
        7, session=store.start_session(GAME.id, run, 1), clean_tail_ms=None, frames=1, tail_frames=2, game_frames=3,
        rta_ms=4, deaths=5, rating="hard", valid=False, not_real_time=True, chosen_by="value", chance=0.25,
    )  # fmt: skip
    store.add_attempt(GAME.id, odd)
    store.add_attempt(GAME.id, attempt(8, segment=SECOND.id, completed=False, time_ms=None, clean_tail_ms=None))
    (found,) = store.attempts(GAME.id, [FIRST.id])
    assert found == odd
    assert (found.completed, found.valid, found.not_real_time) == (True, False, True), "no numbers"
