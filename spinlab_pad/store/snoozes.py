"""Segments that are not to be served for a while, over sessions: a column of the table `segments`."""

from __future__ import annotations

from spinlab_pad.store.sql import Rows, Write


class Snoozes:
    """The column `snoozed_until_ms`."""

    def __init__(self, rows: Rows, write: Write) -> None:
        self._rows = rows
        self._write = write

    def of(self, game: str, now_ms: int) -> dict[str, int]:
        """The segments of a game that are snoozed now, each with the Unix time in ms at which that ends."""
        rows = self._rows(
            "SELECT id, snoozed_until_ms FROM segments WHERE game = ? AND snoozed_until_ms > ?", game, now_ms
        )
        return dict(rows)

    def put(self, game: str, segment: str, until_ms: int | None) -> None:
        """Snooze a segment until then; None ends a snooze."""
        self._write(("UPDATE segments SET snoozed_until_ms = ? WHERE game = ? AND id = ?", (until_ms, game, segment)))
