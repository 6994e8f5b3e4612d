"""The store as it is now, read from a copy: nothing in the data folder is touched, also while a program uses it.

A running program holds its database for itself, so nobody else can open it; but its files can be read. A copy of the
database, and of its write-ahead log after it, is a whole database unless the log was begun anew meanwhile: whatever was
moved from the log into the database is still in the log. One that is begun anew has another salt in its header
(https://sqlite.org/fileformat2.html#walformat). An older schema is brought up to date in the copy.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from spinlab_pad.store.errors import DatabaseError, DataFolderError, StoreError, mapped
from spinlab_pad.store.store import DATABASE_NAME, Store

TRIES: Final = 20
"""A log is begun anew after a thousand pages or so: hundreds of attempts. A copy takes less than a second."""

_HEADER: Final = 32
"""Bytes of a write-ahead log's header; the salt is among them."""


@contextmanager
def read_only(folder: Path) -> Iterator[Store]:
    """A store with what is in the data folder now; what is written to it is lost.

    Not for a folder that this process itself has open: closing a file ends all locks that its process has on it.

    Raises:
        DataFolderError: there is no database, or it can't be read or copied.
        DatabaseError: it is damaged, or of a newer version.
    """
    path = folder / DATABASE_NAME
    if not path.is_file():
        raise DataFolderError(f"nothing has been played yet: {path} is not there; name your folder with --data DIR")
    with tempfile.TemporaryDirectory(prefix="spinlab-pad-") as place:
        copy = Path(place) / DATABASE_NAME
        with mapped(path):
            _copy(path, copy)
        try:
            store = Store(copy.parent)
        except StoreError as error:
            raise type(error)(str(error).replace(str(copy), str(path))) from error
        try:
            yield store
        finally:
            store.close()


def _copy(path: Path, copy: Path) -> None:
    """Copy a database with its log as both were at one moment."""
    log, log_copy = _log_of(path), _log_of(copy)
    for _ in range(TRIES):
        before = _mark(path, log)
        shutil.copyfile(path, copy)
        log_copy.unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # a program that ends in order takes its log with it
            shutil.copyfile(log, log_copy)
        if _mark(path, log) == before:
            return
    raise DatabaseError(f"{path} is being written all the time; try again in a minute")


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _mark(path: Path, log: Path) -> object:
    """A copy is whole if this is the same before and after: the log's header, else when the database changed last."""
    header = b""
    with suppress(FileNotFoundError), log.open("rb") as file:
        header = file.read(_HEADER)
    told = path.stat()
    return header or (told.st_mtime_ns, told.st_size)
