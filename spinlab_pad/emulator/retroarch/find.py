"""Find RetroArch and an SNES core where they usually are, on Linux, Windows and macOS.

The places come from RetroArch's own defaults (frontend drivers) and from its packages; Windows and macOS are written
to the documented behaviour.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.launch import Recipe

CORES: Final = (
    "snes9x",
    "bsnes_mercury_performance",
    "bsnes_mercury_balanced",
    "bsnes_mercury_accuracy",
    "bsnes",
    "bsnes_hd_beta",
    "snes9x2010",
)
"""SNES cores whose states and memory we can use, the best first."""

FLATPAK: Final = "org.libretro.RetroArch"


@dataclass(frozen=True, slots=True)
class Machine:
    """What the places depend on; `platform` is as in `sys.platform`."""

    platform: str
    home: Path
    environ: Mapping[str, str]

    @property
    def suffix(self) -> str:
        """Ending of a core's file name."""
        return {"win32": ".dll", "darwin": ".dylib"}.get(self.platform, ".so")


def this_machine() -> Machine:
    """The machine that we run on."""
    return Machine(sys.platform, Path.home(), os.environ)


@dataclass(frozen=True, slots=True)
class Installation:
    """One way to start RetroArch and the folder of its configuration, cores and core infos."""

    command: tuple[str, ...]
    folder: Path


def installations(machine: Machine | None = None) -> Iterator[Installation]:
    """Every RetroArch that is there, the most likely one first."""
    machine = machine or this_machine()
    for installation in _usual(machine):
        program = installation.command[0]
        if shutil.which(program, path=machine.environ.get("PATH")) is not None and (
            installation.command[1:] == () or installation.folder.is_dir()
        ):
            yield installation


def _usual(machine: Machine) -> Iterator[Installation]:
    home, environ = machine.home, machine.environ
    if machine.platform == "win32":
        steam = Path(environ.get("ProgramFiles(x86)", "C:/Program Files (x86)"), "Steam/steamapps/common/RetroArch")
        roaming = Path(environ.get("APPDATA", home / "AppData/Roaming"), "RetroArch")
        for folder in (Path("C:/RetroArch-Win64"), Path("C:/RetroArch"), roaming, steam):
            yield Installation((str(folder / "retroarch.exe"),), folder)
    elif machine.platform == "darwin":
        for applications in (Path("/Applications"), home / "Applications"):
            program = applications / "RetroArch.app/Contents/MacOS/RetroArch"
            yield Installation((str(program),), home / "Library/Application Support/RetroArch")
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        yield Installation(("retroarch",), config / "retroarch")
        yield Installation(("flatpak", "run", FLATPAK), home / ".var/app" / FLATPAK / "config/retroarch")
        steam = home / ".local/share/Steam/steamapps/common/RetroArch"
        yield Installation((str(steam / "retroarch.sh"),), steam)


def core_folders(machine: Machine, folder: Path) -> Iterator[Path]:
    """Where the cores of an installation may be: as configured, its own folder, the distribution's."""
    configured = cfg.read(folder / "retroarch.cfg").get("libretro_directory", "")
    if configured and not configured.startswith(":"):
        yield Path(configured.replace("~", str(machine.home), 1) if configured.startswith("~") else configured)
    yield folder / "cores"
    if machine.platform not in {"win32", "darwin"}:
        libraries = Path("/usr/lib")
        yield libraries / "libretro"
        yield from sorted(libraries.glob("*-linux-*/libretro"))
        yield Path("/usr/local/lib/libretro")


def info_folder(core: Path) -> Path | None:
    """The core info files that belong to a core, by the layouts of RetroArch and of distributions."""
    for folder in (core.parent.parent / "info", *(parent / "share/libretro/info" for parent in core.parents)):
        if (folder / f"{core.stem}.info").is_file():
            return folder
    return None


def find(
    program: str | Path | None = None,
    core: str | Path | None = None,
    *,
    own_config: bool = False,
    machine: Machine | None = None,
) -> Recipe:
    """A recipe for the RetroArch and the core that are named, or else found.

    `own_config` starts from an empty configuration instead of the runner's. `name` of the recipe is the core's.

    Raises:
        SetupError: one of them is not there; says what to install or set.
    """
    machine = machine or this_machine()
    installation = _program(machine, program)
    found = _core(machine, installation.folder, core)
    return Recipe(
        name=found.stem.removesuffix("_libretro"),
        command=installation.command,
        core=found,
        info_folder=info_folder(found),
        own_config=own_config,
    )


def _program(machine: Machine, program: str | Path | None) -> Installation:
    if program is None:
        for installation in installations(machine):
            return installation
        raise SetupError("RetroArch was not found; install it, or set emulator.retroarch_path to it")
    path = Path(program).expanduser()
    if shutil.which(str(path), path=machine.environ.get("PATH")) is None:
        raise SetupError(f"emulator.retroarch_path {path} is no program; correct it, or remove it to search for one")
    usual = next((item.folder for item in _usual(machine) if item.command[0] == str(path)), None)
    return Installation((str(path),), usual or path.parent)


def _core(machine: Machine, folder: Path, core: str | Path | None) -> Path:
    if core is not None:
        path = Path(core).expanduser()
        if not path.is_file():
            raise SetupError(f"emulator.ra_core_path {path} is not there; correct it, or remove it to search for one")
        return path
    for name in CORES:
        for place in core_folders(machine, folder):
            path = place / f"{name}_libretro{machine.suffix}"
            if path.is_file():
                return path
    raise SetupError(
        "no SNES core was found; in RetroArch choose Online Updater > Core Downloader > Snes9x, "
        "or set emulator.ra_core_path"
    )


def hardcore(folder: Path) -> bool:
    """Whether the runner's configuration in `folder` turns achievements on in hardcore mode, which forbids loads."""
    told = cfg.read(folder / "retroarch.cfg")
    return all(told.get(name) == "true" for name in ("cheevos_enable", "cheevos_hardcore_mode_enable")) and bool(
        told.get("cheevos_username")
    )
