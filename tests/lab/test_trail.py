"""The recorder led by the clock: which frames belong to a life, and whose life it is."""

from __future__ import annotations

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.trail import Trail
from spinlab_pad.route.clock import SegmentClock
from tests.lab.fakes import SMW

HZ = 60.0


def seen(frame: int, x: int, lag: bool = False) -> Snapshot:
    return Snapshot(frame, 0, {"room": 1, "player_x": x, "player_y": 300}, lag=lag)


def life(frame: int, deaths: int = 0) -> SegmentClock:
    return SegmentClock(deaths=deaths).start(frame, 0, lag_total=0, frame_hz=HZ)


def frames(trail: Trail) -> list[tuple[int, int]]:
    return [(arrival.spot.column, arrival.frame) for arrival in trail.arrivals]


def walk(trail: Trail, clock: SegmentClock, first: int, x: int, count: int = 20, lag: bool = False) -> list[bool]:
    return [trail.follow(SMW, clock, seen(first + n, x, lag)) for n in range(count)]


def test_frames_count_from_the_event_of_the_start():
    trail, clock = Trail(), life(1_000)
    news = walk(trail, clock, 1_003, 10) + walk(trail, clock, 1_023, 300)
    assert frames(trail) == [(0, 3), (1, 23)]
    assert [place for place, arrived in enumerate(news) if arrived] == [0, 28]


def test_memory_in_the_middle_of_a_turn_is_not_looked_at():
    trail, clock = Trail(), life(0)
    walk(trail, clock, 0, 10)
    walk(trail, clock, 20, 900, lag=True)
    walk(trail, clock, 40, 300)
    assert frames(trail) == [(0, 0), (1, 40)]


def test_without_a_running_clock_nothing_is_seen():
    trail = Trail()
    assert not any(walk(trail, SegmentClock(), 0, 10))
    trail.died(SMW, seen(5, 10))
    assert trail.passed == ((), ())


def test_a_life_after_a_death_goes_on_with_the_attempt_and_another_attempt_does_not():
    trail = Trail()
    walk(trail, life(0), 0, 10)
    trail.died(SMW, seen(20, 40))
    walk(trail, life(30, deaths=1), 30, 300)
    assert frames(trail) == [(1, 0)]
    assert [(death.x, death.frame) for death in trail.passed.deaths] == [(40, 20)]
    walk(trail, life(100), 100, 600)
    assert frames(trail) == [(2, 0)]
    assert trail.passed.deaths == ()


def test_a_life_that_seems_to_go_on_is_another_one_where_that_is_known():
    trail, clock = Trail(), life(0)
    walk(trail, clock, 0, 10)
    trail.lost()
    walk(trail, clock, 20, 600)
    assert frames(trail) == [(2, 20)]
