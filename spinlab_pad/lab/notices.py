"""Notices: what the runner is told. One per cause (`key`); a new one replaces the old, its end takes it away."""

from __future__ import annotations

from dataclasses import dataclass, field

from spinlab_pad.lab.view import Level, Notice

TEXT_MAX = 400
"""Characters of a notice; the rest is in the log."""
KEY_MAX = 80
"""Characters of a key."""
LIMIT = 8
"""Notices kept; older ones fall off, those of a lasting cause last."""
SHOWN_MS = 8_000
"""How long a notice without a lasting cause stays."""
BREAK = "break"
"""The notice of a life that was broken off."""
JUMPED = "The game jumped: what was played since the last start does not count"
"""What is said of a rewind, a reset, and a state that was loaded by hand."""


def plain(text: str, limit: int = TEXT_MAX) -> str:
    """One line of at most `limit` characters that can be drawn and sent.

    Emulators, systems and files are quoted in notices: what can't be printed, half a character (a lone surrogate) and
    direction marks become blanks, and blanks in a row one.
    """
    # Only the beginning is looked at: a log line may be megabytes long.
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * limit])
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


@dataclass(slots=True)
class Notices:
    """The present notices, oldest first."""

    _items: dict[str, tuple[Notice, bool]] = field(default_factory=dict)

    def tell(self, key: str, level: Level, text: str, now_ms: int, *, lasting: bool = False) -> None:
        """Show a notice; a `lasting` one stays until `clear`."""
        self._items.pop(key, None)
        self._items[key] = (Notice(plain(key, KEY_MAX), level, plain(text), now_ms), lasting)
        if len(self._items) > LIMIT:
            passing = (old for old, (_, stays) in self._items.items() if not stays)
            del self._items[next(passing, next(iter(self._items)))]

    def clear(self, key: str) -> bool:
        """The cause has gone; whether there was such a notice."""
        return self._items.pop(key, None) is not None

    def current(self, now_ms: int) -> tuple[Notice, ...]:
        """What is to be shown now."""
        for key, (notice, lasting) in list(self._items.items()):
            if not lasting and now_ms - notice.at_ms > SHOWN_MS:
                del self._items[key]
        return tuple(notice for notice, _ in self._items.values())
