"""Expected times of all segments in one go: those of the estimates, asked again only where something has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from spinlab_pad.schedule import ESTIMATORS, Attempt, SegmentInfo
from spinlab_pad.schedule.estimators import Estimator
from spinlab_pad.schedule.expectations import Expectations, expected_before
from spinlab_pad.schedule.freshness import CHUNK
from spinlab_pad.schedule.track import Track
from tests.schedule.examples import INFO, aborted, completed, runner

every_estimator = pytest.mark.parametrize("name", list(ESTIMATORS))
DAY_S = 86_400.0


def course(size: int) -> list[Track]:
    """Segments with logs of all lengths; some have none, some only what was given up."""
    tracks = [Track(replace(INFO, id=str(n), reference_ms=None if n % 3 else 20_000)) for n in range(size)]
    for n, track in enumerate(tracks):
        log = [aborted(2)] if n % 7 == 1 else list(runner(n, n % 12, 0.3, 0.1))
        for attempt in log:
            track.add(attempt)
    return tracks


@every_estimator
def test_they_are_those_of_the_estimates(name: str) -> None:
    tracks = course(CHUNK + 20)
    expectations = Expectations(tracks, ESTIMATORS[name])
    for now_s in (1_000.0, 3 * DAY_S):
        times = expectations.times_ms(now_s)
        estimates = [track.estimate(name, now_s - track.last_s).expected_ms for track in tracks]
        assert [None if np.isnan(time) else time for time in times.tolist()] == estimates


def counted(estimator: Estimator[Any], asked: list[int]) -> Estimator[Any]:
    class Counted(Estimator[Any]):
        def expected_ms(self, states: Any, infos: Any, rests_s: Any) -> Any:
            asked.append(len(states))
            return super().expected_ms(states, infos, rests_s)

    return Counted(estimator.name, estimator.initial, estimator.update, estimator.estimate, estimator.predict)


def test_only_what_has_changed_is_asked_again() -> None:
    tracks, asked = course(10), list[int]()
    expectations = Expectations(tracks, counted(ESTIMATORS["belief"], asked))
    before = np.nan_to_num(expectations.times_ms(100.0))
    expectations.times_ms(200.0)
    assert asked == [10]
    tracks[3].add(completed(5_000, started_s=300.0))
    expectations.changed("3")
    after = np.nan_to_num(expectations.times_ms(400.0))
    assert asked == [10, 1]
    assert np.flatnonzero(after != before).tolist() == [3]
    expectations.times_ms(2 * DAY_S)
    assert asked[2] == sum(bool(len(track)) for track in tracks), "a break changes what was practised"


@every_estimator
def test_what_was_expected_at_a_time_leaves_out_what_came_later(name: str) -> None:
    infos = [replace(INFO, id=str(n)) for n in range(4)]
    logs: list[tuple[SegmentInfo, list[Attempt]]] = [
        (info, list(runner(5, 3 * n, 0.2, 0.1))) for n, info in enumerate(infos)
    ]
    assert expected_before([], name, 0.0) == {}
    time_s = 290.0
    found = expected_before(logs, name, time_s)
    for info, log in logs:
        track = Track(info)
        for attempt in log:
            if attempt.started_s < time_s:
                track.add(attempt)
        assert found.get(info.id) == track.estimate(name, time_s - track.last_s).expected_ms
