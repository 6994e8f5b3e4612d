from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.recordings import Piece, ReplayRecord, SeenEvent
from spinlab_pad.store.store import Store

from .conftest import GAME

ONE = Piece(b"one", "BSV2", 60, True, 0x1A2B3C4D, 1_700_000_000)
TWO = Piece(b"two", "BSV2", None, False, None, None)
EVENT = SeenEvent(7, 1, 200, '{"event": "died"}')


@pytest.fixture
def run(store: Store) -> int:
    return store.start_run(GAME.id, "Run", 1)


def files(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "recordings").glob("*/*")}


def test_a_take_keeps_its_pieces_and_events_in_order(store: Store, run: int):
    take = store.recordings.begin(run, "snes9x", 5)
    store.recordings.note(take, 2, SeenEvent(9, 0, 202, '{"event": "spawned"}'))
    store.recordings.note(take, 1, EVENT)
    assert store.recordings.of_run(run) == []
    store.recordings.keep(take, [ONE, TWO], 120)
    (found,) = store.recordings.of_run(run)
    assert (found.id, found.run, found.core, found.started_ms, found.frames) == (take, run, "snes9x", 5, 120)
    assert [store.recordings.data(piece) for piece in found.pieces] == [ONE, TWO]
    assert [event.frame for event in store.recordings.events(take)] == [7, 9]
    assert store.recordings.events(take)[0] == EVENT


def test_a_take_without_pieces_is_forgotten(store: Store, run: int):
    take = store.recordings.begin(run, "snes9x", 5)
    store.recordings.keep(take, [], 120)
    assert store.recordings.left(GAME.id, "snes9x") == []


def test_pieces_without_a_frame_are_left_out_and_so_is_a_take_of_nothing_else(store: Store, run: int, tmp_path: Path):
    nothing = replace(ONE, data=b"state", frames=0)
    first, second = (store.recordings.begin(run, "snes9x", at) for at in (5, 9))
    store.recordings.keep(first, [nothing], 0)
    store.recordings.keep(second, [nothing, TWO, nothing], 60)
    (found,) = store.recordings.of_run(run)
    assert (found.id, [store.recordings.data(piece) for piece in found.pieces]) == (second, [TWO])
    assert store.recordings.left(GAME.id, "snes9x") == []
    assert files(tmp_path) == {TWO.data}


def test_what_was_never_ended_is_left_for_its_core(store: Store, run: int):
    first, second = (store.recordings.begin(run, "snes9x", at) for at in (5, 9))
    ended = store.recordings.begin(run, "snes9x", 12)
    store.recordings.keep(ended, [ONE], 1)
    assert [take.id for take in store.recordings.left(GAME.id, "snes9x")] == [first, second]
    assert store.recordings.left(GAME.id, "bsnes") == store.recordings.left("other", "snes9x") == []


def test_a_run_that_is_discarded_takes_its_files_with_it_and_not_those_of_others(
    store: Store, run: int, tmp_path: Path
):
    store.recordings.keep(store.recordings.begin(run, "snes9x", 5), [ONE, TWO], 120)
    store.finish_run(run, "Run", 2)
    other = store.start_run(GAME.id, "Other", 3)
    store.recordings.keep(store.recordings.begin(other, "snes9x", 6), [ONE], 60)
    store.discard_run(run)
    assert files(tmp_path) == {ONE.data}
    assert store.recordings.of_run(run) == []


def test_broken_writes_go_at_the_next_start(store: Store, run: int, tmp_path: Path):
    store.recordings.keep(store.recordings.begin(run, "snes9x", 5), [ONE], 60)
    (piece,) = store.recordings.of_run(run)[0].pieces
    store.recordings.files.path(piece.sha256).with_name(".new-broken").write_bytes(b"half")
    store.close()
    Store(tmp_path).close()
    assert files(tmp_path) == {ONE.data}


def test_a_file_that_is_gone_or_changed_is_told(store: Store, run: int):
    store.recordings.keep(store.recordings.begin(run, "snes9x", 5), [ONE], 60)
    (piece,) = store.recordings.of_run(run)[0].pieces
    path = store.recordings.files.path(piece.sha256)
    path.write_bytes(b"else")
    with pytest.raises(StateFileError, match="has changed on disk: record the run anew"):
        store.recordings.data(piece)
    path.unlink()
    with pytest.raises(StateFileError, match="can't be read: record the run anew"):
        store.recordings.data(piece)


def test_a_replay_is_a_run_beside_the_open_one(store: Store, run: int):
    replay = store.recordings.start_replay(run, GAME.id, "Replay of Run", 7)
    told = {record.id: (record.source, record.replay_of, record.state) for record in store.runs(GAME.id)}
    assert told == {run: ("played", None, "recording"), replay: ("replay", run, "recording")}
    result = ReplayRecord(replay, True, 9, 8, "the death came late", "Replayed Run")
    store.recordings.finish_replay(result, 9)
    assert store.recordings.replays(run) == [result]
    assert [record.active for record in store.runs(GAME.id)] == [False, False]


def test_half_a_replay_goes_when_the_next_one_begins_and_at_the_next_start(store: Store, run: int, tmp_path: Path):
    first = store.recordings.start_replay(run, GAME.id, "Replay of Run", 7)
    second = store.recordings.start_replay(run, GAME.id, "Replay of Run", 8)
    assert second in {record.id for record in store.runs(GAME.id)}
    assert len(store.runs(GAME.id)) == 2
    assert first >= 1
    store.close()
    again = Store(tmp_path)
    assert [(record.id, record.state) for record in again.runs(GAME.id)] == [(run, "paused")]
    again.close()


def test_a_replay_outlives_the_run_that_it_played(store: Store, run: int):
    replay = store.recordings.start_replay(run, GAME.id, "Replay of Run", 7)
    store.recordings.finish_replay(ReplayRecord(replay, True, 0, 0, None, "Replayed Run"), 9)
    store.discard_run(run)
    (left,) = store.runs(GAME.id)
    assert (left.id, left.replay_of) == (replay, None)
