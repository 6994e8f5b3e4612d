from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from spinlab_pad.schedule import SegmentInfo, freshness
from spinlab_pad.schedule.estimators import Estimator, belief
from spinlab_pad.schedule.estimators.belief import many
from spinlab_pad.schedule.estimators.belief.grid import Floats
from spinlab_pad.schedule.estimators.belief.rows import Rows
from spinlab_pad.schedule.ranking import Ranking
from spinlab_pad.schedule.track import Track
from spinlab_pad.schedule.worth import Worths
from tests.schedule.examples import completed

DAY_S = 86_400.0


class Asked:
    """The belief of many, and how many segments it was asked about each time."""

    advance = staticmethod(many.advance)
    expected_ms = staticmethod(many.expected_ms)

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.estimator: Estimator[Rows] = replace(belief.ESTIMATOR, many=self)

    def worths(self, states: Sequence[Rows], rests_s: Floats, servings: Floats) -> Worths:
        self.asked.append(len(states))
        return many.worths(states, rests_s, servings)


@pytest.fixture
def asked() -> Asked:
    return Asked()


def ranked(asked: Asked, count: int = 5) -> tuple[list[Track], Ranking]:
    tracks = [Track(SegmentInfo(f"s{number}")) for number in range(count)]
    for number, track in enumerate(tracks):
        track.add(completed(10_000 + 1_000 * number, segment=track.info.id, started_s=100.0))
    return tracks, Ranking(tracks, asked.estimator)


def test_only_what_has_changed_is_asked_again(asked: Asked) -> None:
    tracks, ranks = ranked(asked)
    before = ranks.worths(200.0).gain_ms.copy()
    assert ranks.worths(300.0).gain_ms is not None
    assert asked.asked == [5]
    tracks[2].add(completed(8_000, segment="s2", started_s=310.0))
    ranks.changed("s2")
    after = ranks.worths(320.0).gain_ms
    assert asked.asked == [5, 1]
    assert [place for place in range(5) if after[place] != before[place]] == [2]


def test_after_a_break_all_are_worth_more(asked: Asked) -> None:
    _, ranks = ranked(asked)
    before = ranks.worths(200.0).gain_ms.copy()
    assert np.all(ranks.worths(200.0 + DAY_S).gain_ms > before)
    assert asked.asked == [5, 5]


def test_it_equals_what_each_says_by_itself(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "CHUNK", 2)
    tracks, ranks = ranked(asked)
    now_s = 100.0 + 2 * DAY_S
    worths = ranks.worths(now_s)
    assert asked.asked == [2, 2, 1]
    for place, track in enumerate(tracks):
        estimate = track.estimate("belief", now_s - 100.0)
        assert worths[place].gain_ms == pytest.approx(estimate.gain_ms)
        assert worths[place].practice_ms == pytest.approx(estimate.practice_ms, abs=0.5)


def test_what_comes_after_a_serving_is_asked_once(asked: Asked) -> None:
    _, ranks = ranked(asked)
    places, first = ranks.ahead({"s1": 1, "s3": 2}, 200.0)
    assert places.tolist() == [1, 3]
    assert np.all(first.gain_ms < ranks.worths(200.0).gain_ms[[1, 3]])
    _, again = ranks.ahead({"s3": 2, "s1": 1}, 201.0)
    assert again.gain_ms.tolist() == first.gain_ms[::-1].tolist()
    assert asked.asked == [2, 5]
    _, more = ranks.ahead({"s1": 2, "s3": 2}, 202.0)
    assert more.gain_ms[0] < first.gain_ms[0]
    assert more.gain_ms[1] == first.gain_ms[1]
    assert asked.asked == [2, 5, 1]
    ranks.changed("s1")
    ranks.ahead({"s1": 2, "s3": 2}, 202.0)
    assert asked.asked == [2, 5, 1, 1]
    ranks.ahead({"s1": 2, "s3": 2}, 202.0 + DAY_S)
    assert asked.asked == [2, 5, 1, 1, 2]
