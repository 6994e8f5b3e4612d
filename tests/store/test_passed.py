"""Arrivals and deaths on disk, and the lives that others are compared with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from spinlab_pad.route.subsplits import FARTHEST, Arrival, Death, Passed, Spot
from spinlab_pad.route.waypoints import entrance
from spinlab_pad.store.database import steps
from spinlab_pad.store.errors import DatabaseError
from spinlab_pad.store.passed import DeathPlace, Line
from spinlab_pad.store.records import StartState
from spinlab_pad.store.store import DATABASE_NAME, Store

from .conftest import GAME
from .test_store import FIRST, HZ, PLAYED, SECOND, attempt, with_run

WAY = (Arrival(Spot(0x105, 0, 0, 1), 2, 16, 352), Arrival(Spot(0x105, 1, 0, 1), 90, 256, -4))
DEATH = Death(0x105, 270, 410, 100, 1_700_000_000_000)


def moved(by: int) -> tuple[Arrival, ...]:
    return tuple(arrival._replace(frame=arrival.frame + by) for arrival in WAY)


def test_what_an_attempt_passed_comes_back_as_it_was(store: Store):
    with_run(store)
    far = (Arrival(Spot(FARTHEST, -FARTHEST, FARTHEST, 3), 1, FARTHEST, -FARTHEST),)
    store.add_attempt(GAME.id, attempt(1), Passed(WAY, (DEATH,)))
    store.add_attempt(GAME.id, attempt(2, segment=SECOND.id), Passed(far))
    assert store.passed.newest(GAME.id, FIRST.id, 9) == [Line(1, FIRST.id, "hot", 400, 1, 18, WAY)]
    assert store.passed.newest(GAME.id, SECOND.id, 9)[0].arrivals == far


def test_the_newest_come_first_and_only_so_many(store: Store):
    with_run(store)
    for number in range(1, 6):
        store.add_attempt(GAME.id, attempt(number), Passed(moved(number)))
    store.add_attempt(GAME.id, attempt(6))
    found = store.passed.newest(GAME.id, FIRST.id, 2)
    assert [(line.attempt, line.arrivals) for line in found] == [(5, moved(5)), (4, moved(4))]


NOT_COUNTED: tuple[dict[str, object], ...] = (
    {"valid": False},
    {"not_real_time": True},
    {"source": "replay"},
    {"completed": False, "time_ms": None, "clean_tail_ms": None},
    {"segment": SECOND.id},
)


@pytest.mark.parametrize("changes", NOT_COUNTED, ids=str)
def test_only_what_counts_is_among_the_newest(store: Store, changes: dict[str, object]):
    with_run(store)
    store.add_attempt(GAME.id, attempt(1), Passed(moved(1)))
    store.add_attempt(GAME.id, attempt(2, **changes), Passed(moved(2)))
    assert [line.attempt for line in store.passed.newest(GAME.id, FIRST.id, 9)] == [1]


def test_the_best_is_the_fastest_whose_arrivals_are_known_by_segment_and_kind_of_start(store: Store):
    with_run(store)
    kept = [
        (attempt(1, time_ms=500), moved(1)),
        (attempt(2, time_ms=450), moved(2)),
        (attempt(3, time_ms=450), moved(3)),
        (attempt(4, time_ms=200), ()),
        (attempt(5, time_ms=300, start="cold"), moved(5)),
        (attempt(6, time_ms=100, segment=SECOND.id), moved(6)),
        (attempt(7, completed=False, time_ms=None, clean_tail_ms=None), ()),
    ]
    for record, arrivals in kept:
        store.add_attempt(GAME.id, record, Passed(arrivals))
    bests = store.passed.bests(store.counted(GAME.id, [FIRST.id, SECOND.id]))
    assert sorted((line.attempt or 0) for line in bests) == [2, 5, 6]
    assert Line(2, FIRST.id, "hot", 450, 1, 18, moved(2)) in bests


def test_a_run_tells_its_segments_by_kind_of_start(store: Store):
    run = with_run(store)
    played = replace(PLAYED, deaths=1, tail_frames=300)
    store.add_split(run, GAME.id, FIRST, played, Passed(WAY, (DEATH,)), frame_hz=HZ, now_ms=9)
    store.add_split(run, GAME.id, SECOND, PLAYED, Passed(moved(5)), frame_hz=HZ, now_ms=9)
    store.add_split(run, GAME.id, SECOND, replace(PLAYED, rta_ms=99), Passed(moved(5)), frame_hz=HZ, now_ms=9)
    assert store.passed.of_run(run) == [
        Line(None, FIRST.id, "cold", 10_000, 1, 300, WAY),
        Line(None, SECOND.id, "hot", 10_000, 0, 601, moved(5)),
    ]


def test_deaths_close_together_are_one_place_and_invalid_ones_are_left_out(store: Store):
    run = with_run(store)
    near = DEATH._replace(x=258)
    store.add_attempt(GAME.id, attempt(1, deaths=2), Passed((), (DEATH, near)))
    store.add_attempt(GAME.id, attempt(2), Passed((), (DEATH._replace(x=900),)))
    store.add_attempt(GAME.id, attempt(3, segment=SECOND.id), Passed((), (DEATH,)))
    store.add_split(run, GAME.id, FIRST, PLAYED, Passed((), (DEATH._replace(x=-3, y=-40),)), frame_hz=HZ, now_ms=9)
    everywhere = [
        DeathPlace(0x105, 264, 410, 2),
        DeathPlace(0x105, -3, -40, 1),
        DeathPlace(0x105, 900, 410, 1),
    ]
    assert store.passed.deaths(GAME.id, FIRST.id) == everywhere
    store.set_valid(1, False)
    assert store.passed.deaths(GAME.id, FIRST.id) == everywhere[1:]


def test_a_discarded_run_takes_what_it_passed_with_it(store: Store):
    run = with_run(store)
    store.add_split(run, GAME.id, FIRST, PLAYED, Passed(WAY, (DEATH,)), frame_hz=HZ, now_ms=9)
    store.discard_run(run)
    assert store.passed.deaths(GAME.id, FIRST.id) == []
    assert store._rows("SELECT count(*) FROM split_arrivals") == [(0,)]


def test_an_attempt_is_kept_with_all_that_it_passed_or_not_at_all(store: Store):
    with_run(store)
    twice = (*WAY, WAY[0])
    with pytest.raises(DatabaseError):
        store.add_attempt(GAME.id, attempt(1), Passed(twice, (DEATH,)))
    assert store.attempts(GAME.id) == []
    assert store.passed.deaths(GAME.id, FIRST.id) == []


def test_what_was_observed_at_a_start_comes_back(store: Store):

    run = with_run(store)
    state = StartState(entrance(1), "hot", "Snes9x", "", 17, 2, run, {"powerup": 1, "dragon_coins": 0})
    store.put_state(GAME.id, state, b"one", 1)
    store.put_state(GAME.id, replace(state, kind="cold", observed=None), b"two", 2)
    assert [(found.kind, found.observed) for found in store.start_states(GAME.id, "Snes9x")] == [
        ("cold", None),
        ("hot", {"powerup": 1, "dragon_coins": 0}),
    ]
    store.put_state(GAME.id, replace(state, observed={"powerup": 2}), b"one", 3)
    assert store.start_states(GAME.id, "Snes9x")[1].observed == {"powerup": 2}


def test_a_database_from_before_keeps_its_attempts_and_has_nothing_to_compare(tmp_path: Path):
    before = apsw.Connection(str(tmp_path / DATABASE_NAME))
    before.execute(steps()[0][1])
    before.execute("INSERT INTO games (id, name, system, profile, created_ms) VALUES ('g', 'G', 's', 'smw', 1)")
    before.execute("INSERT INTO segments VALUES ('g', '1.entrance.goal', 1, 'entrance', 'goal', 'One', 1, 1)")
    before.execute("INSERT INTO start_states VALUES ('g', '1.entrance', 'hot', 'core', 'sha', 7, 1, NULL, 1)")
    before.execute(
        "INSERT INTO attempts VALUES (1, NULL, 'g', '1.entrance.goal', 1, 2, 'practice', 'hot', 1, 400, 400, 24, 24,"
        " 24, 400, 0, NULL, 1, 0, 'test')"
    )
    before.pragma("user_version", 1)
    before.close()
    store = Store(tmp_path)
    attempts = store.attempts("g")
    assert [attempt.time_ms for attempt in attempts] == [400]
    assert store.passed.bests(store.counted("g", ["1.entrance.goal"])) == []
    assert store.passed.deaths("g", "1.entrance.goal") == []
    assert [state.observed for state in store.start_states("g", "core")] == [None]
    store.close()


def test_attempts_from_before_arrivals_were_kept_cost_no_query_each(store: Store, monkeypatch: pytest.MonkeyPatch):
    with_run(store)
    for number in range(1, 40):
        store.add_attempt(GAME.id, attempt(number, time_ms=number))
    assert store.passed.bests(store.counted(GAME.id, [FIRST.id])) == []
    store.add_attempt(GAME.id, attempt(40), Passed(WAY))
    attempts = store.counted(GAME.id, [FIRST.id])
    asked: list[str] = []
    rows = store.passed._rows

    def noted(sql: str, *values: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(sql, *values)

    monkeypatch.setattr(store.passed, "_rows", noted)
    assert [line.attempt for line in store.passed.bests(attempts)] == [40]
    assert len(asked) == 2
