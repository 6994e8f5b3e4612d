"""Where the libretro core for SNES games lies on this machine."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError

INSTALL: Final = "pip install 'spinlab-pad[embedded]'"
"""The command that brings libretro.py and, where it has wheels, a snes9x core."""

CORE_PACKAGES: Final = ("stable_retro", "retro")
"""Packages whose folder `cores` holds libretro cores, best first (stable-retro's old name is `retro`)."""

_SUFFIXES: Final = {"win32": ".dll", "darwin": ".dylib"}


def core_file_name(name: str = "snes9x", platform: str = sys.platform) -> str:
    """The file name that a libretro core has on a platform (as `sys.platform` calls it)."""
    return f"{name}_libretro{_SUFFIXES.get(platform, '.so')}"


def find_core(path: Path | None = None) -> Path:
    """The core to run: `path` if it is given, else the snes9x of an installed stable-retro.

    The packages are looked up and never imported: importing them takes seconds and opens windows' libraries.

    Raises:
        SetupError: there is no such file, or no package that has it.
    """
    if path is not None:
        if not path.is_file():
            raise SetupError(f"no libretro core at {path}: correct the path, or leave it out and {INSTALL}")
        return path.resolve()
    for package in CORE_PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            candidate = Path(folder) / "cores" / core_file_name()
            if candidate.is_file():
                return candidate.resolve()
    raise SetupError(f"no snes9x core for the embedded emulator: {INSTALL}, or name a core file in the config")
