from __future__ import annotations

import math
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from spinlab_pad.schedule import Attempt, SegmentInfo
from spinlab_pad.schedule.estimators import belief
from spinlab_pad.schedule.estimators.base import clean_time_ms
from spinlab_pad.schedule.estimators.belief import many
from spinlab_pad.schedule.estimators.belief.answers import worth
from spinlab_pad.schedule.estimators.belief.observe import seen
from spinlab_pad.schedule.estimators.belief.rows import Rows, stacked
from spinlab_pad.schedule.estimators.starts import cold_life
from tests.schedule.estimators.belief.plain import Plain
from tests.schedule.examples import INFO, aborted, attempts, completed

DAY_S = 86_400.0
DIFFICULT = [
    completed(14_000, 3, 5_000, started_s=0.0, rating="hard"),
    completed(13_000, started_s=30.0, rating="easy"),
    aborted(4, started_s=60.0, rating="again"),
    aborted(started_s=90.0),
    completed(13_300, 1, 9_000, started_s=DAY_S),
    completed(90_000, started_s=DAY_S + 30.0),
    completed(12_400, started_s=DAY_S + 160.0, rating="good"),
    completed(41_000, started_s=DAY_S + 190.0),
    completed(39_000, 2, 9_000, started_s=DAY_S + 250.0),
    completed(43_000, started_s=DAY_S + 330.0),
    completed(42_500, started_s=DAY_S + 390.0),
]


def after(log: list[Attempt], info: SegmentInfo = INFO) -> Rows:
    state = belief.initial(info)
    for attempt in log:
        state = belief.update(state, attempt)
    return state


@pytest.mark.parametrize("reference_ms", [None, 15_000, 150_000])
@pytest.mark.parametrize("count", [1, 3, 4, 7, 9, 10, len(DIFFICULT)])
def test_it_equals_the_same_cell_by_cell(reference_ms: int | None, count: int) -> None:
    info = replace(INFO, reference_ms=reference_ms)
    state, plain = after(DIFFICULT[:count], info), Plain(info)
    for attempt in DIFFICULT[:count]:
        plain.record(attempt)
    estimate = belief.estimate(state, info, 0.0)
    assert state.practice[0] == pytest.approx(plain.x)
    assert estimate.expected_ms == pytest.approx(1_000 * plain.expected_s(plain.x), abs=1)
    assert estimate.floor_ms == pytest.approx(1_000 * plain.expected_s(math.inf), abs=1)
    assert estimate.death_rate == pytest.approx(plain.death_rate(plain.x))
    rested = belief.estimate(state, info, DAY_S)
    assert rested.expected_ms == pytest.approx(1_000 * plain.expected_s(plain.x * plain.kept(DAY_S)), abs=1)


def test_gain_and_cost_of_a_serving_equal_the_same_cell_by_cell() -> None:
    state, plain = after(DIFFICULT), Plain(INFO)
    for attempt in DIFFICULT:
        plain.record(attempt)
    patience = state.patience_sum[0] / state.patience_count[0]
    assert patience == (12 + 4) / 2
    done, deaths = plain.serving(plain.x, patience)
    later = plain.x + done + 0.5 * deaths
    one = worth(state, np.zeros(1), np.zeros(1))
    assert one.gain_ms[0] == pytest.approx(1_000 * (plain.expected_s(plain.x) - plain.expected_s(later)))
    clean = belief.estimate(state, INFO, 0.0).clean_ms or 0
    load = state.load_sum[0] / state.load_count[0]
    life = plain.life[0] / plain.life[1] * clean / 1_000
    assert one.practice_ms[0] == pytest.approx(1_000 * (load + deaths * (life + load)) + done * clean, rel=1e-3)


def test_the_second_serving_is_worth_what_it_will_be_after_the_first() -> None:
    state = after([completed(14_000), completed(13_000)])
    first, second = (worth(state, np.zeros(1), np.array([n])) for n in (0.0, 1.0))
    assert 0 < second.gain_ms[0] < first.gain_ms[0]


def test_with_many_plays_the_belief_is_where_the_plays_are() -> None:
    rng = np.random.default_rng(3)
    log = [
        completed(
            round(20_000 * math.exp(0.05 * rng.standard_normal())), int(rng.random() < 0.2), 8_000, started_s=30.0 * n
        )
        for n in range(150)
    ]
    estimate = belief.estimate(after(log), INFO, 0.0)
    assert estimate.clean_ms == pytest.approx(20_000 * math.exp(0.05**2 / 2), rel=0.02)
    assert estimate.death_rate == pytest.approx(0.17, abs=0.07)
    assert 0 <= (estimate.gain_ms or 0.0) < 20


def test_a_runner_who_gets_faster_is_expected_to_go_on() -> None:
    improving = after([completed(round(20_000 * (1 + math.exp(-n / 12))), started_s=30.0 * n) for n in range(8)])
    flat = after([completed(20_000 + 50 * (n % 2), started_s=30.0 * n) for n in range(8)])
    gains = [belief.estimate(state, INFO, 0.0).gain_ms or 0.0 for state in (improving, flat)]
    assert gains[0] > 10 * gains[1] >= 0


def test_deaths_of_attempts_that_were_given_up_count() -> None:
    log = [completed(10_000), *(aborted(3) for _ in range(5))]
    assert (belief.estimate(after(log), INFO, 0.0).death_rate or 0) > 0.7


def test_another_strategy_is_believed_by_and_by() -> None:
    log = [completed(20_000, started_s=30.0 * n) for n in range(100)]
    log += [completed(12_000, started_s=3_000.0 + 30.0 * n) for n in range(40)]
    assert belief.estimate(after(log), INFO, 0.0).clean_ms == pytest.approx(12_000, rel=0.03)


def test_one_pause_is_not_believed() -> None:
    log = [completed(12_000, started_s=30.0 * n) for n in range(10)]
    calm = belief.estimate(after(log), INFO, 0.0).expected_ms or 0
    shaken = belief.estimate(after([*log, completed(60_000, started_s=300.0)]), INFO, 0.0).expected_ms or 0
    assert shaken == pytest.approx(calm, rel=0.01)


def test_a_break_takes_practice_away_and_makes_it_worth_more() -> None:
    state = after([completed(round(20_000 * (1 + math.exp(-n / 12))), started_s=30.0 * n) for n in range(15)])
    now, rested = (belief.estimate(state, INFO, rest_s) for rest_s in (0.0, 14 * DAY_S))
    assert (rested.expected_ms or 0) > (now.expected_ms or 0)
    assert (rested.gain_ms or 0) > (now.gain_ms or 0)


def test_what_loads_take_is_learned() -> None:
    log = [completed(10_000, duration_s=14.0, started_s=30.0 * n) for n in range(60)]
    assert after(log).load_s[0] == pytest.approx(4.0, rel=0.02)
    assert after([replace(one, source="speed_run") for one in log]).load_s[0] == INFO.load_ms / 1_000


def test_nothing_is_known_before_the_first_attempt_unless_there_is_a_reference_run() -> None:
    assert belief.estimate(belief.initial(INFO), INFO, 0.0).expected_ms is None
    info = replace(INFO, reference_ms=30_000)
    estimate = belief.estimate(belief.initial(info), info, 0.0)
    assert estimate.expected_ms is not None
    assert estimate.death_rate is None


@settings(max_examples=25, deadline=None)
@given(logs=st.lists(st.lists(attempts(), max_size=6), min_size=1, max_size=6))
def test_many_segments_at_once_equal_each_by_itself(logs: list[list[Attempt]]) -> None:
    logs = [sorted(log, key=lambda attempt: attempt.started_s) for log in logs]
    found = many.advance([belief.initial(INFO) for _ in logs], logs)
    before, together = ([states[place] for states in found] for place in (0, 1))
    alone = [after(log) for log in logs]
    earlier = [after(log[:-1]) for log in logs]
    for one, other in zip([*before, *together], [*earlier, *alone], strict=True):
        for field in ("evidence", "level", "precision", "danger", "practice", "load_sum"):
            np.testing.assert_allclose(getattr(one, field), getattr(other, field), rtol=1e-9, atol=1e-9)
    rests = np.linspace(0, 2 * DAY_S, len(logs))
    worths = many.worths(together, rests, np.zeros(len(logs)))
    for place, state in enumerate(alone):
        single = worth(state, rests[place : place + 1], np.zeros(1))
        assert worths.gain_ms[place] == pytest.approx(single.gain_ms[0], rel=1e-6, abs=1e-9, nan_ok=True)


def test_a_chunk_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "CHUNK", 2)
    logs = [[completed(10_000 + 100 * n)] * (n % 3) for n in range(7)]
    found = [state for _, state in many.advance([belief.initial(INFO) for _ in logs], logs)]
    assert [int(state.attempts[0]) for state in found] == [len(log) for log in logs]
    np.testing.assert_allclose(stacked(found).level[:, 0], [after(log).level[0, 0] for log in logs])


def test_what_all_segments_begin_with_can_not_be_changed_by_one() -> None:
    first, second = (belief.initial(replace(INFO, death_penalty_ms=ms)) for ms in (0, 3_000))
    assert (first.penalty_s[0], second.penalty_s[0]) == (0.0, 3.0)
    assert first.danger is second.danger
    with pytest.raises(ValueError, match="read-only"):
        first.danger += 1.0  # type: ignore[misc]


def test_a_state_is_less_than_20_kilobytes() -> None:
    state = after(DIFFICULT)
    assert sum(getattr(state, name).nbytes for name in Rows.__slots__) < 20_000


@given(log=st.lists(attempts(), min_size=1, max_size=8), penalty_s=st.sampled_from([0.0, 3.0]))
def test_what_is_seen_of_attempts_is_what_every_estimator_sees(log: list[Attempt], penalty_s: float) -> None:
    odd = replace(log[0], clean_tail_ms=None)  # as of a run whose last life was not seen from its start
    log = [*log, odd] if odd.time_ms is not None else log
    told = seen(log, np.full(len(log), penalty_s))
    for n, attempt in enumerate(log):
        clean = clean_time_ms(attempt)
        assert told.clean_s[n] == pytest.approx(math.nan if clean is None else clean / 1_000, nan_ok=True)
        assert told.cold[n] == cold_life(attempt)
        assert np.isnan(told.load_s[n]) == (attempt.source != "practice" or attempt.time_ms is None)
        assert np.isnan(told.dead_s[n]) == (not attempt.deaths or clean is None)
        if clean is not None and attempt.time_ms is not None and attempt.deaths:
            whole_s = told.clean_s[n] + attempt.deaths * (told.dead_s[n] + penalty_s)
            assert whole_s == pytest.approx(attempt.time_ms / 1_000)


def test_each_segment_of_many_has_its_own_penalty() -> None:
    infos = [replace(INFO, death_penalty_ms=ms) for ms in (0, 3_000)]
    log = [completed(10_000, deaths=2, life_ms=4_000)]
    found = many.advance([belief.initial(info) for info in infos], [log, log])
    sums = [state.life_sum[0] for _, state in found]
    assert sums == [belief.update(belief.initial(info), log[0]).life_sum[0] for info in infos]
    assert sums[0] != sums[1]
