"""What practice leaves behind: gained play by play, partly lost over a break, quickly learned again.

Two strengths as in the new theory of disuse (Bjork and Bjork 1992): what the runner has at hand (`held`), and the
most there ever was (`peak`), up to which relearning is quicker (savings, Ebbinghaus 1885). Overnight part of the
day's gain is kept (40 to 60 % of the gain in performance: Listman et al. 2021, Frontiers in Human Neuroscience 15,
of 7,174 players); what was kept fades by a power of time (Wixted and Ebbesen 1991, Psychological Science 2). What
was there before is old and stays: of two equally strong memories the older one fades more slowly (Jost 1897).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """How well a runner keeps what was practised.

    `keeps`: share of a day's exposures kept overnight; `fades`: exponent of the power of days without practice;
    `savings`: what an exposure is worth while relearning (>= 1).
    """

    keeps: float
    fades: float
    savings: float


@dataclass(slots=True)
class Memory:
    """Practice of one thing in exposures.

    `prior`: from before the reference run, kept for good; `gained`: since then and at hand; `peak`: the most that was
    ever gained; `today`: the part of `gained` that no night has passed over.
    """

    prior: float
    gained: float = 0.0
    peak: float = 0.0
    today: float = 0.0

    @property
    def held(self) -> float:
        """Exposures at hand."""
        return self.prior + self.gained

    def practise(self, exposures: float, retention: Retention) -> None:
        """Add so many exposures; up to the old peak they count for more."""
        missing = self.peak - self.gained
        quick = min(exposures, missing / retention.savings) if missing > 0.0 else 0.0
        more = quick * retention.savings + (exposures - quick)
        self.gained += more
        self.today += more
        self.peak = max(self.peak, self.gained)

    def rest(self, days: float, retention: Retention) -> None:
        """Let that many days (above 0) pass without practice."""
        older = max(self.gained - self.today, 0.0)
        self.gained = (older + retention.keeps * self.today) * (1.0 + days) ** -retention.fades
        self.today = 0.0

    def copy(self) -> Memory:
        """The same, to try something out."""
        return Memory(self.prior, self.gained, self.peak, self.today)
