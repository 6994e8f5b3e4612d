"""Rests between two attempts of a segment, told apart in steps, so that what is believed stays the same for minutes.

Within a session nothing fades. After a break practice fades with a power of time, and one step is 1.1 % of it; so an
answer is worked out anew only when a step has gone by, and depends on nothing else of the clock.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BREAK_S: Final = 3 * 3_600.0
"""A longer rest than that is a break."""

SCALE_S: Final = 8 * 3_600.0
"""Rests are counted in ln(1 + rest / SCALE_S)."""

STEP: Final = 0.05
"""Size of a step on that scale."""


def steps(rest_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Steps in each rest, 0 within a session and after a clock that went back; infinity where there was no attempt."""
    found, breaks = np.zeros_like(rest_s), rest_s > BREAK_S
    if breaks.any():
        found[breaks] = np.floor(np.log1p(rest_s[breaks] / SCALE_S) / STEP)
    return found


def log_rest(rest_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(1 + rest / SCALE_S) at the beginning of each rest's step."""
    return STEP * steps(rest_s)
