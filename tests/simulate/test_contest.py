from __future__ import annotations

import os
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from spinlab_pad.schedule import Rating
from spinlab_pad.simulate import WORLDS, Calendar, Policy, contest, jobs, play, policies, summarise
from spinlab_pad.simulate.contest import begin, starts_s
from spinlab_pad.simulate.runners.rater import Kind

RUNNERS = 8 if os.environ.get("SPINLAB_LONG") == "1" else 1
ROUND_ROBIN = Policy("round_robin", "kalman")
SHORT = Calendar((10.0, 50.0))


def test_runners_are_taken_from_the_worlds_in_turn() -> None:
    made = jobs(("kaizo", "mixed"), 3, (0, 1), policies("greedy"), SHORT)
    assert [job.runner for job in made[::3]] == [
        (world, seed, number) for seed in (0, 1) for world, number in [("kaizo", 0), ("mixed", 0), ("kaizo", 1)]
    ]
    assert [job.policy for job in made[:3]] == list(policies("greedy"))


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_a_job_is_always_played_the_same_way(policy: Policy) -> None:
    first, *_ = jobs(("mixed",), 1, (3,), (policy,), SHORT)
    played = play(first)
    assert played == next(contest([first]))
    assert played.job == first
    assert len(played.gains_s) == len(played.next_day_s) == 2
    assert played.gains_s[1] > played.gains_s[0] > 0.0
    assert played.next_day_s[0] < played.gains_s[0]
    assert played.curve_s[-1] == played.gains_s[-1]
    assert 0 < played.completed <= played.attempts


@pytest.mark.parametrize("kind", get_args(Kind))
def test_all_runners_of_a_contest_can_rate_alike_and_play_the_same_for_it(kind: Kind) -> None:
    own, alike = (jobs(("vanilla",), 1, (0,), (ROUND_ROBIN,), Calendar((10.0,)), raters)[0] for raters in (None, kind))
    players = [begin(job)[0] for job in (own, alike)]
    assert players[1].runner.habits.rater.kind == kind
    words: set[Rating | None] = set()
    known: set[Rating | None] = {None, *get_args(Rating)}
    for number in range(30):
        mine, other = (player.play(number % 5, 100.0 * number, 0.0) for player in players)
        assert replace(mine, rating=other.rating) == other
        words.add(other.rating)
    assert words <= ({None, "good"} if kind == "constant" else known)
    assert (words == {None}) == (kind == "silent")
    assert replace(play(own), job=alike) == play(alike), "taking turns hears no rating"


def test_the_gain_is_what_the_true_run_time_has_lost() -> None:
    (job,) = jobs(("vanilla",), 1, (0,), (ROUND_ROBIN,), Calendar((20.0,)))
    player, infos, reference = begin(job)
    assert [attempt.segment for attempt in reference] == [info.id for info in infos]
    assert starts_s(reference) > 86_400.0
    before = player.run_s()
    played = play(job)
    assert played.before_s == pytest.approx(before)
    # Round robin has played each of the first segments once: the same attempts by hand.
    now_s, practised = starts_s(reference), 0.0
    gains = [0.0]
    for number in range(played.attempts):
        attempt = player.play(number % len(infos), now_s + practised, practised)
        practised += attempt.duration_s
        gains.append(before - player.run_s())
    share = 1.0 - (practised - 1_200.0) / attempt.duration_s
    assert played.gains_s[0] == pytest.approx(gains[-2] + share * (gains[-1] - gains[-2]))
    later = player.copy()
    later.rest(1.0)
    assert played.next_day_s[0] == pytest.approx(before - later.run_s())


@pytest.mark.parametrize("world", WORLDS)
def test_the_oracle_gains_most(world: str) -> None:
    chosen = policies("random")
    summary = summarise(contest(jobs((world,), RUNNERS, (5,), chosen, Calendar((40.0, 120.0)))), chosen)
    rows = {row.policy: row for row in summary.of("all")}
    for look in range(2):
        gains = [rows[name].cells[look].seconds.value for name in ("oracle", "round_robin", "random")]
        assert gains[0] is not None
        assert max(gain for gain in gains[1:] if gain is not None) < 1.02 * gains[0]


def test_different_seeds_are_different_runners() -> None:
    gains = [play(job).before_s for job in jobs(("mixed",), 1, (0, 1, 2), (ROUND_ROBIN,), Calendar((2.0,)))]
    assert len(set(np.round(gains, 3))) == 3
