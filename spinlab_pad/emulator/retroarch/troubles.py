"""What is wrong with a RetroArch that runs, as a board: who finds something pins it, the lab shows what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.emulator.port import Trouble

SHOWN_NS: Final = 8_000_000_000
"""How long something that has passed (a line in RetroArch's log) stays on the board."""


@dataclass(slots=True)
class Troubles:
    """One trouble a key; a new one replaces the old. `now_ns` is the monotonic clock."""

    now_ns: Callable[[], int]
    _pinned: dict[str, tuple[Trouble, int | None]] = field(default_factory=dict)

    def pin(self, trouble: Trouble, *, passing: bool = False) -> None:
        """Show it until it is cleared; one that is `passing` goes by itself after a while."""
        self._pinned[trouble.key] = (trouble, self.now_ns() + SHOWN_NS if passing else None)

    def clear(self, key: str) -> None:
        """Its cause has gone."""
        self._pinned.pop(key, None)

    def current(self) -> tuple[Trouble, ...]:
        """What there is now, oldest first."""
        now_ns = self.now_ns()
        for key, (_, until_ns) in list(self._pinned.items()):
            if until_ns is not None and now_ns >= until_ns:
                del self._pinned[key]
        return tuple(trouble for trouble, _ in self._pinned.values())
