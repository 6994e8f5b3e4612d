"""What the detector promises for any memory whatsoever."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.profile import bundled_profiles, load_profile
from tests.game.script import LOAD, SMW, Row, play, snapshots
from tests.game.sense import sensible

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
    sensible(Detector(SMW), snapshots(rows(frames)))


@pytest.mark.parametrize("name", bundled_profiles())
@settings(max_examples=15, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=70), max_size=20), st.booleans())
def test_any_garbage_is_taken(name: str, memory: list[bytes], in_level: bool) -> None:
    profile = load_profile(name)
    film: list[Row] = []
    for frame, raw in enumerate(memory):
        filled = raw * (2 * len(profile.fields) // len(raw) + 1)
        values = {
            field.name: field.decode(filled[2 * at : 2 * at + field.size]) for at, field in enumerate(profile.fields)
        }
        # The counter stands still: with it, every frame would be a base line.
        calm = {"game_mode": 0x14} if in_level and "game_mode" in values else {}
        film.append((frame, values | calm | ({profile.counter: 0} if profile.counter else {})))
    sensible(Detector(profile), snapshots(film, profile))


def test_memory_that_is_filled_with_one_byte_tells_nothing() -> None:
    filled = [
        (frame, {field.name: field.decode(bytes([byte] * field.size)) for field in SMW.fields})
        for frame, byte in enumerate([0xFF, 0x00, 0xFF, 0x55, 0xAA, 0xFF, 0x7F, 0x80, 0x00])
    ]
    assert play([(frame, values | {"frame_counter": 0}) for frame, values in filled]) == []


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
