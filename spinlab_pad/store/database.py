"""Opening the database: pragmas, integrity check, migrations.

One connection, one writer, one thread at a time. What is acknowledged is synced (`synchronous=FULL` in WAL mode).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import apsw

from spinlab_pad.store.errors import DatabaseError, mapped

_STEP = re.compile(r"(\d{3})_\w+\.sql")


def steps() -> list[tuple[int, str]]:
    """The migrations as (version, SQL), in order."""
    folder = files("spinlab_pad.store") / "migrations"
    found = [(match, item) for item in folder.iterdir() if (match := _STEP.fullmatch(item.name))]
    return sorted((int(match[1]), item.read_text("utf-8")) for match, item in found)


def version_of(connection: apsw.Connection) -> int:
    """The number of the last migration that this database has seen."""
    return int(connection.pragma("user_version"))


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All statements inside are on disk together, or none of them is.

    `with connection` of apsw is not used: on a full disk SQLite has rolled back by itself, and apsw's own rollback
    then hides that error behind another one.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def migrate(connection: apsw.Connection, path: Path) -> None:
    """Bring the schema to the newest version, each step together with its number in one transaction.

    Raises:
        DatabaseError: the database was written by a newer version of this program.
    """
    known = steps()
    newest = known[-1][0]
    present = version_of(connection)
    if present > newest:
        raise DatabaseError(
            f"{path} has schema {present}, this program knows up to {newest}; update spinlab-pad or use another --data"
        )
    for number, sql in known:
        if number > present:
            with transaction(connection):
                connection.execute(sql)
                connection.pragma("user_version", number)


def open_database(path: Path) -> apsw.Connection:
    """Open or create the database, check it, and bring its schema up to date.

    Raises:
        DataFolderError: the folder can't be made or written.
        DatabaseError: the file is damaged, in use, or of a newer version.
    """
    with mapped(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(path))
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close(True)
            raise
        return connection


def _prepare(connection: apsw.Connection, path: Path) -> None:
    """Pragmas, integrity check, migrations."""
    connection.set_busy_timeout(2_000)
    connection.pragma("locking_mode", "exclusive")
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("foreign_keys", True)
    answer = connection.pragma("quick_check")
    if answer != "ok":
        raise apsw.CorruptError(str(answer))
    migrate(connection, path)
