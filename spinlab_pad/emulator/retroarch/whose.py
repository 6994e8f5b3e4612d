"""Whose save is a state that appeared: ours, or the runner's who pressed a hotkey about then? Pure.

The game's counter in the state is compared with the counter at our commands. RetroArch takes the command in one frame
and saves in the next, so the step is always the same (measured: snes9x 1, bsnes-mercury 0; with run-ahead the memory
that is read may be ahead by two frames), give or take one. RetroArch drops a save while another is being written, so
two never come from neighbouring frames: a state that is close but not at the usual step is given to both.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

NEAR: Final = 1
"""Frames off the usual step that are still ours (a lag frame in between)."""

FIRST: Final = range(-3, 4)
"""Steps that may be the usual one."""

DOUBTFUL: Final = range(-3, 9)
"""Steps that may be ours, on a bad day."""

EARLIER_MAX: Final = 16
"""Commands without a state so far that are remembered; a RetroArch that was frozen carries them out at last."""


class Owner(Enum):
    """Who gets the state. `LATE` is ours, but of a call that was given up."""

    OURS = "ours"
    BOTH = "both"
    LATE = "late"
    RUNNERS = "runners"


class Claims:
    """The counters (0 to 255) at our commands."""

    def __init__(self) -> None:
        self._usual: int | None = None
        self._now: list[int] = []
        self._earlier: list[int] = []

    def begin(self) -> None:
        """A new call: states of commands before it come too late."""
        self._earlier = [*self._earlier, *self._now][-EARLIER_MAX:]
        self._now = []

    def command(self, counter: int) -> None:
        """A command was carried out when the counter was so."""
        self._now.append(counter % 256)

    def owner(self, saved: int) -> Owner:
        """Whose the state is that holds this counter. Without any command that is known of, ours."""
        if not self._now:
            return Owner.OURS
        steps = min(
            (_signed(saved - counter) for counter in self._now), key=lambda step: abs(step - (self._usual or 0))
        )
        if self._usual is None and steps in FIRST:
            self._usual = steps
        if self._usual is not None and abs(steps - self._usual) <= NEAR:
            self._now = self._earlier = []
            return Owner.OURS
        if steps in DOUBTFUL:
            return Owner.BOTH
        return Owner.LATE if self.is_late(saved) else Owner.RUNNERS

    def is_late(self, saved: int) -> bool:
        """Whether the state with this counter answers a command of a call that was given up."""
        return any(_signed(saved - counter) in FIRST for counter in self._earlier)


def _signed(steps: int) -> int:
    return (steps + 128) % 256 - 128
