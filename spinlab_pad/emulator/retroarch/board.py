"""What the sampler tells a person about a RetroArch that runs: pinned as long as it is the case."""

from __future__ import annotations

from typing import Final

from spinlab_pad.emulator.port import Pace, Trouble
from spinlab_pad.emulator.retroarch.troubles import Troubles

SILENCE: Final = Trouble(
    "silence",
    "RetroArch does not answer: it hangs, or is busy. It goes on by itself as soon as RetroArch answers; if it does "
    "not, close RetroArch and start it again",
    "error",
)
STANDSTILL: Final = Trouble("standstill", "the game stands still: close RetroArch's menu to go on")
MID_FRAME: Final = Trouble(
    "mid_frame",
    "RetroArch shows the game's memory in the middle of a frame, so times can be wrong by a frame: set Settings > "
    "Input > Polling Behavior to Early and restart RetroArch",
)


class Board:
    """Pins to `troubles`, and takes down."""

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles
        self._shown: set[str] = set()

    def tell(self, pace: Pace, *, in_menu: bool, mid_frame: bool) -> None:
        """Say what holds the frames up, and no longer than it does.

        `in_menu`: where it stands still, that is no load of the game's own.
        """
        self._show(SILENCE, shown=pace is Pace.SILENT)
        self._show(STANDSTILL, shown=pace is Pace.STANDSTILL and in_menu)
        self._show(MID_FRAME, shown=mid_frame)

    def take_down(self) -> None:
        """Nobody looks any more, so nothing is known of what is the case only now."""
        self._show(SILENCE, shown=False)
        self._show(STANDSTILL, shown=False)

    def _show(self, trouble: Trouble, *, shown: bool) -> None:
        if shown and trouble.key not in self._shown:
            self._shown.add(trouble.key)
            self._troubles.pin(trouble)
        elif not shown and trouble.key in self._shown:
            self._shown.discard(trouble.key)
            self._troubles.clear(trouble.key)
