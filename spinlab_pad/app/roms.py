"""Which file is a game: by its name, by its checksum, or because it is the only one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.library import listing
from spinlab_pad.config import Config
from spinlab_pad.game.rom import COPIER_BYTES, LARGEST_BYTES
from spinlab_pad.store.records import GameRecord


def game_to_launch(config: Config, given: Path | None, last: GameRecord | None = None) -> Path:
    """The ROM to start RetroArch with: the given one, the one last played, or the only one in `rom.dir`.

    Reads the files of `rom.dir` where a game was played: call it in a thread.

    Raises:
        UsageError: the given one is not there, or none is given and `rom.dir` doesn't tell.
    """
    if given is not None:
        if not given.is_file():
            raise UsageError(f"there is no game {given}; correct --rom FILE")
        return given
    folder = rom_folder(config)
    found = roms(folder) if folder else ()
    played = of_game(found, last) if last is not None else None
    if played is not None:
        return played
    if len(found) != 1:
        where = f"{folder} holds {len(found)} games" if folder else "rom.dir is not set"
        missing = f", and {last.name} is none of them" if folder and last is not None else ""
        raise UsageError(f"which game? {where}{missing}; name one: spinlab-pad run --launch --rom FILE")
    return found[0]


def rom_folder(config: Config) -> Path | None:
    """The configured folder with games."""
    return Path(config.rom.dir).expanduser() if config.rom.dir else None


def roms(folder: Path) -> Sequence[Path]:
    """The games in a folder and in those in it, by path."""
    try:
        return [Path(file.path) for file in listing(folder) if file.problem is None]
    except OSError:
        return ()


def of_game(files: Sequence[Path], game: GameRecord) -> Path | None:
    """The file of this game: the same checksum, or, where the emulator told none, the same name."""
    if game.crc32 is None:
        return next((file for file in files if file.stem == game.name), None)
    # Most files keep their name: try those first, and read no more than needed.
    likely = sorted(files, key=lambda file: file.stem != game.name)
    return next((file for file in likely if _crc32(file) == game.crc32), None)


def _crc32(file: Path) -> int | None:
    """Checksum of the whole file as RetroArch makes it, a copier's header included; None where it can't be read."""
    try:
        small = file.stat().st_size <= LARGEST_BYTES + COPIER_BYTES
        return zlib.crc32(file.read_bytes()) if small else None
    except OSError:
        return None
