from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.schedule import Attempt
from spinlab_pad.schedule.estimators import deaths
from spinlab_pad.schedule.estimators.deaths import FADE, FADE_PER_DEATH, LONGEST_LIFE, Deaths
from tests.schedule.examples import INFO, aborted, completed


def after(*attempts: Attempt) -> Deaths:
    state = deaths.initial(INFO)
    for attempt in attempts:
        state = deaths.update(state, attempt)
    return state


def test_nothing_is_known_of_the_rate_before_a_life_ended() -> None:
    assert after().rate is None
    assert after(aborted(0)).rate is None
    assert after(aborted(1)).rate == pytest.approx(1.3 / 3.3)
    assert after(completed(10_000)).rate == pytest.approx(0.3 / 3.3)


def test_expected_deaths_are_the_beta_mean_of_the_odds() -> None:
    assert after(aborted(4)).per_run == pytest.approx(4.3 / 1.0)
    assert after(completed(10_000, deaths=4)).per_run == pytest.approx(4.3 / 2.0)


def test_deaths_of_aborted_attempts_count_like_all_others() -> None:
    tries = [aborted(3) for _ in range(9)]
    with_aborts, without = after(*tries, completed(10_000)), after(completed(10_000))
    assert without.per_run < 0.2
    assert with_aborts.per_run > 5.0


def test_old_lives_fade_by_attempts_and_deaths() -> None:
    state = after(aborted(10), completed(10_000, deaths=2, life_ms=5_000))
    assert state.deaths == pytest.approx(10 * FADE ** (1 + 2 * FADE_PER_DEATH) + 2)
    assert (state.attempts, state.lives) == (2, 13)


def test_mean_death_life_is_a_share_of_the_clean_life_without_the_penalty() -> None:
    assert after().life_share == 0.5
    assert after(completed(10_000, deaths=3, life_ms=2_000)).life_share == pytest.approx((0.5 + 3 * 0.2) / 4)
    assert after(aborted(3)).life_share == 0.5


@pytest.mark.parametrize(("time_ms", "share"), [(10_000, 0.0), (10_000_000, LONGEST_LIFE)])
def test_a_death_life_that_cannot_be_is_cut(time_ms: int, share: float) -> None:
    state = after(completed(10_000, deaths=1, time_ms=time_ms))
    assert state.life_share == pytest.approx((0.5 + share) / 2)


def test_giving_up_lowers_what_a_serving_costs() -> None:
    stubborn = after(*[completed(10_000, deaths=4) for _ in range(8)])
    patient = after(*[aborted(1) for _ in range(8)])
    assert patient.finishes < 0.2
    assert stubborn.finishes == pytest.approx(1.0)
    assert patient.per_serving < 2.0 < patient.per_run
    assert stubborn.per_serving == pytest.approx(stubborn.per_run, rel=0.2)


@pytest.mark.parametrize("log", [[], [completed(9_000)], [aborted(2), completed(9_000, deaths=1)], [aborted(1_000)]])
def test_quantiles_are_those_of_simulated_deaths(log: list[Attempt]) -> None:
    state = after(*log)
    rng = np.random.default_rng(5)
    chance = rng.beta(state.alpha, state.beta, 40_000)
    simulated = np.sort(rng.geometric(1.0 - np.minimum(chance, 1 - 1e-9)) - 1.0)
    levels = np.array([0.05, 0.3, 0.5, 0.8, 0.9])
    # A count is right if its level lies within what the simulated ones below and up to it take, give or take 1.5 %.
    counts = deaths.quantiles(state, levels)
    below = np.searchsorted(simulated, counts, side="left") / simulated.size
    up_to = np.searchsorted(simulated, counts, side="right") / simulated.size
    assert np.all(below <= levels + 0.015)
    assert np.all(levels <= up_to + 0.015)
