from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.schedule import Attempt
from spinlab_pad.simulate import Calendar
from spinlab_pad.simulate.practice import Break, Play, practise
from spinlab_pad.simulate.runners.form import Form
from spinlab_pad.simulate.runners.runner import Player
from tests.simulate.people import HABITS, runner, smooth


class InTurn:
    """Plays two segments in turn, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Attempt] = []
        self.asked: list[tuple[float, float]] = []

    def record(self, attempt: Attempt) -> None:
        self.heard.append(attempt)

    def next(self, now_s: float, left_s: float) -> int:
        self.asked.append((now_s, left_s))
        return len(self.heard) % 2


def test_sessions_end_after_the_attempt_and_breaks_lie_between_them() -> None:
    chooser = InTurn()
    steps = list(practise(Player(runner(smooth(), smooth())), chooser, Calendar((4.0,), sessions=3), 1_000.0))
    assert [step.days for step in steps if isinstance(step, Break)] == [1.0, 1.0]
    plays = [step for step in steps if isinstance(step, Play)]
    assert [play.attempt for play in plays] == chooser.heard
    assert [play.segment for play in plays[:4]] == [0, 1, 0, 1]
    practised = 0.0
    for play in plays:
        assert play.practised_s == pytest.approx(practised)
        practised += play.attempt.duration_s
    assert plays[-1].practised_s < 240.0 <= practised
    assert plays[0].attempt.started_s == 1_000.0
    assert plays[-1].attempt.started_s == pytest.approx(1_000.0 + plays[-1].practised_s + 2 * 86_400.0)
    assert chooser.asked[0] == (1_000.0, 240.0)


def test_a_session_begins_cold() -> None:
    habits = replace(HABITS, form=Form(days=0.0, cold=2.0, warm_s=10.0, tired=0.0, fresh_s=1e6, risk=0.0))
    player = Player(runner(*[smooth(noise=0.0, dies=1e-6, dies_last=1e-6)] * 2, habits=habits))
    steps = list(practise(player, InTurn(), Calendar((10.0,), sessions=2), 0.0))
    cold = steps[steps.index(Break(1.0)) + 1]
    last = steps[steps.index(Break(1.0)) - 1]
    assert isinstance(cold, Play)
    assert isinstance(last, Play)
    assert cold.attempt.duration_s > 3.0 * last.attempt.duration_s
