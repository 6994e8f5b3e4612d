from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch import cfg, launch, overrides
from spinlab_pad.emulator.retroarch.launch import Recipe
from tests.emulator.cartridge import CARTRIDGE
from tests.emulators.installations import BSNES, SNES9X, installations

SNES9X_FILE = Path("/cores/snes9x_libretro.so")


def write(folder: Path, name: str, **settings: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.cfg").write_text(cfg.text(settings))


def test_the_game_beats_its_folder_and_that_the_core(tmp_path: Path) -> None:
    write(tmp_path / "Snes9x", "Snes9x", a="core", b="core", c="core")
    write(tmp_path / "Snes9x", "hacks", b="folder", c="folder")
    write(tmp_path / "Snes9x", "game", c="game")
    write(tmp_path / "bsnes-mercury", "bsnes-mercury", d="other core")
    found = overrides.settings(tmp_path, SNES9X_FILE, Path("/roms/hacks/game.sfc"))
    assert found == {"a": "core", "b": "folder", "c": "game", "auto_overrides_enable": "false"}


def test_nothing_is_turned_off_where_nothing_is_overridden(tmp_path: Path) -> None:
    assert overrides.settings(tmp_path, SNES9X_FILE, Path("/roms/game.sfc")) == {}
    write(tmp_path / "Other", "Other", a="b")
    assert overrides.settings(tmp_path, Path("/cores/other_libretro.so"), Path("/roms/game.sfc")) == {}


@pytest.mark.parametrize(
    ("name", "library"),
    [
        pytest.param(SNES9X, "Snes9x", marks=pytest.mark.emulator(SNES9X)),
        pytest.param(BSNES, "bsnes-mercury", marks=pytest.mark.emulator(BSNES)),
    ],
)
async def test_an_override_of_the_runner_holds_but_does_not_beat_ours(name: str, library: str, tmp_path: Path) -> None:
    """The core's override moves the states and the port, and turns the screen full: only that is none of our affair."""
    mine = tmp_path / "mine"
    mine.mkdir()
    runners = {"savestate_directory": str(mine), "network_cmd_port": "1", "video_fullscreen": "true"}
    write(tmp_path / "config" / library, library, **runners)
    write(tmp_path / "config" / library, "spinlab", netplay_nickname="runner")
    (tmp_path / "config" / library / "spinlab.opt").write_text('mine = "kept"\n')
    found = installations()[name]
    recipe = Recipe(
        name, found.command, found.core, found.info_folder,
        settings={"rgui_config_directory": str(tmp_path / "config")}, own_config=True, overrides=tmp_path / "config",
    )  # fmt: skip
    emulator = await launch(recipe, CARTRIDGE, folder=tmp_path / "ours", headless=True)
    try:
        asked = ("savestate_directory", "video_fullscreen", "netplay_nickname")
        told = [await emulator._parts.questions.parameter(setting) for setting in asked]
        assert told == [str(tmp_path / "ours" / "states"), "true", "runner"]
        assert emulator.process is not None
        log = emulator.process.log.read_text("utf-8", "replace")
        assert "spinlab.opt" in log, "the runner's core options for the game are found as ever"
    finally:
        await emulator.close()
