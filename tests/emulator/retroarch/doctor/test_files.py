"""Folders, and the list of played games."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from spinlab_pad.emulator.retroarch.doctor.check import Remedy
from spinlab_pad.emulator.retroarch.doctor.folders import check_folder

MEND = Remedy(do="mend it")


def test_a_folder_that_takes_files(tmp_path: Path) -> None:
    check = check_folder("k", "This machine", "t", tmp_path, MEND)
    assert check.state == "pass"
    assert str(tmp_path) in check.found
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_may_have_to_be_made(tmp_path: Path) -> None:
    new = tmp_path / "a" / "b"
    assert check_folder("k", "This machine", "t", new, MEND).state == "fail"
    assert check_folder("k", "This machine", "t", new, MEND, to_make=True).state == "pass"
    assert not new.exists()
    (tmp_path / "a").write_text("a file")
    assert check_folder("k", "This machine", "t", new, MEND, to_make=True).state == "fail"


@pytest.mark.parametrize(("free", "state"), [(1 << 30, "pass"), (50 << 20, "warn"), (1 << 20, "fail")])
def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert check_folder("k", "This machine", "t", tmp_path, MEND).state == state
