import struct
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.replay_folder import STAGED_SLOT, TOGGLED, ReplayFolder
from spinlab_pad.emulator.retroarch.replay_shelf import Shelf


def replay(identifier: int) -> bytes:
    return struct.pack("<4s3IQ4I", b"2VSB", 2, 0, 0, identifier, 0, 128, 16, 0) + bytes(14)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> ReplayFolder:
    """Sorted by core, as RetroArch does by itself."""
    (tmp_path / "Snes9x").mkdir()
    return ReplayFolder(tmp_path, "game (U)", lambda: tmp_path / "Snes9x")


def test_the_runners_own_are_aside_and_come_back(folder: ReplayFolder, tmp_path: Path) -> None:
    mine = {"game (U).replay", "Snes9x/game (U).replay0", "Snes9x/game (U).replay12"}
    others = {"Snes9x/game (U).state1", "Snes9x/game (U)2.replay1", "Snes9x/other.replay"}
    for name in mine | others:
        (tmp_path / name).write_text(name)
    folder.set_aside()
    assert names(tmp_path) & mine == set()
    assert names(tmp_path) >= others
    ReplayFolder(tmp_path, "game (U)", lambda: None).give_back()
    assert names(tmp_path) == mine | others
    assert all((tmp_path / name).read_text() == name for name in mine)


def test_a_name_that_is_taken_waits_for_its_owner(folder: ReplayFolder, tmp_path: Path) -> None:
    name = tmp_path / "Snes9x" / "game (U).replay0"
    name.write_text("mine")
    folder.set_aside()
    name.write_bytes(replay(7))
    folder.give_back()
    assert name.read_bytes() == replay(7)
    assert folder.fresh(7) == name
    assert folder.fresh(8) is None
    folder.mark_live(name)
    assert folder.live() == name
    kept = folder.keep(name)
    assert folder.live() is None
    folder.give_back()
    assert name.read_text() == "mine"
    assert kept.read_bytes() == replay(7)
    assert [folder.is_ours(path) for path in folder.all()] == [path == kept for path in folder.all()]
    assert names(tmp_path) == {"Snes9x/game (U).replay0", f"Snes9x/{kept.name}"}


def test_what_is_staged_goes_and_what_was_there_comes_back(folder: ReplayFolder, tmp_path: Path) -> None:
    theirs = tmp_path / "Snes9x" / f"game (U).replay{STAGED_SLOT}"
    theirs.write_text("mine")
    for data in (b"one", b"two"):
        folder.stage(data)
        assert theirs.read_bytes() == data
    assert folder.all() == ()
    folder.set_aside()
    assert theirs.read_bytes() == b"two", "RetroArch may be reading it"
    folder.give_back()
    assert theirs.read_text() == "mine"
    assert names(tmp_path) == {f"Snes9x/{theirs.name}"}


def test_nothing_is_staged_where_retroarch_may_not_look(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="not known"):
        ReplayFolder(tmp_path, "game", lambda: None).stage(b"data")
    with pytest.raises(StateError, match="can't be written"):
        ReplayFolder(tmp_path, "game", lambda: tmp_path / "missing").stage(b"data")


def test_replays_beside_the_game_are_aside_too(tmp_path: Path) -> None:
    base, games = tmp_path / "states", tmp_path / "games"
    for folder in (base, games, games / "deeper"):
        folder.mkdir()
    for path in (games / "game.replay", games / "deeper" / "game.replay1", base / "game.replay2"):
        path.write_text(path.name)
    before = names(tmp_path)
    replays = ReplayFolder(base, "game", lambda: games)
    assert [path.name for path in replays.all()].count("game.replay") == 1
    replays.set_aside()
    assert names(tmp_path) & before == {"games/deeper/game.replay1"}, "RetroArch doesn't look there"
    (games / "game.replay").write_bytes(replay(7))
    assert replays.fresh(7) == games / "game.replay"
    (games / "game.replay").unlink()
    replays.give_back()
    assert names(tmp_path) == before
    within = ReplayFolder(tmp_path, "game", lambda: games)
    assert len(within.all()) == 3, "none twice"


def test_1_14_has_other_names(tmp_path: Path) -> None:
    for name in ("game.srm", "game.srm.bsv", "game.srm3.bsv", "game.replay1"):
        (tmp_path / name).touch()
    folder = ReplayFolder(tmp_path, "game", lambda: None, TOGGLED)
    assert {path.name for path in folder.all()} == {"game.srm.bsv", "game.srm3.bsv"}


async def test_what_lies_beside_the_game_is_listed_too(tmp_path: Path) -> None:
    base, games = tmp_path / "states", tmp_path / "games"
    base.mkdir()
    games.mkdir()
    folder = ReplayFolder(base, "game", lambda: games)
    (games / "game.replay1").write_bytes(replay(1))
    folder.keep(games / "game.replay1")
    shelf = Shelf(folder)
    (only,) = await shelf.list()
    assert (await shelf.read(only.name)).file == only.name
    await shelf.discard(only.name)
    assert names(tmp_path) == set()


async def test_the_shelf_lists_and_removes_only_ours(folder: ReplayFolder, tmp_path: Path) -> None:
    theirs = tmp_path / "Snes9x" / "game (U).replay3"
    theirs.write_bytes(replay(3))
    (tmp_path / "Snes9x" / "game (U).replay4").write_text("no replay")
    shelf = Shelf(folder)
    assert await shelf.list() == ()
    with pytest.raises(StateError, match="runner's own"):
        await shelf.discard("Snes9x/game (U).replay3")
    with pytest.raises(StateError, match="no recording"):
        await shelf.read("../../somewhere")
    with pytest.raises(StateError, match="is no recording"):
        await shelf.read("Snes9x/game (U).replay4")
    kept = folder.keep(theirs)
    (only,) = await shelf.list()
    assert (only.name, only.started_s, only.frames) == (f"Snes9x/{kept.name}", 3, 0)
    await shelf.discard(only.name)
    assert not kept.exists()
