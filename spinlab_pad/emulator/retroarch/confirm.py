"""Tell from the game's memory alone whether a load has taken place. Pure.

Two stories are compared for every look at low work RAM: *loaded*, the memory is that of the state a few frames on;
and *going on*, it is that of the look before a frame on. The frame counter mostly decides. Where it fits both, the
bytes in which state and memory before the command differ decide; where these don't either, the state is of this very
moment, and after a few looks there is nothing left to tell apart.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from spinlab_pad.emulator.retroarch.ranges import Range

LOW_RAM: Final = Range(0, 0x2000)
"""The 8 KiB that are mapped into every bank: every game keeps its variables there. 0.4 ms to read."""

LOADED_STEPS_MAX: Final = 6
"""Turns of the main loop from the state to the first look at it: 1 or 2, and some for looks that were missed."""

GOING_ON_STEPS_MAX: Final = 6
"""Turns from one look to the next while nothing was loaded: 0 (lag) or 1, and some for looks that were missed."""

SPARE_BYTES: Final = 16
"""Variables that may be as before by chance, though the counter says that a load took place."""

UNDECIDED_LOOKS_MAX: Final = 4

_ALIKE_MIN: Final = 0.9
"""Share of equal bytes that stands for 'loaded' where nothing is known of before."""


class LoadWatch:
    """Watches for one load. `wanted` is low work RAM in the state, `counter` the frame counter's address."""

    def __init__(self, wanted: bytes, counter: int) -> None:
        self._wanted = np.frombuffer(wanted, np.uint8, LOW_RAM.size)
        self._counter = counter
        self._before: np.ndarray[tuple[int], np.dtype[np.uint8]] | None = None
        self._last_counter = 0
        self._undecided = 0

    def before(self, memory: bytes) -> None:
        """Low work RAM as it was when the command was carried out."""
        self._before = np.frombuffer(memory, np.uint8, LOW_RAM.size)
        self._last_counter = memory[self._counter]

    def see(self, memory: bytes) -> bool:
        """Whether this look, taken after the command, shows the loaded state."""
        now = np.frombuffer(memory, np.uint8, LOW_RAM.size)
        last, self._last_counter = self._last_counter, memory[self._counter]
        if (self._last_counter - int(self._wanted[self._counter])) % 256 > LOADED_STEPS_MAX:
            return False
        if self._before is None:
            return bool(np.mean(now == self._wanted) >= _ALIKE_MIN)
        telling = self._wanted != self._before
        for_loaded = int(np.count_nonzero(telling & (now == self._wanted)))
        for_before = int(np.count_nonzero(telling & (now == self._before)))
        if (self._last_counter - last) % 256 > GOING_ON_STEPS_MAX:
            return for_before <= for_loaded + SPARE_BYTES
        if for_loaded != for_before:
            return for_loaded > for_before
        self._undecided += 1
        return self._undecided >= UNDECIDED_LOOKS_MAX
