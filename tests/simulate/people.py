"""Small worlds with few parts, for tests."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.simulate.runners.curves import Curve, Exponential
from spinlab_pad.simulate.runners.form import Form
from spinlab_pad.simulate.runners.lives import Patience, Tilt
from spinlab_pad.simulate.runners.memory import Retention
from spinlab_pad.simulate.runners.noise import Noise, Slips
from spinlab_pad.simulate.runners.rater import Rater
from spinlab_pad.simulate.runners.runner import Habits, Runner
from spinlab_pad.simulate.runners.segment import Hazard, Segment, SmoothSegment
from spinlab_pad.simulate.runners.tricks import Trick, TrickSegment

EVEN = Form(days=0.0, cold=0.0, warm_s=1.0, tired=0.0, fresh_s=0.0, risk=0.0)
"""Always in average form."""

KEEPS = Retention(keeps=1.0, fades=0.0, savings=1.0)
"""Forgets nothing."""

HABITS = Habits(
    patience=Patience(1_000, 0.0),
    restarts=0.0,
    retention=KEEPS,
    form=EVEN,
    rater=Rater("silent"),
    pauses=Slips(pauses=0.0),
)
"""Steady, patient and silent."""


def smooth(
    full_s: float = 10.0,
    slower: float = 0.5,
    pace: Curve | None = None,
    dies: float = 0.2,
    dies_last: float = 0.05,
    tilt: Tilt | None = None,
    noise: float = 0.1,
    prior: float = 0.0,
) -> SmoothSegment:
    """An ordinary segment."""
    curve = pace or Exponential(10.0)
    return SmoothSegment(
        full_s=full_s,
        slower=slower,
        pace=curve,
        hazard=Hazard(dies, dies_last, curve, early=2.0, late=1.0, teaches=0.8),
        noise=Noise("lognormal", noise, noise, curve),
        slips=Slips(),
        tilt=tilt or Tilt(),
        prior=prior,
    )


def chain() -> TrickSegment:
    """Three tricks, the last one hard."""
    easy = Trick(full_s=4.0, slower=0.3, fails=0.1, fails_last=0.02, learns=Exponential(6.0), shape=30.0)
    return TrickSegment((easy, easy, replace(easy, fails=0.6, slower=0.8)), (0.0, 3.0, 0.0))


def runner(*segments: Segment, habits: Habits = HABITS, key: tuple[int, ...] = (7,)) -> Runner:
    """A runner on these segments."""
    return Runner(key, segments, habits)
