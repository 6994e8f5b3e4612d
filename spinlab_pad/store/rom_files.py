"""What was found in ROM files, by path, size and time of change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spinlab_pad.store.records import RomFile
from spinlab_pad.store.sql import Rows, Write

_COLUMNS: Final = "path, size, mtime_ns, crc32, bare_crc32, sha256, title, mapping, problem"


class RomFiles:
    """The table `rom_files`."""

    def __init__(self, rows: Rows, write: Write) -> None:
        self._rows = rows
        self._write = write

    def all(self) -> list[RomFile]:
        """Every file that was ever looked at and not forgotten, by path."""
        return [RomFile(*row) for row in self._rows(f"SELECT {_COLUMNS} FROM rom_files ORDER BY path")]

    def put(self, files: Iterable[RomFile], gone: Iterable[str] = ()) -> None:
        """Keep what was found in `files`, and forget the paths that are `gone`, in one transaction."""
        names = _COLUMNS.split(", ")
        marks = ", ".join("?" * len(names))
        self._write(
            *(("DELETE FROM rom_files WHERE path = ?", (path,)) for path in gone),
            *(
                (
                    f"INSERT OR REPLACE INTO rom_files ({_COLUMNS}) VALUES ({marks})",
                    tuple(getattr(file, name) for name in names),
                )
                for file in files
            ),
        )
