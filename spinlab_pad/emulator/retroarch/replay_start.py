"""Tell from low work RAM when the first state of a replay was loaded. Pure.

The game is paused: nothing in memory changes but by the load. So the first look gives what was there, and the first
one that differs shows the start of the replay. Where the replay starts at this very moment nothing differs; then some
looks after RetroArch has said that it plays are enough.
"""

from __future__ import annotations

import asyncio
from typing import Final

from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch

ALIKE_LOOKS: Final = 3
"""An answer of before may still be on its way when RetroArch has said that it plays."""


class ReplayStart(LoadWatch):
    """Watches for one start. `looked` is set by the first look; after that `sent` is called, and the command goes."""

    def __init__(self, counter: int) -> None:
        super().__init__(bytes(LOW_RAM.size), counter)
        self.looked = asyncio.Event()
        self._memory = b""
        self._sent = False
        self._accepted = False
        self._alike = 0

    def sent(self) -> None:
        """The command is about to go out: what changes from now on is its doing."""
        self._sent = True

    def accept(self) -> None:
        """RetroArch has said that it plays."""
        self._accepted = True

    def see(self, memory: bytes) -> bool:
        """Whether this look shows the start of the replay."""
        if not self._sent:
            self._memory = memory
            self.looked.set()
            return False
        if memory != self._memory:
            return True
        self._alike += self._accepted
        return self._alike >= ALIKE_LOOKS
