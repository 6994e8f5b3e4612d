from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.schedule import ESTIMATORS, Attempt, Estimate
from spinlab_pad.simulate import Calendar, measure
from spinlab_pad.simulate.measure import Interval, Measured, estimated_rate, reports, spearman, top_share
from spinlab_pad.simulate.oracle import mean_serving, rate
from spinlab_pad.simulate.runners.runner import Player
from tests.simulate.people import HABITS, runner, smooth


def test_ties_share_their_rank() -> None:
    one, other = np.array([1.0, 2.0, 2.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0])
    assert spearman(one, other) == pytest.approx(0.9486833)  # ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4
    assert spearman(np.zeros(4), other) == 0.0


@given(st.lists(st.integers(-1_000, 1_000), min_size=2, max_size=30, unique=True))
def test_rank_correlation_sees_order_alone(values: list[int]) -> None:
    x = np.array(values, dtype=float)
    assert spearman(x, x**3) == pytest.approx(1.0)
    assert spearman(x, -x) == pytest.approx(-1.0)


def test_the_top_five_are_judged_by_their_true_rate() -> None:
    true = np.arange(10.0)
    assert top_share(true, true) == 1.0
    assert top_share(-true, true) == pytest.approx(10 / 35)
    assert top_share(np.zeros(10), true) == pytest.approx(10 / 35)  # of equals the first


def test_a_rate_needs_a_gain_and_a_cost() -> None:
    assert estimated_rate(Estimate("e", gain_ms=300.0, practice_ms=10_000)) == pytest.approx(0.03)
    assert estimated_rate(Estimate("e", gain_ms=300.0)) is None
    assert estimated_rate(Estimate("e", practice_ms=10_000)) is None


def test_who_says_the_truth_is_right_in_everything() -> None:
    player = Player(runner(*[smooth(full_s=5.0 * (place + 1), slower=1.0 / (place + 1)) for place in range(7)]))
    truth = []
    for place, segment in enumerate(player.runner.segments):
        per_second = rate(segment, player.memories[place], HABITS)
        cost_s = mean_serving(segment, player.held(place), HABITS).cost_s
        truth.append(
            Estimate(
                "truth",
                expected_ms=round(1_000 * player.segment_run_s(place)),
                gain_ms=1_000 * per_second * cost_s,
                practice_ms=round(1_000 * cost_s),
            )
        )
    found = measure._measured(("mixed", 0, 0), "truth", player, truth, [])
    assert (found.answers, found.slower, found.intervals) == (1.0, 0.0, ())
    assert found.top == pytest.approx(1.0)
    assert found.rho == pytest.approx(1.0)
    assert found.run == pytest.approx(1.0, abs=1e-3)
    assert found.off == pytest.approx(0.0, abs=1e-3)


def test_an_estimator_that_says_nothing_is_not_called_wrong() -> None:
    player = Player(runner(smooth(), smooth()))
    found = measure._measured(("mixed", 0, 0), "mute", player, [Estimate("mute")] * 2, [])
    assert (found.answers, found.off, found.run, found.slower, found.rho) == (0.0, None, None, None, None)


@pytest.mark.parametrize(
    ("time_ms", "interval"),
    [
        (11_000, Interval(True, 2.0, 11.0)),
        (13_000, Interval(False, 2.0 + 10.0 * 1.0, 13.0)),
        (9_500, Interval(False, 2.0 + 10.0 * 0.5, 9.5)),
    ],
)
def test_an_interval_is_scored_by_width_and_misses(time_ms: int, interval: Interval) -> None:
    attempt = Attempt("s", 0.0, 20.0, True, time_ms, None)
    (found,) = measure._interval(Estimate("e", low_ms=10_000, high_ms=12_000), attempt)
    assert found == pytest.approx(interval)
    assert list(measure._interval(Estimate("e"), attempt)) == []
    aborted = Attempt("s", 0.0, 20.0, False, None, None)
    assert list(measure._interval(Estimate("e", low_ms=10_000, high_ms=12_000), aborted)) == []


def test_all_estimators_are_measured_on_the_same_attempts() -> None:
    jobs = measure.measurements(("mixed",), 1, (2,), Calendar((30.0,)))
    assert [job.policy.allocator for job in jobs] == ["round_robin", "random"]
    measured = measure.measure(jobs[1])
    assert [one.estimator for one in measured] == list(ESTIMATORS)
    times = [[interval.time_s for interval in one.intervals] for one in measured]
    assert max(len(of_one) for of_one in times) > 20
    assert measure.measure(jobs[1]) == measured


def measured(number: int, rho: float | None, holds: int, misses: int) -> Measured:
    seen = (Interval(True, 2.0, 10.0),) * holds + (Interval(False, 12.0, 10.0),) * misses
    return Measured(("mixed", 0, number), "e", 1.0, 0.1, 1.0, 0.0, rho, 0.5, seen)


def test_the_practices_of_a_runner_are_one_piece_of_evidence() -> None:
    (report,) = reports(
        [measured(0, 0.1, 8, 2), measured(0, 0.3, 0, 0), measured(1, 0.4, 0, 0), measured(2, None, 0, 0)]
    )
    assert report.runners == 3
    assert report.rho.value == pytest.approx(0.3)
    assert report.rho.error == pytest.approx(0.1)
    assert report.holds == 0.8
    assert report.score == pytest.approx((8 * 2.0 + 2 * 12.0) / 100.0)
