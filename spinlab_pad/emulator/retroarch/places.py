"""Where RetroArch puts state files, by its settings. Pure but for reading the list of games that were played.

RetroArch tells the base folder over the network and nothing else (measured: `savestate_directory` as it is set). The
rest is in its settings (runloop.c, runloop_path_set_redirect): beside the game, or below the base folder in a folder
named for the game's own folder, one named for the core's library, or the first and in it the second.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.cores import library_of
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

SORTED_BY_CORE_SINCE: Final = (1, 17)
"""Before, states lay flat by default (changed in August 2023)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The files of the running game and core; None where they can't be known."""

    content: Path | None = None
    core: Path | None = None

    @property
    def library(self) -> str:
        """What the core calls itself; empty where it isn't known."""
        return (library_of(self.core) or "") if self.core else ""


def loaded(settings: UserSettings, name: str | None) -> Loaded:
    """The files of the game that RetroArch calls `name`: from its command line, or the last of that name it played.

    Without a name, whatever was played last.
    """
    words = settings.command
    cores = [words[at + 1] for at, word in enumerate(words[:-1]) if word in {"-L", "--libretro"}]
    cores += [word.partition("=")[2] for word in words if word.startswith("--libretro=")]
    contents = [Path(word) for word in words[1:] if name is not None and _is(Path(word), name)]
    if cores and (contents or name is None):
        return Loaded(contents[-1] if contents else None, Path(cores[-1]))
    return next(
        _history(settings, name), Loaded(contents[-1] if contents else None, Path(cores[-1]) if cores else None)
    )


def _is(path: Path, name: str | None) -> bool:
    """Whether RetroArch calls this game so: the name in an archive, or else the file's, without the ending."""
    return name is None or (
        name in {path.stem, Path(path.name.rpartition("#")[2]).stem} and path.suffix not in {".cfg", ""}
    )


def _history(settings: UserSettings, name: str | None) -> Iterator[Loaded]:
    folder = settings.folder
    file = settings.path("content_history_path", folder / "content_history.lpl" if folder else None)
    try:
        items = json.loads(file.read_text("utf-8"))["items"] if file else []
        for item in items:
            path, core = Path(item["path"]), item.get("core_path", "")
            if _is(path, name):
                yield Loaded(Path(str(path).partition("#")[0]), Path(core) if core not in {"", "DETECT"} else None)
    except (OSError, ValueError, KeyError, TypeError):
        return


def place(base: Path, settings: UserSettings, version: tuple[int, int], files: Loaded) -> Path | None:
    """The folder that states of this game go to; None where a name in it can't be known.

    `base` is what RetroArch tells, `settings` with the overrides for core and game on top.
    """
    if settings.on("savestates_in_content_dir", default=False):
        return files.content.parent if files.content else None
    found = base
    if settings.on("sort_savestates_by_content_enable", default=False):
        if files.content is None:
            return None
        found /= files.content.parent.name
    if settings.on("sort_savestates_enable", default=version >= SORTED_BY_CORE_SINCE):
        if not files.library:
            return None
        found /= files.library
    return found
