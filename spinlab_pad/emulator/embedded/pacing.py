"""When the next frame of a core is due. Pure: the clock comes in as an argument."""

from __future__ import annotations

from typing import Final, Literal

Speed = float | Literal["max"]
"""A multiple of the game's own speed, or as fast as it goes."""

BEHIND_FRAMES_MAX: Final = 4
"""How far it may lag behind the clock and still catch up; what is more (a machine that slept) is let go."""


def check_speed(speed: Speed) -> Speed:
    """Return `speed`.

    Raises:
        ValueError: it is neither "max" nor a multiple above 0.
    """
    if speed != "max" and not 0 < speed < float("inf"):
        raise ValueError(f"speed {speed!r} is neither 'max' nor a number above 0")
    return speed


class Pacer:
    """Hands out the due times of frames on a grid that does not drift.

    Frame `n` after the start of the grid is due at `start + n * period`, whatever the frames before it took. The
    grid starts anew at the first frame, after `restart()`, and where the frames fall behind by more than
    BEHIND_FRAMES_MAX.
    """

    def __init__(self, frame_hz: float, speed: Speed) -> None:
        self._frame_hz = frame_hz
        self._start_ns: int | None = None
        self._frames = 0
        self.speed = speed

    @property
    def speed(self) -> Speed:
        """The speed now; setting it starts a new grid."""
        return self._speed

    @speed.setter
    def speed(self, speed: Speed) -> None:
        self._speed = check_speed(speed)
        self._period_ns = 0.0 if speed == "max" else 1e9 / (self._frame_hz * speed)
        self.restart()

    def restart(self) -> None:
        """The next frame is due at once, and the grid starts with it (after a pause)."""
        self._start_ns = None
        self._frames = 0

    def wait_ns(self, now_ns: int) -> int:
        """How long to wait from `now_ns` until the next frame is due, at least 0; each call takes one frame."""
        if self._speed == "max":
            return 0
        if self._start_ns is None:
            self._start_ns = now_ns
        due_ns = self._start_ns + round(self._frames * self._period_ns)
        late_ns = now_ns - due_ns
        if late_ns > BEHIND_FRAMES_MAX * self._period_ns:
            due_ns = self._start_ns = now_ns
            self._frames = 0
        self._frames += 1
        return max(0, due_ns - now_ns)
