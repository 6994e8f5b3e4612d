"""Tells on the terminal what the View's notices say: who runs it without a window sees nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.view import Notice, View

LEVELS = ("warn", "error")


@dataclass(slots=True)
class Narrator:
    """Told once: each warning and error while it is shown, and each change of the game that runs."""

    tell: Callable[[str], None]
    _shown: dict[str, str] = field(default_factory=dict)
    _game: str | None = None

    def see(self, view: View) -> None:
        """Take a View in, and tell what is new in it."""
        for notice in self._new(view.notices):
            self.tell(f"! {notice.text}")
        game = _game(view)
        if game is not None and game != self._game:
            self.tell(f"Playing: {game}")
        self._game = game

    def _new(self, notices: Iterable[Notice]) -> list[Notice]:
        before = self._shown
        self._shown = {notice.key: notice.text for notice in notices}
        return [notice for notice in notices if notice.level in LEVELS and before.get(notice.key) != notice.text]

    async def follow(self, hub: Hub) -> None:
        """Until cancelled; what the View says by then, of what was lost at the end, is told as well."""
        try:
            async for view in hub.views():
                self.see(view)
        finally:
            self.see(hub.view())


def _game(view: View) -> str | None:
    if view.game is None or view.connection.state not in ("playing", "paused"):
        return None
    connection = view.connection
    if connection.emulator == "embedded":
        return f"{view.game.name} in the embedded core {connection.core} {connection.version}"
    return f"{view.game.name} in {connection.emulator} {connection.version}, {connection.core}"
