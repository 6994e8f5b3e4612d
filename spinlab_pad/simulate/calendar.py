"""When the runner practises: sessions with nights and a holiday between them, and when his gain is looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

SESSION_MIN = 40.0
"""Length of a session, where only the minutes of practice are given."""

GAPS_DAYS = (1.0, 1.0, 2.0, 14.0, 1.0)
"""Days between sessions, again and again: most evenings, a weekend, a holiday."""

CURVE_POINTS = 24
"""Places of the curve of gain against practice, spread evenly over it: every ten minutes of four hours."""

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Calendar:
    """`minutes`: of practice after which the gain is told, ascending; `sessions`: over which the longest is spread
    evenly, None for sessions of `SESSION_MIN`."""

    minutes: tuple[float, ...]
    sessions: int | None = None

    def __post_init__(self) -> None:
        if not self.minutes or min(self.minutes) <= 0 or list(self.minutes) != sorted(set(self.minutes)):
            raise ValueError(f"minutes of practice must be above 0 and ascend, got {self.minutes!r}")
        if self.sessions is not None and self.sessions < 1:
            raise ValueError(f"there must be at least one session, got {self.sessions}")

    @property
    def ends_s(self) -> tuple[float, ...]:
        """Seconds of practice at the end of each session."""
        whole = 60.0 * self.minutes[-1]
        if self.sessions is not None:
            return tuple(whole * (number + 1) / self.sessions for number in range(self.sessions))
        length = 60.0 * SESSION_MIN
        return tuple(min(length * (number + 1), whole) for number in range(math.ceil(whole / length)))

    @property
    def looks_s(self) -> tuple[float, ...]:
        """Seconds of practice after which the gain is told."""
        return tuple(60.0 * minutes for minutes in self.minutes)

    @property
    def curve_s(self) -> tuple[float, ...]:
        """Seconds of practice at the points of a curve."""
        whole = 60.0 * self.minutes[-1]
        return tuple(whole * (point + 1) / CURVE_POINTS for point in range(CURVE_POINTS))

    def left_s(self, practised_s: float) -> float:
        """Practice until the gain is told next, 0 after the last time."""
        return next((look - practised_s for look in self.looks_s if look > practised_s), 0.0)

    def gap_days(self, session: int) -> float:
        """Days between that session (from 0) and the next one."""
        return GAPS_DAYS[session % len(GAPS_DAYS)]
