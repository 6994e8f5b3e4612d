"""A copy of what is in the data folder now: whole, of any older schema, and without touching the original."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from spinlab_pad.store import reading
from spinlab_pad.store.database import steps, transaction, version_of
from spinlab_pad.store.errors import DatabaseError, DataFolderError
from spinlab_pad.store.reading import read_only
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import DATABASE_NAME, Store

PROGRAM = """
import sys
from pathlib import Path
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    store.add_game(GameRecord(str(number), "n" * 200, "s", None, "smw"), number)
print("ready", flush=True)
sys.stdin.read()
"""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("games", [3, 900])
def test_a_folder_that_a_program_uses_is_read_as_it_is_now(tmp_path: Path, games: int):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(games)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        program.stdout.readline()
        before = files(tmp_path)
        assert f"{DATABASE_NAME}-wal" in before, "nothing is in the log: the test says nothing"
        with read_only(tmp_path) as store:
            assert len(store.games()) == games
            store.add_game(GameRecord("ours", "n", "s", None, "smw"), 1)
        assert files(tmp_path) == before
    finally:
        program.stdin.close()
        assert program.wait() == 0
        program.stdout.close()
    with read_only(tmp_path) as store:
        assert len(store.games()) == games


def test_a_log_that_is_begun_anew_meanwhile_has_all_copied_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Store(tmp_path).close()
    log = tmp_path / f"{DATABASE_NAME}-wal"
    copied: list[str] = []
    copy = shutil.copyfile

    def noted(source: Path, target: Path) -> None:
        copy(source, target)
        copied.append(source.name)
        if len(copied) == 1:
            log.write_bytes(b"another salt" * 10)
        elif len(copied) == 3:
            log.unlink()

    monkeypatch.setattr("spinlab_pad.store.reading.shutil.copyfile", noted)
    with read_only(tmp_path) as store:
        assert store.games() == []
    assert copied == [DATABASE_NAME, log.name, DATABASE_NAME, DATABASE_NAME]


def test_one_that_is_never_at_rest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Store(tmp_path).close()
    monkeypatch.setattr(reading, "_mark", lambda *_: object())
    with pytest.raises(DatabaseError, match="is being written all the time"), read_only(tmp_path):
        pass


@pytest.mark.parametrize("version", [1, 4, 8])
def test_an_older_schema_is_brought_up_to_date_in_the_copy_alone(tmp_path: Path, version: int):
    path = tmp_path / DATABASE_NAME
    connection = apsw.Connection(str(path))
    for number, sql in steps()[:version]:
        with transaction(connection):
            connection.execute(sql)
            connection.pragma("user_version", number)
    if version == 1:
        connection.execute("INSERT INTO games VALUES ('old', 'Old', 's', NULL, 'smw', 1)")
    connection.close()
    with read_only(tmp_path) as store:
        assert [game.id for game in store.games()] == (["old"] if version == 1 else [])
        assert store.attempts("old") == []
    connection = apsw.Connection(str(path))
    assert version_of(connection) == version
    connection.close()


def test_what_can_not_be_read_is_told_with_its_own_name(tmp_path: Path):
    with (
        pytest.raises(DataFolderError, match=r"nothing has been played yet: .*spinlab\.db is not there; .* --data DIR"),
        read_only(tmp_path),
    ):
        pass
    path = tmp_path / DATABASE_NAME
    path.write_bytes(b"this is not a database, but a letter to my aunt" * 100)
    with pytest.raises(DatabaseError, match=f"{path} is damaged"), read_only(tmp_path):
        pass
    path.unlink()
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 9_999)
    connection.close()
    with pytest.raises(DatabaseError, match=f"{path} has schema 9999.* update spinlab-pad"), read_only(tmp_path):
        pass
