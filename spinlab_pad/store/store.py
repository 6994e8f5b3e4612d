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
from spinlab_pad.store import captures
from spinlab_pad.store import passed as lives
from spinlab_pad.store.captures import Captures, Sitting
from spinlab_pad.store.contents import Contents, kept
from spinlab_pad.store.database import open_database, transaction
from spinlab_pad.store.errors import DatabaseError, mapped
from spinlab_pad.store.recordings import RecordingFiles, Recordings, half_replays
from spinlab_pad.store.records import (
    COUNTS,
    AttemptRecord,
    CountedAttempt,
    GameRecord,
    RunRecord,
    SegmentRecord,
    SessionRecord,
    SplitRecord,
    StartState,
)
from spinlab_pad.store.rom_files import RomFiles
from spinlab_pad.store.segments import Segments, recorded, segment_of
from spinlab_pad.store.snoozes import Snoozes
from spinlab_pad.store.speed_runs import RECOVER, SpeedRuns
from spinlab_pad.store.start_states import StartStates
from spinlab_pad.store.states import StateFiles

DATABASE_NAME = "spinlab.db"

_ATTEMPT_COLUMNS = (
    "id, session, segment, started_ms, duration_ms, source, start, completed, time_ms, clean_tail_ms, frames, "
    "tail_frames, game_frames, rta_ms, deaths, rating, valid, not_real_time, emulator, chosen_by, chance"
)

_ATTEMPT_SEGMENT, *_ATTEMPT_FLAGS = (
    _ATTEMPT_COLUMNS.split(", ").index(name) for name in ("segment", "completed", "valid", "not_real_time")
)

_SPLITS = (
    "SELECT splits.run, place, level, start, finish, conditions, coalesce(given_name, segments.name),"
    " frames, tail_frames, game_frames, time_ms, clean_tail_ms, rta_ms, deaths, real_time, at_ms, capture"
    " FROM splits JOIN segments ON segments.game = splits.game AND segments.id = splits.segment"
)


class Store:
    """An open data folder: the database and the state files beside it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE_NAME
        self.states = StateFiles(folder / "states")
        self.contents = Contents(self._rows, self._write)
        self.captures = Captures(self._rows)
        self.rom_files = RomFiles(self._rows, self._write)
        self.segments = Segments(self._rows, self._write)
        self.starts = StartStates(self._rows, self._write, self.states)
        self.snoozes = Snoozes(self._rows, self._write)
        self.recordings = Recordings(self._rows, self._write, RecordingFiles(folder / "recordings"))
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
        """What a crash left open: a recording run is paused, a replay goes, a sitting ends with its last split, a
        session with its last attempt, a speed run as a reset.
        """
        self._write(
            half_replays(),
            captures.broken_off(),
            RECOVER,
            ("UPDATE runs SET state = 'paused' WHERE state = 'recording'", ()),
            (
                "UPDATE sessions SET ended_ms = coalesce("
                "(SELECT max(started_ms + duration_ms) FROM attempts WHERE session = sessions.id), started_ms)"
                " WHERE ended_ms IS NULL",
                (),
            ),
        )
        self.states.sweep()
        self.recordings.files.sweep()

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

    def start_run(self, game: str, name: str, now_ms: int, sitting: Sitting | None = None) -> int:
        """Begin a reference run with its first sitting and return its id; the game must have no open one."""
        self._write(
            (
                "INSERT INTO runs (game, name, state, created_ms) VALUES (?, ?, 'recording', ?)",
                (game, name, now_ms),
            ),
            *captures.begun("last_insert_rowid()", (), sitting),
        )
        return int(self._rows("SELECT max(id) FROM runs WHERE game = ?", game)[0][0])

    def pause_run(self, run: int, now_ms: int) -> None:
        """The sitting ends; the run may go on later."""
        self._write(
            ("UPDATE runs SET state = 'paused' WHERE id = ? AND state != 'finished'", (run,)),
            captures.ended(run, now_ms),
        )

    def resume_run(self, run: int, sitting: Sitting | None = None) -> None:
        """A paused run is recorded again, in another sitting."""
        self._write(
            ("UPDATE runs SET state = 'recording' WHERE id = ? AND state = 'paused'", (run,)),
            captures.broken_off(run),
            *captures.begun("?", (run,), sitting),
        )

    def finish_run(self, run: int, name: str, now_ms: int) -> None:
        """Close the run under its name and make it the active one of its game; a sitting that goes on ends with it."""
        game = self._rows("SELECT game FROM runs WHERE id = ?", run)[0][0]
        self._write(
            ("UPDATE runs SET active = 0 WHERE game = ?", (game,)),
            (
                "UPDATE runs SET state = 'finished', active = 1, name = ?, finished_ms = ? WHERE id = ?",
                (name, now_ms, run),
            ),
            captures.ended(run, now_ms),
        )

    def activate_run(self, run: int) -> None:
        """Practise this run's segments from now on."""
        game = self._rows("SELECT game FROM runs WHERE id = ?", run)[0][0]
        self._write(
            ("UPDATE runs SET active = 0 WHERE game = ?", (game,)),
            ("UPDATE runs SET active = 1 WHERE id = ?", (run,)),
        )

    def discard_run(self, run: int) -> None:
        """Forget a run with its splits and recordings; segments, states and attempts stay."""
        self.recordings.discard(run)

    def runs(self, game: str) -> list[RunRecord]:
        """Reference runs of a game, replays of them included, newest first."""
        rows = self._rows(
            "SELECT id, game, name, state, active, created_ms, source, replay_of FROM runs WHERE game = ?"
            " ORDER BY id DESC",
            game,
        )
        return [_run(row) for row in rows]

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
        capture: int | None = None,
    ) -> None:
        """Keep a segment of a reference run that was closed at `now_ms` in the sitting `capture`; the segment itself is
        made where it is new.
        """
        of = segment.segment
        self._write(
            *recorded(run, game, segment, now_ms),
            (
                "INSERT INTO splits (run, place, game, segment, frames, tail_frames, game_frames, time_ms,"
                " clean_tail_ms, rta_ms, deaths, real_time, at_ms, capture) VALUES (?,"
                " (SELECT count(*) + 1 FROM splits WHERE run = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                    capture,
                ),
            ),
            *lives.of_split(game, of.id, run, passed),
        )

    def splits(self, run: int) -> list[SplitRecord]:
        """The segments of a run in the order played (one that was played twice stands twice)."""
        return [_split(row) for row in self._rows(f"{_SPLITS} WHERE splits.run = ? ORDER BY splits.place", run)]

    def played_splits(self, game: str) -> list[SplitRecord]:
        """What the runner played in all finished runs of a game, oldest first; replays are none of his."""
        return [
            _split(row)
            for row in self._rows(
                f"{_SPLITS} JOIN runs ON runs.id = splits.run WHERE runs.game = ? AND runs.state = 'finished'"
                " AND runs.source = 'played' ORDER BY splits.at_ms, splits.run, splits.place",
                game,
            )
        ]

    def segment(self, game: str, segment_id: str) -> SegmentRecord | None:
        """One segment of a game."""
        return self.segments.get(game, segment_id)

    def put_state(self, game: str, state: StartState, data: bytes, now_ms: int) -> None:
        """Keep a start state (`state.sha256` is ignored); an older one of the same place, kind and core is replaced."""
        self.starts.put(game, state, data, now_ms)

    def start_states(self, game: str, core: str) -> list[StartState]:
        """All start states of a game for one core."""
        return self.starts.of_core(game, core)

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
        """Let an attempt count or not.

        Raises:
            DatabaseError: there is no such attempt.
        """
        if not self._rows("SELECT 1 FROM attempts WHERE id = ?", attempt):
            raise DatabaseError(f"there is no attempt {attempt}")
        self._write(("UPDATE attempts SET valid = ? WHERE id = ?", (valid, attempt)))

    def attempts(self, game: str, segments: Iterable[str] | None = None) -> list[AttemptRecord]:
        """Attempts of a game, oldest first; of these segments only where given."""
        wanted = None if segments is None else set(segments)
        with mapped(self.path):
            # One after another: to let go of a hundred thousand rows at once would hold up all threads.
            rows = self._connection.execute(
                f"SELECT {_ATTEMPT_COLUMNS} FROM attempts WHERE game = ? ORDER BY id", (game,)
            )
            return [_attempt(row) for row in rows if wanted is None or row[_ATTEMPT_SEGMENT] in wanted]

    def counted(self, game: str, segments: Iterable[str] | None = None) -> list[CountedAttempt]:
        """Attempts of a game that count, oldest first; of these segments only where given."""
        # All of a game in the order of the table: through an index and sorted again it takes half as long again.
        found, values = "attempts NOT INDEXED WHERE game = ?", [game]
        if segments is not None:
            found = "attempts WHERE game = ? AND segment IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(segments)))
        columns = ", ".join(CountedAttempt._fields)
        with mapped(self.path):
            rows = self._connection.execute(f"SELECT {columns} FROM {found} AND {COUNTS} ORDER BY id", values)
            return list(map(CountedAttempt._make, rows))


def _run(row: tuple[Any, ...]) -> RunRecord:
    id_, game, name, state, active, created_ms, source, replay_of = row
    return RunRecord(id_, game, name, state, bool(active), created_ms, source, replay_of)


def _split(row: tuple[Any, ...]) -> SplitRecord:
    run, place, level, start, finish, conditions, name, *sums, deaths, real, at_ms, capture = row
    frames, tail_frames, game_frames, time_ms, tail_ms, rta_ms = sums
    return SplitRecord(
        run=run,
        place=place,
        segment=segment_of(level, start, finish, conditions),
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
        capture=capture,
    )


def _attempt(row: Iterable[Any]) -> AttemptRecord:
    """A row of `_ATTEMPT_COLUMNS`, which are the fields of the record in its order."""
    values = list(row)
    for place in _ATTEMPT_FLAGS:
        values[place] = values[place] == 1
    return AttemptRecord(*values)
