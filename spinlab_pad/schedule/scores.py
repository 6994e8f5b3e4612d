"""How good a predicted distribution was, now that the time is known.

Log score and CRPS are proper: nobody does better on average than by saying what is believed (Gneiting and Raftery 2007,
doi 10.1198/016214506000001437). The rank of the time within the sample (PIT) is uniform where a forecaster is
calibrated (Dawid 1984, doi 10.2307/2981683).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def crps(sample: NDArray[np.float64], value: float) -> float:
    """Continuous ranked probability score of an ascending sample, in its unit; 0 is best.

    `E|X - y| - E|X - X'| / 2`, the mean of what the absolute error would be paid, less its own spread.
    """
    size = sample.size
    ranks = 2.0 * np.arange(1, size + 1) - size - 1.0
    return float(np.mean(np.abs(sample - value)) - ranks @ sample / size**2)


def pit(sample: NDArray[np.float64], value: float) -> float:
    """Share of an ascending sample below the value, half of the equal ones included, from 0 to 1."""
    below, up_to = np.searchsorted(sample, value, side="left"), np.searchsorted(sample, value, side="right")
    return float(below + up_to) / 2.0 / sample.size
