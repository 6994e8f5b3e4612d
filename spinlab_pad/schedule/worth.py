"""What one more serving of a segment brings, and what it costs: the figures that allocators weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Worth(NamedTuple):
    """One serving: `gain_ms` off the expected time in a run, with its standard deviation `sd_ms`, for `practice_ms`.

    `death_rate` is the chance that a life ends in death. NaN where it is not known.
    """

    gain_ms: float
    sd_ms: float
    practice_ms: float
    death_rate: float

    @property
    def per_minute_s(self) -> float:
        """Seconds saved per run by a minute of practice."""
        return 60.0 * self.gain_ms / self.practice_ms


@dataclass(frozen=True, slots=True)
class Worths:
    """The same of n segments, as arrays of shape (n,)."""

    gain_ms: NDArray[np.float64]
    sd_ms: NDArray[np.float64]
    practice_ms: NDArray[np.float64]
    death_rate: NDArray[np.float64]

    def __len__(self) -> int:
        return self.gain_ms.size

    def __getitem__(self, place: int) -> Worth:
        return Worth(*(float(getattr(self, name)[place]) for name in _NAMES))

    def of(self, places: Sequence[int] | NDArray[np.intp]) -> Worths:
        """Those of some places, copied."""
        where = np.asarray(places, dtype=np.intp)
        return Worths(*(getattr(self, name)[where] for name in _NAMES))

    def put(self, places: Sequence[int] | NDArray[np.intp], others: Worths) -> None:
        """Write others over those of some places."""
        where = np.asarray(places, dtype=np.intp)
        for name in _NAMES:
            getattr(self, name)[where] = getattr(others, name)


_NAMES: Final = tuple(field.name for field in fields(Worths))


def unknown(n: int) -> Worths:
    """Of n segments of which nothing is known."""
    return Worths(*(np.full(n, np.nan) for _ in range(4)))
