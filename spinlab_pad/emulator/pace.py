"""What an emulator does with time, from its frames and its answers. Pure.

Speed is measured over half a second of frames that follow each other. What is normal is learned from the first seconds
at the rate of one of the two television standards; until then only what is normal in neither is fast or slow.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from spinlab_pad.emulator.port import Pace

NTSC_HZ: Final = 60.0988
PAL_HZ: Final = 50.0070
"""Frames a second of a SNES: 21.477 MHz / (4 * 341 * 262 - 2) and 21.281 MHz / (4 * 341 * 312)."""

LEARN_NTSC_NS: Final = 2_000_000_000
LEARN_PAL_NS: Final = 3_000_000_000
"""Frames that follow each other, from which the standard is learned. A game that once ran at 60 Hz is of 60 Hz; one
of 50 Hz may turn out to be slowed down."""

NEAR_NTSC: Final = 0.03
NEAR_PAL: Final = 0.012
"""Relative differences from a standard: displays of 59.94 to 60 Hz, to which RetroArch adapts, and the end of a burst
of audio-only sync."""

MARK_NS: Final = 100_000_000
MARKS: Final = 6
ENOUGH_NS: Final = 250_000_000

FAST_FROM: Final = 1.15
SLOW_TO: Final = 0.87
"""Speeds; within, RetroArch is in step with a display, or the machine is busy."""

SILENT_NS: Final = 600_000_000
"""Four frames of the slowest motion, and 20 resent requests."""

STILL_NS: Final = 700_000_000
"""Without a byte that changes: longer than lag in play, which is some frames. While music is uploaded the game
stands still for longer (`frames.LONGEST_LAG_NS`), and nothing that RetroArch shows tells that from an open menu."""

REWOUND_NS: Final = 250_000_000
"""So long after the last step back it still rewinds."""


class PaceMeter:
    """Told of every look and frame; times are monotonic ns."""

    def __init__(self) -> None:
        self.frame_hz = NTSC_HZ
        self.known = False
        self._marks: deque[tuple[int, int]] = deque(maxlen=MARKS)
        self._hz = NTSC_HZ
        self._since: tuple[int, int] | None = None
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
            self._hz = (number - first) * 1e9 / (t_ns - first_ns)
        self._learn(t_ns, number)

    def jumped(self, t_ns: int, *, rewound: bool) -> None:
        """A frame to which the game's own time jumped."""
        self._interrupt()
        self._rewound_ns = t_ns if rewound else None

    def stood_ns(self, now_ns: int) -> int:
        """For how long no byte has changed, though nothing says that it is paused."""
        return 0 if self._still_since_ns is None else now_ns - self._still_since_ns

    def pace(self, now_ns: int) -> Pace:
        """What it does with time at `now_ns`, at which somebody looks."""
        if now_ns - self._heard_ns > SILENT_NS:
            return Pace.SILENT
        if self._paused:
            return Pace.PAUSED
        if self._rewound_ns is not None and now_ns - self._rewound_ns < REWOUND_NS:
            return Pace.REWIND
        if self.stood_ns(now_ns) > STILL_NS:
            return Pace.STANDSTILL
        if self._hz >= FAST_FROM * self.frame_hz:
            return Pace.FAST
        if self._hz <= SLOW_TO * (self.frame_hz if self.known else PAL_HZ):
            return Pace.SLOW
        return Pace.NORMAL

    def _interrupt(self) -> None:
        """Frames before and after this don't belong together."""
        self._marks.clear()
        self._since = None
        self._hz = self.frame_hz

    def _learn(self, t_ns: int, number: int) -> None:
        """Take the standard at whose rate frames have come for long enough."""
        if self.known and self.frame_hz == NTSC_HZ:
            return
        if self._since is None:
            self._since = (t_ns, number)
        since_ns, since = self._since
        passed_ns = t_ns - since_ns
        if passed_ns < LEARN_NTSC_NS:
            return
        hz = (number - since) * 1e9 / passed_ns
        if abs(hz / NTSC_HZ - 1) <= NEAR_NTSC:
            self.frame_hz, self.known = NTSC_HZ, True
        elif passed_ns >= LEARN_PAL_NS:
            if abs(hz / PAL_HZ - 1) <= NEAR_PAL:
                self.frame_hz, self.known = PAL_HZ, True
            self._since = None
