"""Where RetroArch usually is, and where each way of installing it keeps configuration, cores and core infos. Data.

Sources: RetroArch's frontend drivers (`platform_unix.c`, `platform_win32.c`, `platform_darwin.m`), its
`configuration.c`, the packages' own files, and the usual folders of Steam, EmuDeck, LaunchBox, Scoop and Chocolatey.
Only Debian's package was run; Windows and macOS are written to the documented behaviour.

Templates: `{root}` is the system's root folder (on Windows its drive), `{home}`, `{config}` (XDG), `{steam}` every
Steam library, `{program}` the program that was found, `{app}` its folder, `{folder}` the folder of its configuration,
other names are variables of the environment in lower case. A template without a slash is looked up in PATH; `*` stands
for any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FLATPAK: Final = "org.libretro.RetroArch"
CONFIG: Final = "retroarch.cfg"


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which RetroArch is installed.

    `programs` start it, with `arguments`; it counts only where one of `if_any` is there. Of `configs` the first that
    is there is its configuration, else the last. `cores` and `infos` come after what the configuration says;
    `overrides` is the default of `rgui_config_directory`. `homes` is what `~` means to it: the first that is there,
    else the last. A sandbox doesn't see the folder for temporary files; `workplace` is one that it does see.
    `starts_in_its_folder`: it looks for everything in the folder that it is started in.
    """

    kind: str
    programs: tuple[str, ...]
    configs: tuple[str, ...]
    cores: tuple[str, ...]
    infos: tuple[str, ...]
    overrides: str = "{folder}/config"
    arguments: tuple[str, ...] = ()
    if_any: tuple[str, ...] = ()
    homes: tuple[str, ...] = ("{home}",)
    workplace: str | None = None
    starts_in_its_folder: bool = False


_UNIX_CORES: Final = (
    "{folder}/cores",
    "{app}/cores",
    "{root}/usr/lib/libretro",
    "{root}/usr/lib/*-linux-*/libretro",
    "{root}/usr/lib64/libretro",
    "{root}/usr/local/lib/libretro",
)
_UNIX_INFOS: Final = (
    "{folder}/info",
    "{folder}/cores",
    "{app}/info",
    "{root}/usr/share/libretro/info",
    "{root}/usr/local/share/libretro/info",
)
_UNIX_CONFIG: Final = f"{{config}}/retroarch/{CONFIG}"
_BESIDE_APPIMAGE: Final = (f"{{program}}.home/.config/retroarch/{CONFIG}", f"{{program}}.config/retroarch/{CONFIG}")
_FLATPAK_DATA: Final = f"{{home}}/.var/app/{FLATPAK}"
_FLATPAK_APPS: Final = (f"{{home}}/.local/share/flatpak/app/{FLATPAK}", f"{{root}}/var/lib/flatpak/app/{FLATPAK}")

_LINUX: Final = (
    Layout("in PATH", ("retroarch",), (_UNIX_CONFIG,), _UNIX_CORES, _UNIX_INFOS),
    Layout(
        "Flatpak",
        ("flatpak",),
        (f"{_FLATPAK_DATA}/config/retroarch/{CONFIG}",),
        ("{folder}/cores",),
        ("{folder}/info", "{folder}/cores"),
        arguments=("run", "--die-with-parent", FLATPAK),
        if_any=(*_FLATPAK_APPS, f"{_FLATPAK_DATA}/config/retroarch"),
        workplace=f"{_FLATPAK_DATA}/cache",
    ),
    Layout(
        "Steam",
        ("{steam}/steamapps/common/RetroArch/retroarch.sh", "{steam}/steamapps/common/RetroArch/retroarch"),
        (f"{{app}}/{CONFIG}",),
        ("{app}/cores",),
        ("{app}/info", "{app}/cores"),
        starts_in_its_folder=True,
    ),
    Layout(
        "AppImage",
        tuple(
            f"{{home}}/{folder}{name}"
            for folder in ("Applications/", "Downloads/", "Desktop/", "bin/", ".local/bin/", "Emulation/tools/", "")
            for name in ("RetroArch*.AppImage", "RetroArch*/RetroArch*.AppImage")
        ),
        (*_BESIDE_APPIMAGE, _UNIX_CONFIG),
        _UNIX_CORES,
        _UNIX_INFOS,
        homes=("{program}.home", "{home}"),
    ),
    Layout(
        "Snap",
        ("{root}/snap/bin/retroarch",),
        (f"{{home}}/snap/retroarch/current/.config/retroarch/{CONFIG}",),
        ("{folder}/cores",),
        ("{folder}/info", "{folder}/cores"),
        homes=("{home}/snap/retroarch/current", "{home}"),
        workplace="{home}/snap/retroarch/common",
    ),
    Layout(
        "self-compiled",
        ("{root}/usr/local/bin/retroarch", "{root}/opt/retroarch/bin/retroarch", "{home}/RetroArch/retroarch"),
        (_UNIX_CONFIG,),
        _UNIX_CORES,
        _UNIX_INFOS,
    ),
)

_WINDOWS_FOLDERS: Final = {
    "installer or archive": (
        "{root}/RetroArch-Win64",
        "{root}/RetroArch",
        "{root}/RetroArch-Win32",
        "{appdata}/RetroArch",
        "{localappdata}/RetroArch",
        "{programfiles}/RetroArch*",
        "{programfiles(x86)}/RetroArch*",
        "{home}/RetroArch*",
        "{home}/Downloads/RetroArch*",
        "{home}/Desktop/RetroArch*",
        "{home}/Documents/RetroArch*",
    ),
    "Steam": ("{steam}/steamapps/common/RetroArch",),
    "Scoop": ("{scoop}/apps/retroarch/current", "{home}/scoop/apps/retroarch/current"),
    "Chocolatey": ("{chocolateytoolslocation}/RetroArch-Win64", "{root}/tools/RetroArch-Win64"),
    "EmuDeck": ("{appdata}/EmuDeck/Emulators/RetroArch", "{home}/EmuDeck/EmulationStation-DE/Emulators/RetroArch*"),
    "LaunchBox": (
        "{home}/LaunchBox/Emulators/RetroArch*",
        "{root}/LaunchBox/Emulators/RetroArch*",
        "{programfiles}/LaunchBox/Emulators/RetroArch*",
    ),
    "in PATH": ("",),
}


def _windows(kind: str, programs: tuple[str, ...]) -> Layout:
    """Everything lies beside the program; RetroArch looks in APPDATA where it has no configuration there."""
    configs = (f"{{app}}/{CONFIG}", f"{{appdata}}/{CONFIG}", f"{{app}}/{CONFIG}")
    return Layout(kind, programs, configs, ("{app}/cores",), ("{app}/info",), overrides="{app}/config")


_MAC_DATA: Final = "{home}/Library/Application Support/RetroArch"


def _mac(kind: str, programs: tuple[str, ...]) -> Layout:
    return Layout(
        kind,
        programs,
        (f"{_MAC_DATA}/config/{CONFIG}", f"{_MAC_DATA}/{CONFIG}"),
        (f"{_MAC_DATA}/cores", "{app}/../Resources/cores", "{home}/Documents/RetroArch/cores"),
        (f"{_MAC_DATA}/info", "{app}/../Resources/info", "{home}/Documents/RetroArch/info"),
        overrides=f"{_MAC_DATA}/config",
    )


_MAC_PROGRAM: Final = "RetroArch.app/Contents/MacOS/RetroArch"

LAYOUTS: Final[Mapping[str, tuple[Layout, ...]]] = {
    "linux": _LINUX,
    "win32": tuple(
        _windows(kind, tuple(f"{folder}/retroarch.exe".lstrip("/") for folder in folders))
        for kind, folders in _WINDOWS_FOLDERS.items()
    ),
    "darwin": (
        _mac("application", (f"{{root}}/Applications/{_MAC_PROGRAM}", f"{{home}}/Applications/{_MAC_PROGRAM}")),
        _mac("Steam", (f"{{steam}}/steamapps/common/RetroArch/{_MAC_PROGRAM}",)),
    ),
}
"""By platform as in `sys.platform`, the most likely one first."""

NAMED: Final[Mapping[str, Layout]] = {
    "linux": Layout(
        "as configured",
        (),
        (*_BESIDE_APPIMAGE, f"{{app}}/{CONFIG}", _UNIX_CONFIG),
        _UNIX_CORES,
        _UNIX_INFOS,
        homes=("{program}.home", "{home}"),
    ),
    "win32": _windows("as configured", ()),
    "darwin": _mac("as configured", ()),
}
"""For a program that the runner has named and that lies in none of the usual places."""

STEAM: Final[Mapping[str, tuple[str, ...]]] = {
    "linux": (
        "{home}/.steam/steam",
        "{home}/.steam/root",
        "{home}/.local/share/Steam",
        "{home}/.var/app/com.valvesoftware.Steam/.local/share/Steam",
        "{home}/.var/app/com.valvesoftware.Steam/data/Steam",
        "{home}/snap/steam/common/.local/share/Steam",
    ),
    "win32": ("{steampath}", "{programfiles(x86)}/Steam", "{programfiles}/Steam"),
    "darwin": ("{home}/Library/Application Support/Steam",),
}
"""Folders of Steam itself; its further libraries are listed in `steamapps/libraryfolders.vdf`."""
