"""What the detector promises for any memory whatsoever."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from tests.game.script import LOAD, SMW, Row, snapshots

MODES = st.sampled_from([0x14, 0x14, 0x14, 0x0B, 0x0E, 0x0F, 0x11, 0x12, 0x13, 0x17, 0x07])
FLAG = st.integers(0, 1)
LIKELY: dict[str, st.SearchStrategy[int]] = {
    "game_mode": MODES,
    "player_anim": st.sampled_from([0, 0, 9, 6]),
    "level": st.integers(5, 6),
    "room": st.integers(0x105, 0x107),
    "rooms_entered": st.sampled_from([0, 0, 1, 2, 0xFF]),
    "exit_mode": st.sampled_from([0, 0, 1, 0x80]),
    "fanfare": FLAG,
    "end_timer": st.sampled_from([0, 0xFF]),
    "boss_defeated": FLAG,
    "midway": FLAG,
    "checkpoint_entrance": st.integers(0x104, 0x107),
    "music": st.sampled_from([0, 3, 4, 7, 8, 0x29]),
    "level_start": FLAG,
    "held_1": st.sampled_from([0, 0x10, 0x20, 0x30]),
    "paused": FLAG,
    "palace_red": FLAG,
    "frame_counter": st.integers(0, 20),
    "player_x": st.integers(-0x8000, 0x7FFF),
    LOAD: st.just(1),
}
CHANGE = st.one_of([st.tuples(st.just(name), values) for name, values in LIKELY.items()])
FRAMES = st.lists(st.lists(CHANGE, max_size=4).map(dict), max_size=60)


def rows(frames: list[dict[str, int]]) -> list[Row]:
    return list(enumerate(frames))


@settings(max_examples=300, deadline=None)
@given(FRAMES)
def test_events_come_in_an_order_that_makes_sense(frames: list[dict[str, int]]) -> None:
    """One death is answered before the next, a level is finished once an entry, base lines are silent."""
    detector = Detector(SMW)
    dead = finished = False
    outside = False
    load_id: int | None = None
    breaks = 0
    for snapshot in snapshots(rows(frames)):
        events = detector.feed(snapshot)
        assert all(event.frame == snapshot.frame for event in events)
        if snapshot.load_id != load_id or detector.breaks != breaks:
            assert events == ()
            load_id, breaks = snapshot.load_id, detector.breaks
            dead = finished = outside = False
        for event in events:
            assert not outside or isinstance(event, LevelEntered)
            assert not (dead and isinstance(event, Died | LevelFinished | LevelLeft | RoomChanged))
            assert not (finished and isinstance(event, LevelFinished | LevelLeft))
            assert dead or not isinstance(event, Spawned)
            dead = isinstance(event, Died) or (dead and not isinstance(event, Spawned | LevelEntered))
            finished = isinstance(event, LevelFinished) or (finished and not isinstance(event, LevelEntered))
            outside = isinstance(event, LevelLeft)


@settings(deadline=None)
@given(FRAMES)
def test_checkpoints_count_up_from_one_and_spawns_name_one_of_them(frames: list[dict[str, int]]) -> None:
    detector = Detector(SMW)
    for snapshot in snapshots(rows(frames)):
        count = detector.state.taken_count
        for event in detector.feed(snapshot):
            if isinstance(event, LevelEntered):
                count = 0
            elif isinstance(event, CheckpointReached):
                count += 1
                assert event.n == count
            elif isinstance(event, Spawned):
                assert 0 <= event.n <= count
                assert event.cold == (event.n > 0)


@settings(deadline=None)
@given(FRAMES, st.integers(0, 60))
def test_nothing_before_a_load_survives_it(frames: list[dict[str, int]], at: int) -> None:
    """After a load, the same frames make the same events, whatever was before."""
    before = list(snapshots(rows(frames)))[: at + 1]
    after = [
        (frame + 100, changes) for frame, changes in rows([{"game_mode": 0x14}, {"fanfare": 1}, {"player_anim": 9}])
    ]
    fresh, used = Detector(SMW), Detector(SMW)
    for snapshot in before:
        used.feed(snapshot)
    for snapshot in snapshots([(99, {LOAD: 1000}), *after]):
        assert used.feed(snapshot) == fresh.feed(snapshot)
    assert used.state == fresh.state


@settings(deadline=None)
@given(FRAMES)
def test_frames_without_change_are_silent(frames: list[dict[str, int]]) -> None:
    once, twice = Detector(SMW), Detector(SMW)
    # The counter stands still: with half of the frames missing, a jump of it looks smaller.
    script = [(2 * frame, {**changes, "frame_counter": 0}) for frame, changes in rows(frames)]
    for snapshot in snapshots(script):
        events: tuple[Event, ...] = once.feed(snapshot)
        assert twice.feed(snapshot) == events
        again = type(snapshot)(snapshot.frame + 1, snapshot.t_ns, snapshot.values, snapshot.load_id)
        assert twice.feed(again) == ()
