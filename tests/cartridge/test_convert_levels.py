"""The converter of levels: what a room's text becomes, and which mistake in it is told how."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.cartridge.console import CARTRIDGE

EMPTY = "." * 16
GROUND = "#" * 16


@pytest.fixture
def levels(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(CARTRIDGE.parent))
    return importlib.import_module("convert_levels")


def write(folder: Path, name: str, row: str, keys: Sequence[str] = ()) -> None:
    """A room of one screen with this row above the ground."""
    head = ["name: X", "theme: day", "music: 0x21", *keys, "map:"]
    (folder / name).write_text("\n".join([*head, *[EMPTY] * 10, row, *[GROUND] * 3]) + "\n", encoding="utf-8")


def test_rooms_come_in_the_order_of_levels(levels: ModuleType, tmp_path: Path) -> None:
    for name in ("10-a.txt", "2-b.txt", "2.1-c.txt", "1-d.txt"):
        write(tmp_path, name, EMPTY)
    assert [room.name for room in levels.rooms_of(tmp_path)] == ["1", "2", "2.1", "10"]
    assert [room.room for room in levels.rooms_of(tmp_path)] == [1, 2, 0x121, 10]


def test_a_lamp_has_a_line_to_the_top_that_leaves_roads_alone(levels: ModuleType, tmp_path: Path) -> None:
    head = ["name: X", "theme: day", "music: 0x21", "map:"]
    rows = [EMPTY, "B" * 16, *[EMPTY] * 8, "..A.............", *[GROUND] * 3]
    (tmp_path / "1-a.txt").write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    (room,) = levels.rooms_of(tmp_path)
    assert [room.get(2, row) for row in (22, 21, 20, 19, 13, 12, 0)] == [0x40, 0x40, 0x41, 0x42, 0x90, 0x42, 0x42]


@pytest.mark.parametrize(
    ("row", "keys", "said"),
    [
        ("..?.............", [], "1-a.txt: row 11, column 2: what is ?"),
        ("..1.............", [], "1-a.txt: the map has a 1, but no line says"),
        ("..1.............", ["way 1: pipe 7/2"], "1-a.txt: a way leads to 7/2"),
        (EMPTY, ["options: hurry"], "1-a.txt: what is the option hurry?"),
    ],
)
def test_mistakes_are_told(levels: ModuleType, tmp_path: Path, row: str, keys: list[str], said: str) -> None:
    write(tmp_path, "1-a.txt", row, keys)
    tiles = dict.fromkeys((picture for picture, _ in levels.VALUES.values()), 0)
    with pytest.raises(SystemExit, match=r".*") as stop:
        levels.convert(tmp_path, tmp_path, tiles)
    assert said in str(stop.value)


def test_a_level_with_instant_retry_has_one_room(levels: ModuleType, tmp_path: Path) -> None:
    write(tmp_path, "1-a.txt", EMPTY, ["options: retry=instant"])
    write(tmp_path, "1.1-b.txt", EMPTY)
    tiles = dict.fromkeys((picture for picture, _ in levels.VALUES.values()), 0)
    with pytest.raises(SystemExit, match="one room only"):
        levels.convert(tmp_path, tmp_path, tiles)
