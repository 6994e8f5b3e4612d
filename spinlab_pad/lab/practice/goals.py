"""How long a session has gone on: its goal, and the reminder of a break. Pure; times are of one monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BREAK_S: Final = 300.0
"""Standing still for so long is a break: a pause, an open menu, a goal that was reached."""


@dataclass(slots=True)
class PracticeTime:
    """The time of a session in which something was practised, and what of it was without a break."""

    began_s: float
    still_s: float = 0.0
    _fresh_at: float = 0.0
    """Practised seconds at the end of the last break, or at the last reminder of one."""

    _stands_since: float | None = None

    def practised_s(self, now_s: float) -> float:
        """Since the session's start, without what stood still."""
        until_s = now_s if self._stands_since is None else self._stands_since
        return max(0.0, until_s - self.began_s - self.still_s)

    def stand(self, now_s: float) -> None:
        """Nothing is practised from now on."""
        if self._stands_since is None:
            self._stands_since = now_s

    def go_on(self, now_s: float) -> None:
        """Practice goes on."""
        if self._stands_since is not None:
            stood_s, self._stands_since = now_s - self._stands_since, None
            self.held(stood_s, now_s)

    def held(self, seconds: float, now_s: float) -> None:
        """The game stood still so long, up to now. What of it nothing was practised in anyhow is counted by `go_on`."""
        if self._stands_since is not None:
            seconds = max(0.0, seconds - (now_s - self._stands_since))
        self.still_s += seconds
        if seconds >= BREAK_S:
            self._fresh_at = self.practised_s(now_s)

    def break_is_due(self, after_min: int, now_s: float) -> bool:
        """Whether it is time for a break; said once for so many minutes without one. 0 is never."""
        practised_s = self.practised_s(now_s)
        if not after_min or practised_s - self._fresh_at < after_min * 60:
            return False
        self._fresh_at = practised_s
        return True


@dataclass(frozen=True, slots=True)
class Goal:
    """What a session is to reach, counted from its start; 0 is none."""

    minutes: int = 0
    attempts: int = 0

    def reached(self, attempts: int, practised_s: float) -> str | None:
        """What was reached, in words; None while nothing is."""
        if self.attempts and attempts >= self.attempts:
            return f"{self.attempts} attempts"
        if self.minutes and practised_s >= self.minutes * 60:
            return f"{self.minutes} minutes"
        return None
