"""What a practice session serves: which segments it may choose from, and what the runner has asked for. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule import Choice

PINNED: Final = "pinned"
"""Why a pinned segment is served."""
REFUSED_S: Final = 300.0
"""What the emulator refused to load is left out for so long: mostly something was in the way, not the state wrong."""
SERVED_MAX: Final = 200
"""Servings that `previous` can go back over."""


@dataclass(slots=True)
class Selection:
    """The segments of `course` as one session sees them.

    `only`: those that were chosen, empty for all; `excluded`: left out in this session; `snoozed`: left out until that
    time (Unix ms); `gone`: their state is lost; `refused`: the emulator did not load them, left out until that time
    (Unix s). A pinned one is served whatever else is said of it, unless it is switched off or can't be loaded. `served`
    are the last servings, the one in hand at the end.
    """

    course: Course
    snoozed: dict[str, int] = field(default_factory=dict)
    pinned: str | None = None
    only: frozenset[str] = frozenset()
    excluded: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    refused: dict[str, float] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)

    @property
    def pin(self) -> str | None:
        """The pinned segment, while it is one of those that are practised."""
        return self.pinned if self.pinned is not None and self.unknown((self.pinned,)) is None else None

    def unknown(self, ids: Iterable[str]) -> str | None:
        """The first of these ids that is no segment of the course."""
        known = {item.id for item in self.course.segments}
        return next((id_ for id_ in ids if id_ not in known), None)

    def left(self, now_s: float) -> tuple[str, ...]:
        """What may be served now, in the order of the run."""
        out = self._out(now_s)
        return tuple(item.id for item in self.course.segments if item.id not in out)

    def can_serve(self, now_s: float) -> bool:
        """Whether there is anything to serve."""
        if self.pin is not None:
            return self.pin not in self.gone
        return bool(self.left(now_s))

    def choose(self, now_s: float) -> Choice | None:
        """The next serving; None where there is nothing left, see `why_nothing`."""
        if (pin := self.pin) is not None:
            return None if pin in self._unloadable(now_s) else Choice(pin, PINNED, PINNED)
        if not self.left(now_s):
            return None
        return self.course.scheduler.next(now_s, exclude=self._out(now_s))

    def ahead(self, count: int, now_s: float) -> tuple[Choice, ...]:
        """So many of the next servings, as `choose` would give them."""
        if (pin := self.pin) is not None:
            return (Choice(pin, PINNED, PINNED),)
        return self.course.scheduler.preview(count, now_s, exclude=self._out(now_s))

    def why_nothing(self, now_s: float) -> str:
        """Why there is nothing left to serve, and what to do."""
        if not self.course.segments:
            return "every segment is switched off: switch one on, or stop"
        if self._unloadable(now_s) >= {item.id for item in self.course.segments} or self.pin is not None:
            return "no segment can be loaded: record a reference run anew, or retry"
        snoozed = sum(until > now_s * 1000 for until in self.snoozed.values())
        left_out = [f"{snoozed} snoozed"] * bool(snoozed) + [f"{len(self.excluded)} excluded"] * bool(self.excluded)
        return f"no segment is left ({', '.join(left_out) or 'none can be loaded'}): pin one, practise all, or stop"

    def serve(self, segment: str) -> None:
        """This one is served now."""
        if self.served[-1:] != [segment]:
            self.served.append(segment)
            del self.served[:-SERVED_MAX]

    @property
    def has_previous(self) -> bool:
        """Whether another segment was served before the one in hand."""
        return any(id_ not in self.gone for id_ in self.served[:-1])

    def back(self) -> str | None:
        """Go back to the segment that was served before the one in hand."""
        while len(self.served) > 1:
            self.served.pop()
            if self.served[-1] not in self.gone:
                return self.served[-1]
        return None

    def following(self, segment: str | None, now_s: float) -> str | None:
        """The one after `segment` in the run that may be served, from its end back at its beginning."""
        order = [item.id for item in self.course.segments]
        start = order.index(segment) + 1 if segment in order else 0
        left = set(self.left(now_s)) - {segment}
        return next((id_ for id_ in order[start:] + order[:start] if id_ in left), None)

    def leave_out(self, segment: str, now_s: float, *, lost: bool) -> None:
        """It can't be loaded: its state is `lost`, or the emulator refused it."""
        if not lost:
            self.refused[segment] = now_s + REFUSED_S
            return
        self.gone.add(segment)
        if self.pinned == segment:
            self.pinned = None

    def _unloadable(self, now_s: float) -> set[str]:
        return self.gone | {id_ for id_, until_s in self.refused.items() if until_s > now_s}

    def _out(self, now_s: float) -> frozenset[str]:
        asleep = {id_ for id_, until in self.snoozed.items() if until > now_s * 1000}
        others = {item.id for item in self.course.segments} - self.only if self.only else set()
        return frozenset(self._unloadable(now_s) | self.excluded | asleep | others)
