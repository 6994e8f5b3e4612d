"""Who starts emulators, as the lab sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from spinlab_pad.lab.commands import Refused
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store


class Starter(Protocol):
    """Starts an emulator. Both calls return as soon as it is under way; how it ends shows in the connection."""

    @property
    def ours(self) -> bool:
        """Whether the emulator at hand, or the one that is awaited, is one that this starts and may end."""
        ...

    @property
    def can_launch(self) -> bool:
        """Whether there is a way to start one at all."""
        ...

    async def launch(self, last: GameRecord | None) -> Refused | None:
        """Start one with the game that was `last` played, or say why that isn't possible."""
        ...

    async def launch_game(self, rom: Path) -> Refused | None:
        """Start one with this game, instead of the one that is ours, or say why that isn't possible."""
        ...

    def resample(self) -> None:
        """The lab wants other fields of the game that runs; no frame of before comes any more after this call."""
        ...

    async def restart(self) -> Refused | None:
        """End the one that is ours and start it again, or say why that isn't possible."""
        ...


def last_played(store: Store) -> GameRecord | None:
    """The game of the newest session or run."""
    played = [(_last_ms(store, game), game) for game in store.games()]
    return max(played, key=lambda item: item[0])[1] if played else None


def _last_ms(store: Store, game: GameRecord) -> int:
    sessions = (session.started_ms for session in store.sessions(game.id))
    return max((*sessions, *(run.created_ms for run in store.runs(game.id))), default=0)
