from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.identity import by_file, by_rom, configured
from spinlab_pad.app.library import RomLibrary
from spinlab_pad.emulator.port import Game
from spinlab_pad.game.profile import load_profile
from spinlab_pad.game.rom import read_rom
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.thread import StoreThread

from .test_library import CARTRIDGE, looked_through

TITLE = b"SPINLAB TRAINING CART"


def retitled(title: bytes) -> bytes:
    """The cartridge under another title."""
    at = CARTRIDGE.index(TITLE)
    return CARTRIDGE[:at] + title.ljust(21) + CARTRIDGE[at + 21 :]


def game(data: bytes, name: str = "game", path: Path | None = None) -> Game:
    return Game(name, "super_nes", read_rom(data).crc32, "core", "1", str(path) if path else None)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    opened = await StoreThread.open(tmp_path / "data")
    yield opened
    await opened.close()


async def library_with(folder: Path, store: StoreThread, data: bytes) -> RomLibrary:
    folder.mkdir()
    (folder / "file.sfc").write_bytes(data)
    return await looked_through(RomLibrary(folder, store, lambda: None))


@pytest.mark.parametrize(
    ("data", "profile", "reason"),
    [
        (CARTRIDGE, "spinlab", "header"),
        (bytes(512) + retitled(b"SUPER MARIOWORLD"), "smw", "header"),
        (retitled(b"SOMETHING ELSE"), None, "unknown"),
    ],
)
async def test_the_header_of_its_file_tells(
    tmp_path: Path, store: StoreThread, data: bytes, profile: str | None, reason: str
):
    library = await library_with(tmp_path / "games", store, data)
    known = await by_rom(store, library)(game(data))
    assert (known.profile.name if known.profile else None, known.reason) == (profile, reason)
    assert known.rom is not None


async def test_without_a_library_the_file_that_the_emulator_plays_is_looked_at(tmp_path: Path, store: StoreThread):
    file = tmp_path / "hack.sfc"
    file.write_bytes(CARTRIDGE)
    known = await by_rom(store, None)(game(CARTRIDGE, path=file))
    assert known.profile is not None
    assert (known.profile.name, known.reason) == ("spinlab", "header")
    changed = await by_rom(store, None)(game(retitled(b"OTHER"), path=file))
    assert (changed.rom, changed.reason) == (None, "unknown"), "the file is of another game"
    gone = await by_rom(store, None)(game(CARTRIDGE, path=tmp_path / "gone.sfc"))
    assert gone.rom is None


async def test_without_a_file_checksum_and_name_tell(store: StoreThread):
    known = by_rom(store, None)
    by_hash = await known(Game("renamed", "super_nes", 0xB19ED489, "core", "1"))
    assert by_hash.profile is not None
    assert (by_hash.profile.name, by_hash.reason) == ("smw-vanilla", "hash")
    by_name = await known(Game("Super Mario World (USA)", "super_nes", None, "core", "1"))
    assert by_name.reason == "name"
    assert (await known(Game("Kaizo", "super_nes", 7, "core", "1"))).profile is None


async def test_what_the_runner_chose_wins_and_goes_with_the_game_into_another_file(tmp_path: Path, store: StoreThread):
    library = await library_with(tmp_path / "games", store, bytes(512) + CARTRIDGE)
    bare = read_rom(CARTRIDGE)

    def choose(opened) -> None:
        opened.add_game(GameRecord(f"{bare.crc32:08x}", "game", "super_nes", bare.crc32, "smw"), 1)
        opened.contents.describe(f"{bare.crc32:08x}", bare.sha256, None, "elsewhere")
        opened.contents.choose_profile(f"{bare.crc32:08x}", "smw-vanilla")

    await store.call(choose)
    known = await by_rom(store, library)(game(bytes(512) + CARTRIDGE))
    assert known.profile is not None
    assert (known.profile.name, known.reason) == ("smw-vanilla", "chosen")


async def test_a_choice_of_a_profile_that_is_not_there_any_more_counts_no_longer(store: StoreThread):
    crc32 = read_rom(CARTRIDGE).crc32
    file = assets.path("cartridge/spinlab.sfc")

    def choose(opened) -> None:
        opened.add_game(GameRecord(f"{crc32:08x}", "game", "super_nes", crc32, "smw"), 1)
        opened.contents.choose_profile(f"{crc32:08x}", "of an older version")

    await store.call(choose)
    assert (await by_rom(store, None)(game(CARTRIDGE, path=file))).reason == "header"


async def test_the_configured_profile_is_for_every_game(tmp_path: Path, store: StoreThread):
    library = await library_with(tmp_path / "games", store, CARTRIDGE)
    known = await configured(lambda _: load_profile("smw-vanilla"), library)(game(CARTRIDGE))
    assert known.profile is not None
    assert (known.profile.name, known.reason) == ("smw-vanilla", "config")
    assert known.rom is not None


async def test_what_was_found_in_its_file_is_remembered_where_that_is_not_at_hand(store: StoreThread):
    crc32 = read_rom(CARTRIDGE).crc32

    def seen(opened) -> None:
        opened.add_game(GameRecord(f"{crc32:08x}", "game", "super_nes", crc32, ""), 1)
        opened.contents.describe(f"{crc32:08x}", "ab" * 32, "SUPER MARIOWORLD", "on a stick")

    await store.call(seen)
    known = await by_rom(store, None)(game(CARTRIDGE))
    assert known.profile is not None
    assert (known.profile.name, known.reason) == ("smw", "header")


def test_without_a_store_the_file_that_the_emulator_plays_or_the_name_tells(tmp_path: Path):
    file = tmp_path / "hack.sfc"
    file.write_bytes(CARTRIDGE)
    told = by_file(game(CARTRIDGE, path=file))
    assert told.profile is not None
    assert (told.profile.name, told.reason) == ("spinlab", "header")
    assert by_file(game(retitled(b"OTHER"), path=file)).reason == "unknown", "the file is of another game"
    named = by_file(game(retitled(b"OTHER"), name="Super Mario World"))
    assert (named.profile.name if named.profile else None, named.reason) == ("smw-vanilla", "name")
