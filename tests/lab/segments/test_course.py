"""The course: what is practised, from the store, and what an odd row in it must not do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.lab.segments.course import Course, CourseSettings, load_course
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Joint, Segment, checkpoint, entrance, goal
from spinlab_pad.schedule.estimators import Estimator
from spinlab_pad.store.records import AttemptRecord, GameRecord, SegmentRecord, StartState, StateKind
from spinlab_pad.store.store import Store
from tests.store.test_store import counted

GAME = GameRecord("1a2b3c4d", "Training", "super_nes", 0x1A2B3C4D, "smw")
FIRST = Segment(entrance(1), checkpoint(1, 1))
SECOND = Segment(checkpoint(1, 1), goal(1))
SETTINGS = CourseSettings("kalman", "round_robin", 0, 3_200, "hot")


def attempt(id_: int, **changes: object) -> AttemptRecord:
    plain = AttemptRecord(
        id=id_, session=None, segment=FIRST.id, started_ms=1_000 * id_, duration_ms=500, source="practice",
        start="hot", completed=True, time_ms=8_000, clean_tail_ms=8_000, frames=480, tail_frames=480, game_frames=480,
        rta_ms=8_000, deaths=0, rating=None, valid=True, not_real_time=False, emulator="test",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def played(frames: int, deaths: int = 0, rta_ms: int | None = None) -> Played:
    return Played(frames, frames, frames, round(frames * 1000 / 60) if rta_ms is None else rta_ms, deaths)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    opened.add_game(GAME, 1)
    yield opened
    opened.close()


def run_of(
    store: Store, *rows: tuple[Segment, Played], states: tuple[StateKind, ...] = ("hot",), at_ms: int = 10_000
) -> int:
    run = store.start_run(GAME.id, "run", 5)
    for segment, sums in rows:
        record = SegmentRecord(segment, segment.name("One"), True)
        store.add_split(run, GAME.id, record, sums, frame_hz=60.0, now_ms=at_ms)
        for kind in states:
            store.put_state(GAME.id, StartState(segment.start, kind, "core", "", 0, 0, run), kind.encode(), 1)
    store.finish_run(run, "run", 20)
    return run


def load(store: Store, **changes: object) -> Course:
    course = load_course(store, GAME.id, "core", replace(SETTINGS, **changes))  # type: ignore[arg-type]
    assert course is not None
    return course


def test_without_an_active_run_there_is_none(store: Store):
    assert load_course(store, GAME.id, "core", SETTINGS) is None


def test_the_reference_is_the_first_attempt_and_the_first_gold(store: Store):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    course = load(store)
    assert course.golds == {FIRST.id: 10_000, SECOND.id: 5_000}
    assert course.sum_of_best_ms == 15_000
    assert [item.source for item in course.scheduler.log(FIRST.id)] == ["reference"]
    assert (course.place(SECOND.id), course.named(SECOND.id).segment) == (2, SECOND)


def test_a_split_with_deaths_is_no_gold_and_one_out_of_real_time_counts_nothing(store: Store):
    run_of(store, (FIRST, played(600, deaths=2)), (SECOND, played(600, rta_ms=3_000)))
    course = load(store)
    assert course.golds == {}
    assert course.sum_of_best_ms is None
    assert course.scheduler.log(FIRST.id)[0].time_ms == 10_000 + 2 * 3_200
    assert course.scheduler.log(SECOND.id) == ()


def test_a_segment_without_a_state_of_this_core_is_left_out(store: Store):
    run_of(store, (FIRST, played(600)), states=())
    assert load(store).segments == ()


def test_all_finished_runs_seed_the_segments_of_the_active_one_each_split_once_and_oldest_first(store: Store):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)), at_ms=10_000)
    run_of(store, (FIRST, played(540)), (FIRST, played(520, deaths=1)), at_ms=20_000)
    course = load(store)
    assert [item.id for item in course.segments] == [FIRST.id]
    assert [item.time_ms for item in course.scheduler.log(FIRST.id)] == [10_000, 9_000, 8_667 + 3_200]
    assert {item.source for item in course.scheduler.log(FIRST.id)} == {"reference"}
    assert course.scheduler.segments[0].reference_ms == 9_000
    assert course.golds == {FIRST.id: 9_000}
    store.activate_run(1)
    course = load(store)
    assert [len(course.scheduler.log(item.id)) for item in course.segments] == [3, 1]
    assert course.golds == {FIRST.id: 9_000, SECOND.id: 5_000}
    assert course.scheduler.segments[0].reference_ms == 10_000


def test_a_run_seeds_between_the_attempts_where_it_belongs(store: Store):
    run_of(store, (FIRST, played(600)), at_ms=10_000)
    store.add_attempt(GAME.id, attempt(1, started_ms=50_000))
    run_of(store, (FIRST, played(540)), at_ms=90_000)
    assert [item.source for item in load(store).scheduler.log(FIRST.id)] == ["reference", "practice", "reference"]


def test_replays_and_runs_that_are_not_finished_seed_nothing(store: Store):
    run_of(store, (FIRST, played(600)))
    replay = run_of(store, (FIRST, played(60)))
    store._write(("UPDATE runs SET source = 'replay', replay_of = 1 WHERE id = ?", (replay,)))
    paused = store.start_run(GAME.id, "open", 5)
    store.add_split(paused, GAME.id, SegmentRecord(FIRST, "One", True), played(50), frame_hz=60.0, now_ms=9)
    course = load(store)
    assert course.run.id == replay
    assert [item.time_ms for item in course.scheduler.log(FIRST.id)] == [10_000]
    assert course.golds == {FIRST.id: 10_000}
    assert course.scheduler.segments[0].reference_ms == 10_000


def test_the_preferred_kind_of_start_is_taken_and_the_other_where_there_is_none(store: Store):
    run_of(store, (FIRST, played(600)), states=("hot", "cold"))
    assert load(store, start="cold").starts[FIRST.id].kind == "cold"
    assert load(store, start="hot").starts[FIRST.id].kind == "hot"
    store.discard_run(1)
    run_of(store, (SECOND, played(600)), states=("hot",))
    assert load(store, start="cold").starts[SECOND.id].kind == "hot"


def test_a_segment_played_twice_stands_once_with_both_times(store: Store):
    run_of(store, (FIRST, played(600)), (FIRST, played(540)))
    course = load(store)
    assert len(course.segments) == 1
    assert course.golds[FIRST.id] == 9_000
    assert course.scheduler.segments[0].reference_ms == 10_000


def test_a_split_of_no_frames_does_not_spoil_the_run(store: Store):
    run_of(store, (FIRST, played(0)), (SECOND, played(600)))
    course = load(store)
    assert [item.id for item in course.segments] == [FIRST.id, SECOND.id]
    assert course.scheduler.segments[0].reference_ms is None
    assert course.golds == {SECOND.id: 10_000}


@pytest.mark.parametrize(
    "odd",
    [
        {"time_ms": 0, "clean_tail_ms": 0},
        {"time_ms": -5, "clean_tail_ms": -5},
        {"time_ms": 4_000, "clean_tail_ms": 5_000},
        {"deaths": -1},
        {"duration_ms": -1},
    ],
)
def test_an_attempt_that_can_not_be_is_kept_and_counts_nothing(store: Store, odd: dict[str, int]):
    run_of(store, (FIRST, played(600)))
    course = load(store)
    assert course.record(attempt(1, **odd)) is False
    assert len(course.scheduler.log(FIRST.id)) == 1
    course.forget(attempt(1, **odd), [], store.splits(1))
    assert course.golds[FIRST.id] == 10_000
    store.add_attempt(GAME.id, attempt(1, **odd))
    again = load(store)
    assert len(again.scheduler.log(FIRST.id)) == 1


def test_attempts_make_golds_and_taking_one_back_finds_the_one_before(store: Store):
    run = run_of(store, (FIRST, played(600)))
    course = load(store)
    assert course.record(attempt(1, time_ms=9_000, clean_tail_ms=9_000))
    assert course.record(attempt(2))
    assert not course.record(attempt(3, time_ms=8_500, clean_tail_ms=8_500))
    course.forget(
        attempt(2), [counted(attempt(1, time_ms=9_000)), counted(attempt(3, time_ms=8_500))], store.splits(run)
    )
    assert course.golds[FIRST.id] == 8_500
    course.forget(attempt(1), [], store.splits(run))
    assert course.golds[FIRST.id] == 10_000


@pytest.mark.parametrize("changes", [{"valid": False}, {"not_real_time": True}, {"source": "replay"}])
def test_what_says_nothing_of_the_runner_does_not_count(store: Store, changes: dict[str, object]):
    run_of(store, (FIRST, played(600)))
    course = load(store)
    assert not attempt(1, **changes).counts
    assert course.record(attempt(1, **changes)) is False
    assert len(course.scheduler.log(FIRST.id)) == 1
    store.add_attempt(GAME.id, attempt(1, **changes))
    assert load(store).golds[FIRST.id] == 10_000


def test_a_loaded_course_knows_what_the_live_one_knew(store: Store):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    live = load(store)
    for number in range(1, 6):
        live.record(attempt(number, time_ms=9_000 - number * 100, clean_tail_ms=9_000 - number * 100))
        store.add_attempt(GAME.id, attempt(number, time_ms=9_000 - number * 100, clean_tail_ms=9_000 - number * 100))
    again = load(store)
    assert again.golds == live.golds
    assert again.scheduler.estimates(6.0) == live.scheduler.estimates(6.0)
    assert again.scheduler.expected_ms(6.0) == live.scheduler.expected_ms(6.0)


def test_a_loaded_course_has_settled_what_is_asked_first(store: Store, monkeypatch: pytest.MonkeyPatch):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    course = load(store)

    def asked(*_: object) -> object:
        raise AssertionError("worked out on the loop")

    monkeypatch.setattr(Estimator, "advance", asked)
    monkeypatch.setattr(Estimator, "expected_ms", asked)
    assert course.expected_ms is not None
    assert course.scheduler.next(time.time())


BIG = Segment(replace(SECOND.start, conditions="powerup=1"), SECOND.end)
WHOLE = Segment(entrance(1), goal(1))


def test_a_segment_that_is_switched_off_is_not_served_but_stays_in_the_run(store: Store):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    record = store.segment(GAME.id, FIRST.id)
    assert record is not None
    store.segments.change(GAME.id, record, active=False)
    course = load(store)
    assert [item.id for item in course.segments] == [SECOND.id]
    assert {course.scheduler.next(1.0).segment for _ in range(4)} == {SECOND.id}
    assert {item.segment for item in course.scheduler.preview(3, 1.0)} == {SECOND.id}
    assert (course.place(SECOND.id), course.sum_of_best_ms) == (2, 15_000)
    assert course.left_out == {FIRST.id: "switched off"}
    course.put_segments([replace(item, active=True) for item in course.whole])
    assert {course.scheduler.next(1.0).segment for _ in range(4)} == {FIRST.id, SECOND.id}


def test_of_variants_the_primary_one_is_practised_if_the_run_has_it(store: Store):
    run_of(store, (SECOND, played(300)), (BIG, played(240)))
    course = load(store)
    assert [item.id for item in course.segments] == [SECOND.id]
    assert course.left_out == {BIG.id: "One 2 is practised instead"}
    assert course.sum_of_best_ms == 5_000
    record = store.segment(GAME.id, BIG.id)
    assert record is not None
    store.segments.change(GAME.id, record, primary=True)
    assert [item.id for item in load(store).segments] == [BIG.id]
    assert load(store).sum_of_best_ms == 4_000


def test_else_the_one_that_the_run_has_and_that_can_be_played(store: Store):
    run_of(store, (SECOND, played(300)))
    run_of(store, (BIG, played(240)))
    assert [(item.id, item.name, item.primary) for item in load(store).segments] == [
        (BIG.id, "One 2 (powerup=1)", False)
    ]
    run_of(store, (SECOND, played(300)), (BIG, played(240)))
    course = load(store)
    course.put_segments([replace(item, active=item.id != SECOND.id) for item in course.whole])
    assert [item.id for item in course.segments] == [BIG.id]
    assert course.left_out == {SECOND.id: "switched off"}
    course.put_segments([replace(item, active=False) for item in course.whole])
    assert course.segments == ()
    assert [item.id for item in course.route] == [SECOND.id]
    assert course.sum_of_best_ms == 5_000


def test_a_state_of_another_core_is_said_to_be_missing_here(store: Store):
    run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    store.put_state(GAME.id, StartState(FIRST.start, "hot", "bsnes", "", 0, 0, None), b"1", 1)
    course = load_course(store, GAME.id, "bsnes", SETTINGS)
    assert course is not None
    assert [item.id for item in course.segments] == [FIRST.id]
    assert course.left_out == {SECOND.id: "no state for bsnes: play or replay it"}
    run_of(store, (WHOLE, played(900)), states=())
    store._write(("DELETE FROM start_states", ()))
    assert load(store).left_out == {WHOLE.id: "no start state yet"}


def test_a_segment_gets_its_start_while_the_course_is_in_use(store: Store):
    run_of(store, (FIRST, played(600)), states=())
    course = load(store)
    assert list(course.left_out) == [FIRST.id]
    course.put_start(StartState(FIRST.start, "hot", "core", "0", 3, 0, None))
    assert [item.id for item in course.segments] == [FIRST.id]
    assert course.scheduler.next(1.0).segment == FIRST.id


def test_a_merged_segment_is_seeded_and_its_gold_comes_back_after_a_better_one_was_taken_out(store: Store):
    run = run_of(store, (FIRST, played(600)), (SECOND, played(300)))
    joint = Joint(WHOLE.id, FIRST.id, SECOND.id)
    store.segments.exchange(run, GAME.id, [FIRST.id, SECOND.id], [SegmentRecord(WHOLE, "One", True)], joint, 30)
    course = load(store)
    assert [item.id for item in course.segments] == [WHOLE.id]
    assert course.scheduler.segments[0].reference_ms == 15_000
    assert [item.time_ms for item in course.scheduler.log(WHOLE.id)] == [15_000]
    assert course.golds == {WHOLE.id: 15_000}
    better = attempt(1, segment=WHOLE.id, time_ms=14_000, clean_tail_ms=14_000)
    assert course.record(better)
    course.forget(better, [], store.splits(run))
    assert course.golds == {WHOLE.id: 15_000}
