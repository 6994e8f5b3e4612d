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
        self._places: Mapping[str, int] = {track.info.id: place for place, track in enumerate(tracks)}
        self._worths = unknown(len(tracks))
        self._fresh = Freshness(tracks, estimator.name)
        self._ahead = unknown(len(tracks))
        self._ahead_of = np.zeros((2, len(tracks)))
        """Of what `_ahead` is the worth: servings before, 0 where nobody asked, and steps of rest."""

    def changed(self, segment: str) -> None:
        """An attempt came or went."""
        place = self._places[segment]
        self._fresh.changed(place)
        self._ahead_of[0, place] = 0.0

    def worths(self, now_s: float) -> Worths:
        """What one more serving is worth at that time; not to be written to."""
        for question in self._fresh.outdated(now_s):
            self._worths.put(question.places, self._ask(question, np.zeros(question.places.size)))
        return self._worths

    def ahead(self, under_way: Mapping[str, int], now_s: float) -> tuple[NDArray[np.intp], Worths]:
        """Where the segments under way are, and what one more serving of each is worth after so many (above 0)."""
        places = np.array([self._places[segment] for segment in under_way], dtype=np.intp)
        rests_s = self._fresh.rests(now_s)[places]
        wanted = np.array([list(under_way.values()), rest.steps(rests_s)], dtype=np.float64)
        old = np.flatnonzero((wanted != self._ahead_of[:, places]).any(axis=0))
        self._ahead_of[:, places] = wanted
        for question in self._fresh.questions(places[old], rests_s[old]):
            self._ahead.put(question.places, self._ask(question, self._ahead_of[0, question.places]))
        return places, self._ahead.of(places)

    def _ask(self, question: Question, servings: NDArray[np.float64]) -> Worths:
        return self._estimator.worths(question.states, question.infos, question.rests_s, servings)
