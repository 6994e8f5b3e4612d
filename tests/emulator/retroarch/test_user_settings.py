from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.emulator.retroarch.find import Machine
from spinlab_pad.emulator.retroarch.processes import files_of_command
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files, of_port
from tests.emulator.cartridge import CARTRIDGE
from tests.emulators.installations import BSNES, SNES9X, installations

BOTH = [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)]
HOME = {"HOME": "/home/me"}


@pytest.mark.parametrize(
    ("command", "files"),
    [
        (["retroarch"], ["/home/me/.config/retroarch/retroarch.cfg"]),
        (["retroarch", "-c", "/x/my.cfg", "game.sfc"], ["/x/my.cfg"]),
        (["retroarch", "--config=my.cfg"], ["/work dir/my.cfg"]),
        (
            ["retroarch", "--appendconfig", "/a.cfg|b.cfg", "--verbose"],
            ["/home/me/.config/retroarch/retroarch.cfg", "/a.cfg", "/work dir/b.cfg"],
        ),
    ],
)
def test_the_command_line_names_the_files(command: list[str], files: list[str]) -> None:
    assert files_of_command(command, HOME, Path("/work dir")) == tuple(map(Path, files))


def test_the_folder_of_the_system_for_settings_counts() -> None:
    environ = {**HOME, "XDG_CONFIG_HOME": "/cfg"}
    assert files_of_command(["retroarch"], environ, Path("/")) == (Path("/cfg/retroarch/retroarch.cfg"),)


def test_values_come_with_retroarchs_own_defaults(tmp_path: Path) -> None:
    (tmp_path / "retroarch.cfg").write_text(
        'a = "true"\nb = "0"\nn = "7"\nstates = ":/states"\nlogs = "~/logs"\nnone = "default"\n'
    )
    told = of_files((tmp_path / "retroarch.cfg",))
    assert told.on("a", default=False)
    assert not told.on("b", default=True)
    assert told.on("c", default=True)
    assert (told.number("n", 1), told.number("a", 1), told.number("c", 1)) == (7, 1, 1)
    assert told.path("states") == tmp_path / "states"
    assert told.path("logs") == Path.home() / "logs"
    assert told.path("none", tmp_path) == told.path("missing", tmp_path) == tmp_path
    assert (told.folder, told.certain) == (tmp_path, False)


def test_overrides_of_core_folder_and_game_come_on_top(tmp_path: Path) -> None:
    (tmp_path / "retroarch.cfg").write_text('a = "main"\nb = "main"\nc = "main"\nd = "main"\n')
    place = tmp_path / "config" / "Snes9x"
    place.mkdir(parents=True)
    (place / "Snes9x.cfg").write_text('b = "core"\nc = "core"\nd = "core"\n')
    (place / "hacks.cfg").write_text('c = "folder"\nd = "folder"\n')
    (place / "kaizo.cfg").write_text('d = "game"\n')
    main = of_files((tmp_path / "retroarch.cfg",))
    told = main.overridden("Snes9x", Path("/roms/hacks/kaizo.sfc"))
    assert dict(told.values) == {"a": "main", "b": "core", "c": "folder", "d": "game"}
    assert [file.name for file in told.files] == ["retroarch.cfg", "Snes9x.cfg", "hacks.cfg", "kaizo.cfg"]
    assert main.overridden("Other", None) == main
    (tmp_path / "retroarch.cfg").write_text('auto_overrides_enable = "false"\n')
    off = of_files((tmp_path / "retroarch.cfg",))
    assert off.overridden("Snes9x", None) == off


def test_nothing_is_known_where_nothing_is(tmp_path: Path) -> None:
    told = of_port(1, Machine("linux", tmp_path, {"PATH": str(tmp_path)}))
    assert told == UserSettings()
    assert (told.main, told.folder, told.path("x")) == (None, None, None)


def test_elsewhere_the_usual_place_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "AppData/Roaming/RetroArch"
    folder.mkdir(parents=True)
    (folder / "retroarch.exe").write_text("")
    (folder / "retroarch.exe").chmod(0o755)
    (folder / "retroarch.cfg").write_text('a = "b"\n')
    told = of_port(1, Machine("win32", tmp_path, {"PATH": "", "APPDATA": str(folder.parent)}))
    assert (told.main, dict(told.values), told.certain) == (folder / "retroarch.cfg", {"a": "b"}, False)


@pytest.mark.parametrize("name", BOTH)
async def test_a_running_retroarch_is_found_by_its_port(name: str, tmp_path: Path) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, folder=tmp_path, headless=True)
    try:
        assert emulator.process is not None
        told = of_port(emulator.process.ports.commands)
        assert told.files == (tmp_path / "retroarch.cfg", tmp_path / "spinlab.cfg")
        assert told.certain
        assert told.path("savestate_directory") == tmp_path / "states"
    finally:
        await emulator.close()
