"""Speed runs and their splits. A split is kept as it comes, so a crash costs what came after the last one.

Ids are given by who runs (`next_id`), not by the database: what can't be written yet has an id all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from spinlab_pad.route.subsplits import Arrival, Spot
from spinlab_pad.route.waypoints import Segment, Waypoint
from spinlab_pad.store.records import SegmentRecord
from spinlab_pad.store.sql import Rows, Statement, Write

RunKind = Literal["full", "chained"]
SpeedRunState = Literal["running", "finished", "reset"]

RECOVER: Final[Statement] = (
    "UPDATE speed_runs SET state = 'reset',"
    " frames = coalesce((SELECT max(frames) FROM speed_run_splits WHERE speed_run = id), 0),"
    " time_ms = coalesce((SELECT max(time_ms) FROM speed_run_splits WHERE speed_run = id), 0),"
    " rta_ms = coalesce((SELECT max(rta_ms) FROM speed_run_splits WHERE speed_run = id), 0),"
    " deaths = coalesce((SELECT sum(deaths) FROM speed_run_splits WHERE speed_run = id), 0),"
    " ended_ms = started_ms + coalesce((SELECT max(rta_ms) FROM speed_run_splits WHERE speed_run = id), 0)"
    " WHERE state = 'running'",
    (),
)
"""What was under way when the program ended without a word is a reset, as far as its last split."""

_RUN: Final = (
    "id, game, run, kind, way, segments, state, started_ms, ended_ms, frames, time_ms, rta_ms, deaths, real_time,"
    " whole, emulator"
)
_SPLIT: Final = "place, segment, mark, frames, time_ms, rta_ms, entered, deaths, gold, attempt"


@dataclass(frozen=True, slots=True)
class SpeedRunRecord:
    """A speed run; the sums are those of its end, or of its last split where that was not seen."""

    id: int
    game: str
    run: int | None
    kind: RunKind
    way: str
    segments: int
    state: SpeedRunState
    started_ms: int
    ended_ms: int | None = None
    frames: int = 0
    time_ms: int = 0
    rta_ms: int = 0
    deaths: int = 0
    real_time: bool = True
    whole: bool = True
    emulator: str = ""

    @property
    def counts(self) -> bool:
        """Whether it can be a best run."""
        return self.state == "finished" and self.real_time and self.whole


@dataclass(frozen=True, slots=True)
class SpeedRunSplit:
    """The end of a segment in a speed run; `place` counts from 1, times from the start of the run."""

    place: int
    segment: str
    mark: str
    frames: int
    time_ms: int
    rta_ms: int
    entered: int | None
    deaths: int
    gold: bool
    attempt: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What lay between the end of a segment and the start of the next one, in frames: at best, and on average."""

    best: int
    usual: int


class SpeedRuns:
    """The tables `speed_runs` and `speed_run_splits`."""

    def __init__(self, rows: Rows, write: Write) -> None:
        self._rows = rows
        self._write = write

    def next_id(self) -> int:
        """An id that no run has yet; all greater ones are free, too."""
        return int(self._rows("SELECT coalesce(max(id), 0) + 1 FROM speed_runs")[0][0])

    def put(self, run: SpeedRunRecord) -> None:
        """Keep a run, or what has become of it."""
        names = _RUN.split(", ")
        marks = ", ".join("?" * len(names))
        changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._write(
            (
                f"INSERT INTO speed_runs ({_RUN}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changed}",
                tuple(getattr(run, name) for name in names),
            )
        )

    def put_split(self, run: SpeedRunRecord, split: SpeedRunSplit) -> None:
        """Keep a split of a run; one of the same place is replaced."""
        names = _SPLIT.split(", ")
        marks = ", ".join("?" * (len(names) + 2))
        self._write(
            (
                f"INSERT OR REPLACE INTO speed_run_splits (speed_run, game, {_SPLIT}) VALUES ({marks})",
                (run.id, run.game, *(getattr(split, name) for name in names)),
            )
        )

    def drop_split(self, run: int, place: int) -> None:
        """The split doesn't count."""
        self._write(("DELETE FROM speed_run_splits WHERE speed_run = ? AND place = ?", (run, place)))

    def all(self, game: str) -> list[SpeedRunRecord]:
        """The runs of a game, newest first."""
        return [_run(row) for row in self._rows(f"SELECT {_RUN} FROM speed_runs WHERE game = ? ORDER BY id DESC", game)]

    def get(self, game: str, run: int) -> SpeedRunRecord | None:
        """One of them."""
        rows = self._rows(f"SELECT {_RUN} FROM speed_runs WHERE game = ? AND id = ?", game, run)
        return next(map(_run, rows), None)

    def splits(self, run: int) -> list[SpeedRunSplit]:
        """The splits of a run, in their order."""
        rows = self._rows(f"SELECT {_SPLIT} FROM speed_run_splits WHERE speed_run = ? ORDER BY place", run)
        return [_split(row) for row in rows]

    def split_counts(self, game: str) -> dict[int, tuple[int, int]]:
        """For each run of a game with splits: how many, and how many of them were golds."""
        rows = self._rows(
            "SELECT s.speed_run, count(*), sum(s.gold) FROM speed_run_splits s JOIN speed_runs r ON r.id = s.speed_run"
            " WHERE r.game = ? GROUP BY s.speed_run",
            game,
        )
        return {run: (count, golds) for run, count, golds in rows}

    def best(self, game: str, kind: RunKind, way: str) -> SpeedRunRecord | None:
        """The fastest run that counts; of equal ones the first."""
        rows = self._rows(
            f"SELECT {_RUN} FROM speed_runs WHERE game = ? AND kind = ? AND way = ? AND state = 'finished'"
            " AND real_time = 1 AND whole = 1 ORDER BY time_ms, id LIMIT 1",
            game,
            kind,
            way,
        )
        return next(map(_run, rows), None)

    def counts(self, game: str, kind: RunKind, way: str) -> tuple[int, int]:
        """How many runs were started, and how many of them came to their end."""
        ((started, finished),) = self._rows(
            "SELECT count(*), coalesce(sum(state = 'finished'), 0) FROM speed_runs"
            " WHERE game = ? AND kind = ? AND way = ?",
            game,
            kind,
            way,
        )
        return started, finished

    def gaps(self, game: str, way: str) -> dict[str, Gap]:
        """What lay before segments of full runs, by the place that they start at (a waypoint without conditions)."""
        rows = self._rows(
            "SELECT g.level, g.start, min(b.entered - a.frames), round(avg(b.entered - a.frames))"
            " FROM speed_run_splits b"
            " JOIN speed_run_splits a ON a.speed_run = b.speed_run AND a.place = b.place - 1"
            " JOIN speed_runs r ON r.id = b.speed_run"
            " JOIN segments g ON g.game = b.game AND g.id = b.segment"
            " WHERE r.game = ? AND r.kind = 'full' AND r.way = ? AND r.real_time = 1 AND b.entered >= a.frames"
            " GROUP BY g.level, g.start",
            game,
            way,
        )
        return {Waypoint(level, start).id: Gap(best, int(usual)) for level, start, best, usual in rows}

    def arrivals(self, run: int) -> dict[str, tuple[int, tuple[Arrival, ...]]]:
        """For each split of a run whose attempt has kept them, by its mark: frames and arrivals of the last life."""
        found: dict[str, tuple[int, list[Arrival]]] = {}
        for mark, tail, frame, room, column, row, visit, x, y in self._rows(
            "SELECT s.mark, a.tail_frames, p.frame, p.room, p.screen, p.screen_row, p.visit, p.x, p.y"
            " FROM speed_run_splits s JOIN attempts a ON a.id = s.attempt"
            " JOIN attempt_arrivals p ON p.attempt = s.attempt"
            " WHERE s.speed_run = ? AND a.valid = 1 ORDER BY s.place, p.frame",
            run,
        ):
            found.setdefault(mark, (tail, []))[1].append(Arrival(Spot(room, column, row, visit), frame, x, y))
        return {mark: (tail, tuple(arrivals)) for mark, (tail, arrivals) in found.items()}

    def route(self, run: int) -> list[SegmentRecord]:
        """What a reference run consists of, in its order, practised or not; of two that differ in conditions alone the
        first.
        """
        rows = self._rows(
            "SELECT level, start, finish, conditions, coalesce(given_name, name), active FROM run_segments r"
            " JOIN segments s ON s.game = r.game AND s.id = r.segment WHERE r.run = ? ORDER BY r.place",
            run,
        ) or self._rows(
            "SELECT level, start, finish, conditions, coalesce(given_name, name), active FROM splits p"
            " JOIN segments s ON s.game = p.game AND s.id = p.segment WHERE p.run = ? ORDER BY p.place",
            run,
        )
        found: dict[tuple[int, str, str], SegmentRecord] = {}
        for level, start, finish, conditions, name, active in rows:
            segment = Segment(Waypoint(level, start, conditions), Waypoint(level, finish))
            found.setdefault((level, start, finish), SegmentRecord(segment, name, bool(active)))
        return list(found.values())


def _split(row: tuple[Any, ...]) -> SpeedRunSplit:
    values = dict(zip(_SPLIT.split(", "), row, strict=True))
    return SpeedRunSplit(**values | {"gold": bool(values["gold"])})


def _run(row: tuple[Any, ...]) -> SpeedRunRecord:
    values = dict(zip(_RUN.split(", "), row, strict=True))
    for name in ("real_time", "whole"):
        values[name] = bool(values[name])
    return SpeedRunRecord(**values)
