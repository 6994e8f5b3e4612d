import json
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch.places import Loaded, loaded, place
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
        (BESIDE, (1, 22), "/roms/hacks"),
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


@pytest.mark.parametrize(
    "command",
    [
        ("retroarch", "-L", "/cores/snes9x_libretro.so", "--appendconfig", "kaizo.cfg", "/roms/hacks/kaizo.sfc"),
        ("retroarch", "--libretro=/cores/snes9x_libretro.so", "/roms/hacks/kaizo.sfc"),
    ],
)
def test_the_command_line_names_game_and_core(command: tuple[str, ...]) -> None:
    assert loaded(UserSettings(command=command), "kaizo") == FILES
    assert FILES.library == "Snes9x"


def test_a_game_from_the_menu_is_the_last_of_its_name_that_was_played(tmp_path: Path) -> None:
    items = [
        {"path": "/roms/other.sfc", "core_path": "/cores/other_libretro.so"},
        {"path": "/roms/hacks/kaizo.zip#inner.sfc", "core_path": "DETECT"},
        {"path": "/roms/hacks/kaizo.sfc", "core_path": "/cores/snes9x_libretro.so"},
        {"path": "/old/kaizo.sfc", "core_path": "/cores/bsnes_libretro.so"},
    ]
    (tmp_path / "content_history.lpl").write_text(json.dumps({"items": items}))
    settings = UserSettings((tmp_path / "retroarch.cfg",), command=("retroarch",))
    assert loaded(settings, "kaizo") == FILES
    assert loaded(settings, "inner") == Loaded(Path("/roms/hacks/kaizo.zip"), None)
    assert loaded(settings, "none") == Loaded()
    assert loaded(settings, None).core == Path("/cores/other_libretro.so")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items": [1]}', '{"items": [{}]}'])
def test_a_list_that_is_none_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "content_history.lpl").write_text(text)
    assert loaded(UserSettings((tmp_path / "retroarch.cfg",)), "kaizo") == Loaded()
