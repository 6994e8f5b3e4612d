import errno
import os
from pathlib import Path

import pytest

from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.states import StateFiles


def test_a_state_lies_under_its_hash(tmp_path: Path):
    files = StateFiles(tmp_path)
    sha256 = files.put(b"abc")
    assert sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.get(sha256) == b"abc"
    assert files.path(sha256).parent.name == sha256[:2]


def test_the_same_state_is_one_file(tmp_path: Path):
    files = StateFiles(tmp_path)
    assert files.put(b"abc") == files.put(b"abc")
    assert len(list(tmp_path.rglob("*.state"))) == 1


def test_a_truncated_file_of_the_same_name_is_written_anew(tmp_path: Path):
    files = StateFiles(tmp_path)
    sha256 = files.put(b"abc")
    files.path(sha256).write_bytes(b"a")
    files.put(b"abc")
    assert files.get(sha256) == b"abc"


def test_sweeping_takes_broken_writes(tmp_path: Path):
    files = StateFiles(tmp_path)
    kept = files.put(b"kept")
    broken = files.path(kept).parent / ".new-broken"
    broken.write_bytes(b"half")
    files.sweep()
    assert files.get(kept) == b"kept"
    assert not broken.exists()


def test_sweeping_a_folder_that_is_not_there_is_nothing(tmp_path: Path):
    StateFiles(tmp_path / "none").sweep()


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path):
    (tmp_path / "states").write_text("a file in the way")
    with pytest.raises(DataFolderError, match="choose another one with --data"):
        StateFiles(tmp_path / "states").put(b"abc")


def test_a_full_disk_is_told_to_be_full_and_nothing_half_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataFolderError, match=r"No space left on device\); free some space on its disk"):
        StateFiles(tmp_path / "states").put(b"abc")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_damaged_file_of_the_same_length_is_written_anew(tmp_path: Path):
    files = StateFiles(tmp_path)
    sha256 = files.put(b"abc")
    files.path(sha256).write_bytes(b"abd")
    files.put(b"abc")
    assert files.get(sha256) == b"abc"


def test_what_can_not_be_deleted_stays(tmp_path: Path):
    files = StateFiles(tmp_path)
    removed, stuck = files.put(b"removed"), tmp_path / "ab" / ".new-folder"
    stuck.mkdir(parents=True)
    files.path("ab12").mkdir()
    for sha256 in (removed, removed, "ab12"):
        files.remove(sha256)
    files.sweep()
    assert not files.path(removed).exists()
    assert files.path("ab12").exists()
    assert stuck.exists()
