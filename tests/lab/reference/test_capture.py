from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

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
from spinlab_pad.lab.machine import Machine
from spinlab_pad.lab.reference.capture import Capture, SegmentClosed, StateWanted, Tick
from spinlab_pad.lab.reference.mode import TABLE
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal

HZ = 60.0988


def play(*events: Event) -> list[StateWanted | SegmentClosed]:
    capture = Capture()
    found: list[StateWanted | SegmentClosed] = []
    for event in events:
        capture, outcomes = capture.step(event, Tick(event.frame, event.frame * 16_639_000, 0, HZ))
        found += outcomes
    return found


def closed(found):
    return [(item.segment, item.played.frames, item.played.deaths) for item in found if isinstance(item, SegmentClosed)]


def wanted(found):
    return [(item.waypoint, item.kind) for item in found if isinstance(item, StateWanted)]


def test_a_level_with_a_checkpoint_makes_two_segments():
    found = play(LevelEntered(10, 1, 0), CheckpointReached(110, 1, 1, "midway"), LevelFinished(260, 1, "normal"))
    assert closed(found) == [
        (Segment(entrance(1), checkpoint(1, 1)), 100, 0),
        (Segment(checkpoint(1, 1), goal(1)), 150, 0),
    ]
    assert wanted(found) == [(entrance(1), "hot"), (checkpoint(1, 1), "hot")]


def test_the_state_is_asked_for_before_anything_else_of_the_checkpoint():
    found = play(LevelEntered(10, 1, 0), CheckpointReached(110, 1, 1, "midway"))
    assert isinstance(found[1], StateWanted)


def test_a_death_does_not_close_the_segment_and_shows_the_cold_start():
    found = play(
        LevelEntered(10, 1, 0),
        CheckpointReached(110, 1, 1, "midway"),
        Died(150, 1, 0, 0),
        Spawned(250, 1, True, 1),
        LevelFinished(300, 1, "normal"),
    )
    assert closed(found)[1] == (Segment(checkpoint(1, 1), goal(1)), 40 + 50, 1)
    assert (checkpoint(1, 1), "cold") in wanted(found)


def test_a_respawn_at_the_entrance_after_a_checkpoint_starts_there():
    found = play(
        LevelEntered(10, 1, 0),
        CheckpointReached(110, 1, 1, "midway"),
        Died(150, 1, 0, 0),
        Spawned(250, 1, False, 0),
        LevelFinished(300, 1, "normal"),
    )
    assert closed(found)[1] == (Segment(entrance(1), goal(1)), 50, 0)


def test_leaving_a_level_voids_the_segment():
    assert closed(play(LevelEntered(10, 1, 0), LevelLeft(50, 1), LevelFinished(90, 1, "normal"))) == []


def test_a_room_change_changes_nothing():
    found = play(LevelEntered(10, 1, 0), RoomChanged(40, 1, 2), LevelFinished(90, 1, "secret"))
    assert closed(found) == [(Segment(entrance(1), goal(1, "secret")), 80, 0)]


def test_a_goal_of_another_level_closes_nothing():
    assert closed(play(LevelEntered(10, 1, 0), LevelFinished(90, 2, "normal"))) == []


def test_a_discontinuity_voids_the_segment_in_flight():
    capture, _ = Capture().step(LevelEntered(10, 1, 0), Tick(10, 0, 0, HZ))
    _, outcomes = capture.discontinuity().step(LevelFinished(90, 1, "normal"), Tick(90, 0, 0, HZ))
    assert outcomes == ()


levels = st.integers(1, 3)
kinds = st.sampled_from(["enter", "check", "die", "spawn", "finish", "leave", "room"])


def event_of(kind: str, frame: int, level: int) -> Event:
    by_name: dict[str, Event] = {
        "enter": LevelEntered(frame, level, 0),
        "check": CheckpointReached(frame, level, 1, "midway"),
        "die": Died(frame, level, 0, 0),
        "spawn": Spawned(frame, level, level == 1, 1 if level == 1 else 0),
        "finish": LevelFinished(frame, level, "normal"),
        "leave": LevelLeft(frame, level),
        "room": RoomChanged(frame, level, 1),
    }
    return by_name[kind]


@given(st.lists(st.tuples(kinds, levels), max_size=40))
def test_no_sequence_of_events_breaks_the_capture(story):
    made = [event_of(kind, frame, level) for frame, (kind, level) in enumerate(story, 1)]
    for item in play(*made):
        if isinstance(item, SegmentClosed):
            assert 0 < item.played.frames <= len(story)
            assert item.played.tail_frames <= item.played.frames


def test_a_checkpoint_in_the_frame_of_the_entrance_makes_no_segment_of_no_frames():
    found = play(LevelEntered(10, 1, 0), CheckpointReached(10, 1, 1, "asm"), LevelFinished(60, 1, "normal"))
    assert closed(found) == [(Segment(checkpoint(1, 1), goal(1)), 50, 0)]


def test_a_segment_starts_under_the_conditions_of_its_start_and_keeps_them_over_a_death():
    big = Tick(0, 0, 0, 60.0, "powerup=1")
    capture, wanted = Capture().step(LevelEntered(0, 5, 0x105), big)
    start = replace(entrance(5), conditions="powerup=1")
    assert wanted == (StateWanted(start, "hot"),)
    capture, _ = capture.step(Died(50, 5, 0, 0), replace(big, frame=50))
    capture, wanted = capture.step(Spawned(80, 5, False, 0), replace(big, frame=80, conditions=""))
    assert wanted == (StateWanted(entrance(5), "cold"),)
    capture, closed = capture.step(CheckpointReached(180, 5, 1, "midway"), replace(big, frame=180, conditions=""))
    assert closed[0] == StateWanted(checkpoint(5, 1), "hot")
    assert isinstance(closed[1], SegmentClosed)
    assert closed[1].segment == Segment(start, checkpoint(5, 1))


def test_a_respawn_elsewhere_starts_a_segment_under_its_own_conditions():
    capture, wanted = Capture().step(Spawned(80, 5, False, 0), Tick(80, 0, 0, 60.0, "powerup=2"))
    assert wanted == (StateWanted(entrance(5), "cold"),)
    _, closed = capture.step(LevelFinished(180, 5, "normal"), Tick(180, 0, 0, 60.0))
    assert isinstance(closed[0], SegmentClosed)
    assert closed[0].segment == Segment(replace(entrance(5), conditions="powerup=2"), goal(5))


@given(st.lists(st.tuples(kinds | st.just("jump"), levels), max_size=40))
def test_the_table_and_the_capture_agree_on_where_the_run_stands(story):
    machine, capture = Machine(TABLE, "outside"), Capture()
    for frame, (kind, level) in enumerate(story, 1):
        if kind == "jump":
            machine.fire("jumped")
            capture = capture.discontinuity()
        else:
            event = event_of(kind, frame, level)
            machine.fire(event.name)
            capture, _ = capture.step(event, Tick(frame, frame, 0, HZ))
        running = capture.clock.running
        assert machine.state == ("outside" if capture.last is None else "playing" if running else "dead")
