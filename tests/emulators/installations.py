"""The real emulators that `prepare.py` installs, as recipes to launch."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.launch import Recipe
from tests.emulators import prepare

SNES9X: Final = "retroarch-1.22.2-snes9x"
BSNES: Final = "retroarch-1.14-bsnes"
NEW_BSNES: Final = "retroarch-1.22.2-bsnes"


def installations() -> dict[str, Recipe]:
    """Recipes by the name that tests are marked with. Nothing is checked here; a launch says what is missing."""
    root = prepare.forky_root()
    libraries = Path("usr") / "lib" / prepare.triplet() / "libretro"
    return {
        SNES9X: Recipe(
            name=SNES9X,
            command=prepare.root_command(root),
            core=root / libraries / "snes9x_libretro.so",
            info_folder=root / "usr" / "share" / "libretro" / "info",
            own_config=True,
        ),
        NEW_BSNES: Recipe(
            name=NEW_BSNES,
            command=prepare.root_command(root),
            core=root / libraries / "bsnes_mercury_performance_libretro.so",
            info_folder=root / "usr" / "share" / "libretro" / "info",
            own_config=True,
        ),
        BSNES: Recipe(
            name=BSNES,
            command=("retroarch",),
            core=Path("/") / libraries / "bsnes_mercury_performance_libretro.so",
            info_folder=Path("/usr/share/libretro/info"),
            own_config=True,
        ),
    }
