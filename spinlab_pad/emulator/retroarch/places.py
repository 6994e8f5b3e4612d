"""Where RetroArch puts state files, by its settings. Pure but for reading the list of games that were played.

RetroArch tells the base folder over the network and nothing else (measured: `savestate_directory` as it is set). The
rest is in its settings (runloop.c, runloop_path_set_redirect): in the base folder or beside the game, and there in a
folder named for the game's own folder, one named for the core's library, or the first and in it the second. Beside the
game they were not sorted before 1.18 (measured on 1.14 and 1.22.2; libretro/RetroArch#16430).
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

SORTED_BESIDE_SINCE: Final = (1, 18)
"""Before, states beside the game lay flat."""

HISTORY: Final = "content_history.lpl"


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
    """The files of the game that RetroArch calls `name`: as its process shows, or the last of that name it played.

    Without a name, whatever was played last.
    """
    process = settings.process
    content = process.content if process and process.content and name and _is(process.content, name) else None
    if process and process.core and (content or name is None):
        return Loaded(content, process.core)
    played = next(_history(settings, name), Loaded())
    return Loaded(content or played.content, (process.core if process else None) or played.core)


def _is(path: Path, name: str | None) -> bool:
    """Whether RetroArch calls this game so: the name in an archive, or else the file's, without the ending."""
    return name is None or (
        name in {path.stem, Path(path.name.rpartition("#")[2]).stem} and path.suffix not in {".cfg", ""}
    )


def _history(settings: UserSettings, name: str | None) -> Iterator[Loaded]:
    """What was played, the last one first; RetroArch moved its list in 1.22."""
    folder = settings.folder
    configured = settings.path("content_history_path")
    usual = (folder / HISTORY, folder / "playlists/builtin" / HISTORY) if folder else ()
    for file in (configured,) if configured else usual:
        yield from _items(file, name)


def _items(file: Path, name: str | None) -> Iterator[Loaded]:
    try:
        for item in json.loads(file.read_text("utf-8"))["items"]:
            path, core = Path(item["path"]), item.get("core_path", "")
            if _is(path, name):
                yield Loaded(Path(str(path).partition("#")[0]), Path(core) if core not in {"", "DETECT"} else None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return


def place(base: Path, settings: UserSettings, version: tuple[int, int], files: Loaded) -> Path | None:
    """The folder that states of this game go to; None where a name in it can't be known.

    `base` is what RetroArch tells, `settings` with the overrides for core and game on top.
    """
    found = base
    if settings.on("savestates_in_content_dir", default=False):
        if files.content is None:
            return None
        found = files.content.parent
        if version < SORTED_BESIDE_SINCE:
            return found
    if settings.on("sort_savestates_by_content_enable", default=False):
        if files.content is None:
            return None
        found /= files.content.parent.name
    if settings.on("sort_savestates_enable", default=version >= SORTED_BY_CORE_SINCE):
        if not files.library:
            return None
        found /= files.library
    return found
