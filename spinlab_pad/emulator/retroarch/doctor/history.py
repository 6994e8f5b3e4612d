"""The list of recently played games that RetroArch keeps: it tells core and game where the system shows no process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.emulator.retroarch.user_settings import UserSettings

NAME = "content_history.lpl"


@dataclass(frozen=True, slots=True)
class Played:
    """A game and the core that it was played with."""

    content: Path
    core: Path


def last_played(told: UserSettings, content: str) -> Played | None:
    """The newest entry, if it is the game of this name (of its file, without the ending)."""
    folder = told.folder
    if folder is None:
        return None
    configured = told.path("content_history_path")
    places = [configured] if configured else [folder / NAME, folder / "playlists/builtin" / NAME]
    for place in places:
        try:
            first = json.loads(place.read_text("utf-8"))["items"][0]
            played = Played(Path(str(first["path"]).partition("#")[0]), Path(str(first["core_path"])))
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if content in {played.content.stem, Path(str(first["path"])).stem}:
            return played
    return None
