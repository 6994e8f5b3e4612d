from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from spinlab_pad.schedule import ESTIMATORS, Attempt
from spinlab_pad.schedule.track import Track
from tests.schedule.examples import INFO, attempts, completed


def direct(name: str, log: list[Attempt]) -> object:
    """The estimate of a plain loop over a log."""
    estimator = ESTIMATORS[name]
    state = estimator.initial(INFO)
    for attempt in log:
        state = estimator.update(state, attempt)
    return estimator.estimate(state, INFO, 0.0)


@given(st.lists(attempts(), max_size=12), st.booleans())
def test_every_order_of_arrival_ends_in_the_sorted_log(arriving: list[Attempt], asked: bool) -> None:
    track = Track(INFO)
    for attempt in arriving:
        track.add(attempt)
        if asked:
            track.estimate("kalman")
    log = sorted(arriving, key=lambda attempt: attempt.started_s)
    assert track.log == tuple(log)
    for name in ESTIMATORS:
        assert track.estimate(name) == direct(name, log)


def test_of_the_same_start_the_id_decides() -> None:
    track = Track(INFO)
    for number in (None, 3, 1):
        track.add(completed(10_000, id=number))
    assert [attempt.id for attempt in track.log] == [1, 3, None]


def test_a_dropped_attempt_never_was() -> None:
    log = [completed(10_000 + 500 * n, deaths=n, started_s=n, id=n) for n in range(5)]
    track = Track(INFO)
    for attempt in log:
        track.add(attempt)
    track.drop(2)
    for name in ESTIMATORS:
        assert track.estimate(name) == direct(name, [attempt for attempt in log if attempt.id != 2])
    track.add(log[2])
    for name in ESTIMATORS:
        assert track.estimate(name) == direct(name, log)


def test_what_another_thread_worked_out_of_a_log_that_has_changed_since_is_dropped() -> None:
    track = Track(INFO)
    track.add(completed(10_000, started_s=10.0, id=1))
    waited = track.waiting("kalman")
    state = ESTIMATORS["kalman"].advance([waited.state], [waited.attempts])[0]
    track.add(completed(9_000, started_s=20.0, id=2))
    track.put("kalman", state, waited)
    assert track.is_behind("kalman"), "it has not seen what came meanwhile"
    assert track.waiting("kalman").attempts == [track.log[1]]
    assert track.estimate("kalman") == direct("kalman", list(track.log))
    waited = track.waiting("kalman")
    track.drop(1)
    track.put("kalman", state, waited)
    assert track.estimate("kalman") == direct("kalman", list(track.log))
