"""The clock of one attempt, in video frames and in real time.

Rules (the same for reference and practice, so that their times can be compared):

- A life starts at a frame and ends at the frame of a death or of the closing event.
- A life from a save state starts at the frame of the *event* that the state belongs to: the state was saved 1 to 3
  frames later, and its first snapshot was seen a little later still. Both are in the game's own counter, so
  `offset_frames` is the counter of the first snapshot minus the counter of the event.
- `frames` counts video frames, lag frames included; reloads and respawns are in no life.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

REAL_TIME_SLACK_MS: Final = 100
"""Differences below this are timer noise, not another speed."""
REAL_TIME_SLACK: Final = 0.02
"""Share by which real time may differ from frames over refresh rate."""


@dataclass(frozen=True, slots=True)
class Played:
    """The sums of an attempt: all lives (`frames`, `rta_ms`), the last life (`tail_frames`), and the game's own count.

    `game_frames` is the game's counter unwrapped; `frames - game_frames` is lag.
    """

    frames: int
    tail_frames: int
    game_frames: int
    rta_ms: int
    deaths: int

    def time_ms(self, frame_hz: float) -> int:
        """Played time of all lives in ms at the console's refresh rate."""
        return round(self.frames * 1000 / frame_hz)

    def tail_ms(self, frame_hz: float) -> int:
        """Time of the last life in ms at the console's refresh rate."""
        return round(self.tail_frames * 1000 / frame_hz)

    def real_time(self, frame_hz: float) -> bool:
        """Whether the emulator ran at normal speed: real time and frames agree within 2 % or 100 ms."""
        expected_ms = self.frames * 1000 / frame_hz
        slack_ms = max(REAL_TIME_SLACK * expected_ms, REAL_TIME_SLACK_MS)
        return abs(self.rta_ms - expected_ms) <= slack_ms


@dataclass(frozen=True, slots=True)
class SegmentClock:
    """Adds up the lives of one attempt. Immutable: each step returns the next clock."""

    life_frame: int | None = None
    life_t_ns: int = 0
    life_lag: int = 0
    frames: int = 0
    lag: int = 0
    rta_ns: int = 0
    deaths: int = 0

    @property
    def running(self) -> bool:
        """Whether a life is being played."""
        return self.life_frame is not None

    def start(self, frame: int, t_ns: int, *, lag_total: int, offset_frames: int = 0, frame_hz: float) -> SegmentClock:
        """A life starts at the snapshot `frame`, `offset_frames` after its event.

        `lag_total` is any running count of lag frames; only its differences are used.
        """
        lead_ns = round(offset_frames * 1_000_000_000 / frame_hz)
        return replace(self, life_frame=frame - offset_frames, life_t_ns=t_ns - lead_ns, life_lag=lag_total)

    def stop(self, frame: int, t_ns: int, *, lag_total: int, died: bool) -> SegmentClock:
        """The life ends at the snapshot `frame`; nothing changes when none is running."""
        if self.life_frame is None:
            return self
        return replace(
            self,
            life_frame=None,
            frames=self.frames + frame - self.life_frame,
            lag=self.lag + lag_total - self.life_lag,
            rta_ns=self.rta_ns + t_ns - self.life_t_ns,
            deaths=self.deaths + (1 if died else 0),
        )

    def in_step(self, frame: int, t_ns: int, *, frame_hz: float) -> SegmentClock:
        """The game stood still on purpose up to the snapshot `frame`: the life has lasted as long as its frames do."""
        if self.life_frame is None:
            return self
        return replace(self, life_t_ns=t_ns - round((frame - self.life_frame) * 1_000_000_000 / frame_hz))

    def elapsed_frames(self, frame: int) -> int:
        """Frames of all lives up to the snapshot `frame`."""
        return self.frames + (frame - self.life_frame if self.life_frame is not None else 0)

    def finish(self, frame: int, t_ns: int, *, lag_total: int) -> Played:
        """End the last life at the closing event's frame and return the sums."""
        tail = frame - self.life_frame if self.life_frame is not None else 0
        ended = self.stop(frame, t_ns, lag_total=lag_total, died=False)
        return ended.so_far(tail_frames=tail)

    def so_far(self, tail_frames: int = 0) -> Played:
        """The sums of the lives that have ended."""
        return Played(
            frames=self.frames,
            tail_frames=tail_frames,
            game_frames=self.frames - self.lag,
            rta_ms=round(self.rta_ns / 1_000_000),
            deaths=self.deaths,
        )
