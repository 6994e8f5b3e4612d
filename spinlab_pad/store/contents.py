"""What was played, whatever category it is run in: where its file lies, and what the runner chose for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from spinlab_pad.store.records import ContentRecord
from spinlab_pad.store.sql import Rows, Write

COLUMNS: Final = "id, name, system, crc32, sha256, title, path, profile, category, played_ms"


class Contents:
    """The table `contents`."""

    def __init__(self, rows: Rows, write: Write) -> None:
        self._rows = rows
        self._write = write

    def all(self) -> list[ContentRecord]:
        """Everything that was ever played, the last first."""
        return [
            ContentRecord(*row) for row in self._rows(f"SELECT {COLUMNS} FROM contents ORDER BY played_ms DESC, id")
        ]

    def get(self, content: str) -> ContentRecord | None:
        """One of them."""
        rows = self._rows(f"SELECT {COLUMNS} FROM contents WHERE id = ?", content)
        return next((ContentRecord(*row) for row in rows), None)

    def choices(self, content: str, sha256: str | None) -> tuple[str | None, str | None]:
        """The profile and the category that were chosen for a content, or for the same game in another file."""
        rows = self._rows(
            "SELECT profile, category FROM contents WHERE id = ? OR sha256 = ? ORDER BY id != ?, played_ms DESC",
            content,
            sha256,
            content,
        )
        profile = next((row[0] for row in rows if row[0] is not None), None)
        return profile, next((row[1] for row in rows if row[1] is not None), None)

    def describe(self, content: str, sha256: str, title: str | None, path: str) -> None:
        """Keep which file it is."""
        self._write(
            ("UPDATE contents SET sha256 = ?, title = ?, path = ? WHERE id = ?", (sha256, title, path, content))
        )

    def choose_profile(self, content: str, profile: str | None) -> None:
        """Keep the runner's choice; None forgets it."""
        self._write(("UPDATE contents SET profile = ? WHERE id = ?", (profile, content)))

    def choose_category(self, content: str, category: str) -> None:
        """Keep the category that it is run in."""
        self._write(("UPDATE contents SET category = ? WHERE id = ?", (category, content)))


def kept(content: str, name: str, system: str, crc32: int | None, now_ms: int) -> tuple[str, Sequence[Any]]:
    """The statement that keeps a content which is played now; its name is brought up to date."""
    return (
        "INSERT INTO contents (id, name, system, crc32, created_ms, played_ms) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, played_ms = max(played_ms, excluded.played_ms)",
        (content, name, system, crc32, now_ms, now_ms),
    )
