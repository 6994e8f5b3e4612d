import json
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch.places import Loaded, loaded, place
from spinlab_pad.emulator.retroarch.processes import Running
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

FILES = Loaded(Path("/roms/hacks/kaizo.sfc"), Path("/cores/snes9x_libretro.so"))
BASE = Path("/states")
BY_CORE = {"sort_savestates_enable": "true"}
BY_CONTENT = {"sort_savestates_by_content_enable": "true"}
FLAT = {"sort_savestates_enable": "false"}
BESIDE = {"savestates_in_content_dir": "true"}


@pytest.mark.parametrize(
    ("settings", "version", "found"),
    [
        ({}, (1, 22), "/states/Snes9x"),
        ({}, (1, 14), "/states"),
        (FLAT, (1, 22), "/states"),
        (BY_CORE, (1, 14), "/states/Snes9x"),
        ({**FLAT, **BY_CONTENT}, (1, 22), "/states/hacks"),
        ({**BY_CORE, **BY_CONTENT}, (1, 22), "/states/hacks/Snes9x"),
        (BESIDE, (1, 17), "/roms/hacks"),
        ({**BESIDE, **FLAT}, (1, 22), "/roms/hacks"),
        (BESIDE, (1, 22), "/roms/hacks/Snes9x"),
        ({**BESIDE, **FLAT, **BY_CONTENT}, (1, 22), "/roms/hacks/hacks"),
    ],
)
def test_settings_tell_the_folder(settings: dict[str, str], version: tuple[int, int], found: str) -> None:
    assert place(BASE, UserSettings(values=settings), version, FILES) == Path(found)


def test_a_folder_whose_name_is_not_known_is_not_guessed() -> None:
    nothing = Loaded()
    assert place(BASE, UserSettings(values=BY_CORE), (1, 22), nothing) is None
    assert place(BASE, UserSettings(values={**FLAT, **BY_CONTENT}), (1, 22), nothing) is None
    assert place(BASE, UserSettings(values=BESIDE), (1, 22), nothing) is None
    assert place(BASE, UserSettings(values=FLAT), (1, 22), nothing) == BASE
    other = Loaded(FILES.content, Path("/cores/own_libretro.so"))
    assert place(BASE, UserSettings(values=BY_CORE), (1, 22), other) is None


def running(core: Path | None, content: Path | None) -> Running:
    return Running(7, (), core, content, Path("/home/me"), frozenset())


def test_the_process_shows_game_and_core() -> None:
    assert loaded(UserSettings(process=running(FILES.core, FILES.content)), "kaizo") == FILES
    assert loaded(UserSettings(process=running(FILES.core, None)), None) == Loaded(None, FILES.core)
    assert FILES.library == "Snes9x"


def test_the_core_that_is_loaded_counts_before_the_one_that_was_played_with(tmp_path: Path) -> None:
    items = [{"path": "/roms/hacks/kaizo.sfc", "core_path": "/cores/other_libretro.so"}]
    (tmp_path / "content_history.lpl").write_text(json.dumps({"items": items}))
    settings = UserSettings((tmp_path / "retroarch.cfg",), process=running(FILES.core, Path("/roms/first.sfc")))
    assert loaded(settings, "kaizo") == FILES


@pytest.mark.parametrize("place", ["", "playlists/builtin"])
def test_a_game_from_the_menu_is_the_last_of_its_name_that_was_played(tmp_path: Path, place: str) -> None:
    items = [
        {"path": "/roms/other.sfc", "core_path": "/cores/other_libretro.so"},
        {"path": "/roms/hacks/kaizo.zip#inner.sfc", "core_path": "DETECT"},
        {"path": "/roms/hacks/kaizo.sfc", "core_path": "/cores/snes9x_libretro.so"},
        {"path": "/old/kaizo.sfc", "core_path": "/cores/bsnes_libretro.so"},
    ]
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "content_history.lpl").write_text(json.dumps({"items": items}))
    settings = UserSettings((tmp_path / "retroarch.cfg",))
    assert loaded(settings, "kaizo") == FILES
    assert loaded(settings, "inner") == Loaded(Path("/roms/hacks/kaizo.zip"), None)
    assert loaded(settings, "none") == Loaded()
    assert loaded(settings, None).core == Path("/cores/other_libretro.so")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items": [1]}', '{"items": [{}]}'])
def test_a_list_that_is_none_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "content_history.lpl").write_text(text)
    assert loaded(UserSettings((tmp_path / "retroarch.cfg",)), "kaizo") == Loaded()
