from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.simulate import Calendar, Job, Played, Policy, summarise
from spinlab_pad.simulate.calendar import CURVE_POINTS
from spinlab_pad.simulate.policy import THE_ORACLE
from spinlab_pad.simulate.summary import Mean, mean

ROUND_ROBIN = Policy("round_robin", "kalman")
GREEDY = Policy("greedy", "kalman")
CHOSEN = (THE_ORACLE, ROUND_ROBIN, GREEDY)
CALENDAR = Calendar((10.0, 20.0))


def played(world: str, number: int, policy: Policy, *gains_s: float, next_day: float = 1.0) -> Played:
    """A job that gained this after each look, and a share of it on the next day."""
    job = Job(world, 0, number, policy, CALENDAR)
    later = tuple(next_day * gain for gain in gains_s)
    return Played(job, 1_000.0, gains_s, later, (gains_s[-1],) * CURVE_POINTS, 10, 9)


def runner(world: str, number: int, *gains_s: tuple[float, float]) -> list[Played]:
    """What one runner gained under each of `CHOSEN`."""
    return [played(world, number, policy, *gains) for policy, gains in zip(CHOSEN, gains_s, strict=True)]


THREE = [
    *runner("kaizo", 0, (50, 100), (20, 60), (10, 80)),
    *runner("kaizo", 1, (10, 10), (5, 5), (5, 6)),
    *runner("mixed", 0, (20, 40), (20, 30), (0, 10)),
]


def test_shares_and_differences_are_worked_out_by_runner() -> None:
    summary = summarise(reversed(THREE), CHOSEN)
    assert (summary.runners, summary.worlds, summary.minutes) == (3, ("kaizo", "mixed"), (10.0, 20.0))
    greedy = next(row for row in summary.of("all") if row.policy == "greedy + kalman")
    last = greedy.cells[1]
    shares, differences = np.array([0.8, 0.6, 0.25]), np.array([0.2, 0.1, -0.5])
    assert last.share.value == pytest.approx(shares.mean())
    assert last.share.error == pytest.approx(shares.std(ddof=1) / 3**0.5)
    assert last.ahead.value == pytest.approx(differences.mean())
    assert last.ahead.error == pytest.approx(differences.std(ddof=1) / 3**0.5)
    assert last.tenth == pytest.approx(0.25 + 0.2 * 0.35)
    assert last.seconds.value == pytest.approx(32.0)
    assert last.times == pytest.approx(96 / 95)
    assert greedy.curve[-1] == last.share
    assert summary.curve_minutes[-1] == 20.0


def test_worlds_are_summed_up_by_themselves_and_the_best_comes_first() -> None:
    summary = summarise(THREE, CHOSEN)
    kaizo = summary.of("kaizo")
    assert [row.policy for row in kaizo] == ["oracle", "greedy + kalman", "round_robin"]
    assert [row.runners for row in kaizo] == [2, 2, 2]
    assert kaizo[1].cells[1].share.value == pytest.approx(0.7)
    assert [row.policy for row in summary.of("mixed")] == ["oracle", "round_robin", "greedy + kalman"]
    assert summary.of("mixed")[0].cells[0].share.error is None  # of one runner


def test_a_runner_who_has_not_played_under_all_policies_does_not_count() -> None:
    assert summarise(THREE[:-1], CHOSEN).runners == 2
    nobody = summarise(THREE[:1], CHOSEN)
    assert (nobody.runners, nobody.rows, nobody.minutes) == (0, (), ())


def test_a_share_of_a_trifle_is_left_out_but_its_seconds_count() -> None:
    tiny = runner("veteran", 0, (0.2, 0.2), (0.1, 0.1), (5.0, 5.0))
    greedy = next(row for row in summarise([*THREE, *tiny], CHOSEN).of("all") if row.policy == "greedy + kalman")
    assert greedy.cells[1].share.value == pytest.approx((0.8 + 0.6 + 0.25) / 3)
    assert greedy.cells[1].seconds.value == pytest.approx((80 + 6 + 10 + 5) / 4)


def test_the_next_day_is_compared_with_the_oracles_next_day() -> None:
    halves = [played("kaizo", 0, policy, 10, 10, next_day=0.5) for policy in (THE_ORACLE, ROUND_ROBIN)]
    greedy = played("kaizo", 0, GREEDY, 10, 10, next_day=0.4)
    row = next(row for row in summarise([*halves, greedy], CHOSEN).of("all") if row.policy == "greedy + kalman")
    assert row.cells[1].next_day.value == pytest.approx(0.8)


def test_without_something_to_compare_with_there_is_no_contest() -> None:
    with pytest.raises(ValueError, match="needs the oracle and round_robin"):
        summarise(THREE, (THE_ORACLE, GREEDY))


def test_a_mean_of_nothing_is_unknown() -> None:
    assert mean(np.array([])) == Mean(None, None)
