"""Segments: what they are called, whether they are practised, what a run consists of, and where one was cut or joined.

A run's segments are at first what was recorded (`recorded`, as each split is kept). Merging and splitting replace some
of them by others (`exchange`); those that were replaced stay, with all that was ever made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from spinlab_pad.route.waypoints import Joint, Segment, Waypoint
from spinlab_pad.store.records import SegmentRecord
from spinlab_pad.store.sql import Rows, Statement, Write

_COLUMNS: Final = "s.level, s.start, s.finish, s.conditions, s.name, s.given_name, s.active, s.note, s.is_primary"
_SAME_PLACES: Final = "game = ? AND level = ? AND start = ? AND finish = ?"


def segment_of(level: int, start: str, finish: str, conditions: str) -> Segment:
    """The segment of a row."""
    return Segment(Waypoint(level, start, conditions), Waypoint(level, finish))


def made(game: str, record: SegmentRecord, now_ms: int) -> Statement:
    """The statement that makes a segment where it is new. The first one between two places is the primary one."""
    of = record.segment
    places = (game, of.level, of.start.place, of.end.place)
    return (
        "INSERT INTO segments (game, level, start, finish, id, conditions, name, created_ms, is_primary)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM segments WHERE {_SAME_PLACES}))"
        " ON CONFLICT (game, id) DO NOTHING",
        (*places, of.id, of.start.conditions, record.name, now_ms, *places),
    )


def recorded(run: int, game: str, record: SegmentRecord, now_ms: int) -> Iterator[Statement]:
    """The statements that make a recorded segment part of its run, at its end where it is not in it yet."""
    yield made(game, record, now_ms)
    yield (
        "INSERT INTO run_segments (run, place, game, segment)"
        " VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM run_segments WHERE run = ?), ?, ?)"
        " ON CONFLICT (run, segment) DO NOTHING",
        (run, run, game, record.id),
    )


class Segments:
    """The tables `segments`, `run_segments` and `joints`."""

    def __init__(self, rows: Rows, write: Write) -> None:
        self._rows = rows
        self._write = write

    def get(self, game: str, segment_id: str) -> SegmentRecord | None:
        """One segment of a game."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM segments s WHERE s.game = ? AND s.id = ?", game, segment_id)
        return next(map(_record, rows), None)

    def of_game(self, game: str) -> list[SegmentRecord]:
        """All segments that the game ever had, oldest first."""
        return [
            _record(row)
            for row in self._rows(f"SELECT {_COLUMNS} FROM segments s WHERE game = ? ORDER BY created_ms, id", game)
        ]

    def of_run(self, run: int) -> list[SegmentRecord]:
        """What a run consists of, in its order."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM run_segments r JOIN segments s ON s.game = r.game AND s.id = r.segment"
            " WHERE r.run = ? ORDER BY r.place",
            run,
        )
        return [_record(row) for row in rows]

    def count(self, run: int) -> int:
        """How many segments a run consists of."""
        return int(self._rows("SELECT count(*) FROM run_segments WHERE run = ?", run)[0][0])

    def joints(self, game: str) -> list[Joint]:
        """Where segments of the game were merged or split, the newest first."""
        return [
            Joint(*row)
            for row in self._rows(
                "SELECT whole, first, second FROM joints WHERE game = ? ORDER BY made_ms DESC, whole, first, second",
                game,
            )
        ]

    def parts(self, game: str, whole: str) -> list[tuple[SegmentRecord, SegmentRecord]]:
        """The two that a segment consists of, in all the ways in which it was merged or split, the newest first."""
        of_game = {record.id: record for record in self.of_game(game)}
        return [(of_game[joint.first], of_game[joint.second]) for joint in self.joints(game) if joint.whole == whole]

    def change(
        self,
        game: str,
        record: SegmentRecord,
        *,
        given_name: str | None = None,
        note: str | None = None,
        active: bool | None = None,
        primary: bool = False,
    ) -> None:
        """Change what is given, all of it or nothing. An empty `given_name` gives it the profile's back.

        `primary`: it is practised instead of the others between the same places from now on.
        """
        of = record.segment
        here: list[Statement] = []
        if given_name is not None:
            here.append(("given_name = ?", (given_name or None,)))
        if note is not None:
            here.append(("note = ?", (note,)))
        if active is not None:
            here.append(("active = ?", (active,)))
        if primary:
            here.append(("is_primary = 1", ()))
        statements: list[Statement] = []
        if primary:
            places = (game, of.level, of.start.place, of.end.place)
            statements.append((f"UPDATE segments SET is_primary = 0 WHERE {_SAME_PLACES}", places))
        if here:
            columns = ", ".join(column for column, _ in here)
            values = [value for _, given in here for value in given]
            statements.append((f"UPDATE segments SET {columns} WHERE game = ? AND id = ?", (*values, game, of.id)))
        self._write(*statements)

    def exchange(
        self, run: int, game: str, old: Sequence[str], new: Sequence[SegmentRecord], joint: Joint, now_ms: int
    ) -> None:
        """Put `new` where the segments `old`, which follow each other in the run, were; what is new is made.

        Raises:
            ValueError: `old` don't follow each other in the run, or one of `new` is in it already.
        """
        order = [row[0] for row in self._rows("SELECT segment FROM run_segments WHERE run = ? ORDER BY place", run)]
        at = order.index(old[0])
        if order[at : at + len(old)] != list(old):
            raise ValueError(f"{old} do not follow each other in run {run}")
        after = [*order[:at], *(record.id for record in new), *order[at + len(old) :]]
        if len(set(after)) != len(after):
            raise ValueError(f"run {run} would have a segment twice")
        self._write(
            *(made(game, record, now_ms) for record in new),
            ("INSERT INTO joints (game, whole, first, second, made_ms) VALUES (?, ?, ?, ?, ?)"
             " ON CONFLICT DO UPDATE SET made_ms = excluded.made_ms",
             (game, *joint, now_ms)),
            *_ordered(run, game, after),
        )  # fmt: skip


def _ordered(run: int, game: str, segments: Iterable[str]) -> Iterator[Statement]:
    yield "DELETE FROM run_segments WHERE run = ?", (run,)
    yield from (
        ("INSERT INTO run_segments (run, place, game, segment) VALUES (?, ?, ?, ?)", (run, place, game, segment))
        for place, segment in enumerate(segments, 1)
    )


def _record(row: Sequence[Any]) -> SegmentRecord:
    level, start, finish, conditions, name, given_name, active, note, primary = row
    of = segment_of(level, start, finish, conditions)
    return SegmentRecord(of, given_name or name, bool(active), given_name, note, bool(primary))
