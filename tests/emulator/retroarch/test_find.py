from pathlib import Path

import pytest

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch.find import Machine, find, hardcore, installations


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def file(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def linux(tmp_path: Path) -> Machine:
    program(tmp_path / "bin" / "retroarch")
    return Machine("linux", tmp_path / "home", {"PATH": str(tmp_path / "bin")})


def test_linux_with_cores_of_the_downloader(linux: Machine) -> None:
    config = linux.home / ".config" / "retroarch"
    file(config / "cores" / "bsnes_libretro.so")
    snes9x = file(config / "cores" / "snes9x_libretro.so")
    file(config / "info" / "snes9x_libretro.info")
    recipe = find(machine=linux)
    assert (recipe.name, recipe.command, recipe.core) == ("snes9x", ("retroarch",), snes9x)
    assert recipe.info_folder == config / "info"
    assert not recipe.own_config


def test_the_configured_core_folder_is_looked_at_first(linux: Machine, tmp_path: Path) -> None:
    config = linux.home / ".config" / "retroarch"
    file(config / "cores" / "snes9x_libretro.so")
    mine = file(tmp_path / "mine" / "snes9x_libretro.so")
    file(config / "retroarch.cfg", f'# libretro_directory = "no"\nlibretro_directory = "{tmp_path / "mine"}"\n')
    assert find(machine=linux).core == mine


def test_flatpak_counts_only_where_retroarch_was_run(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "flatpak")
    machine = Machine("linux", tmp_path, {"PATH": str(tmp_path / "bin")})
    assert list(installations(machine)) == []
    core = file(tmp_path / ".var/app/org.libretro.RetroArch/config/retroarch/cores/snes9x_libretro.so")
    recipe = find(machine=machine)
    assert recipe.command == ("flatpak", "run", "org.libretro.RetroArch")
    assert recipe.core == core


@pytest.mark.parametrize(
    ("platform", "environ", "place", "core"),
    [
        (
            "win32",
            {"APPDATA": "roaming"},
            "roaming/RetroArch/retroarch.exe",
            "roaming/RetroArch/cores/snes9x_libretro.dll",
        ),
        (
            "darwin",
            {},
            "home/Applications/RetroArch.app/Contents/MacOS/RetroArch",
            "home/Library/Application Support/RetroArch/cores/snes9x_libretro.dylib",
        ),
    ],
)
def test_windows_and_macos(tmp_path: Path, platform: str, environ: dict[str, str], place: str, core: str) -> None:
    there = program(tmp_path / place)
    machine = Machine(platform, tmp_path / "home", {name: str(tmp_path / value) for name, value in environ.items()})
    file(tmp_path / core)
    recipe = find(machine=machine)
    assert recipe.command == (str(there),)
    assert recipe.core == tmp_path / core


def test_what_is_named_is_taken(linux: Machine, tmp_path: Path) -> None:
    other = program(tmp_path / "other" / "retroarch")
    core = file(tmp_path / "usr/lib/any/libretro/snes9x_libretro.so")
    file(tmp_path / "usr/share/libretro/info/snes9x_libretro.info")
    recipe = find(other, core, own_config=True, machine=linux)
    assert (recipe.command, recipe.core, recipe.own_config) == ((str(other),), core, True)
    assert recipe.info_folder == tmp_path / "usr/share/libretro/info"


def test_what_is_missing_is_named_with_the_remedy(linux: Machine, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"emulator\.retroarch_path"):
        find(machine=Machine("linux", tmp_path, {"PATH": str(tmp_path)}))
    with pytest.raises(SetupError, match="no program"):
        find(tmp_path / "none", machine=linux)
    with pytest.raises(SetupError, match=r"emulator\.ra_core_path"):
        find(core=tmp_path / "none.so", machine=linux)


def test_hardcore_mode_is_read(tmp_path: Path) -> None:
    assert not hardcore(tmp_path)
    on = 'cheevos_enable = "true"\ncheevos_hardcore_mode_enable = "true"\n'
    file(tmp_path / "retroarch.cfg", on)
    assert not hardcore(tmp_path), "without a user nothing is forbidden"
    file(tmp_path / "retroarch.cfg", on + 'cheevos_username = "me"\n')
    assert hardcore(tmp_path)
