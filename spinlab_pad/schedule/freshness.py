"""Which segments must be asked again: something of theirs has changed, or a step of rest has gone by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule import rest
from spinlab_pad.schedule.track import Track

_NEVER = -1.0
"""Steps of rest of an answer that nobody has asked for."""


class Freshness:
    """What is known of answers about each of `tracks`, in their order."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tracks
        self._steps = np.full(len(tracks), _NEVER)
        self._last_s = np.array([track.last_s for track in tracks])

    def changed(self, place: int) -> None:
        """An attempt of that segment came or went."""
        self._last_s[place] = self._tracks[place].last_s
        self._steps[place] = _NEVER

    def rests(self, now_s: float) -> NDArray[np.float64]:
        """Seconds since the last attempt of each segment."""
        return now_s - self._last_s

    def outdated(self, now_s: float) -> NDArray[np.intp]:
        """Places of those whose answer is not that of this time. They count as asked: what changes from now on, in
        another thread while they are asked, makes them outdated again."""
        steps = rest.steps(self.rests(now_s))
        places = np.flatnonzero(steps != self._steps)
        self._steps[places] = steps[places]
        return places
