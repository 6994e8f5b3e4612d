from __future__ import annotations

import asyncio
import os
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app import library
from spinlab_pad.app.library import RomLibrary, listing
from spinlab_pad.lab.games.library import Scan
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread

CARTRIDGE = assets.path("cartridge/spinlab.sfc").read_bytes()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    opened = await StoreThread.open(tmp_path / "data")
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "games"
    (made / "hacks").mkdir(parents=True)
    (made / "B cartridge.sfc").write_bytes(CARTRIDGE)
    (made / "hacks" / "a headered.SMC").write_bytes(bytes(512) + CARTRIDGE)
    (made / "packed.zip").write_bytes(b"PK\x03\x04")
    (made / "cut short.sfc").write_bytes(b"too short")
    (made / "notes.txt").write_text("no game")
    (made / ".hidden.sfc").write_bytes(CARTRIDGE)
    return made


async def looked_through(made: RomLibrary, again: bool = False) -> RomLibrary:
    """One look from its beginning to its end."""
    if again:
        made.scan()
    running = asyncio.create_task(made.run())
    async with asyncio.timeout(20):
        while made.scanning is not None:
            await asyncio.sleep(0.002)
    running.cancel()
    await asyncio.wait((running,))
    return made


def library_of(folder: Path, store: StoreThread, changed: Callable[[], None] = lambda: None) -> RomLibrary:
    return RomLibrary(folder, store, changed)


def names(files: tuple[RomFile, ...]) -> list[str]:
    return [Path(file.path).name for file in files]


async def test_games_are_listed_by_name_with_what_is_found_in_them(folder: Path, store: StoreThread):
    made = await looked_through(library_of(folder, store))
    assert names(made.files) == ["a headered.SMC", "B cartridge.sfc", "cut short.sfc", "packed.zip"]
    headered, plain, short, packed = made.files
    assert plain.title == headered.title == "SPINLAB TRAINING CART"
    assert plain.sha256 == headered.sha256
    assert headered.bare_crc32 == plain.crc32 == zlib.crc32(CARTRIDGE) != headered.crc32
    assert short.problem is not None
    assert "too few" in short.problem
    assert packed.problem == "this is a zip file; unpack it to start the game from here"
    assert names(made.playable) == ["a headered.SMC", "B cartridge.sfc"]


async def test_what_has_not_changed_is_not_read_again(
    folder: Path, store: StoreThread, monkeypatch: pytest.MonkeyPatch
):
    first = await looked_through(library_of(folder, store))
    read: list[str] = []
    real = library.examined

    def noted(file: RomFile) -> RomFile:
        read.append(Path(file.path).name)
        return real(file)

    monkeypatch.setattr(library, "examined", noted)
    second = await looked_through(library_of(folder, store))
    assert read == []
    assert second.files == first.files
    (folder / "B cartridge.sfc").write_bytes(CARTRIDGE[:-1] + b"\x01")
    os.utime(folder / "hacks" / "a headered.SMC", ns=(1, 1))
    third = await looked_through(second, again=True)
    assert sorted(read) == ["B cartridge.sfc", "a headered.SMC"]
    assert third.files[1].crc32 != first.files[1].crc32


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each name is text")
async def test_a_name_that_is_no_text_is_told_and_the_others_are_found(folder: Path, store: StoreThread):
    odd = os.fsencode(folder) + b"/Pok\xe9.sfc"
    Path(os.fsdecode(odd)).write_bytes(CARTRIDGE)
    made = await looked_through(library_of(folder, store))
    assert names(made.playable) == ["a headered.SMC", "B cartridge.sfc"]
    (problem,) = [file.problem for file in made.files if Path(file.path).name == "Pok?.sfc"]
    assert problem == "its name, or that of its folder, is not UTF-8; rename it"
    played = library.looked_at(Path(os.fsdecode(odd)))
    assert played is not None
    assert (played.crc32, Path(played.path).name) == (zlib.crc32(CARTRIDGE), "Pok?.sfc")


async def test_what_is_gone_is_forgotten(folder: Path, store: StoreThread):
    made = await looked_through(library_of(folder, store))
    (folder / "packed.zip").unlink()
    await looked_through(made, again=True)
    assert "packed.zip" not in names(made.files)
    kept = await store.call(lambda opened: opened.rom_files.all())
    assert {file.path for file in kept} == {file.path for file in made.files}


async def test_progress_is_shown_and_news_are_told(folder: Path, store: StoreThread, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(library, "BATCH", 1)
    seen: list[Scan | None] = []
    made = RomLibrary(folder, store, lambda: seen.append(made.scanning), done=lambda: seen.append(None))
    await looked_through(made)
    assert [scan for scan in seen if scan and scan.of][:1] == [Scan(0, 3)]
    assert Scan(2, 3) in seen
    assert seen[-1] is None


async def test_a_file_that_cannot_be_read_is_tried_again_next_time(
    folder: Path, store: StoreThread, monkeypatch: pytest.MonkeyPatch
):
    def refused(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refused)
        made = await looked_through(library_of(folder, store))
        assert {file.problem for file in made.files if file.path.endswith(("fc", "MC"))} == {
            "can't be read (Permission denied); allow it to this user"
        }
        assert made.playable == ()
    assert len((await looked_through(made, again=True)).playable) == 2


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path, store: StoreThread):
    made = await looked_through(library_of(tmp_path / "none", store))
    assert made.files == ()
    assert made.problem is not None
    assert made.problem.endswith("correct rom.dir in config.yaml")


async def test_the_file_of_a_running_game_is_found_by_checksum_or_name(folder: Path, store: StoreThread):
    made = await looked_through(library_of(folder, store))
    crc32 = zlib.crc32(bytes(512) + CARTRIDGE)
    for crc, name, expected in (
        (crc32, "called otherwise", "a headered.SMC"),
        (None, "B cartridge", "B cartridge.sfc"),
        (1, "B cartridge", None),
        (None, "cut short", None),
    ):
        found = await made.find(crc, name)
        assert (Path(found.path).name if found else None) == expected


async def test_a_game_that_the_look_has_not_come_to_is_found_by_its_name(
    folder: Path, store: StoreThread, monkeypatch: pytest.MonkeyPatch
):
    made = library_of(folder, store)
    never = asyncio.Event()

    async def stuck(*_: object) -> None:
        await never.wait()

    monkeypatch.setattr(made, "_read", stuck)
    running = asyncio.create_task(made.run())
    async with asyncio.timeout(20):
        while made.scanning != Scan(0, 3):
            await asyncio.sleep(0.002)
    found = await made.find(zlib.crc32(CARTRIDGE), "B cartridge")
    assert found is not None
    assert found.title == "SPINLAB TRAINING CART"
    assert await made.find(zlib.crc32(CARTRIDGE), "another name") is None
    running.cancel()
    await asyncio.wait((running,))


def test_links_are_followed_but_not_in_circles(tmp_path: Path):
    games = tmp_path / "games"
    (games / "one").mkdir(parents=True)
    (games / "one" / "a.sfc").write_bytes(b"a")
    (games / "one" / "up").symlink_to(games)
    (games / "two").symlink_to(games / "one")
    (games / "nowhere.sfc").symlink_to(games / "missing")
    assert [Path(file.path).name for file in listing(games)] == ["a.sfc"]


async def test_the_same_bytes_in_two_places_are_one_game(folder: Path, store: StoreThread):
    (folder / "copy.sfc").write_bytes(CARTRIDGE)
    made = await looked_through(library_of(folder, store))
    assert names(made.playable) == ["a headered.SMC", "B cartridge.sfc"]
    assert len(made.files) == 5
