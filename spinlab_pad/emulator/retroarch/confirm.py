"""Tell from the game's memory alone whether a load has taken place. Pure but for the clock that is handed in.

Two stories are compared for every look at some variables: *loaded*, the memory is that of the state a few frames on;
and *going on*, it is that of the look before some frames on, as many as the time between allows. The frame counter
mostly decides. Where it fits both, the bytes in which state and look before differ decide: they are nearer to the one
or to the other. Where too few are, the state is of about this very moment: nothing is claimed, the watch is
`undecided`, and a load that is sent again is told by the counter, which has gone on meanwhile. Only where nothing has
moved at all (paused on the frame of the state) memory that is the state's to the byte is taken for loaded.

No look from before the command counts: it can't show its effect, and in a game that stands where the state was made
would look like it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from spinlab_pad.emulator.retroarch.ranges import Range

LOW_RAM: Final = Range(0, 0x2000)
"""The 8 KiB that are mapped into every bank: nearly every game keeps its variables there. 0.4 ms to read."""

STEPS_MAX: Final = 6
"""Turns of the main loop from the state, or from the look before, to a look: 0 (lag) to 2, two more with run-ahead,
and some to spare."""

FASTEST: Final = 4
"""Times the normal speed: so many frames may lie between two looks, or between load and look."""

FRAME_NS: Final = 16_639_267

SPARE_BYTES: Final = 16
"""Variables that may be nearer to what was before by chance, though the counter says that a load took place."""

LEAD_MIN: Final = 4
"""Variables (a place, a speed, a timer) that must be nearer to one of the two stories, where the counter fits both."""

ALIKE_MIN: Final = 0.9
"""Share of bytes that are the state's a few frames on, where the counter alone says nothing."""

UNDECIDED_LOOKS_MAX: Final = 3


def around(counter: int) -> Range:
    """The 8 KiB of variables to look at, by the address of the frame counter: low work RAM, if it lies there."""
    return Range(counter // LOW_RAM.size * LOW_RAM.size, LOW_RAM.size)


_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


class LoadWatch:
    """Watches for one load. `counter` is the frame counter's address, `wanted` what the state has `around` it."""

    def __init__(self, wanted: bytes, counter: int, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._wanted = np.frombuffer(wanted, np.uint8, LOW_RAM.size)
        self.window = around(counter)
        self._counter = counter - self.window.address
        self._now_ns = now_ns
        self._sent = False
        self._last: _Bytes | None = None
        self._last_ns = 0
        self._looks = 0

    @property
    def undecided(self) -> bool:
        """Whether nothing tells the two stories apart: send the load again."""
        return self._looks >= UNDECIDED_LOOKS_MAX

    def sent(self) -> None:
        """The command is on the wire: what is looked at from now on may show its effect."""
        self._sent = True

    def before(self, memory: bytes) -> None:
        """The window as it was when the command was carried out."""
        self._last = np.frombuffer(memory, np.uint8, LOW_RAM.size)
        self._last_ns = self._now_ns()

    def see(self, memory: bytes) -> bool:
        """Whether this look shows the loaded state."""
        now, now_ns = np.frombuffer(memory, np.uint8, LOW_RAM.size), self._now_ns()
        last, passed_ns = self._last, now_ns - self._last_ns
        self._last, self._last_ns = now, now_ns
        if not self._sent or last is None:
            return False
        steps_max = STEPS_MAX + FASTEST * passed_ns // FRAME_NS
        if self._steps(self._wanted, now) > steps_max:
            self._looks = UNDECIDED_LOOKS_MAX if self._looks else 0  # it ran out of what both stories allow
            return False
        lead = self._lead(last, now)
        if self._steps(last, now) > steps_max:
            return lead >= -SPARE_BYTES
        if abs(lead) >= LEAD_MIN:
            return lead > 0 and float(np.mean(now == self._wanted)) >= ALIKE_MIN
        self._looks += 1
        return self.undecided and bool(np.array_equal(now, self._wanted)) and bool(np.array_equal(now, last))

    def _lead(self, last: _Bytes, now: _Bytes) -> int:
        """How many more bytes are nearer to the state than to the look before, of those in which these two differ."""
        to_state = np.minimum(now - self._wanted, self._wanted - now)
        to_last = np.minimum(now - last, last - now)
        nearer, farther = to_state < to_last, to_state > to_last
        nearer[self._counter] = farther[self._counter] = False
        return int(np.count_nonzero(nearer)) - int(np.count_nonzero(farther))

    def _steps(self, start: _Bytes, end: _Bytes) -> int:
        return (int(end[self._counter]) - int(start[self._counter])) % 256
