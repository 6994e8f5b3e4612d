"""The closed forms against lives that are played, for every kind of segment."""

from __future__ import annotations

import os

import numpy as np
import pytest

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.form import AVERAGE, Mood
from spinlab_pad.simulate.runners.lives import Patience, Tilt
from spinlab_pad.simulate.runners.segment import Segment
from tests.simulate.people import chain, smooth

PLAYS = 30_000 if os.environ.get("SPINLAB_LONG") == "1" else 4_000

SEGMENTS: dict[str, Segment] = {
    "smooth": smooth(),
    "tilting": smooth(dies=0.5, tilt=Tilt(1.5, 3)),
    "settled": smooth(prior=40.0),
    "tricks": chain(),
}


def attempt(segment: Segment, patience: Patience | None, random: np.random.Generator) -> tuple[float, ...]:
    """Seconds played, deaths, completed, exposures of an attempt in which nothing is learned."""
    played, deaths, exposures = 0.0, 0, np.zeros(len(segment.begins))
    while True:
        life = segment.live(segment.begins, deaths, AVERAGE, random)
        played += life.seconds
        exposures += life.exposures
        if not life.died:
            return played, float(deaths), 1.0, *exposures
        deaths += 1
        if patience and random.random() < patience.gives_up(deaths):
            return played, float(deaths), 0.0, *exposures


@pytest.mark.parametrize("patience", [None, Patience(2, 0.4)], ids=["in a run", "impatient"])
@pytest.mark.parametrize("name", SEGMENTS)
def test_what_is_expected_is_the_mean_of_what_is_played(name: str, patience: Patience | None) -> None:
    segment, random = SEGMENTS[name], stream(5)
    played = np.array([attempt(segment, patience, random) for _ in range(PLAYS)])
    expected = segment.expected(segment.begins, patience)
    error = played.std(axis=0) / PLAYS**0.5
    told = [expected.played_s, expected.deaths, expected.completes, *expected.exposures]
    assert np.all(np.abs(played.mean(axis=0) - told) <= 4.0 * error + 1e-9)


@pytest.mark.parametrize("name", SEGMENTS)
def test_practice_makes_it_faster_and_safer(name: str) -> None:
    segment = SEGMENTS[name]
    later = [x + 20.0 for x in segment.begins]
    assert segment.clean_s(later) < segment.clean_s(segment.begins)
    assert segment.expected(later, None).deaths < segment.expected(segment.begins, None).deaths


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_bad_day_costs_time_and_lives(name: str) -> None:
    segment = SEGMENTS[name]

    def played(mood: Mood) -> tuple[float, float]:
        random = stream(6)
        lives = [segment.live(segment.begins, 0, mood, random) for _ in range(1_500)]
        clean = [life.seconds for life in lives if not life.died]
        return sum(clean) / len(clean), len(lives) - len(clean)

    clean_s, deaths = played(AVERAGE)
    slow_s, more = played(Mood(1.5, 2.5))
    assert slow_s > clean_s
    assert more > deaths


def test_clustered_deaths_follow_deaths() -> None:
    segment, random = smooth(dies=0.3, tilt=Tilt(2.0, 2)), stream(7)
    first, third = (
        np.mean([segment.live((0.0,), deaths, AVERAGE, random).died for _ in range(3_000)]) for deaths in (0, 2)
    )
    assert first == pytest.approx(0.3, abs=0.04)
    assert third == pytest.approx(12 / 19, abs=0.04)  # odds of 3/7, twice doubled
