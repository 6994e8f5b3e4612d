"""How far a long piece of work is: a bar with the time that is left, or a line now and then."""

from __future__ import annotations

import time
from typing import Final, TextIO

from spinlab_pad.app.statusline import StatusLine

LINE_EVERY_S: Final = 10.0
"""How often progress is told where it can't be shown in place."""

DRAW_EVERY_S: Final = 0.1
"""How often it is shown in place: work of many small steps must not spend its time on showing them."""

BAR: Final = 24
"""Characters of the bar."""


class Progress:
    """Call it with the steps done and all of them; `word` says what is done with one."""

    def __init__(self, err: TextIO, word: str) -> None:
        self._status = StatusLine(err, every_s=LINE_EVERY_S)
        self._word = word
        self._began_s = time.monotonic()
        self._drawn_s = self._began_s - DRAW_EVERY_S

    def __call__(self, done: int, total: int) -> None:
        """So many steps are done."""
        now_s = time.monotonic()
        if done < total and now_s - self._drawn_s < DRAW_EVERY_S:
            return
        self._drawn_s = now_s
        left_s = (now_s - self._began_s) * (total - done) / done
        bar = f"[{'#' * (BAR * done // total):{BAR}}] " if self._status.live else ""
        self._status.show(f"{bar}{done:,} of {total:,} {self._word}, {_duration(left_s)} left")

    def wipe(self) -> None:
        """Take it away."""
        self._status.wipe()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
