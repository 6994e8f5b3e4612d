"""Finds RetroArch, an SNES core and its description on this machine.

Places are those of Debian's packages, Flatpak, and the official builds for Windows and macOS; Windows and macOS are
written to their documentation and untested.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch.launch import Recipe

CORES: Final = (
    "snes9x",
    "bsnes_mercury_performance",
    "bsnes_mercury_balanced",
    "bsnes_mercury_accuracy",
    "snes9x2010",
)
"""SNES cores by preference; snes9x is what runners use."""

FLATPAK: Final = "org.libretro.RetroArch"
_SUFFIXES: Final = (".so", ".dll", ".dylib")


def find(retroarch_path: str | None = None, core_path: str | None = None, *, own_config: bool = False) -> Recipe:
    """A recipe to launch RetroArch with an SNES core; given paths come before what is found.

    Raises:
        SetupError: the program or a core isn't there; says what to install or which key to set.
    """
    home, environment = Path.home(), os.environ
    command = _command(retroarch_path, home)
    core = _core(core_path, core_folders(home, environment, Path(command[0]).parent))
    return Recipe(
        name=core.stem.removesuffix("_libretro"),
        command=command,
        core=core,
        info_folder=info_folder(core, home),
        own_config=own_config,
    )


def _command(given: str | None, home: Path) -> tuple[str, ...]:
    if given is not None:
        program = Path(given).expanduser()
        if not program.is_file():
            raise SetupError(f"emulator.retroarch_path: there is no program {program}; correct it or leave it empty")
        return (str(program),)
    found = shutil.which("retroarch")
    if found is not None:
        return (found,)
    if shutil.which("flatpak") and (home / ".var" / "app" / FLATPAK).is_dir():
        return ("flatpak", "run", FLATPAK)
    for program in (
        Path("/Applications/RetroArch.app/Contents/MacOS/RetroArch"),
        Path("C:/RetroArch-Win64/retroarch.exe"),
        Path("C:/RetroArch/retroarch.exe"),
    ):
        if program.is_file():
            return (str(program),)
    raise SetupError("RetroArch is not installed (or set emulator.retroarch_path to its program)")


def core_folders(home: Path, environment: Mapping[str, str], beside: Path) -> tuple[Path, ...]:
    """Where cores may lie, the runner's own first."""
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    system = Path("/usr/lib")
    return (
        config / "retroarch" / "cores",
        home / ".var" / "app" / FLATPAK / "config" / "retroarch" / "cores",
        home / "Library" / "Application Support" / "RetroArch" / "cores",
        beside / "cores",
        *(sorted(system.glob("*/libretro")) if sys.platform == "linux" else ()),
        system / "libretro",
    )


def _core(given: str | None, folders: Iterable[Path]) -> Path:
    if given is not None:
        core = Path(given).expanduser()
        if not core.is_file():
            raise SetupError(f"emulator.ra_core_path: there is no core {core}; correct it or leave it empty")
        return core
    present = [folder for folder in folders if folder.is_dir()]
    for name in CORES:
        for folder in present:
            for suffix in _SUFFIXES:
                core = folder / f"{name}_libretro{suffix}"
                if core.is_file():
                    return core
    raise SetupError(
        "RetroArch has no SNES core: get 'Snes9x' in its Online Updater, or set emulator.ra_core_path to a core"
    )


def info_folder(core: Path, home: Path) -> Path | None:
    """The folder with the core's description; without it RetroArch may refuse save states."""
    for folder in (
        core.parent.parent / "info",
        core.parent,
        *(parent / "share" / "libretro" / "info" for parent in core.parents),
        home / ".config" / "retroarch" / "info",
        home / ".config" / "retroarch" / "cores",
    ):
        if (folder / f"{core.stem}.info").is_file():
            return folder
    return None
