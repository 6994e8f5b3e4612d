import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from spinlab_pad.store.database import open_database, steps, transaction, version_of
from spinlab_pad.store.errors import DatabaseError, DataFolderError


def test_migrations_are_numbered_without_a_gap():
    numbers = [number for number, _ in steps()]
    assert numbers == list(range(1, numbers[-1] + 1))


def test_a_new_database_has_the_newest_schema(tmp_path: Path):
    connection = open_database(tmp_path / "new" / "x.db")
    assert version_of(connection) == steps()[-1][0]
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    assert connection.pragma("foreign_keys") == 1
    connection.close()


def test_opening_again_changes_nothing(tmp_path: Path):
    path = tmp_path / "x.db"
    open_database(path).close()
    connection = open_database(path)
    assert version_of(connection) == steps()[-1][0]
    connection.close()


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path):
    path = tmp_path / "x.db"
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 9_999)
    connection.close()
    with pytest.raises(DatabaseError, match="update spinlab-pad"):
        open_database(path)


def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path):
    path = tmp_path / "x.db"
    path.write_bytes(b"this is not a database, but a letter to my aunt" * 100)
    with pytest.raises(DatabaseError, match="is damaged"):
        open_database(path)
    assert path.read_bytes().startswith(b"this is not")


def test_a_second_program_on_the_same_database_is_refused(tmp_path: Path):
    path = tmp_path / "x.db"
    first = open_database(path)
    with pytest.raises(DatabaseError, match="in use by another program"):
        open_database(path)
    first.close()


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataFolderError, match="choose another one with --data"):
        open_database(tmp_path / "file" / "x.db")


CRASH = """
import os, signal, sys
from pathlib import Path
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store
store = Store(Path(sys.argv[1]))
for number in range(1000):
    store.add_game(GameRecord(str(number), "n", "s", None, "smw"), number)
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path):
    child = subprocess.Popen([sys.executable, "-c", CRASH, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    acknowledged = -1
    for line in child.stdout:
        acknowledged = int(line)
        if acknowledged == 25:
            os.kill(child.pid, 9)
            break
    acknowledged = max([acknowledged, *(int(line) for line in child.stdout if line.endswith("\n"))])
    child.wait()
    child.stdout.close()
    connection = open_database(tmp_path / "spinlab.db")
    kept = {row[0] for row in connection.execute("SELECT id FROM games")}
    assert {str(number) for number in range(acknowledged + 1)} <= kept
    connection.close()


def test_a_database_that_can_not_be_used_is_let_go(tmp_path: Path):
    path = tmp_path / "x.db"
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 9_999)
    connection.close()
    for _ in range(2):  # the second time it would be in use, if the first had kept it
        with pytest.raises(DatabaseError, match="update spinlab-pad"):
            open_database(path)


def test_statements_of_one_transaction_are_all_there_or_none(tmp_path: Path):
    connection = open_database(tmp_path / "x.db")
    with pytest.raises(apsw.ConstraintError), transaction(connection):  # noqa: PT012
        connection.execute(
            "INSERT INTO games (id, name, system, crc32, profile, created_ms) VALUES ('a', 'n', 's', 1, 'p', 1)"
        )
        connection.execute(
            "INSERT INTO games (id, name, system, crc32, profile, created_ms) VALUES ('a', 'n', 's', 1, 'p', 1)"
        )
    assert connection.execute("SELECT count(*) FROM games").get == 0
    connection.close()
