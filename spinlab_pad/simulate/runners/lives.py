"""The lives of one attempt: each ends in death or in the completion; runners tilt, and give up.

All expectations are closed forms: once tilt and patience no longer change, the lives are a geometric series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Tilt:
    """Deaths come in clusters: each of the first `most` deaths multiplies the odds of the next one by `factor` (>= 1).

    Runners call it tilt: hurry and annoyance after a failure.
    """

    factor: float = 1.0
    most: int = 0

    def odds(self, odds: float, deaths: int) -> float:
        """Odds of death of the life after that many deaths."""
        return odds * self.factor ** min(deaths, self.most)


@dataclass(frozen=True, slots=True)
class Patience:
    """From the `deaths`-th death of an attempt on, the runner gives it up with probability `leaves` after each."""

    deaths: int
    leaves: float

    def gives_up(self, deaths: int) -> float:
        """Probability of giving up right after that many deaths."""
        return self.leaves if deaths >= self.deaths else 0.0


class Lives(NamedTuple):
    """What an attempt comes to on average: its deaths, and the probability that it is completed."""

    deaths: float
    completes: float


def chance(odds: float) -> float:
    """Odds as a probability."""
    return odds / (1.0 + odds)


def expected_lives(odds: float, tilt: Tilt, patience: Patience | None) -> Lives:
    """Average of an attempt that starts with these odds of death; without patience it goes on until it is completed."""
    steady = max(tilt.most, patience.deaths if patience else 0)
    alive, deaths, completes = 1.0, 0.0, 0.0
    for before in range(steady):
        dies = chance(tilt.odds(odds, before))
        deaths += alive * dies
        completes += alive * (1.0 - dies)
        alive *= dies * (1.0 - (patience.gives_up(before + 1) if patience else 0.0))
    dies = chance(tilt.odds(odds, steady))
    again = dies * (1.0 - (patience.leaves if patience else 0.0))
    lives = alive / (1.0 - again)
    return Lives(deaths + lives * dies, completes + lives * (1.0 - dies))
