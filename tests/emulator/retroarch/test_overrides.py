from pathlib import Path

from spinlab_pad.emulator.retroarch import cfg, overrides

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
