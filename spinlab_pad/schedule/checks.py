"""What cannot be is refused at the door, so that no estimator meets it.

Each check raises ValueError with one line that names the segment, the field and the rule it breaks. Unlikely
is not impossible: an hour for one screen or a thousand deaths pass, and the estimators must cope with them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Final, get_args

from spinlab_pad.schedule.types import Attempt, Rating, SegmentInfo, Source, Start

LONGEST_MS: Final = 24 * 3_600_000
"""A day: no life lasts longer; beyond it a clock was wrong."""

MOST_DEATHS: Final = 10_000
"""More deaths than one sitting has room for (a death every ten seconds for a day)."""

_RATINGS: Final = (None, *get_args(Rating))
_SOURCES: Final = get_args(Source)
_STARTS: Final = get_args(Start)


def check_segment(info: SegmentInfo) -> None:
    """Refuse a segment that cannot be.

    Raises:
        ValueError: empty id, a reference time that is not above 0, a negative penalty or load, or not finite.
    """
    if not isinstance(info.id, str) or not info.id:
        raise ValueError(f"a segment needs a text that is not empty as id, got {info.id!r}")
    where = f"segment {info.id}"
    if info.reference_ms is not None:
        _within(where, "reference_ms", info.reference_ms, 1, LONGEST_MS)
    _within(where, "death_penalty_ms", info.death_penalty_ms, 0, LONGEST_MS)
    _within(where, "load_ms", info.load_ms, 0, LONGEST_MS)


def check_attempt(attempt: Attempt) -> None:
    """Refuse an attempt that cannot be.

    Raises:
        ValueError: a time that is not finite, negative, zero (of a completed life) or above a day; deaths that
            are negative or not whole; completed without a time; aborted with one; a whole shorter than its
            last life; an unknown rating, source or start.
    """
    if _plain(attempt):
        return
    where = f"attempt of {attempt.segment}"
    _finite(where, "started_s", attempt.started_s)
    _within(where, "duration_s", attempt.duration_s, 0, math.inf)
    if not isinstance(attempt.deaths, Integral) or not 0 <= attempt.deaths <= MOST_DEATHS:
        raise ValueError(f"{where}: deaths must be a whole number from 0 to {MOST_DEATHS}, got {attempt.deaths!r}")
    for field, time_ms in (("time_ms", attempt.time_ms), ("clean_tail_ms", attempt.clean_tail_ms)):
        if time_ms is None:
            continue
        if not attempt.completed:
            raise ValueError(f"{where}: aborted, so {field} must be None, got {time_ms!r}")
        _within(where, field, time_ms, 1, math.inf if field == "time_ms" else LONGEST_MS)
    if attempt.completed and attempt.time_ms is None and attempt.clean_tail_ms is None:
        raise ValueError(f"{where}: completed, so time_ms or clean_tail_ms must be given")
    if attempt.time_ms is not None and attempt.clean_tail_ms is not None and attempt.time_ms < attempt.clean_tail_ms:
        raise ValueError(
            f"{where}: time_ms must be at least clean_tail_ms, got {attempt.time_ms} of {attempt.clean_tail_ms}"
        )
    check_rating(attempt.rating, where)
    _one_of(where, "source", attempt.source, _SOURCES)
    _one_of(where, "start", attempt.start, _STARTS)


def _plain(attempt: Attempt) -> bool:
    """Whether an attempt passes at first sight, as nearly all do: a course begins with tens of thousands."""
    time_ms, tail_ms = attempt.time_ms, attempt.clean_tail_ms
    if attempt.completed:
        if type(time_ms) is not int or type(tail_ms) is not int or not 1 <= tail_ms <= time_ms or tail_ms > LONGEST_MS:
            return False
    elif time_ms is not None or tail_ms is not None:
        return False
    started_s, duration_s, deaths = attempt.started_s, attempt.duration_s, attempt.deaths
    return (
        type(started_s) is float
        and -math.inf < started_s < math.inf
        and type(duration_s) is float
        and 0.0 <= duration_s < math.inf
        and type(deaths) is int
        and 0 <= deaths <= MOST_DEATHS
        and attempt.rating in _RATINGS
        and attempt.source in _SOURCES
        and attempt.start in _STARTS
    )


def check_rating(rating: Rating | None, where: str = "scheduler") -> None:
    """Refuse what is no rating and not None either (ValueError)."""
    _one_of(where, "rating", rating, _RATINGS)


def check_finite(name: str, value: float) -> None:
    """Refuse a time that is not a finite number (ValueError)."""
    _finite("scheduler", name, value)


def _finite(where: str, field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{where}: {field} must be a finite number, got {value!r}")
    return float(value)


def _within(where: str, field: str, value: object, least: float, most: float) -> None:
    number = _finite(where, field, value)
    if number < least:
        raise ValueError(f"{where}: {field} must be at least {least:g}, got {value!r}")
    if number > most:
        raise ValueError(f"{where}: {field} must be at most {most:g}, got {value!r}")


def _one_of(where: str, field: str, value: object, known: Iterable[object]) -> None:
    names = tuple(known)
    if value not in names:
        raise ValueError(f"{where}: {field} must be one of {', '.join(map(str, names))}, got {value!r}")
