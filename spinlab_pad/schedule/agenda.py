"""When every segment is due, kept up to date: only what has changed is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import cards
from spinlab_pad.schedule.track import Track, catch_up


@dataclass(frozen=True, slots=True)
class Dues:
    """Of n segments, shape (n,), NaN where one is new: `due_s`, absolute; `interval_s` (above 0), from the last review
    to it."""

    due_s: NDArray[np.float64]
    interval_s: NDArray[np.float64]


class Agenda:
    """When each of `tracks` is due, in their order."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tracks
        self._places = {track.info.id: place for place, track in enumerate(tracks)}
        self._dues = Dues(np.full(len(tracks), np.nan), np.full(len(tracks), np.nan))
        self._old = set(range(len(tracks)))

    def changed(self, segment: str) -> None:
        """An attempt came or went, or was rated."""
        self._old.add(self._places[segment])

    def dues(self) -> Dues:
        """When they are due; not to be written to."""
        old = sorted(self._old)
        catch_up([self._tracks[place] for place in old], cards.CARDS.name)
        for place in old:
            self._put(self._dues, place, self._tracks[place].state(cards.CARDS.name))
        self._old.clear()
        return self._dues

    def of(self, places: NDArray[np.intp], under_way: dict[str, int], now_s: float) -> Dues:
        """When those at some places are due, copied, as if the servings under way went well."""
        dues = self.dues()
        found = Dues(dues.due_s[places], dues.interval_s[places])
        for segment, count in under_way.items():
            for at in np.flatnonzero(places == self._places[segment]).tolist():
                card = self._tracks[places[at]].state(cards.CARDS.name)
                self._put(found, at, cards.expected(card, count, now_s))
        return found

    @staticmethod
    def _put(dues: Dues, place: int, card: cards.Card) -> None:
        dues.due_s[place], dues.interval_s[place] = card.due_s, card.interval_s
