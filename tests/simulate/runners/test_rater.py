from __future__ import annotations

from collections import Counter

import pytest

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.rater import WORDS, Kind, Rater


@pytest.mark.parametrize(
    ("faster", "deaths", "word"),
    [(0.1, 0.0, "easy"), (0.0, 0.0, "good"), (-0.2, 0.0, "hard"), (-0.5, 0.0, "again"), (0.1, 2.0, "again")],
)
def test_an_honest_rater_says_how_it_went(faster: float, deaths: float, word: str) -> None:
    assert Rater("honest", noise=0.0, skips=0.0).rate(faster, deaths, stream(0)) == word


def test_generous_and_harsh_raters_say_it_differently() -> None:
    assert Rater("generous", noise=0.0, skips=0.0).rate(0.0, 0.0, stream(0)) == "easy"
    assert Rater("harsh", noise=0.0, skips=0.0).rate(0.0, 0.0, stream(0)) == "hard"


@pytest.mark.parametrize(("kind", "words"), [("silent", {None}), ("constant", {"good"}), ("random", set(WORDS))])
def test_other_raters_say_nothing_of_it(kind: Kind, words: set[str | None]) -> None:
    random = stream(1)
    assert {Rater(kind, skips=0.0).rate(-0.5, 3.0, random) for _ in range(100)} == words


def test_noise_blurs_the_words_and_some_ratings_are_left_out() -> None:
    random = stream(2)
    counts = Counter(Rater("honest", noise=0.2, skips=0.25).rate(0.0, 0.0, random) for _ in range(800))
    assert 150 < counts[None] < 250
    assert counts["good"] < 400
    assert min(counts[word] for word in ("hard", "good", "easy")) > 50
