"""Which segments must be asked again: something of theirs has changed, or a step of rest has gone by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import rest
from spinlab_pad.schedule.track import Track, catch_up
from spinlab_pad.schedule.types import SegmentInfo

CHUNK: Final = 64
"""Segments that are asked in one go: their arrays stay in the processor's cache."""

_NEVER = -1.0
"""Steps of rest of an answer that nobody has asked for."""


class Question(NamedTuple):
    """Some segments of which an estimator is asked at once: their places, its states, and their rests in s."""

    places: NDArray[np.intp]
    states: list[Any]
    infos: list[SegmentInfo]
    rests_s: NDArray[np.float64]


class Freshness:
    """What is known of an estimator's answers about each of `tracks`, in their order."""

    def __init__(self, tracks: Sequence[Track], estimator: str) -> None:
        self._tracks = tracks
        self._estimator = estimator
        self._steps = np.full(len(tracks), _NEVER)
        self._last_s = np.array([track.last_s for track in tracks])

    def changed(self, place: int) -> None:
        """An attempt of that segment came or went."""
        self._last_s[place] = self._tracks[place].last_s
        self._steps[place] = _NEVER

    def rests(self, now_s: float) -> NDArray[np.float64]:
        """Seconds since the last attempt of each segment."""
        return now_s - self._last_s

    def outdated(self, now_s: float) -> Iterator[Question]:
        """Those whose answer is not that of this time, chunk by chunk. They count as asked: what changes from now on,
        in another thread while they are asked, makes them outdated again."""
        rests = self.rests(now_s)
        steps = rest.steps(rests)
        old = np.flatnonzero(steps != self._steps)
        self._steps[old] = steps[old]
        yield from self.questions(old, rests[old])

    def questions(self, places: NDArray[np.intp], rests_s: NDArray[np.float64]) -> Iterator[Question]:
        """What the estimator is asked about some segments, chunk by chunk."""
        catch_up([self._tracks[place] for place in places.tolist()], self._estimator)
        for begin in range(0, places.size, CHUNK):
            chunk = slice(begin, begin + CHUNK)
            tracks = [self._tracks[place] for place in places[chunk].tolist()]
            states = [track.state(self._estimator) for track in tracks]
            yield Question(places[chunk], states, [track.info for track in tracks], rests_s[chunk])
