"""The runner's overrides: settings for a core, a folder of games or a game that RetroArch loads after ours.

RetroArch appends them last (configuration.c, `config_load_override`; measured on 1.14 and 1.22.2: an override with
`savestate_directory` or `network_cmd_port` beats the same setting of `--appendconfig`). So an instance of ours is told
not to look for them, and gets their settings from us, below our own. Options of cores, shaders and remappings lie
beside them and are found by RetroArch as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch import cfg, cores

OFF: Final = {"auto_overrides_enable": "false"}


def files(folder: Path, library: str, rom: Path | None) -> Iterator[Path]:
    """Overrides for a core that calls itself `library` and a game, if that is known, in RetroArch's order: the last
    one wins."""
    for name in (library, *((rom.parent.name, rom.stem) if rom is not None else ())):
        yield folder / library / f"{name}.cfg"


def settings(folder: Path, core: Path, rom: Path) -> dict[str, str]:
    """What the runner's overrides below `folder` set, with what keeps RetroArch from loading them once more.

    Empty where nothing is overridden, or where it is not known what the core calls itself.
    """
    library = cores.library_of(core)
    if library is None:
        return {}
    found = cfg.read_all(files(folder, library, rom))
    return {**found, **OFF} if found else {}
