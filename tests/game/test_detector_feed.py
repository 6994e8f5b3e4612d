"""Feeding snapshots: base lines where the game's counter jumps, and starts that the caller knows more of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import CheckpointReached, Died, Event, Spawned
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from tests.game.script import SMW, Row, snapshots


def fed(detector: Detector, rows: list[Row]) -> list[Event]:
    return [event for snapshot in snapshots(rows) for event in detector.feed(snapshot)]


@pytest.mark.parametrize("jump", [{"frame_counter": 99}, {"frame_counter": 40}, {"frame_counter": 186}])
def test_a_jump_of_the_counter_is_a_base_line(jump: dict[str, int]) -> None:
    before: list[Row] = [(frame, {"frame_counter": 50 + frame, "game_mode": 0x14}) for frame in range(8)]
    detector = Detector(SMW)
    assert fed(detector, [*before, (8, {**jump, "player_anim": 9, "level": 3}), (9, {"player_anim": 0})]) == []
    assert detector.breaks == 1


def test_lag_pause_and_missed_frames_are_no_jump() -> None:
    detector = Detector(SMW)
    rows: list[Row] = [
        (0, {"game_mode": 0x14, "frame_counter": 250}),
        (50, {"frame_counter": 250}),  # paused
        (60, {"frame_counter": 4}),  # wrapped, ten turns in ten frames
        (61, {"frame_counter": 13, "player_anim": 9}),  # fast-forward: more turns than frames that were counted
    ]
    assert fed(detector, rows) == [Died(61, 0, 0, 0)]
    assert detector.breaks == 0


@pytest.mark.parametrize("profile", [SMW, replace(SMW, counter=None)], ids=["with a counter", "without one"])
def test_frames_that_go_back_are_a_base_line(profile: Profile) -> None:
    detector = Detector(profile)
    assert fed(detector, [(9, {"game_mode": 0x14}), (8, {"player_anim": 9}), (9, {"powerup": 1})]) == []
    assert detector.breaks == 1


def test_a_second_look_at_one_frame_in_which_the_counter_jumped_is_a_base_line() -> None:
    detector = Detector(SMW)
    assert fed(detector, [(9, {"game_mode": 0x14}), (9, {"player_anim": 9, "frame_counter": 99})]) == []
    assert detector.breaks == 1


@pytest.mark.parametrize("profile", [SMW, replace(SMW, counter=None)], ids=["with a counter", "without one"])
def test_a_second_look_at_one_frame_is_no_jump(profile: Profile) -> None:
    detector = Detector(profile)
    assert fed(detector, [(9, {"game_mode": 0x14}), (9, {"player_anim": 9})]) == [Died(9, 0, 0, 0)]
    assert detector.breaks == 0


def test_start_at_tells_the_checkpoint_of_the_next_load_only() -> None:
    detector = Detector(SMW)
    detector.start_at(2, -1)
    death: list[Row] = [(5, {"player_anim": 9}), (6, {"player_anim": 0}), (7, {"checkpoint_entrance": 0x1C0})]
    start: Row = (0, {"game_mode": 0x14, "midway": 1})
    assert fed(detector, [start, *death]) == [
        Died(5, 0, 0, 0),
        Spawned(6, 0, True, 2),
        CheckpointReached(7, 0, 3, "asm"),
    ]
    assert detector.feed(Snapshot(90, 0, next(snapshots([start])).values, load_id=1)) == ()
    assert detector.state.respawn == 1


@pytest.mark.parametrize("midway", [0, 1])
def test_a_jump_before_the_load_is_not_at_the_checkpoint_that_the_load_leads_to(midway: int) -> None:
    """The runner loads a state of his own, or rewinds, while a load is under way."""
    detector = Detector(SMW)
    playing: Row = (0, {"game_mode": 0x14, "midway": midway})
    assert fed(detector, [playing]) == []
    detector.start_at(2, 0)
    assert fed(detector, [(1, {**playing[1], "frame_counter": 99})]) == []
    assert (detector.breaks, detector.state.respawn) == (1, midway)
    assert detector.feed(Snapshot(2, 0, next(snapshots([playing])).values, load_id=1)) == ()
    assert detector.state.respawn == 2


def test_start_at_the_entrance_overrules_a_flag_in_memory() -> None:
    detector = Detector(SMW)
    detector.start_at(0, -1)
    tape: list[Row] = [(5, {"midway": 0}), (6, {"midway": 1})]
    assert fed(detector, [(0, {"game_mode": 0x14, "midway": 1}), *tape]) == [CheckpointReached(6, 0, 1, "midway")]


def test_a_snapshot_without_a_field_names_it() -> None:
    with pytest.raises(KeyError, match="level"):
        Detector(SMW).feed(Snapshot(0, 0, {}))
