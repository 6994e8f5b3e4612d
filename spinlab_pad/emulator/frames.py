"""Which video frames lie between two looks at a game's memory. Pure.

Rules: the emulator answers a request in the next frame that it runs, so the frames that nobody saw lie in the gap
between one answer and the next request, never in the wait for an answer (a request that waits is answered by the very
next frame). How many they were says the game's own counter, and, where the counter stood still (lag), the length of
the gap. A jump that no gap explains is a load, a rewind or a reset that somebody else made: one frame, none missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import SamplingStats

SNES_FRAME_NS: Final = 16_639_267
"""One NTSC SNES frame (60.0988 Hz)."""

FASTEST_FRAME_NS: Final = 200_000
"""No emulator ran faster in a measurement (4,000 frames a second without any limiter)."""

SPARE_FRAMES: Final = 2
"""Frames in a burst of audio-only sync that come on top of what the gap allows."""

SAME_FRAME_NS: Final = SNES_FRAME_NS // 2
"""A second answer so soon after the first is of the same frame: the emulator was still busy answering, which takes
some milliseconds where the machine is busy too."""

RESUMING_LOOKS: Final = 3
"""RetroArch 1.22 answers twice after a pause, and says that it plays, before the first frame runs."""

STANDSTILL_FRAMES: Final = 180
"""So many looks without a turn of the main loop are no lag but an open menu (music uploads take up to 2 s)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the game: `counter` (0 to 255) as of `answered_ns`, asked for at `asked_ns` (monotonic).

    `paused` is what the emulator says; `loading` is true from the command of a load to its sight, `loaded` for the
    first look at the loaded state.
    """

    counter: int
    asked_ns: int
    answered_ns: int
    paused: bool = False
    loading: bool = False
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame that a look shows: its number since the start, and whether the main loop stood still in it."""

    number: int
    lag: bool


class FrameCount:
    """Numbers the frames and keeps `stats`."""

    def __init__(self, stats: SamplingStats, frame_ns: int = SNES_FRAME_NS) -> None:
        self._stats = stats
        self._frame_ns = frame_ns
        self._number = 0
        self._last: Look | None = None
        self._still = 0
        self._resuming = 0
        self._away_since_ns: int | None = None

    def suspend(self) -> None:
        """Nobody looks for a while: the frames until the next look are counted by the clock, and as neither seen
        nor missed."""
        if self._last is not None:
            self._away_since_ns = self._last.answered_ns
        self._last = None

    def see(self, look: Look) -> Frame | None:
        """The frame of this look; None where no frame ran since the last one (paused, menu open)."""
        last, self._last = self._last, look
        if last is None:
            return self._return(look)
        if look.loaded:
            self._still = 0
            return self._count(1, missed=0, lag=False)
        gap_ns = max(0, look.asked_ns - last.answered_ns)
        turns = (look.counter - last.counter) % 256
        # The clock only tells how often the counter went round: the whole machine may have stood still in the gap.
        if not look.paused:
            turns += 256 * max(0, round((gap_ns / self._frame_ns - turns) / 256))
        if turns == 0:
            return self._stood(look, last, gap_ns)
        self._still = self._resuming = 0
        if turns > 1 + SPARE_FRAMES + gap_ns // FASTEST_FRAME_NS:
            return self._count(1, missed=0, lag=False)
        return self._count(turns, missed=turns - 1, lag=False)

    def _return(self, look: Look) -> Frame:
        """The first look ever, or since `suspend`."""
        self._still = 0
        away_ns = look.answered_ns - (self._away_since_ns or look.answered_ns)
        return self._count(max(1, away_ns // self._frame_ns), missed=0, lag=False)

    def _stood(self, look: Look, last: Look, gap_ns: int) -> Frame | None:
        """The main loop has not turned: lag, or no frame at all."""
        if look.paused:
            self._still = 0
            self._resuming = RESUMING_LOOKS
            return None
        if look.loading or look.answered_ns - last.answered_ns < SAME_FRAME_NS:
            # Reading a state file takes the emulator some milliseconds, in which it goes on answering.
            return None
        if self._resuming:
            self._resuming -= 1
            return None
        self._still += 1
        if self._still > STANDSTILL_FRAMES:
            return None
        hidden = gap_ns // self._frame_ns
        self._stats.lag_frames += 1
        return self._count(1 + hidden, missed=hidden, lag=True)

    def _count(self, frames: int, *, missed: int, lag: bool) -> Frame:
        self._number += frames
        self._stats.frames_seen += 1
        self._stats.frames_missed += missed
        return Frame(self._number, lag)
