"""SNES cores: what they call themselves, and which of them can be practised with.

Practice needs save states and work RAM. Sources: the cores' own libretro.cpp (`library_name`, `retro_get_memory_data`)
and their core info files (`savestate`, `memory_descriptors`). Checked on the real thing: snes9x and
bsnes_mercury_performance.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Core:
    """`name` is the core's file name without `_libretro` and ending; `library` is what it calls itself.

    RetroArch names the folders of a core's states, overrides and remappings after `library`.
    """

    name: str
    library: str


USABLE: Final = (
    Core("snes9x", "Snes9x"),
    Core("bsnes_mercury_performance", "bsnes-mercury"),
    Core("bsnes_mercury_balanced", "bsnes-mercury"),
    Core("bsnes_mercury_accuracy", "bsnes-mercury"),
    Core("snes9x2010", "Snes9x 2010"),
    Core("bsnes2014_performance", "bsnes2014"),
    Core("bsnes2014_balanced", "bsnes2014"),
    Core("bsnes2014_accuracy", "bsnes2014"),
    Core("mesen-s", "Mesen-S"),
    Core("mednafen_supafaust", "Supafaust"),
    Core("snes9x2005_plus", "Snes9x 2005 Plus"),
    Core("snes9x2005", "Snes9x 2005"),
    Core("snes9x2002", "Snes9x 2002"),
)
"""The best first: what runners use, then what is exact, then what is fast."""

WITHOUT_MEMORY: Final = (
    Core("bsnes", "bsnes"),
    Core("bsnes_hd_beta", "bsnes-hd beta"),
    Core("mednafen_snes", "Beetle bsnes"),
)
"""These show no work RAM to RetroArch: bsnes hands out its save file instead."""

_BY_NAME: Final = {core.name: core for core in (*USABLE, *WITHOUT_MEMORY)}


def name_of(file: Path) -> str:
    """A core's name by its file."""
    return file.stem.removesuffix("_libretro")


def info_name(file: Path) -> str:
    """The file name of a core's description."""
    return f"{file.stem}.info"


def needs_early_polling(name: str) -> bool:
    """Whether the core shows memory from the middle of a frame unless input is polled early; by the core's name."""
    return name.startswith("bsnes_mercury")


def run_on(name: str) -> bool:
    """Whether the core's processor runs on while a state is made, into the next frame's turn; by the core's name.

    bsnes runs each of its parts to a point where it can be cut off (`System::runtosave`). Measured with bsnes-mercury:
    at some of the saves the next look shows a turn in its middle, and so does the first one after each load of them.
    """
    return name.startswith("bsnes")


def library_of(file: Path) -> str | None:
    """What the core in `file` calls itself; None where that is not known."""
    core = _BY_NAME.get(name_of(file))
    return core.library if core is not None else None
