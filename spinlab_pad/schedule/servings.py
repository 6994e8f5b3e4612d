"""Who was served when. A serving counts as a play until its attempt comes, so that a queue does not repeat it."""

from __future__ import annotations

from dataclasses import dataclass, field

from spinlab_pad.schedule.allocators.base import NEVER


@dataclass(slots=True)
class Servings:
    """`count` servings so far, `last` the one served last. By segment: `last_served`, the number of its last serving;
    `plays`, its attempts and the servings under way; `under_way`, how many of those there are, where there are any.
    """

    count: int = 0
    last: str | None = None
    last_served: dict[str, int] = field(default_factory=dict)
    plays: dict[str, int] = field(default_factory=dict)
    under_way: dict[str, int] = field(default_factory=dict)

    def serve(self, segment: str) -> None:
        """A segment is served."""
        self._next(segment)
        self.under_way[segment] = self.under_way.get(segment, 0) + 1

    def take(self, segment: str) -> None:
        """An attempt ends all servings of a segment that were under way; without one, it was served unasked."""
        ended = self.under_way.pop(segment, 0)
        if ended:
            self.plays[segment] -= ended - 1
        else:
            self._next(segment)

    def add(self, segment: str) -> None:
        """A segment that was never served."""
        self.last_served[segment] = NEVER
        self.plays[segment] = 0

    def remove(self, segment: str) -> None:
        """Forget a segment."""
        del self.last_served[segment], self.plays[segment]
        self.under_way.pop(segment, None)
        if self.last == segment:
            self.last = None

    def _next(self, segment: str) -> None:
        self.last = segment
        self.last_served[segment] = self.count
        self.plays[segment] += 1
        self.count += 1

    def copy(self) -> Servings:
        """The same, to look ahead with."""
        return Servings(self.count, self.last, dict(self.last_served), dict(self.plays), dict(self.under_way))
