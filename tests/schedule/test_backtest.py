from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from spinlab_pad.schedule import ESTIMATORS, Attempt, Estimate, SegmentInfo
from spinlab_pad.schedule.backtest import Backtest, backtest
from spinlab_pad.schedule.estimators.base import POINTS, Estimator, Prediction
from spinlab_pad.schedule.marks import AGES, Marks, Score
from spinlab_pad.schedule.types import Source, Start
from tests.schedule.examples import INFO, aborted, completed, runner

RUN = [replace(INFO, id=name) for name in ("a", "b", "c")]


@dataclass(frozen=True)
class Fixed:
    """A prediction that is the same for all times: evenly spread from `low` to `high`, with that log score."""

    low: float
    high: float
    score: float

    def times_ms(self, start: Start = "hot") -> NDArray[np.float64]:
        return np.linspace(self.low, self.high, POINTS) * (2.0 if start == "cold" else 1.0)

    def log_score(self, attempt: Attempt) -> float:
        return self.score - attempt.deaths


def saying(name: str, prediction: Fixed, answers_from: int = 0) -> Estimator[tuple[Attempt, ...]]:
    """An estimator whose state is what it was shown."""

    def predict(state: tuple[Attempt, ...], info: SegmentInfo, rest_s: float) -> Prediction | None:
        return prediction if len(state) >= answers_from else None

    return Estimator(
        name,
        initial=lambda info: (),
        update=lambda state, attempt: (*state, attempt),
        estimate=lambda state, info, rest_s: Estimate(name),
        predict=predict,
    )


def among(*estimators: Estimator[Any]) -> Mapping[str, Estimator[Any]]:
    return {one.name: one for one in estimators}


def log() -> list[Attempt]:
    """Three segments in turn."""
    players = [runner(seed, 20, 0.2, 0.1) for seed in range(3)]
    attempts = []
    for n, turn in enumerate(zip(*players, strict=True)):
        for place, attempt in enumerate(turn):
            attempts.append(replace(attempt, segment="abc"[place], started_s=200.0 * n + 60.0 * place))
    return attempts


def numbers(score: Score) -> list[object]:
    return json.loads(json.dumps([asdict(score.marks), *(asdict(age) for age in score.by_age)]))  # type: ignore[no-any-return]


def test_all_are_scored_on_the_attempts_that_all_predicted() -> None:
    late = saying("late", Fixed(5_000, 15_000, -1.0), answers_from=2)
    early = saying("early", Fixed(5_000, 15_000, -2.0))
    attempts = [completed(10_000, segment="a", started_s=n) for n in range(5)]
    scores = backtest(RUN, attempts, among(late, early))
    assert (scores["late"].answered, scores["early"].answered) == (3, 5)
    assert {score.marks.attempts for score in scores.values()} == {3}
    assert {score.asked for score in scores.values()} == {5}


def test_marks_by_hand() -> None:
    one = saying("one", Fixed(10_000, 20_000, -1.0))
    attempts = [
        completed(15_000, segment="a"),
        completed(20_500, segment="a", started_s=1),
        aborted(2, segment="b", started_s=2),
        completed(30_000, segment="b", started_s=3, start="cold"),
    ]
    marks = backtest(RUN, attempts, among(one))["one"].marks
    assert (marks.attempts, marks.completed) == (4, 3)
    assert marks.log_score == pytest.approx((-1 - 1 - 3 - 1) / 4)
    # Both middle times are met in the middle, the cold one in a sample twice as long; the third is beyond the end.
    assert (marks.coverage_50, marks.coverage_80, marks.coverage_95) == pytest.approx((2 / 3,) * 3)
    width = 10_000 * POINTS / (POINTS - 1)
    beyond = 500 + width / 2 - width / 6
    assert marks.crps_ms == pytest.approx((width / 12 + beyond + 2 * width / 12) / 3, rel=0.01)


def test_the_histogram_counts_times_by_their_rank() -> None:
    one = saying("one", Fixed(0.5, 20_000, -1.0))
    times = [1_100, 1_200, 19_900, 30_000, 1]
    attempts = [completed(time, segment="a", started_s=n) for n, time in enumerate(times)]
    assert backtest(RUN, attempts, among(one))["one"].pit == (3, 0, 0, 0, 0, 0, 0, 0, 0, 2)


def test_differences_are_paired_and_vary_by_segment() -> None:
    good, bad = saying("good", Fixed(5_000, 15_000, -1.0)), saying("bad", Fixed(5_000, 15_000, -1.5))
    attempts = [completed(10_000, segment="abc"[n % 3], started_s=n) for n in range(12)]
    scores = backtest(RUN, attempts, among(bad, good))
    assert (scores["good"].behind, scores["good"].behind_se) == (0.0, 0.0)
    assert scores["bad"].behind == pytest.approx(0.5)
    assert scores["bad"].behind_se == pytest.approx(0.0)
    assert scores["good"].log_score_sum == -12.0
    alone = backtest(RUN, attempts[::3], among(bad, good))
    assert alone["bad"].behind_se is None


def test_the_error_of_a_difference_has_segments_as_clusters() -> None:
    @dataclass(frozen=True)
    class BySegment(Fixed):
        def log_score(self, attempt: Attempt) -> float:
            return {"a": 0.0, "b": -1.0, "c": -5.0}[attempt.segment]

    other = saying("other", BySegment(1, 2, 0.0))
    best = saying("best", Fixed(1, 2, 0.0))
    attempts = [completed(10_000, segment="abc"[n % 3], started_s=n) for n in range(30)]
    score = backtest(RUN, attempts, among(best, other))["other"]
    # Three values 0, 1 and 5 of equal weight: the error of their mean, however often each was seen.
    assert score.behind == pytest.approx(2.0)
    assert score.behind_se == pytest.approx(float(np.std([0, 1, 5], ddof=1)) / math.sqrt(3))


def test_ages_count_the_attempts_of_each_segment() -> None:
    one = saying("one", Fixed(5_000, 15_000, -1.0))
    attempts = [completed(10_000, segment="ab"[n % 2], started_s=n) for n in range(24)]
    by_age = backtest(RUN, attempts, among(one))["one"].by_age
    assert [(age.first, age.last) for age in by_age] == list(AGES)
    assert [age.marks.attempts for age in by_age] == [6, 14, 4]


Change = tuple[Literal["play", "forget", "rate", "longer penalty"], int]
CHANGES = st.tuples(st.sampled_from(["play", "play", "play", "forget", "rate", "longer penalty"]), st.integers(0, 99))


class Logs:
    """Two segments with a log that comes and goes as the changes say; what is played is the same for the same seed."""

    def __init__(self) -> None:
        self.infos = {name: replace(INFO, id=name) for name in "ab"}
        self.kept: list[Attempt] = []
        self._coming = iter(log())

    def change(self, change: Change) -> None:
        what, number = change
        if what == "play":
            source: Source = "practice" if number % 5 else "reference"
            self.kept.append(replace(next(self._coming), segment="ab"[number % 2], source=source))
        elif what == "longer penalty":
            info = self.infos["ab"[number % 2]]
            self.infos[info.id] = replace(info, death_penalty_ms=info.death_penalty_ms + 1)
        elif self.kept:
            place = number % len(self.kept)
            if what == "forget":
                del self.kept[place]
            else:
                self.kept[place] = replace(self.kept[place], rating=(None, "again", "easy")[number % 3])

    def of_segments(self) -> list[tuple[SegmentInfo, list[Attempt]]]:
        return [(info, [one for one in self.kept if one.segment == name]) for name, info in self.infos.items()]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CHANGES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_to_go_on_gives_what_to_begin_anew_gives(looks: list[list[Change]]) -> None:
    logs, going_on = Logs(), Backtest()
    for changes in looks:
        for change in changes:
            logs.change(change)
        assert going_on.run(logs.of_segments()) == Backtest().run(logs.of_segments()[::-1])
        assert going_on.left(logs.of_segments()) == 0


def test_only_what_is_new_is_looked_at() -> None:
    segment, attempts = RUN[0], [completed(10_000 + n, segment="a", started_s=n) for n in range(6)]
    other = RUN[1], [completed(10_000, segment="b")]
    made, calls = Backtest(), list[tuple[int, int]]()
    made.run([(segment, attempts[:4]), other])
    made.run([(segment, attempts), other], progress=lambda done, of: calls.append((done, of)))
    assert calls == [(1, 2), (2, 2)]
    assert made.left([(segment, [*attempts[:5], replace(attempts[5], rating="good")])]) == 6
    assert made.left([(replace(segment, reference_ms=1), attempts), other]) == 6
    made.run([other])
    assert made.left([(segment, attempts)]) == 6, "a segment that was gone is new"


def test_what_was_broken_off_goes_on_with_the_segments_that_are_through() -> None:
    class Stop(Exception):
        pass

    def stop(done: int, of: int) -> None:
        if done == 5:
            raise Stop

    logs = [(info, [completed(10_000, segment=info.id, started_s=n) for n in range(3)]) for info in RUN]
    made = Backtest()
    with pytest.raises(Stop):
        made.run(logs, stop)
    assert made.left(logs) == 6
    assert made.run(logs) == Backtest().run(logs)


def test_a_reference_run_is_shown_and_not_asked_about() -> None:
    always, shown = saying("always", Fixed(5_000, 15_000, -1.0)), saying("shown", Fixed(5_000, 15_000, -1.0), 1)
    attempts = [completed(10_000, segment="a", source="reference"), completed(10_000, segment="a", started_s=1)]
    for score in backtest(RUN, attempts, among(always, shown)).values():
        assert (score.asked, score.answered, score.marks.attempts) == (1, 1, 1)


def test_crps_of_the_logarithm_is_the_same_for_long_and_short_segments() -> None:
    short, long = (
        backtest(RUN, [completed(time, segment="a")], among(saying("one", Fixed(low, 3 * low, -1.0))))["one"].marks
        for time, low in ((1_500, 1_000), (60_000, 40_000))
    )
    assert short.crps_log is not None
    assert short.crps_log == pytest.approx(long.crps_log)
    # Half way up from the lowest to a third: the distance to the median in ln is 0.29, and the spread gives some back.
    assert 0.05 < short.crps_log < 0.29


def test_a_rest_is_told_from_one_start_to_the_next_of_a_segment() -> None:
    rests: list[float] = []

    def predict(state: int, info: SegmentInfo, rest_s: float) -> None:
        rests.append(rest_s)

    one = Estimator("one", lambda info: 0, lambda state, attempt: 0, lambda *_: Estimate("one"), predict)
    attempts = [
        completed(10_000, segment="a", started_s=0.0, duration_s=11.0),
        completed(10_000, segment="b", started_s=20.0, duration_s=11.0),
        completed(10_000, segment="a", started_s=100.0, duration_s=11.0),
        completed(10_000, segment="a", started_s=105.0, duration_s=11.0),
    ]
    backtest(RUN, attempts, among(one))
    assert rests == [0.0, 100.0, 5.0, 0.0], "of a, then of b"


def test_nobody_sees_what_it_is_asked_about() -> None:
    def predict(state: tuple[float, ...], info: SegmentInfo, rest_s: float) -> None:
        asked.append(len(state))

    asked: list[int] = []
    one = Estimator("one", lambda info: (), lambda state, attempt: (*state, 1.0), lambda *_: Estimate("one"), predict)
    backtest(RUN, [completed(10_000, segment="a", started_s=n) for n in range(4)], among(one))
    assert asked == [0, 1, 2, 3]


def test_the_order_of_segments_and_of_arrival_does_not_matter() -> None:
    attempts = log()
    shuffled = random.Random(4).sample(attempts, len(attempts))
    there, back = backtest(RUN, attempts), backtest(RUN[::-1], shuffled)
    for name in ESTIMATORS:
        assert numbers(there[name]) == numbers(back[name])


def test_every_estimator_is_scored_and_every_number_is_fit_for_json() -> None:
    calls: list[tuple[int, int]] = []
    attempts = log()
    scores = backtest(RUN, attempts, progress=lambda done, of: calls.append((done, of)))
    assert list(scores) == list(ESTIMATORS)
    json.dumps({name: asdict(score) for name, score in scores.items()}, allow_nan=False)
    assert all(None not in asdict(score.marks).values() for score in scores.values())
    assert calls[-1] == (len(attempts), len(attempts))
    assert len(calls) == len(attempts)
    assert min(score.behind or 0.0 for score in scores.values()) == 0.0


def test_an_empty_log_has_no_scores() -> None:
    for score in backtest(RUN, []).values():
        assert score.marks == Marks(0, 0, None, None, None, None, None, None)
        assert (score.behind, score.behind_se) == (None, None)


@pytest.mark.parametrize(
    "attempts",
    [[completed(10_000, segment="z")], [completed(10_000, segment="a", deaths=-1)]],
    ids=["unknown", "wrong"],
)
def test_what_cannot_be_is_refused(attempts: list[Attempt]) -> None:
    with pytest.raises(ValueError, match=r"unknown segment|deaths"):
        backtest(RUN, attempts)
    with pytest.raises(ValueError, match="penalty"):
        backtest([replace(INFO, death_penalty_ms=-1)], [])
