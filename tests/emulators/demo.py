"""How the demo is started on each real emulator, and what that emulator says of itself."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.emulators.installations import BSNES, SNES9X, installations


@dataclass(frozen=True, slots=True)
class Expected:
    """The emulator's own words."""

    emulator: str
    version: str
    core: str


EMULATORS: Final = {
    "embedded": Expected("embedded", "libretro.py", "snes9x"),
    SNES9X: Expected("RetroArch", "1.22", "snes9x"),
    BSNES: Expected("RetroArch", "1.14", "bsnes"),
}


def demo_arguments(name: str, folder: Path) -> list[str]:
    """Arguments of `spinlab-pad demo` that choose this emulator; a configuration is written to `folder`."""
    if name == "embedded":
        return ["--emulator", "embedded"]
    recipe = installations()[name]
    program = folder / "retroarch"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(recipe.command)} "$@"\n')
    os.chmod(program, 0o755)
    config = folder / "config.yaml"
    config.write_text(f"emulator:\n  retroarch_path: {program}\n  ra_core_path: {recipe.core}\n")
    return ["--emulator", "retroarch", "--config", str(config)]
