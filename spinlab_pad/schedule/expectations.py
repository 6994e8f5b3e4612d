"""What a run over every segment is expected to take, by one estimator, kept up to date: only what has changed is asked
again.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.estimators import ESTIMATORS, Estimator
from spinlab_pad.schedule.freshness import CHUNK, Freshness
from spinlab_pad.schedule.track import Track
from spinlab_pad.schedule.types import Attempt, SegmentInfo


def expected_before(
    logs: Iterable[tuple[SegmentInfo, Sequence[Attempt]]], estimator: str, time_s: float
) -> dict[str, int]:
    """`Estimate.expected_ms` of every segment at a time, where it was known then: by the attempts that had begun.

    Args:
        logs: each segment with its attempts, oldest first.
        estimator: name of the one that is asked.
        time_s: absolute.
    """
    by, told = ESTIMATORS[estimator], list(logs)
    infos = [info for info, _ in told]
    seen = [log[: bisect_left(log, time_s, key=lambda attempt: attempt.started_s)] for _, log in told]
    states = [state for _, state in by.advance([by.initial(info) for info in infos], seen)]
    rests = np.array([time_s - log[-1].started_s if log else np.inf for log in seen])
    found: dict[str, int] = {}
    for begin in range(0, len(told), CHUNK):
        chunk = slice(begin, begin + CHUNK)
        times = by.expected_ms(states[chunk], infos[chunk], rests[chunk])
        found |= {
            info.id: int(time) for info, time in zip(infos[chunk], times.tolist(), strict=True) if not math.isnan(time)
        }
    return found


class Expectations:
    """The expected time in a run of each of `tracks`, in their order, as `estimator` sees it."""

    def __init__(self, tracks: Sequence[Track], estimator: Estimator[Any]) -> None:
        self._estimator = estimator
        self._places = {track.info.id: place for place, track in enumerate(tracks)}
        self._fresh = Freshness(tracks, estimator.name)
        self._times_ms = np.full(len(tracks), np.nan)

    def changed(self, segment: str) -> None:
        """An attempt came or went."""
        self._fresh.changed(self._places[segment])

    def times_ms(self, now_s: float) -> NDArray[np.float64]:
        """Whole ms of each segment at that time, NaN where it is not known; not to be written to."""
        for places, states, infos, rests_s in self._fresh.outdated(now_s):
            self._times_ms[places] = self._estimator.expected_ms(states, infos, rests_s)
        return self._times_ms
