"""The store: everything that is kept of games, runs, segments, start states, sessions and attempts.

Confined to one thread (see `thread.py`). Each method is one transaction; when it returns, the change is on disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.route.waypoints import Segment, Waypoint, waypoint
from spinlab_pad.store import passed as lives
from spinlab_pad.store.contents import Contents, kept
from spinlab_pad.store.database import open_database, transaction
from spinlab_pad.store.errors import mapped
from spinlab_pad.store.records import (
    AttemptRecord,
    GameRecord,
    RunRecord,
    SegmentRecord,
    SessionRecord,
    SplitRecord,
    StartState,
)
from spinlab_pad.store.rom_files import RomFiles
from spinlab_pad.store.speed_runs import RECOVER, SpeedRuns
from spinlab_pad.store.states import StateFiles

DATABASE_NAME = "spinlab.db"

_ATTEMPT_COLUMNS = (
    "id, session, segment, started_ms, duration_ms, source, start, completed, time_ms, clean_tail_ms, frames, "
    "tail_frames, game_frames, rta_ms, deaths, rating, valid, not_real_time, emulator"
)


def _segment(level: int, start: str, finish: str, conditions: str) -> Segment:
    return Segment(Waypoint(level, start, conditions), Waypoint(level, finish))


class Store:
    """An open data folder: the database and the state files beside it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE_NAME
        self.states = StateFiles(folder / "states")
        self.contents = Contents(self._rows, self._write)
        self.rom_files = RomFiles(self._rows, self._write)
        self.speed_runs = SpeedRuns(self._rows, self._write)
        self._connection = open_database(self.path)
        self.passed = lives.PassedRows(self._rows)
        try:
            self._recover()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the database; the store can't be used any more."""
        with mapped(self.path):
            self._connection.close()

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with mapped(self.path):
            return list(self._connection.execute(sql, values))

    def _write(self, *statements: tuple[str, Sequence[Any]]) -> int:
        """Run statements in one transaction and return the last inserted row id."""
        with mapped(self.path), transaction(self._connection):
            for sql, values in statements:
                self._connection.execute(sql, values)
            return self._connection.last_insert_rowid()

    def _recover(self) -> None:
        """What a crash left open: a recorded run is paused, a speed run reset, a session ends with its last attempt."""
        self._write(
            RECOVER,
            ("UPDATE runs SET state = 'paused' WHERE state = 'recording'", ()),
            (
                "UPDATE sessions SET ended_ms = coalesce("
                "(SELECT max(started_ms + duration_ms) FROM attempts WHERE session = sessions.id), started_ms)"
                " WHERE ended_ms IS NULL",
                (),
            ),
        )
        self.sweep_states()

    def sweep_states(self) -> int:
        """Delete state files that no start state names any more; return how many."""
        return self.states.sweep({row[0] for row in self._rows("SELECT sha256 FROM start_states")})

    # games and runs

    def add_game(self, game: GameRecord, now_ms: int) -> GameRecord:
        """Keep a game that is played now, and return it under the id that it has; name and profile are brought up to
        date. Runs from before there were categories belong to the first one that is played.
        """
        content = game.content or game.id
        rows = self._rows(
            "SELECT id FROM games WHERE content = ? AND (category = ? OR category IS NULL) ORDER BY category IS NULL",
            content,
            game.category,
        )
        taken = bool(self._rows("SELECT 1 FROM games WHERE id = ?", content))
        id_ = rows[0][0] if rows else f"{content}/{game.category}" if taken else content
        self._write(
            kept(content, game.name, game.system, game.crc32, now_ms),
            (
                "INSERT INTO games (id, name, system, crc32, profile, created_ms, content, category)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                " profile = excluded.profile, category = excluded.category",
                (id_, game.name, game.system, game.crc32, game.profile, now_ms, content, game.category),
            ),
        )
        return replace(game, id=id_, content=content)

    def games(self) -> list[GameRecord]:
        """All games, newest first."""
        rows = self._rows(
            "SELECT id, name, system, crc32, profile, coalesce(category, ''), content FROM games"
            " ORDER BY created_ms DESC, id"
        )
        return [GameRecord(*row) for row in rows]

    def start_run(self, game: str, name: str, now_ms: int) -> int:
        """Begin a reference run and return its id; the game must have no open one."""
        return self._write(
            (
                "INSERT INTO runs (game, name, state, created_ms) VALUES (?, ?, 'recording', ?)",
                (game, name, now_ms),
            )
        )

    def pause_run(self, run: int) -> None:
        """The run may go on later."""
        self._write(("UPDATE runs SET state = 'paused' WHERE id = ?", (run,)))

    def resume_run(self, run: int) -> None:
        """A paused run is recorded again."""
        self._write(("UPDATE runs SET state = 'recording' WHERE id = ? AND state = 'paused'", (run,)))

    def finish_run(self, run: int, name: str, now_ms: int) -> None:
        """Close the run under its name and make it the active one of its game."""
        game = self._rows("SELECT game FROM runs WHERE id = ?", run)[0][0]
        self._write(
            ("UPDATE runs SET active = 0 WHERE game = ?", (game,)),
            (
                "UPDATE runs SET state = 'finished', active = 1, name = ?, finished_ms = ? WHERE id = ?",
                (name, now_ms, run),
            ),
        )

    def activate_run(self, run: int) -> None:
        """Practise this run's segments from now on."""
        game = self._rows("SELECT game FROM runs WHERE id = ?", run)[0][0]
        self._write(
            ("UPDATE runs SET active = 0 WHERE game = ?", (game,)),
            ("UPDATE runs SET active = 1 WHERE id = ?", (run,)),
        )

    def discard_run(self, run: int) -> None:
        """Forget a run with its splits; segments, states and attempts stay."""
        self._write(("DELETE FROM runs WHERE id = ?", (run,)))

    def runs(self, game: str) -> list[RunRecord]:
        """Reference runs of a game, newest first."""
        rows = self._rows(
            "SELECT id, game, name, state, active, created_ms FROM runs WHERE game = ? ORDER BY id DESC", game
        )
        return [RunRecord(id_, of, name, state, bool(active), made) for id_, of, name, state, active, made in rows]

    # segments, splits, start states

    def add_split(
        self,
        run: int,
        game: str,
        segment: SegmentRecord,
        played: Played,
        passed: Passed = NOTHING,
        *,
        frame_hz: float,
        now_ms: int,
    ) -> None:
        """Keep a closed segment of a reference run; the segment itself is made where it is new."""
        of = segment.segment
        self._write(
            (
                "INSERT INTO segments (game, id, level, start, finish, conditions, name, created_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (game, of.id, of.level, of.start.place, of.end.place, of.start.conditions, segment.name, now_ms),
            ),
            (
                "INSERT INTO splits (run, place, game, segment, frames, tail_frames, game_frames, time_ms,"
                " clean_tail_ms, rta_ms, deaths, real_time, at_ms) VALUES (?,"
                " (SELECT count(*) + 1 FROM splits WHERE run = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run,
                    run,
                    game,
                    of.id,
                    played.frames,
                    played.tail_frames,
                    played.game_frames,
                    played.time_ms(frame_hz),
                    played.tail_ms(frame_hz),
                    played.rta_ms,
                    played.deaths,
                    played.real_time(frame_hz),
                    now_ms,
                ),
            ),
            *lives.of_split(game, of.id, run, passed),
        )

    def splits(self, run: int) -> list[SplitRecord]:
        """The segments of a run in the order played (one that was played twice stands twice)."""
        rows = self._rows(
            "SELECT run, place, level, start, finish, conditions, name, frames, tail_frames, game_frames, time_ms,"
            " clean_tail_ms, rta_ms, deaths, real_time, at_ms"
            " FROM splits JOIN segments ON segments.game = splits.game AND segments.id = splits.segment"
            " WHERE run = ? ORDER BY place",
            run,
        )
        return [_split(row) for row in rows]

    def segment(self, game: str, segment_id: str) -> SegmentRecord | None:
        """One segment of a game."""
        rows = self._rows(
            "SELECT level, start, finish, conditions, name, active FROM segments WHERE game = ? AND id = ?",
            game,
            segment_id,
        )
        return next((SegmentRecord(_segment(*place), name, bool(on)) for *place, name, on in rows), None)

    def put_state(self, game: str, state: StartState, data: bytes, now_ms: int) -> None:
        """Keep a start state (`state.sha256` is ignored); an older one of the same place, kind and core is replaced."""
        sha256 = self.states.put(data)
        self._write(
            (
                "INSERT INTO start_states (game, waypoint, kind, core, sha256, event_counter, save_lag_frames, run,"
                " observed, saved_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (game, waypoint, kind, core) DO UPDATE SET sha256 = excluded.sha256,"
                " event_counter = excluded.event_counter, save_lag_frames = excluded.save_lag_frames,"
                " run = excluded.run, observed = excluded.observed, saved_ms = excluded.saved_ms",
                (
                    game,
                    state.waypoint.id,
                    state.kind,
                    state.core,
                    sha256,
                    state.event_counter,
                    state.save_lag_frames,
                    state.run,
                    None if state.observed is None else json.dumps(dict(state.observed)),
                    now_ms,
                ),
            )
        )

    def start_states(self, game: str, core: str) -> list[StartState]:
        """All start states of a game for one core."""
        rows = self._rows(
            "SELECT waypoint, kind, core, sha256, event_counter, save_lag_frames, run, observed FROM start_states"
            " WHERE game = ? AND core = ? ORDER BY waypoint, kind",
            game,
            core,
        )
        return [_start_state(row) for row in rows]

    # sessions and attempts

    def start_session(self, game: str, run: int, now_ms: int) -> int:
        """Begin a practice session and return its id."""
        return self._write(
            ("INSERT INTO sessions (game, run, started_ms) VALUES (?, ?, ?)", (game, run, now_ms)),
        )

    def end_session(self, session: int, now_ms: int) -> None:
        """End a practice session."""
        self._write(("UPDATE sessions SET ended_ms = ? WHERE id = ?", (now_ms, session)))

    def sessions(self, game: str) -> list[SessionRecord]:
        """Practice sessions of a game with their counts, newest first."""
        rows = self._rows(
            "SELECT s.id, s.started_ms, s.ended_ms, count(a.id), coalesce(sum(a.completed), 0),"
            " coalesce(sum(a.deaths), 0) FROM sessions s LEFT JOIN attempts a ON a.session = s.id AND a.valid = 1"
            " WHERE s.game = ? GROUP BY s.id ORDER BY s.id DESC",
            game,
        )
        return [SessionRecord(*row) for row in rows]

    def next_attempt_id(self) -> int:
        """An id that no attempt has yet; all greater ones are free, too."""
        return int(self._rows("SELECT coalesce(max(id), 0) + 1 FROM attempts")[0][0])

    def add_attempt(self, game: str, attempt: AttemptRecord, passed: Passed = NOTHING) -> None:
        """Keep an attempt under its own id, with what it passed."""
        names = _ATTEMPT_COLUMNS.split(", ")
        marks = ", ".join("?" * (len(names) + 1))
        self._write(
            (
                f"INSERT INTO attempts (game, {_ATTEMPT_COLUMNS}) VALUES ({marks})",
                (game, *(getattr(attempt, name) for name in names)),
            ),
            *lives.of_attempt(game, attempt.segment, attempt.id, passed),
        )

    def rate(self, attempt: int, rating: str | None) -> None:
        """Set the rating of an attempt."""
        self._write(("UPDATE attempts SET rating = ? WHERE id = ?", (rating, attempt)))

    def set_valid(self, attempt: int, valid: bool) -> None:
        """Let an attempt count or not."""
        self._write(("UPDATE attempts SET valid = ? WHERE id = ?", (valid, attempt)))

    def attempts(self, game: str, segments: Iterable[str] | None = None) -> list[AttemptRecord]:
        """Attempts of a game, oldest first; of these segments only where given."""
        rows = self._rows(f"SELECT {_ATTEMPT_COLUMNS} FROM attempts WHERE game = ? ORDER BY id", game)
        wanted = None if segments is None else set(segments)
        found = [_attempt(row) for row in rows]
        return [attempt for attempt in found if wanted is None or attempt.segment in wanted]


def _split(row: tuple[Any, ...]) -> SplitRecord:
    run, place, level, start, finish, conditions, name, *sums, deaths, real, at_ms = row
    frames, tail_frames, game_frames, time_ms, tail_ms, rta_ms = sums
    return SplitRecord(
        run=run,
        place=place,
        segment=_segment(level, start, finish, conditions),
        name=name,
        frames=frames,
        tail_frames=tail_frames,
        game_frames=game_frames,
        time_ms=time_ms,
        clean_tail_ms=tail_ms,
        rta_ms=rta_ms,
        deaths=deaths,
        real_time=bool(real),
        at_ms=at_ms,
    )


def _start_state(row: tuple[Any, ...]) -> StartState:
    where, kind, core, sha256, counter, lag, run, observed = row
    return StartState(waypoint(where), kind, core, sha256, counter, lag, run, json.loads(observed or "null"))


def _attempt(row: tuple[Any, ...]) -> AttemptRecord:
    values = dict(zip(_ATTEMPT_COLUMNS.split(", "), row, strict=True))
    for name in ("completed", "valid", "not_real_time"):
        values[name] = bool(values[name])
    return AttemptRecord(**values)
