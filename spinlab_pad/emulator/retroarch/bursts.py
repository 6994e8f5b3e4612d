"""Which reply belongs to which burst of reads, and which burst is complete. Pure.

Rules:

1. A reply belongs to the burst whose echo it has. An echo is asked for again only when every reply to its last use has
   come, or is older than `LIFETIME_NS`: a late reply is never taken for one to a later burst.
2. RetroArch answers one burst in one poll, its replies within a few hundred microseconds. What takes longer than
   `SPREAD_NS` from the first to the last was put together from two answers (a request that the network doubled) and is
   no snapshot. So is a burst of which two replies to one read differ.
3. With the first complete burst all others that are open are over: their answers are of the same frame, or older.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.ranges import VARIANTS, Plan, Range
from spinlab_pad.game.memory import Field

LIFETIME_NS: Final = 30_000_000_000
"""No reply is older: a RetroArch that hangs for so long is given up, and networks keep nothing for seconds."""

SPREAD_NS: Final = 8_000_000
"""Half a frame."""

REMEMBERED: Final = 256
"""Replies by which a duplicate is known."""


@dataclass(slots=True, eq=False)
class Burst:
    """A burst on the wire, and the replies to it so far. `open`: they are still wanted."""

    plan: Plan
    fields: tuple[Field, ...]
    asked_ns: int
    datagram: bytes
    echoes: tuple[Range, ...]
    open: bool = True
    first_ns: int = 0
    replies: dict[Range, bytes] = field(default_factory=dict)

    def memory(self) -> bytes:
        """The bytes that the plan wants, all of one frame; only of a complete burst."""
        return self.plan.memory(self.echoes, self.replies)


class Bursts:
    """Opens bursts and finds the complete ones; counts in `stats` what belongs to none."""

    def __init__(self, stats: SamplingStats) -> None:
        self._stats = stats
        self._number = 0
        self._owed: dict[Range, Burst] = {}
        self._answered: dict[Range, Burst] = {}

    def open(self, plan: Plan, fields: tuple[Field, ...], space: nci.Space, now_ns: int) -> Burst:
        """The next burst; nothing that is still owed has one of its echoes."""
        self._forget(now_ns - LIFETIME_NS)
        for _ in range(VARIANTS):
            self._number += 1
            echoes = plan.echoes(self._number)
            if not any(echo in self._owed for echo in echoes):
                break
        else:
            self._owed.clear()
        burst = Burst(plan, fields, now_ns, plan.datagram(self._number, space), echoes)
        for echo in echoes:
            self._owed[echo] = burst
        return burst

    def take(self, address: int, data: bytes, t_ns: int) -> Burst | None:
        """Note a reply; the burst that is complete with it, if one is."""
        echo = Range(address, len(data))
        burst = self._owed.pop(echo, None)
        if burst is None:
            self._unexpected(echo, data)
            return None
        self._remember(echo, burst)
        if not burst.open:
            self._stats.late += 1
            return None
        if not burst.replies:
            burst.first_ns = t_ns
        elif t_ns - burst.first_ns > SPREAD_NS:
            burst.open = False
            self._stats.late += 1
            return None
        burst.replies[echo] = data
        if len(burst.replies) < len(burst.echoes):
            return None
        self.close()
        return burst

    def close(self) -> None:
        """Nothing that is open is wanted any more."""
        for burst in self._owed.values():
            burst.open = False

    def _unexpected(self, echo: Range, data: bytes) -> None:
        burst = self._answered.get(echo)
        if burst is None:
            self._stats.foreign += 1
            return
        self._stats.duplicate += 1
        if burst.open and burst.replies.get(echo) != data:
            burst.open = False

    def _remember(self, echo: Range, burst: Burst) -> None:
        self._answered.pop(echo, None)
        self._answered[echo] = burst
        if len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]

    def _forget(self, before_ns: int) -> None:
        """Drop what was asked before then; the oldest come first."""
        while self._owed:
            echo, burst = next(iter(self._owed.items()))
            if burst.asked_ns >= before_ns:
                return
            del self._owed[echo]
