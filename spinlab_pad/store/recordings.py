"""Recorded inputs of reference runs, what happened in them, and what came of their replays.

A take is a stretch of a run without a load or a gap in its inputs; it consists of pieces, one after another. Files lie
beside the database as states do, under their SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from spinlab_pad.store.sql import Rows, Write
from spinlab_pad.store.states import StateFiles


class RecordingFiles(StateFiles):
    """The folder of recordings."""

    suffix = ".recording"
    what = "recording"
    remedy = "record the run anew to replay it"


@dataclass(frozen=True, slots=True)
class Piece:
    """A recording in the emulator's own format, with its bytes; fields as the emulator's port tells them."""

    data: bytes = field(repr=False)
    format: str
    frames: int | None
    complete: bool
    crc32: int | None
    started_s: int | None


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """A piece that is kept; `piece` counts from 1 within the take."""

    piece: int
    sha256: str
    format: str
    frames: int | None
    complete: bool
    crc32: int | None
    started_s: int | None


@dataclass(frozen=True, slots=True)
class TakeRecord:
    """A take with its pieces. `frames` is its length as it was seen, None where a crash has ended it."""

    id: int
    run: int
    core: str
    started_ms: int
    frames: int | None
    pieces: tuple[PieceRecord, ...]


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event of a take: `frame` counts from its start, `unseen` frames before it were not seen.

    `counter` is the game's frame counter (0 to 255); `event` is the event as JSON, without its frame.
    """

    frame: int
    unseen: int
    counter: int
    event: str


@dataclass(frozen=True, slots=True)
class ReplayRecord:
    """What came of a replay; `run` is the run that it captured into, `told` is what was said at its end."""

    run: int
    whole: bool
    events: int
    alike: int
    difference: str | None
    told: str


_PIECE: Final = "piece, sha256, format, frames, complete, crc32, started_s"


class Recordings:
    """The tables `takes`, `recordings`, `recorded_events` and `replays`, and the replays among the runs."""

    def __init__(self, rows: Rows, write: Write, files: RecordingFiles) -> None:
        self._rows = rows
        self._write = write
        self.files = files

    # takes

    def begin(self, run: int, core: str, now_ms: int) -> int:
        """A take begins; its id."""
        return self._write(("INSERT INTO takes (run, core, started_ms) VALUES (?, ?, ?)", (run, core, now_ms)))

    def note(self, take: int, number: int, seen: SeenEvent) -> None:
        """Something happened in a take."""
        self._write(
            (
                "INSERT INTO recorded_events (take, number, frame, unseen, counter, event) VALUES (?, ?, ?, ?, ?, ?)",
                (take, number, seen.frame, seen.unseen, seen.counter, seen.event),
            )
        )

    def keep(self, take: int, pieces: Sequence[Piece], frames: int | None) -> None:
        """A take has ended after so many frames. Pieces without a frame are left out, since no emulator plays them; a
        take without pieces is forgotten.
        """
        kept = [(self.files.put(piece.data), piece) for piece in pieces if piece.frames != 0]
        if not kept:
            self.forget(take)
            return
        self._write(
            *(
                (
                    f"INSERT INTO recordings (take, {_PIECE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (take, n, sha256, of.format, of.frames, of.complete, of.crc32, of.started_s),
                )
                for n, (sha256, of) in enumerate(kept, 1)
            ),
            ("UPDATE takes SET frames = ? WHERE id = ?", (frames, take)),
        )

    def forget(self, take: int) -> None:
        """There is nothing of this take."""
        self._write(("DELETE FROM takes WHERE id = ?", (take,)))

    def left(self, game: str, core: str) -> list[TakeRecord]:
        """Takes of a game on a core that a crash has ended before their pieces were kept, the oldest first."""
        rows = self._rows(
            "SELECT t.id, t.run, t.core, t.started_ms, t.frames FROM takes t JOIN runs ON runs.id = t.run"
            " WHERE game = ? AND core = ? AND NOT EXISTS (SELECT 1 FROM recordings WHERE take = t.id) ORDER BY t.id",
            game,
            core,
        )
        return [_take(row, ()) for row in rows]

    def of_run(self, run: int) -> list[TakeRecord]:
        """The takes of a run of which there are pieces, in order."""
        takes = self._rows("SELECT id, run, core, started_ms, frames FROM takes WHERE run = ? ORDER BY id", run)
        found = [_take(row, self._pieces(row[0])) for row in takes]
        return [take for take in found if take.pieces]

    def holds(self, data: bytes) -> bool:
        """Whether these bytes are a piece of a take."""
        return bool(self._rows("SELECT 1 FROM recordings WHERE sha256 = ?", hashlib.sha256(data).hexdigest()))

    def _pieces(self, take: int) -> tuple[PieceRecord, ...]:
        rows = self._rows(f"SELECT {_PIECE} FROM recordings WHERE take = ? ORDER BY piece", take)
        return tuple(
            PieceRecord(n, sha256, of, frames, bool(complete), crc32, started_s)
            for n, sha256, of, frames, complete, crc32, started_s in rows
        )

    def events(self, take: int) -> list[SeenEvent]:
        """What happened in a take, in order."""
        rows = self._rows(
            "SELECT frame, unseen, counter, event FROM recorded_events WHERE take = ? ORDER BY number", take
        )
        return [SeenEvent(*row) for row in rows]

    def data(self, piece: PieceRecord) -> Piece:
        """A piece with its bytes.

        Raises:
            StateFileError: the file is gone or has changed.
        """
        data = self.files.get(piece.sha256)
        return Piece(data, piece.format, piece.frames, piece.complete, piece.crc32, piece.started_s)

    def discard(self, run: int) -> None:
        """Forget a run with all that hangs on it; its files go where no other run names them."""
        named = self._rows("SELECT DISTINCT sha256 FROM recordings JOIN takes ON takes.id = take WHERE run = ?", run)
        self._write(("DELETE FROM runs WHERE id = ?", (run,)))
        for (sha256,) in named:
            if not self._rows("SELECT 1 FROM recordings WHERE sha256 = ? LIMIT 1", sha256):
                self.files.remove(sha256)

    # replays

    def start_replay(self, of: int, game: str, name: str, now_ms: int) -> int:
        """Begin a run that captures from the replay of another one; its id. One that a fault has left open goes."""
        return self._write(
            half_replays(game),
            (
                "INSERT INTO runs (game, name, state, created_ms, source, replay_of)"
                " VALUES (?, ?, 'recording', ?, 'replay', ?)",
                (game, name, now_ms, of),
            ),
        )

    def finish_replay(self, result: ReplayRecord, now_ms: int) -> None:
        """A replay has ended; its run is kept, and never becomes the active one by itself."""
        self._write(
            ("UPDATE runs SET state = 'finished', finished_ms = ? WHERE id = ?", (now_ms, result.run)),
            (
                "INSERT INTO replays (run, whole, events, alike, difference, told) VALUES (?, ?, ?, ?, ?, ?)",
                (result.run, result.whole, result.events, result.alike, result.difference, result.told),
            ),
        )

    def replays(self, of: int) -> list[ReplayRecord]:
        """What came of the replays of a run, the newest first."""
        rows = self._rows(
            "SELECT run, whole, events, alike, difference, told FROM replays JOIN runs ON runs.id = run"
            " WHERE replay_of = ? ORDER BY run DESC",
            of,
        )
        return [
            ReplayRecord(run, bool(whole), events, alike, difference, told)
            for run, whole, events, alike, difference, told in rows
        ]


def _take(row: tuple[Any, ...], pieces: tuple[PieceRecord, ...]) -> TakeRecord:
    id_, run, core, started_ms, frames = row
    return TakeRecord(id_, run, core, started_ms, frames, pieces)


def half_replays(game: str | None = None) -> tuple[str, Sequence[str]]:
    """The statement that removes replays which never ended, of one game or of all; their start states stay."""
    sql = "DELETE FROM runs WHERE source = 'replay' AND state != 'finished'"
    return (sql, ()) if game is None else (f"{sql} AND game = ?", (game,))
