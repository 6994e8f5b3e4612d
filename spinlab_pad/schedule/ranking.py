"""What every segment is worth now, by the active estimator, kept up to date: only what has changed is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import rest
from spinlab_pad.schedule.estimators import Estimator
from spinlab_pad.schedule.freshness import Freshness, Question
from spinlab_pad.schedule.track import Track
from spinlab_pad.schedule.worth import Worths, unknown


class Ranking:
    """The worth of the next serving of each of `tracks`, in their order, as `estimator` sees it."""

    def __init__(self, tracks: Sequence[Track], estimator: Estimator[Any]) -> None:
        self._estimator = estimator
        self.places: Mapping[str, int] = {track.info.id: place for place, track in enumerate(tracks)}
        """Where each segment is."""
        self._worths = unknown(len(tracks))
        self._ahead: dict[tuple[str, int, float], Worths] = {}
        self._fresh = Freshness(tracks, estimator.name)

    def changed(self, segment: str) -> None:
        """An attempt came or went."""
        self._fresh.changed(self.places[segment])
        self._ahead = {key: worths for key, worths in self._ahead.items() if key[0] != segment}

    def worths(self, now_s: float) -> Worths:
        """What one more serving is worth at that time; not to be written to."""
        for question in self._fresh.outdated(now_s):
            self._worths.put(question.places, self._ask(question, np.zeros(question.places.size)))
        return self._worths

    def ahead(self, segment: str, servings: int, now_s: float) -> Worths:
        """What the serving after so many more of one segment is worth, as an array of one."""
        places = np.array([self.places[segment]])
        rests = self._fresh.rests(now_s)[places]
        key = segment, servings, float(rest.steps(rests)[0])
        if key not in self._ahead:
            self._ahead[key] = self._ask(self._fresh.question(places, rests), np.array([float(servings)]))
        return self._ahead[key]

    def _ask(self, question: Question, servings: NDArray[np.float64]) -> Worths:
        return self._estimator.worths(question.states, question.infos, question.rests_s, servings)
