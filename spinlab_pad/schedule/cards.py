"""When a segment is due again, by FSRS: a card for each, graded by what the runner said of an attempt or what happened.

FSRS (https://github.com/open-spaced-repetition, version 6) holds a stability and a difficulty of each card, and says
when the chance to still know it has fallen to nine in ten. Its parameters come from flash cards: they are in days, and
within one day it is known to be weak. The package is an extra of ours (`spaced`), so it is imported when it is first
asked.

A follower of the log like an estimator (`schedule.track`): the same attempts always lead to the same card. Nothing here
draws lots or reads a clock. The reference run is no review: what was never practised is new.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from spinlab_pad.schedule.estimators.base import advanced, clean_time_ms
from spinlab_pad.schedule.types import Attempt, Rating, SegmentInfo

if TYPE_CHECKING:
    import fsrs

INSTALL: Final = "pip install 'spinlab-pad[spaced]'"
"""What brings the package."""

AGAIN_DEATHS: Final = 3
"""Deaths of an attempt from which it is graded again, where the runner says nothing."""

LONGEST_DAYS: Final = 365
"""No segment is left alone for longer."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_S: Final = 1e11
"""Later than the year 5000 a clock was wrong; a date holds no more than the year 9999."""


@dataclass(frozen=True, slots=True)
class Card:
    """One segment. `known`: its card, None before it was practised; `best_ms`: fastest time, None before there is
    one."""

    known: fsrs.Card | None = None
    best_ms: float | None = None

    @property
    def due_s(self) -> float:
        """When it is due, absolute; NaN where it is new."""
        return math.nan if self.known is None else (self.known.due - _EPOCH).total_seconds()

    @property
    def interval_s(self) -> float:
        """From the last review until it is due, above 0; NaN where it is new."""
        if self.known is None or self.known.last_review is None:
            return math.nan
        return (self.known.due - self.known.last_review).total_seconds()


def missing() -> bool:
    """Whether the package is not installed."""
    return find_spec("fsrs") is None


def grade(attempt: Attempt, best_ms: float | None) -> Rating:
    """How an attempt went: the runner's word, else given up or `AGAIN_DEATHS` deaths is again, fewer deaths hard, none
    good, and none in a new best time easy."""
    if attempt.rating is not None:
        return attempt.rating
    if not attempt.completed or attempt.deaths >= AGAIN_DEATHS:
        return "again"
    if attempt.deaths:
        return "hard"
    time_ms = _time_ms(attempt)
    return "easy" if best_ms is not None and time_ms is not None and time_ms < best_ms else "good"


def initial(info: SegmentInfo) -> Card:
    """Never practised."""
    return Card(best_ms=None if info.reference_ms is None else float(info.reference_ms))


def update(card: Card, attempt: Attempt) -> Card:
    """After one more attempt."""
    known = card.known
    if attempt.source != "reference":
        known = _reviewed(known, grade(attempt, card.best_ms), attempt.started_s + attempt.duration_s)
    times = [time_ms for time_ms in (card.best_ms, _time_ms(attempt)) if time_ms is not None]
    return Card(known, min(times, default=None))


def expected(card: Card, servings: int, now_s: float) -> Card:
    """As it will be after so many good attempts that are under way now."""
    known = card.known
    for _ in range(servings):
        known = _reviewed(known, "good", now_s)
    return Card(known, card.best_ms)


def _time_ms(attempt: Attempt) -> float | None:
    """What it would have taken in a run, None where the attempt does not tell."""
    if attempt.time_ms is not None:
        return float(attempt.time_ms)
    return clean_time_ms(attempt) if attempt.deaths == 0 else None


def _reviewed(known: fsrs.Card | None, rating: Rating, at_s: float) -> fsrs.Card:
    import fsrs  # noqa: PLC0415  # an extra: whoever has no use for it need not install it

    at = _EPOCH + timedelta(seconds=min(max(at_s, 0.0), _LATEST_S))
    # A new card is given a number and a date, or it would read the clock for both.
    return _scheduler().review_card(known or fsrs.Card(card_id=0, due=at), fsrs.Rating[rating.capitalize()], at)[0]


@cache
def _scheduler() -> fsrs.Scheduler:
    import fsrs  # noqa: PLC0415  # likewise

    return fsrs.Scheduler(maximum_interval=LONGEST_DAYS, enable_fuzzing=False)


class _Cards:
    """The follower."""

    name: Final = "cards"
    initial = staticmethod(initial)

    def advance(self, states: Sequence[Card], logs: Sequence[Sequence[Attempt]]) -> list[tuple[Card, Card]]:
        """The cards before and after the last of the further attempts of each segment."""
        return [advanced(update, card, log) for card, log in zip(states, logs, strict=True)]


CARDS: Final = _Cards()
