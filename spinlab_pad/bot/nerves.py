"""How long a press takes to reach the game, and what is on the way to it.

A pad that is chosen by the snapshot of turn t is what the game holds in turn t + latency: 1 for a core in this process,
2 or 3 through a network pad. The latency is measured: from choosing another pad to the first turn that holds it.
"""

from __future__ import annotations

from typing import Final

LATENCY_MAX: Final = 6
"""Turns after which a change that was not seen is given up: other buttons came in between."""
SAMPLES: Final = 7
"""The median of so many measurements is believed."""


class Nerves:
    """Remembers what was pressed when; `latency_turns` is 1 or more."""

    def __init__(self, latency_turns: int = 1) -> None:
        if not 1 <= latency_turns <= LATENCY_MAX:
            raise ValueError(f"latency {latency_turns} is not within 1 to {LATENCY_MAX} turns")
        self.latency_turns = latency_turns
        self._samples = [latency_turns] * (SAMPLES // 2)
        self._sent: dict[int, int] = {}
        self._last = 0
        self._probe: tuple[int, int] | None = None

    def forget(self, held: int) -> None:
        """Nothing is on the way any more; the game holds `held`."""
        self._sent.clear()
        self._last = held
        self._probe = None

    def feel(self, turn: int, held: int) -> None:
        """Take in which pad the game holds in this turn."""
        if self._probe is None:
            return
        since, pad = self._probe
        if held == pad:
            self._samples = [*self._samples, max(1, turn - since)][-SAMPLES:]
            self.latency_turns = sorted(self._samples)[len(self._samples) // 2]
            self._probe = None
        elif turn - since > LATENCY_MAX:
            self._probe = None

    def send(self, turn: int, pad: int, held: int) -> None:
        """Note that `pad` was chosen in this turn, in which the game holds `held`."""
        if pad not in (self._last, held) and self._probe is None:
            self._probe = (turn, pad)
        elif self._probe is not None and pad != self._probe[1]:
            self._probe = None
        self._last = pad
        self._sent[turn + self.latency_turns] = pad
        self._sent.pop(turn - LATENCY_MAX, None)

    def on_the_way(self, turn: int, held: int) -> list[int]:
        """The pads of the turns between this one and the first that can still be chosen."""
        pads = []
        pad = held
        for coming in range(turn + 1, turn + self.latency_turns):
            pad = self._sent.get(coming, pad)
            pads.append(pad)
        return pads
