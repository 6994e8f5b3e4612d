"""How long a frame takes now, be the game of 50 or 60 Hz, fast-forwarded or slow. Pure."""

from __future__ import annotations

from collections import deque
from typing import Final

NTSC_FRAME_NS: Final = 16_639_267
"""One frame of a NTSC SNES (60.0988 Hz)."""

GROUP: Final = 4
"""Looks that make one measurement: bursts of audio-only sync are two or three frames."""

MEASUREMENTS: Final = 9
"""Their median counts, so that a machine that was held up once, or twice, changes nothing. 36 looks: 0.6 s."""

LONGEST_NS: Final = 400_000_000
"""A longer wait for a frame is a halt; RetroArch's slowest motion is a tenth, 166 ms a frame."""


class Tempo:
    """Told of every frame that follows another one without a break."""

    def __init__(self) -> None:
        self.frame_ns = NTSC_FRAME_NS
        self._measured = deque([NTSC_FRAME_NS] * MEASUREMENTS, MEASUREMENTS)
        self._looks = 0
        self._passed_ns = 0
        self._frames = 0

    def add(self, passed_ns: int, frames: int) -> None:
        """`frames` frames took `passed_ns`."""
        if passed_ns > LONGEST_NS:
            self.pause()
            return
        self._passed_ns += passed_ns
        self._frames += frames
        self._looks += 1
        if self._looks < GROUP:
            return
        self._measured.append(self._passed_ns // self._frames)
        self.frame_ns = max(1, sorted(self._measured)[len(self._measured) // 2])
        self.pause()

    def pause(self) -> None:
        """The next frame doesn't follow at once: the measurement begins again."""
        self._looks = self._passed_ns = self._frames = 0
