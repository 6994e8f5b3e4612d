from pathlib import Path

import pytest

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch.find import Installation, Machine, find, installations


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
    return Machine("linux", tmp_path / "home", {"PATH": str(tmp_path / "bin")}, root=tmp_path)


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
    machine = Machine("linux", tmp_path, {"PATH": str(tmp_path / "bin")}, root=tmp_path)
    assert list(installations(machine)) == []
    core = file(tmp_path / ".var/app/org.libretro.RetroArch/config/retroarch/cores/snes9x_libretro.so")
    recipe = find(machine=machine)
    assert recipe.command == ("flatpak", "run", "--die-with-parent", "org.libretro.RetroArch")
    assert recipe.core == core
    assert recipe.workplace == tmp_path / ".var/app/org.libretro.RetroArch/cache"


LINUX = "linux"
WINDOWS = "win32"
MAC = "darwin"
MAC_APP = "RetroArch.app/Contents/MacOS/RetroArch"
MAC_DATA = "home/Library/Application Support/RetroArch"


@pytest.mark.parametrize(
    ("platform", "kind", "place", "config", "core"),
    [
        (LINUX, "Steam", "home/.local/share/Steam/steamapps/common/RetroArch/retroarch.sh", ".", "cores"),
        (LINUX, "Steam", "games/steamapps/common/RetroArch/retroarch", ".", "cores"),
        (
            LINUX,
            "Steam",
            "home/.var/app/com.valvesoftware.Steam/.local/share/Steam/steamapps/common/RetroArch/retroarch.sh",
            ".",
            "cores",
        ),
        (LINUX, "AppImage", "home/Applications/RetroArch-Linux-x86_64.AppImage", "/home/.config/retroarch", "cores"),
        (LINUX, "AppImage", "home/bin/RetroArch.AppImage", "RetroArch.AppImage.home/.config/retroarch", "cores"),
        (LINUX, "AppImage", "home/Downloads/RetroArch-1.22/RetroArch-Linux-x86_64.AppImage",
         "RetroArch-Linux-x86_64.AppImage.config/retroarch", "cores"),
        (LINUX, "Snap", "snap/bin/retroarch", "/home/snap/retroarch/current/.config/retroarch", "cores"),
        (LINUX, "self-compiled", "usr/local/bin/retroarch", "/home/.config/retroarch", "/usr/local/lib/libretro"),
        (LINUX, "in PATH", "bin/retroarch", "/home/.config/retroarch", "/usr/lib/x86_64-linux-gnu/libretro"),
        (WINDOWS, "installer or archive", "RetroArch-Win64/retroarch.exe", ".", "cores"),
        (WINDOWS, "installer or archive", "roaming/RetroArch/retroarch.exe", ".", "cores"),
        (WINDOWS, "installer or archive", "home/Downloads/RetroArch-Win64/retroarch.exe", "/roaming", "cores"),
        (WINDOWS, "Steam", "games/steamapps/common/RetroArch/retroarch.exe", ".", "cores"),
        (WINDOWS, "Scoop", "home/scoop/apps/retroarch/current/retroarch.exe", ".", "cores"),
        (WINDOWS, "Chocolatey", "tools/RetroArch-Win64/retroarch.exe", ".", "cores"),
        (WINDOWS, "EmuDeck", "roaming/EmuDeck/Emulators/RetroArch/retroarch.exe", ".", "cores"),
        (WINDOWS, "LaunchBox", "home/LaunchBox/Emulators/RetroArch/retroarch.exe", ".", "cores"),
        (WINDOWS, "in PATH", "bin/retroarch.exe", ".", "cores"),
        (MAC, "application", f"Applications/{MAC_APP}", f"/{MAC_DATA}/config", f"/{MAC_DATA}/cores"),
        (MAC, "application", f"home/Applications/{MAC_APP}", f"/{MAC_DATA}", "../Resources/cores"),
        (
            MAC,
            "Steam",
            f"home/Library/Application Support/Steam/steamapps/common/RetroArch/{MAC_APP}",
            f"/{MAC_DATA}/config",
            "../Resources/cores",
        ),
    ],
)  # fmt: skip
def test_every_layout_is_found(tmp_path: Path, platform: str, kind: str, place: str, config: str, core: str) -> None:
    """`config` and `core` are folders, from the program's own or, with a slash, from the root."""

    def at(folder: str) -> Path:
        return tmp_path / folder[1:] if folder.startswith("/") else there.parent / folder

    there = program(tmp_path / place)
    settings = file(at(config) / "retroarch.cfg")
    suffix = {LINUX: ".so", WINDOWS: ".dll", MAC: ".dylib"}[platform]
    # Beside the program on Windows and in Steam, beside the configuration elsewhere.
    folder = settings.parent / core if core == "cores" and platform == LINUX else at(core)
    there_too = file(folder / f"snes9x_libretro{suffix}")
    file(
        tmp_path / "home/.local/share/Steam/steamapps/libraryfolders.vdf",
        f'"libraryfolders"\n{{\n\t"0"\n\t{{\n\t\t"path"\t\t"{tmp_path}/games"\n\t\t"apps" {{ "1118310" "7" }}\n',
    )
    environ = {"APPDATA": "roaming", "PATH": "bin", "SteamPath": "games"}
    machine = Machine(
        platform,
        tmp_path / "home",
        {name: str(tmp_path / value) for name, value in environ.items()},
        root=tmp_path,
    )
    (found,) = installations(machine)
    assert found.kind == kind
    assert Path(machine.which(found.command[0]) or "") == there
    assert found.config.resolve() == settings.resolve()
    assert [each.resolve() for each in found.cores] == [there_too.resolve()]
    assert find(machine=machine).core.resolve() == there_too.resolve()


def only(machine: Machine) -> Installation:
    (found,) = installations(machine)
    return found


@pytest.mark.parametrize(
    ("told", "folder"),
    [
        ("~/mine", "home/mine"),
        (":/mine", "bin/mine"),
        (":\\mine", "bin/mine"),
        ("default", "home/.config/retroarch/cores"),
    ],
)
def test_folders_are_expanded_as_retroarch_does(linux: Machine, tmp_path: Path, told: str, folder: str) -> None:
    file(linux.home / ".config/retroarch/retroarch.cfg", f'libretro_directory = "{told}"\n')
    core = file(tmp_path / folder / "snes9x_libretro.so")
    assert only(linux).cores == (core,)


def test_home_of_a_portable_appimage_is_beside_it(tmp_path: Path) -> None:
    there = program(tmp_path / "Applications/RetroArch.AppImage")
    home = there.with_name("RetroArch.AppImage.home")
    file(home / ".config/retroarch/retroarch.cfg", 'libretro_directory = "~/cores"\nrgui_config_directory = "~/o"\n')
    core = file(home / "cores/snes9x_libretro.so")
    found = only(Machine("linux", tmp_path, {"PATH": ""}, root=tmp_path))
    assert found.cores == (core,)
    assert found.overrides == home / "o"


def test_colon_is_the_application_on_macos(tmp_path: Path) -> None:
    program(tmp_path / "Applications" / MAC_APP)
    file(tmp_path / MAC_DATA / "retroarch.cfg", 'libretro_directory = ":/Contents/Resources/mine"\n')
    core = file(tmp_path / "Applications/RetroArch.app/Contents/Resources/mine/snes9x_libretro.dylib")
    assert only(Machine("darwin", tmp_path / "home", {}, root=tmp_path)).cores == (core,)


def test_info_files_are_found_where_the_configuration_says(linux: Machine, tmp_path: Path) -> None:
    config = linux.home / ".config" / "retroarch"
    file(config / "cores" / "snes9x_libretro.so")
    file(config / "retroarch.cfg", f'libretro_info_path = "{tmp_path / "told"}"\n')
    file(tmp_path / "told" / "snes9x_libretro.info")
    assert find(machine=linux).info_folder == tmp_path / "told"


def test_all_usable_cores_are_listed_the_best_first_and_the_others_apart(linux: Machine) -> None:
    cores = linux.home / ".config/retroarch/cores"
    for name in ("snes9x2010", "bsnes", "snes9x", "bsnes_mercury_accuracy", "mgba"):
        file(cores / f"{name}_libretro.so")
    found = only(linux)
    assert [path.name for path in found.cores] == [
        "snes9x_libretro.so", "bsnes_mercury_accuracy_libretro.so", "snes9x2010_libretro.so"
    ]  # fmt: skip
    assert [path.name for path in found.unusable] == ["bsnes_libretro.so"]
    assert str(found) == (
        f"in PATH: retroarch; settings {cores.parent / 'retroarch.cfg'} (not there yet); "
        f"SNES cores: snes9x, bsnes_mercury_accuracy, snes9x2010 (bsnes: shows no memory)"
    )


def test_an_installation_with_a_core_goes_before_one_without(linux: Machine) -> None:
    program(linux.home / "Applications/RetroArch.AppImage")
    home = linux.home / "Applications/RetroArch.AppImage.home"
    file(home / ".config/retroarch/retroarch.cfg")
    core = file(home / ".config/retroarch/cores/snes9x_libretro.so")
    assert [each.kind for each in installations(linux)] == ["in PATH", "AppImage"]
    assert find(machine=linux).core == core


def test_one_that_is_reached_in_two_ways_is_listed_once(linux: Machine, tmp_path: Path) -> None:
    steam = linux.home / ".local/share/Steam"
    program(steam / "steamapps/common/RetroArch/retroarch.sh")
    program(steam / "steamapps/common/RetroArch/retroarch")
    (linux.home / ".steam").mkdir()
    (linux.home / ".steam/steam").symlink_to(steam)
    (tmp_path / "usr/local/bin").mkdir(parents=True)
    (tmp_path / "usr/local/bin/retroarch").symlink_to(tmp_path / "bin/retroarch")
    assert [each.kind for each in installations(linux)] == ["in PATH", "Steam"]


def test_a_core_without_memory_is_refused_by_name(linux: Machine) -> None:
    file(linux.home / ".config/retroarch/cores/bsnes_libretro.so")
    with pytest.raises(SetupError, match=r"bsnes doesn't.*Snes9x"):
        find(machine=linux)


def test_what_is_named_is_taken(linux: Machine, tmp_path: Path) -> None:
    other = program(tmp_path / "other" / "retroarch")
    core = file(tmp_path / "usr/lib/any/libretro/snes9x_libretro.so")
    file(tmp_path / "usr/share/libretro/info/snes9x_libretro.info")
    recipe = find(other, core, own_config=True, machine=linux)
    assert (recipe.command, recipe.core, recipe.own_config) == ((str(other),), core, True)
    assert recipe.info_folder == tmp_path / "usr/share/libretro/info"


def test_what_is_missing_is_named_with_the_remedy(linux: Machine, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"emulator\.retroarch_path"):
        find(machine=Machine("linux", tmp_path, {"PATH": str(tmp_path)}, root=tmp_path))
    with pytest.raises(SetupError, match="no program"):
        find(tmp_path / "none", machine=linux)
    with pytest.raises(SetupError, match=r"emulator\.ra_core_path"):
        find(core=tmp_path / "none.so", machine=linux)
