"""Notices: what the runner is told. One per cause (`key`); a new one replaces the old, its end takes it away."""

from __future__ import annotations

from dataclasses import dataclass, field

from spinlab_pad.lab.view import Level, Notice

TEXT_MAX = 400
"""Characters of a notice; the rest is in the log."""
LIMIT = 8
"""Notices kept; older ones fall off, those of a lasting cause last."""
SHOWN_MS = 8_000
"""How long a notice without a lasting cause stays."""


@dataclass(slots=True)
class Notices:
    """The present notices, oldest first."""

    _items: dict[str, tuple[Notice, bool]] = field(default_factory=dict)

    def tell(self, key: str, level: Level, text: str, now_ms: int, *, lasting: bool = False) -> None:
        """Show a notice; a `lasting` one stays until `clear`."""
        self._items.pop(key, None)
        self._items[key] = (Notice(key, level, text[:TEXT_MAX], now_ms), lasting)
        if len(self._items) > LIMIT:
            passing = (old for old, (_, stays) in self._items.items() if not stays)
            del self._items[next(passing, next(iter(self._items)))]

    def clear(self, key: str) -> None:
        """The cause has gone."""
        self._items.pop(key, None)

    def current(self, now_ms: int) -> tuple[Notice, ...]:
        """What is to be shown now."""
        for key, (notice, lasting) in list(self._items.items()):
            if not lasting and now_ms - notice.at_ms > SHOWN_MS:
                del self._items[key]
        return tuple(notice for notice, _ in self._items.values())
