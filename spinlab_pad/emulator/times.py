"""A small histogram of durations, for percentiles of as many as there are."""

from __future__ import annotations

from math import log2
from typing import Final

STEPS_AN_OCTAVE: Final = 8
"""A percentile is right to 1/8 octave, 9 %."""

SHORTEST_NS: Final = 1_000
OCTAVES: Final = 26
"""From 1 us to 67 s; what is shorter or longer counts as that."""


class Times:
    """Counts durations by their size; takes the same memory however many there are."""

    __slots__ = ("_counts", "count")

    def __init__(self) -> None:
        self.count = 0
        self._counts = [0] * (STEPS_AN_OCTAVE * OCTAVES)

    def add(self, duration_ns: int) -> None:
        """Count one."""
        self.count += 1
        place = int(STEPS_AN_OCTAVE * log2(duration_ns / SHORTEST_NS)) if duration_ns > SHORTEST_NS else 0
        self._counts[min(place, len(self._counts) - 1)] += 1

    def percentile_ms(self, share: float) -> float | None:
        """The duration in ms that `share` (0 to 1) of all stay within; None where there are none."""
        if not self.count:
            return None
        left = share * self.count
        for place, count in enumerate(self._counts):
            left -= count
            if left <= 0 and count:
                return SHORTEST_NS * float(2.0 ** ((place + 1) / STEPS_AN_OCTAVE)) / 1e6
        return SHORTEST_NS * 2.0**OCTAVES / 1e6

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Times) and self._counts == other._counts

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if not self.count:
            return "Times(none)"
        return f"Times({self.count}, p50 {self.percentile_ms(0.5):.2f} ms, p99 {self.percentile_ms(0.99):.2f} ms)"
