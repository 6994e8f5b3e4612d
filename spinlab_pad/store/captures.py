"""The sittings of reference runs, and which segments a run has that no run had before.

A sitting is written in the same transaction as the state of its run, so the statements are made here and `Store` runs
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spinlab_pad.route.waypoints import Segment
from spinlab_pad.store.records import CaptureRecord
from spinlab_pad.store.sql import Rows, Statement

_COLUMNS = (
    "c.id, c.run, c.started_ms, c.ended_ms, c.emulator, c.core, (SELECT count(*) FROM splits WHERE capture = c.id)"
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """When a sitting began, and on what."""

    started_ms: int
    emulator: str
    core: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run has so far: splits, different segments among them, and those of them that no other run has."""

    splits: int = 0
    segments: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class Kin:
    """What is known of a segment: whether the run at hand and whether another one has it.

    `elsewise`: the other conditions, as waypoints hold them, under which a run has the same way.
    """

    here: bool
    before: bool
    elsewise: tuple[str, ...]


def begun(run: str, values: Sequence[Any], sitting: Sitting | None) -> tuple[Statement, ...]:
    """What begins a sitting of the run that the SQL `run` with its `values` names."""
    if sitting is None:
        return ()
    columns = "run, started_ms, emulator, core"
    return (
        (
            f"INSERT INTO captures ({columns}) VALUES ({run}, ?, ?, ?)",
            (*values, sitting.started_ms, sitting.emulator, sitting.core),
        ),
    )


def ended(run: int, now_ms: int) -> Statement:
    """What ends the sitting of a run that goes on."""
    return "UPDATE captures SET ended_ms = ? WHERE run = ? AND ended_ms IS NULL", (now_ms, run)


def broken_off(run: int | None = None) -> Statement:
    """What ends sittings (of all runs where none is given) that nobody has ended: with their last split."""
    return (
        "UPDATE captures SET ended_ms ="
        " coalesce((SELECT max(at_ms) FROM splits WHERE capture = captures.id), started_ms)"
        " WHERE ended_ms IS NULL AND run = coalesce(?, run)",
        (run,),
    )


class Captures:
    """The table `captures`, to be read."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def of_run(self, run: int) -> list[CaptureRecord]:
        """The sittings of a run, oldest first."""
        return self._found(f"SELECT {_COLUMNS} FROM captures c WHERE c.run = ? ORDER BY c.id", run)

    def of_game(self, game: str) -> list[CaptureRecord]:
        """The sittings of all runs of a game, oldest first."""
        return self._found(
            f"SELECT {_COLUMNS} FROM captures c JOIN runs ON runs.id = c.run WHERE runs.game = ? ORDER BY c.id", game
        )

    def _found(self, sql: str, value: object) -> list[CaptureRecord]:
        return [CaptureRecord(*row) for row in self._rows(sql, value)]

    def going_on(self, run: int) -> int | None:
        """The sitting of a run that has not ended."""
        rows = self._rows("SELECT max(id) FROM captures WHERE run = ? AND ended_ms IS NULL", run)
        return None if rows[0][0] is None else int(rows[0][0])

    def tally(self, run: int) -> Tally:
        """What a run has so far."""
        rows = self._rows(
            "SELECT count(*), count(DISTINCT segment), count(DISTINCT CASE WHEN NOT EXISTS (SELECT 1 FROM splits o"
            " WHERE o.game = s.game AND o.segment = s.segment AND o.run != s.run) THEN segment END)"
            " FROM splits s WHERE run = ?",
            run,
        )
        return Tally(*rows[0])

    def kin(self, run: int, game: str, segment: Segment) -> Kin:
        """What is known of a segment that was closed in a run and is not kept yet."""
        rows = self._rows(
            "SELECT g.conditions, max(s.run = ?), max(s.run != ?) FROM segments g"
            " JOIN splits s ON s.game = g.game AND s.segment = g.id"
            " WHERE g.game = ? AND g.level = ? AND g.start = ? AND g.finish = ? GROUP BY g.id ORDER BY g.conditions",
            run,
            run,
            game,
            segment.level,
            segment.start.place,
            segment.end.place,
        )
        found = {conditions: (bool(here), bool(before)) for conditions, here, before in rows}
        here, before = found.pop(segment.start.conditions, (False, False))
        return Kin(here, before, tuple(found))
