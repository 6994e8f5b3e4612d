"""Folders, and the list of played games."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from spinlab_pad.emulator.retroarch.doctor.check import Remedy
from spinlab_pad.emulator.retroarch.doctor.folders import check_folder
from spinlab_pad.emulator.retroarch.doctor.history import Played, last_played
from spinlab_pad.emulator.retroarch.user_settings import of_files

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


@pytest.mark.parametrize("place", ["content_history.lpl", "playlists/builtin/content_history.lpl"])
def test_the_last_game_tells_core_and_place(tmp_path: Path, place: str) -> None:
    main = tmp_path / "retroarch.cfg"
    main.write_text("")
    told = of_files((main,))
    assert last_played(told, "kaizo") is None
    entry = {"path": "/roms/hacks/kaizo.sfc", "core_path": "/cores/snes9x_libretro.dll"}
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text(json.dumps({"items": [entry, {"path": "/other.sfc", "core_path": "x"}]}))
    assert last_played(told, "kaizo") == Played(Path(entry["path"]), Path(entry["core_path"]))
    assert last_played(told, "other") is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"items": []}', '{"items": [3]}', '{"items": [{"path": 1}]}'])
def test_a_broken_list_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "retroarch.cfg").write_text("")
    (tmp_path / "content_history.lpl").write_text(text)
    assert last_played(of_files((tmp_path / "retroarch.cfg",)), "kaizo") is None
