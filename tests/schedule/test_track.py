from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import hypothesis.strategies as st
import pytest
from hypothesis import given

from spinlab_pad.schedule import ESTIMATORS, Attempt, SegmentInfo
from spinlab_pad.schedule import track as module
from spinlab_pad.schedule.track import Track
from tests.schedule.examples import INFO, WORDS, attempts, completed


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


def numbered(arriving: list[Attempt]) -> list[Attempt]:
    return [replace(attempt, id=number) for number, attempt in enumerate(arriving)]


@given(st.lists(attempts(), min_size=1, max_size=8).map(numbered), st.data())
def test_what_is_asked_in_between_never_shows_in_an_answer(arriving: list[Attempt], data: st.DataObject) -> None:
    """Attempts come, go, come back and are rated, and in between somebody asks: as a fresh run over what is left."""
    track, there, gone = Track(INFO), dict[int | None, Attempt](), list(arriving)
    for _ in range(data.draw(st.integers(1, 14))):
        moves = ["add"] * bool(gone) + ["drop", "rate"] * bool(there)
        move = data.draw(st.sampled_from(moves))
        if move == "add":
            attempt = gone.pop(data.draw(st.integers(0, len(gone) - 1)))
            track.add(attempt)
            there[attempt.id] = attempt
        else:
            number = data.draw(st.sampled_from(sorted(there, key=str)))
            assert number is not None
            if move == "drop":
                track.drop(number)
                gone.append(there.pop(number))
            else:
                rating = data.draw(st.sampled_from(WORDS))
                assert track.rate(number, rating) == (there[number].rating != rating)
                there[number] = replace(there[number], rating=rating)
        if data.draw(st.booleans()):
            log = sorted(there.values(), key=lambda attempt: (attempt.started_s, attempt.id))
            assert track.log == tuple(log)
            for name in ("belief", "kalman"):
                assert track.estimate(name) == direct(name, log)


@dataclass
class Counting:
    """A follower whose state is the attempts it went through, and who counts his steps."""

    name = "counting"
    steps: int = 0

    def initial(self, info: SegmentInfo) -> tuple[Attempt, ...]:
        return ()

    def advance(
        self, states: Sequence[tuple[Attempt, ...]], logs: Sequence[Sequence[Attempt]]
    ) -> list[tuple[tuple[Attempt, ...], tuple[Attempt, ...]]]:
        self.steps += sum(map(len, logs))
        return [((*state, *log[:-1]), (*state, *log)) for state, log in zip(states, logs, strict=True)]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    follower = Counting()
    monkeypatch.setattr(module, "FOLLOWERS", MappingProxyType({follower.name: follower}))
    return follower


def test_to_take_back_or_rate_the_newest_attempt_is_one_step_at_most(counting: Counting) -> None:
    log = [completed(10_000, started_s=n, id=n) for n in range(9)]
    track = Track(INFO)
    for attempt in log[:8]:
        track.add(attempt)
    assert track.state("counting") == track.log
    assert counting.steps == 8
    track.drop(7)
    assert track.state("counting") == track.log
    assert counting.steps == 8
    track.add(log[7])
    track.state("counting")
    track.rate(7, "good")
    assert track.state("counting") == track.log
    track.rate(7, None)
    assert track.state("counting") == track.log == tuple(log[:8])
    assert counting.steps == 8 + 3
    track.add(log[8])
    track.state("counting")
    track.rate(8, "good")
    assert track.state("counting") == track.log
    assert counting.steps == 8 + 5


def test_a_change_further_back_runs_over_the_log_once(counting: Counting) -> None:
    track = Track(INFO)
    for n in range(6):
        track.add(completed(10_000, started_s=n, id=n))
    track.state("counting")
    track.rate(2, "hard")
    assert track.state("counting") == track.log
    assert counting.steps == 6 + 6


def test_a_rating_that_is_there_already_changes_nothing(counting: Counting) -> None:
    track = Track(INFO)
    track.add(completed(10_000, id=1, rating="good"))
    track.state("counting")
    assert not track.rate(1, "good")
    assert not track.rate(2, "good")
    track.state("counting")
    assert counting.steps == 1


def test_what_another_thread_worked_out_of_a_log_that_has_changed_since_is_dropped() -> None:
    track = Track(INFO)
    track.add(completed(10_000, started_s=10.0, id=1))
    waited = track.waiting("kalman")
    _, state = ESTIMATORS["kalman"].advance([waited.state], [waited.attempts])[0]
    track.add(completed(9_000, started_s=20.0, id=2))
    track.put("kalman", waited.state, state, waited)
    assert track.is_behind("kalman"), "it has not seen what came meanwhile"
    assert track.waiting("kalman").attempts == [track.log[1]]
    assert track.estimate("kalman") == direct("kalman", list(track.log))
    waited = track.waiting("kalman")
    track.drop(1)
    track.put("kalman", waited.state, state, waited)
    assert track.estimate("kalman") == direct("kalman", list(track.log))
