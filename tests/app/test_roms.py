"""Which game is started, from the command line, the configuration and what was played last."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.roms import game_to_launch
from spinlab_pad.config import Config, RomConfig
from spinlab_pad.store.records import GameRecord


def record(name: str, data: bytes | None) -> GameRecord:
    return GameRecord("id", name, "super_nes", None if data is None else zlib.crc32(data), "smw")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in (("one.sfc", b"one"), ("two.SMC", b"two"), ("notes.txt", b"three")):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.sfc").mkdir()
    return tmp_path


def config(folder: Path | None) -> Config:
    return Config(rom=RomConfig(dir=str(folder) if folder else ""))


def test_the_given_game_wins(folder: Path):
    assert game_to_launch(config(folder), folder / "one.sfc", record("two", b"two")) == folder / "one.sfc"
    with pytest.raises(UsageError, match=r"there is no game .*; correct --rom FILE"):
        game_to_launch(config(folder), folder / "none.sfc")


@pytest.mark.parametrize("name", ["two", "renamed since"])
def test_the_game_last_played_is_found_by_its_checksum(folder: Path, name: str):
    assert game_to_launch(config(folder), None, record(name, b"two")) == folder / "two.SMC"


def test_a_game_without_a_checksum_is_found_by_its_name(folder: Path):
    assert game_to_launch(config(folder), None, record("two", None)) == folder / "two.SMC"


@pytest.mark.parametrize("last", [None, record("three", b"three"), record("notes", None)])
def test_several_games_of_which_none_was_played_are_a_question(folder: Path, last: GameRecord | None):
    with pytest.raises(UsageError, match=r"which game\? .* holds 2 games.*--rom FILE"):
        game_to_launch(config(folder), None, last)


def test_the_only_game_needs_no_name(folder: Path):
    (folder / "two.SMC").unlink()
    assert game_to_launch(config(folder), None) == folder / "one.sfc"


def test_without_a_folder_it_says_so(tmp_path: Path):
    for where in (None, tmp_path / "none"):
        with pytest.raises(UsageError, match="which game"):
            game_to_launch(config(where), None, record("one", b"one"))
