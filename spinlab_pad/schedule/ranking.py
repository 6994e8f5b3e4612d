"""What every segment is worth now, by the active estimator, kept up to date: only what has changed is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import rest
from spinlab_pad.schedule.estimators import Estimator
from spinlab_pad.schedule.freshness import Freshness
from spinlab_pad.schedule.track import Track, catch_up
from spinlab_pad.schedule.worth import Worths, unknown

CHUNK: Final = 64
"""Segments that are asked in one go: their arrays stay in the processor's cache."""


class Ranking:
    """The worth of the next serving of each of `tracks`, in their order, as `estimator` sees it."""

    def __init__(self, tracks: Sequence[Track], estimator: Estimator[Any]) -> None:
        self._tracks = tracks
        self._estimator = estimator
        self.places: Mapping[str, int] = {track.info.id: place for place, track in enumerate(tracks)}
        """Where each segment is."""
        self._worths = unknown(len(tracks))
        self._ahead: dict[tuple[str, int, float], Worths] = {}
        self._fresh = Freshness(tracks)

    def changed(self, segment: str) -> None:
        """An attempt came or went."""
        self._fresh.changed(self.places[segment])
        self._ahead = {key: worths for key, worths in self._ahead.items() if key[0] != segment}

    def worths(self, now_s: float) -> Worths:
        """What one more serving is worth at that time; not to be written to."""
        rests, old = self._fresh.rests(now_s), self._fresh.outdated(now_s)
        catch_up([self._tracks[place] for place in old], self._estimator.name)
        for begin in range(0, old.size, CHUNK):
            places = old[begin : begin + CHUNK]
            self._worths.put(places, self._ask(places, rests[places], np.zeros(places.size)))
        return self._worths

    def ahead(self, segment: str, servings: int, now_s: float) -> Worths:
        """What the serving after so many more of one segment is worth, as an array of one."""
        place = self.places[segment]
        rests = self._fresh.rests(now_s)[[place]]
        key = segment, servings, float(rest.steps(rests)[0])
        if key not in self._ahead:
            self._ahead[key] = self._ask([place], rests, np.array([float(servings)]))
        return self._ahead[key]

    def _ask(
        self, places: Sequence[int] | NDArray[np.intp], rests: NDArray[np.float64], servings: NDArray[np.float64]
    ) -> Worths:
        tracks = [self._tracks[place] for place in places]
        states = [track.state(self._estimator.name) for track in tracks]
        return self._estimator.worths(states, [track.info for track in tracks], rests, servings)
