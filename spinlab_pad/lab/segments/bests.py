"""The lives that the life in hand is compared with: for each segment and kind of start the gold's.

A cold start begins at a respawn, a hot one at the event itself, so their frames can't be compared with each other.
Where the gold was made from the other kind of start, or before arrivals were kept, it is the best of those that can be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spinlab_pad.route.subsplits import Arrival
from spinlab_pad.store.passed import Line, line_of
from spinlab_pad.store.records import AttemptRecord


@dataclass(slots=True)
class Bests:
    """The best line by segment and kind of start; a split with deaths only where there is nothing else."""

    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    def of(self, segment: str, start: str) -> Line | None:
        """The line to compare a life of this segment with."""
        return self.lines.get((segment, start))

    def take_all(self, lines: Iterable[Line]) -> None:
        """Keep those that are better than what is known."""
        for line in lines:
            key = (line.segment, line.start)
            known = self.lines.get(key)
            if known is None or _rank(line) < _rank(known):
                self.lines[key] = line

    def take(self, attempt: AttemptRecord, arrivals: tuple[Arrival, ...]) -> None:
        """An attempt that counts was made."""
        if attempt.time_ms is not None and arrivals:
            self.take_all([line_of(attempt, arrivals)])

    def forget(self, segment: str, others: Iterable[Line]) -> None:
        """Something of this segment does not count any more; `others` are those that still do."""
        self.lines = {key: line for key, line in self.lines.items() if key[0] != segment}
        self.take_all(line for line in others if line.segment == segment)


def _rank(line: Line) -> tuple[bool, int]:
    return line.attempt is None and line.deaths > 0, line.time_ms
