"""Whose save is a state that appeared: ours, or the runner's who pressed a hotkey about then? Pure but for a clock.

The game's counter in the state is compared with the counter at our commands. RetroArch takes the command in one frame
and saves in the next, so the step is always the same (measured: snes9x 1, bsnes-mercury 0; with run-ahead the memory
that is read may be ahead by two frames), give or take one. RetroArch drops a save while another is being written, so
two never come from neighbouring frames: a state that is close but not at the usual step is given to both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
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

CLAIM_S: Final = 2.0
"""How long after RetroArch's answer a state may come for it: it takes the command in the frame of the answer, and
writes within a second on a busy machine. The counter, which has 256 values, comes round in 4.3 s."""


class Owner(Enum):
    """Who gets the state. `LATE` is ours, but of a call that was given up."""

    OURS = "ours"
    BOTH = "both"
    LATE = "late"
    RUNNERS = "runners"


@dataclass(frozen=True, slots=True)
class _Claim:
    counter: int
    at_s: float


class Claims:
    """The counters (0 to 255) at our commands, as RetroArch answered them."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._usual: int | None = None
        self._now: list[_Claim] = []
        self._earlier: list[_Claim] = []

    def begin(self) -> None:
        """A new call: states of commands before it come too late."""
        self._earlier = [*self._earlier, *self._now][-EARLIER_MAX:]
        self._now = []

    def command(self, counter: int) -> None:
        """A command was carried out just now, when the counter was so."""
        self._now.append(_Claim(counter % 256, self._now_s()))

    def owner(self, saved: int) -> Owner:
        """Whose the state is that holds this counter. Without any command that is known of, ours."""
        if not self._now:
            return Owner.OURS
        steps = _signed(saved - self._nearest(saved).counter)
        if self._usual is None and steps in FIRST:
            self._usual = steps
        if self._usual is not None and abs(steps - self._usual) <= NEAR:
            return Owner.OURS
        if steps in DOUBTFUL:
            return Owner.BOTH
        return Owner.LATE if self.is_late(saved) else Owner.RUNNERS

    def taken(self, saved: int) -> None:
        """A state of ours with this counter was taken: the command that it answers claims no other."""
        if self._now:
            self._now.remove(self._nearest(saved))

    def is_late(self, saved: int) -> bool:
        """Whether the state with this counter answers a command of a call that is over."""
        since_s = self._now_s() - CLAIM_S
        return any(_signed(saved - claim.counter) in FIRST for claim in self._earlier if claim.at_s >= since_s)

    def _nearest(self, saved: int) -> _Claim:
        usual = self._usual or 0
        return min(self._now, key=lambda claim: abs(_signed(saved - claim.counter) - usual))


def _signed(steps: int) -> int:
    return (steps + 128) % 256 - 128
