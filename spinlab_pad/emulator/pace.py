"""What an emulator does with time, from its frames and its answers. Pure.

Speed is measured over half a second of frames that follow each other. What is normal is learned once: the first steady
second and a half at the rate of one of the two television standards; until then nothing counts as fast or slow.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from spinlab_pad.emulator.port import Pace

NTSC_HZ: Final = 60.0988
PAL_HZ: Final = 50.0070
"""Frames a second of a SNES: 21.477 MHz / (4 * 341 * 262 - 2) and 21.281 MHz / (4 * 341 * 312)."""

STEADY: Final = 0.012
"""Relative difference from a standard: displays of 59.94 to 60 Hz, to which RetroArch adapts, and jitter."""

STEADY_MARKS: Final = 15
"""Marks in a row, 1.5 s."""

MARK_NS: Final = 100_000_000
MARKS: Final = 6
ENOUGH_NS: Final = 250_000_000

FAST_FROM: Final = 1.15
SLOW_TO: Final = 0.87
"""Speeds; within, RetroArch is in step with a display, or the machine is busy."""

SILENT_NS: Final = 600_000_000
"""Four frames of the slowest motion, and 20 resent requests."""

STILL_NS: Final = 700_000_000
"""Without a byte that changes: longer than lag in play, which is some frames; uploads of music count as still too."""

REWOUND_NS: Final = 250_000_000
"""So long after the last step back it still rewinds."""


class PaceMeter:
    """Told of every look and frame; times are monotonic ns."""

    def __init__(self) -> None:
        self.frame_hz = NTSC_HZ
        self.known = False
        self._marks: deque[tuple[int, int]] = deque(maxlen=MARKS)
        self._speed = 1.0
        self._candidate = 0.0
        self._steady = 0
        self._heard_ns = 0
        self._still_since_ns: int | None = None
        self._rewound_ns: int | None = None
        self._paused = False

    def heard(self, t_ns: int) -> None:
        """Something was answered."""
        self._heard_ns = t_ns

    def looked(self, t_ns: int, *, paused: bool, changed: bool) -> None:
        """A look, whether it is a frame or not."""
        if paused != self._paused:
            self._paused = paused
            self._interrupt()
        if changed or paused:
            self._still_since_ns = None
        elif self._still_since_ns is None:
            self._still_since_ns = t_ns
        elif t_ns - self._still_since_ns > STILL_NS:
            self._interrupt()

    def frame(self, t_ns: int, number: int) -> None:
        """A frame that follows the one before in the game's own time."""
        if self._marks and t_ns - self._marks[-1][0] < MARK_NS:
            return
        if self._marks and t_ns - self._marks[-1][0] > SILENT_NS:
            self._interrupt()
        self._marks.append((t_ns, number))
        first_ns, first = self._marks[0]
        if t_ns - first_ns >= ENOUGH_NS:
            hz = (number - first) * 1e9 / (t_ns - first_ns)
            self._learn(hz)
            self._speed = hz / self.frame_hz

    def jumped(self, t_ns: int, *, rewound: bool) -> None:
        """A frame to which the game's own time jumped."""
        self._interrupt()
        self._rewound_ns = t_ns if rewound else None

    def pace(self, now_ns: int) -> Pace:
        """What it does with time at `now_ns`, at which somebody looks."""
        if now_ns - self._heard_ns > SILENT_NS:
            return Pace.SILENT
        if self._paused:
            return Pace.PAUSED
        if self._rewound_ns is not None and now_ns - self._rewound_ns < REWOUND_NS:
            return Pace.REWIND
        if self._still_since_ns is not None and now_ns - self._still_since_ns > STILL_NS:
            return Pace.STANDSTILL
        if self.known and self._speed >= FAST_FROM:
            return Pace.FAST
        if self.known and self._speed <= SLOW_TO:
            return Pace.SLOW
        return Pace.NORMAL

    def _interrupt(self) -> None:
        """Frames before and after this don't belong together."""
        self._marks.clear()
        self._steady = 0
        self._speed = 1.0

    def _learn(self, hz: float) -> None:
        """Take the standard whose rate holds for a while."""
        if self.known:
            return
        standard = min((NTSC_HZ, PAL_HZ), key=lambda item: abs(item - hz))
        near = abs(hz / standard - 1) <= STEADY
        self._steady = self._steady + 1 if near and standard == self._candidate else int(near)
        self._candidate = standard
        if self._steady >= STEADY_MARKS:
            self.frame_hz, self.known = standard, True
