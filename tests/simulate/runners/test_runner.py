from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from spinlab_pad.schedule import Attempt, Scheduler
from spinlab_pad.simulate.runners.curves import Exponential
from spinlab_pad.simulate.runners.form import Form
from spinlab_pad.simulate.runners.lives import Patience, Tilt
from spinlab_pad.simulate.runners.noise import Slips
from spinlab_pad.simulate.runners.rater import Rater
from spinlab_pad.simulate.runners.runner import LOAD_S, PENALTY_S, Player, run_s
from spinlab_pad.simulate.runners.worlds import WORLDS, make_runner
from tests.simulate.people import HABITS, chain, runner, smooth


def drop(attempt: Attempt, *fields: str) -> list[object]:
    """The values of an attempt without some of them."""
    return [getattr(attempt, name) for name in attempt.__dataclass_fields__ if name not in fields]


@pytest.mark.parametrize("world", WORLDS)
def test_a_scheduler_takes_all_that_a_runner_plays(world: str) -> None:
    player = Player(make_runner(WORLDS[world], 3, 0))
    infos, reference = player.reference_run()
    scheduler = Scheduler(infos)
    for attempt in reference:
        assert attempt.completed
        assert attempt.source == "reference"
        scheduler.record(attempt)
    for number in range(60):
        scheduler.record(player.play(number % len(infos), 1e5 + 60.0 * number, 60.0 * number))


def test_the_kth_attempt_of_a_segment_has_the_same_luck_whatever_else_was_played() -> None:
    one, other = (Player(runner(smooth(), chain())) for _ in range(2))
    for _ in range(5):
        other.play(1, 0.0, 0.0)
    assert [one.play(0, 0.0, 0.0) for _ in range(5)] == [other.play(0, 0.0, 0.0) for _ in range(5)]
    assert one.play(1, 0.0, 0.0) != other.play(1, 0.0, 0.0)


def test_practice_costs_loads_and_a_run_costs_penalties() -> None:
    whole = Player(runner(smooth(dies=0.7, dies_last=0.6)))
    attempts = [whole.play(0, 0.0, 0.0) for _ in range(30)]
    assert max(attempt.deaths for attempt in attempts) > 2
    for attempt in attempts:
        assert attempt.time_ms is not None
        played_s = attempt.time_ms / 1_000 - PENALTY_S * attempt.deaths
        assert attempt.duration_s == pytest.approx(played_s + LOAD_S * (1 + attempt.deaths))
    infos, (reference,) = Player(runner(smooth(dies=0.7, dies_last=0.6))).reference_run()
    assert reference.time_ms == pytest.approx(1_000 * reference.duration_s)
    assert reference.time_ms is not None
    assert infos[0].reference_ms == reference.time_ms - 3_200 * reference.deaths


def test_an_impatient_runner_gives_up_and_does_not_load_again() -> None:
    habits = replace(HABITS, patience=Patience(2, 1.0))
    player = Player(runner(smooth(dies=0.8, dies_last=0.7), habits=habits))
    attempts = [player.play(0, 0.0, 0.0) for _ in range(20)]
    aborted = [attempt for attempt in attempts if not attempt.completed]
    assert aborted
    assert all(attempt.deaths == 2 and attempt.time_ms is None for attempt in aborted)
    assert all(attempt.duration_s > 2 * LOAD_S for attempt in aborted)
    _, reference = Player(runner(*[smooth(dies=0.8)] * 8, habits=habits)).reference_run()
    assert all(attempt.completed for attempt in reference)


def test_a_restart_has_neither_time_nor_deaths_and_teaches_a_little() -> None:
    player = Player(runner(smooth(), habits=replace(HABITS, restarts=1.0)))
    attempt = player.play(0, 0.0, 0.0)
    assert (attempt.completed, attempt.deaths, attempt.time_ms) == (False, 0, None)
    assert 0.0 < player.held(0)[0] < 1.0


def test_deaths_teach_too() -> None:
    player = Player(runner(smooth(dies=0.9, dies_last=0.89)))
    attempt = player.play(0, 0.0, 0.0)
    assert attempt.deaths > 0
    assert 1.0 < player.held(0)[0] < 1.0 + attempt.deaths


def test_a_pause_is_recorded_but_not_true() -> None:
    still, paused = (
        Player(runner(smooth(), habits=replace(HABITS, pauses=Slips(pauses=share)))) for share in (0.0, 1.0)
    )
    one, other = still.play(0, 0.0, 0.0), paused.play(0, 0.0, 0.0)
    assert other.time_ms is not None
    assert one.time_ms is not None
    assert other.time_ms > one.time_ms
    assert paused.run_s() == still.run_s()


def test_the_true_run_time_is_the_mean_of_runs() -> None:
    # Nobody learns within these runs; the closed form leaves that out.
    segments = (smooth(pace=Exponential(1e9)), smooth(pace=Exponential(1e9), dies=0.6, tilt=Tilt(1.3, 2)))
    expected = sum(run_s(segment, segment.begins) for segment in segments)
    times = []
    for number in range(600):
        _, reference = Player(runner(*segments, key=(number,))).reference_run()
        times.append(sum(attempt.time_ms or 0 for attempt in reference) / 1_000)
    assert np.mean(times) == pytest.approx(expected, abs=4.0 * np.std(times) / len(times) ** 0.5)


def test_days_differ_in_form_and_take_something() -> None:
    form = Form(days=0.3, cold=0.0, warm_s=1.0, tired=0.0, fresh_s=0.0, risk=0.0)
    retention = replace(HABITS.retention, keeps=0.5)
    player = Player(
        runner(smooth(noise=0.0, dies=0.001, dies_last=0.001), habits=replace(HABITS, form=form, retention=retention))
    )
    player.play(0, 0.0, 0.0)
    before = player.run_s()
    first = [player.copy().play(0, 0.0, 0.0).time_ms for _ in range(2)]
    assert first[0] == first[1]
    player.rest(1.0)
    assert player.run_s() > before
    assert player.copy().play(0, 0.0, 0.0).time_ms != first[0]


def test_a_copy_plays_on_by_itself() -> None:
    player = Player(runner(smooth(), chain()))
    player.play(1, 0.0, 0.0)
    other = player.copy()
    assert other.run_s() == player.run_s()
    assert drop(other.play(1, 5.0, 0.0), "started_s") == drop(player.copy().play(1, 6.0, 0.0), "started_s")
    assert other.run_s() != player.run_s()


def test_ratings_come_after_completions_only() -> None:
    habits = replace(HABITS, rater=Rater("constant", skips=0.0), patience=Patience(1, 0.5))
    player = Player(runner(smooth(dies=0.6, dies_last=0.5), habits=habits))
    attempts = [player.play(0, 0.0, 0.0) for _ in range(20)]
    assert {attempt.rating for attempt in attempts if attempt.completed} == {"good"}
    assert {attempt.rating for attempt in attempts if not attempt.completed} == {None}
