"""Start states: where practice starts, one of each place, kind and core. The files lie in `states`."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Final

from spinlab_pad.route.waypoints import Waypoint, waypoint
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState
from spinlab_pad.store.sql import Rows, Write
from spinlab_pad.store.states import StateFiles

_COLUMNS: Final = "waypoint, kind, core, sha256, event_counter, save_lag_frames, run, observed, unseen"


class StartStates:
    """The table `start_states`, and the files that it names."""

    def __init__(self, rows: Rows, write: Write, files: StateFiles) -> None:
        self._rows = rows
        self._write = write
        self._files = files

    def put(self, game: str, state: StartState, data: bytes, now_ms: int) -> None:
        """Keep a start state (`state.sha256` is ignored).

        An older one of the same place, kind and core is replaced, and its file goes when the new one is kept; unless it
        is nearer to its event: of that one fewer frames were `unseen`, and its file is whole.
        """
        where = game, state.waypoint.id, state.kind, state.core
        before = self._rows(
            "SELECT sha256, unseen FROM start_states WHERE game = ? AND waypoint = ? AND kind = ? AND core = ?", *where
        )
        for old, unseen in before:
            if unseen < state.unseen:
                with suppress(StateFileError):
                    self._files.get(old)
                    return
        sha256 = self._files.put(data)
        self._write(
            (
                f"INSERT INTO start_states (game, {_COLUMNS}, saved_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (game, waypoint, kind, core) DO UPDATE SET sha256 = excluded.sha256,"
                " event_counter = excluded.event_counter, save_lag_frames = excluded.save_lag_frames,"
                " run = excluded.run, observed = excluded.observed, unseen = excluded.unseen,"
                " saved_ms = excluded.saved_ms",
                (
                    *where,
                    sha256,
                    state.event_counter,
                    state.save_lag_frames,
                    state.run,
                    None if state.observed is None else json.dumps(dict(state.observed)),
                    state.unseen,
                    now_ms,
                ),
            )
        )
        for old, _ in before:
            if not self._rows("SELECT 1 FROM start_states WHERE sha256 = ? LIMIT 1", old):
                self._files.remove(old)

    def of_core(self, game: str, core: str) -> list[StartState]:
        """All start states of a game for one core."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM start_states WHERE game = ? AND core = ? ORDER BY waypoint, kind", game, core
        )
        return [_start_state(row) for row in rows]

    def places(self, game: str) -> set[Waypoint]:
        """Where there is a start state of any core at all."""
        return {waypoint(row[0]) for row in self._rows("SELECT waypoint FROM start_states WHERE game = ?", game)}


def _start_state(row: tuple[Any, ...]) -> StartState:
    where, kind, core, sha256, counter, lag, run, observed, unseen = row
    return StartState(waypoint(where), kind, core, sha256, counter, lag, run, json.loads(observed or "null"), unseen)
