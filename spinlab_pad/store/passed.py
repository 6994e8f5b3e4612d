"""What lives passed on their way, in rows: arrivals and deaths of attempts and of segments of reference runs.

Measured with 100,000 attempts of 20 arrivals: as rows 58 MB and 0.4 ms an attempt, as JSON of one row an attempt the
same, packed 34 MB. Rows are what SQLite checks and what a runner's own query can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from spinlab_pad.route.subsplits import Arrival, Passed, Spot
from spinlab_pad.store.records import COUNTS, AttemptRecord, CountedAttempt
from spinlab_pad.store.sql import Rows, Statement

TILE: Final = 4
"""Deaths within one block of 1 << 4 pixels, a tile of the SNES, are told as one place."""
_ARRIVAL: Final = "frame, room, screen, screen_row, visit, x, y"


@dataclass(frozen=True, slots=True)
class Line:
    """The last life of a completed attempt, or (`attempt` is None) of a reference run's segment.

    `time_ms` is the whole attempt's, penalties included where they are kept; `tail_frames` the life's.
    """

    attempt: int | None
    segment: str
    start: str
    time_ms: int
    deaths: int
    tail_frames: int
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class DeathPlace:
    """Deaths in one small block of a room: their middle in pixels, and how many."""

    room: int
    x: int
    y: int
    count: int


def line_of(attempt: AttemptRecord | CountedAttempt, arrivals: tuple[Arrival, ...]) -> Line:
    """A completed attempt as a line."""
    assert attempt.time_ms is not None
    return Line(
        attempt.id, attempt.segment, attempt.start, attempt.time_ms, attempt.deaths, attempt.tail_frames, arrivals
    )


def of_attempt(game: str, segment: str, attempt: int, passed: Passed) -> Iterator[Statement]:
    """What keeps `passed` with an attempt."""
    marks = f"INSERT INTO attempt_arrivals (attempt, {_ARRIVAL}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    yield from ((marks, (attempt, *_columns(arrival))) for arrival in passed.arrivals)
    yield from (
        (
            "INSERT INTO deaths (game, segment, attempt, room, x, y, frame, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (game, segment, attempt, *death),
        )
        for death in passed.deaths
    )


def of_split(game: str, segment: str, run: int, passed: Passed) -> Iterator[Statement]:
    """What keeps `passed` with the newest split of a run."""
    place = "(SELECT max(place) FROM splits WHERE run = ?)"
    marks = f"INSERT INTO split_arrivals (run, place, {_ARRIVAL}) VALUES (?, {place}, ?, ?, ?, ?, ?, ?, ?)"
    yield from ((marks, (run, run, *_columns(arrival))) for arrival in passed.arrivals)
    yield from (
        (
            "INSERT INTO deaths (game, segment, run, place, room, x, y, frame, at_ms)"
            f" VALUES (?, ?, ?, {place}, ?, ?, ?, ?, ?)",
            (game, segment, run, run, *death),
        )
        for death in passed.deaths
    )


def _columns(arrival: Arrival) -> tuple[int, ...]:
    return (arrival.frame, *arrival.spot, arrival.x, arrival.y)


def _arrival(row: Sequence[Any]) -> Arrival:
    frame, room, column, screen_row, visit, x, y = row
    return Arrival(Spot(room, column, screen_row, visit), frame, x, y)


class PassedRows:
    """Reads what was kept; `rows` runs a query."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def bests(self, attempts: Iterable[CountedAttempt]) -> list[Line]:
        """The fastest of each segment and kind of start whose arrivals are known; of attempts that have a time."""
        found: dict[tuple[str, str], Line] = {}
        # Attempts from before arrivals were kept may be very many, and the fastest: they need no query each.
        (first,) = self._rows("SELECT min(attempt) FROM attempt_arrivals")[0]
        if first is None:
            return []
        timed: dict[tuple[str, str], list[tuple[int, int, CountedAttempt]]] = {}
        for attempt in attempts:
            if attempt.time_ms is not None and attempt.id >= first:
                timed.setdefault((attempt.segment, attempt.start), []).append((attempt.time_ms, attempt.id, attempt))
        for key, of_key in timed.items():
            # Each by itself: to sort a hundred thousand in one go would hold up all threads.
            for _, _, attempt in sorted(of_key, key=itemgetter(0, 1)):
                if arrivals := self._arrivals(attempt.id):
                    found[key] = line_of(attempt, arrivals)
                    break
        return list(found.values())

    def newest(self, game: str, segment: str, limit: int) -> list[Line]:
        """The newest attempts of a segment that count and whose arrivals are known, newest first."""
        found = self._rows(
            "SELECT a.id, a.segment, a.start, a.time_ms, a.deaths, a.tail_frames FROM attempts a"
            f" WHERE a.game = ? AND a.segment = ? AND a.completed = 1 AND {COUNTS}"
            " AND EXISTS (SELECT 1 FROM attempt_arrivals WHERE attempt = a.id) ORDER BY a.id DESC LIMIT ?",
            game,
            segment,
            limit,
        )
        return [self._line(row) for row in found]

    def _line(self, row: Sequence[Any]) -> Line:
        attempt, segment, start, time_ms, deaths, tail = row
        return Line(attempt, segment, start, time_ms, deaths, tail, self._arrivals(attempt))

    def _arrivals(self, attempt: int) -> tuple[Arrival, ...]:
        rows = self._rows(f"SELECT {_ARRIVAL} FROM attempt_arrivals WHERE attempt = ? ORDER BY frame", attempt)
        return tuple(map(_arrival, rows))

    def of_run(self, run: int) -> list[Line]:
        """The segments of a reference run as they were played in real time, in its order.

        After a death the last life begins at a respawn, which is what a cold start is.
        """
        arrivals: dict[int, list[Arrival]] = {}
        for place, *row in self._rows(
            f"SELECT place, {_ARRIVAL} FROM split_arrivals WHERE run = ? ORDER BY place, frame", run
        ):
            arrivals.setdefault(place, []).append(_arrival(row))
        splits = self._rows(
            "SELECT place, segment, time_ms, deaths, tail_frames FROM splits WHERE run = ? AND real_time = 1"
            " ORDER BY place",
            run,
        )
        return [
            Line(None, segment, "cold" if deaths else "hot", time_ms, deaths, tail, tuple(arrivals[place]))
            for place, segment, time_ms, deaths, tail in splits
            if place in arrivals
        ]

    def of_played(self, game: str) -> list[Line]:
        """The same of all finished runs of a game that the runner played, oldest first."""
        runs = self._rows(
            "SELECT id FROM runs WHERE game = ? AND state = 'finished' AND source = 'played' ORDER BY id", game
        )
        return [line for (run,) in runs for line in self.of_run(run)]

    def deaths(self, game: str, segment: str) -> list[DeathPlace]:
        """Where a segment was died in, most deaths first, without replays and attempts that were invalidated."""
        found: Iterable[tuple[Any, ...]] = self._rows(
            "SELECT d.room, round(avg(d.x)), round(avg(d.y)), count(*) FROM deaths d"
            " LEFT JOIN attempts a ON a.id = d.attempt LEFT JOIN runs r ON r.id = d.run"
            " WHERE d.game = ? AND d.segment = ? AND coalesce(a.valid, 1) = 1"
            " AND coalesce(a.source, r.source) != 'replay'"
            f" GROUP BY d.room, d.x >> {TILE}, d.y >> {TILE} ORDER BY count(*) DESC, d.room, d.x, d.y",
            game,
            segment,
        )
        return [DeathPlace(room, int(x), int(y), count) for room, x, y, count in found]
