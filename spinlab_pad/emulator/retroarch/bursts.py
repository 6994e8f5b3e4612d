"""Which reply belongs to which burst of reads, and which burst is complete. Pure.

Rules:

1. A reply belongs to the burst whose echo it has. An echo is asked for again only when every reply to its last use has
   come, or is older than `LIFETIME_NS`: a late reply is never taken for one to a later burst. Nor is a duplicate: a
   plan's own echoes come round after `VARIANTS` bursts, another plan's are not used for `REMEMBERED` bursts.
2. RetroArch answers one burst in one poll, its replies within a few hundred microseconds. What takes longer than
   `SPREAD_NS` from the first to the last was put together from two answers (a request that the network doubled) and is
   no snapshot. So is a burst of which two replies to one read differ.
3. With the first complete burst all others that are open are over: their answers are of the same frame, or older.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.ranges import VARIANTS, Plan
from spinlab_pad.game.memory import Field

LIFETIME_NS: Final = 30_000_000_000
"""No reply is older: a RetroArch that hangs for so long is given up, and networks keep nothing for seconds."""

SPREAD_NS: Final = 8_000_000
"""Half a frame."""

REMEMBERED: Final = 128
"""Bursts among whose replies a duplicate is looked for, and whose echoes no burst of another plan has: 2 s."""


@dataclass(slots=True, eq=False)
class Burst:
    """A burst on the wire, and the replies to it so far, by the keys of their echoes. `open`: it may get complete."""

    plan: Plan
    fields: tuple[Field, ...]
    asked_ns: int
    datagram: bytes
    keys: tuple[int, ...]
    open: bool = True
    first_ns: int = 0
    replies: dict[int, bytes] = field(default_factory=dict)

    def memory(self) -> bytes:
        """The bytes that the plan wants, all of one frame; only of a complete burst."""
        return self.plan.memory(self.keys, self.replies)


class Bursts:
    """Opens bursts and finds the complete ones; counts in `stats` what belongs to none."""

    def __init__(self, stats: SamplingStats) -> None:
        self._stats = stats
        self._number = 0
        self._plan: Plan | None = None
        self._since = 0
        self._others: set[int] = set()
        self._owed: dict[int, Burst] = {}
        self._recent: deque[Burst] = deque(maxlen=REMEMBERED)

    def open(self, plan: Plan, fields: tuple[Field, ...], space: nci.Space, now_ns: int) -> Burst:
        """The next burst; nothing that is still owed has one of its echoes."""
        owed = self._owed
        if owed:
            self._forget(now_ns - LIFETIME_NS)
        if plan is not self._plan:
            self._change(plan)
        elif self._others and self._number - self._since > REMEMBERED:
            self._others = set()
        for _ in range(VARIANTS):
            self._number += 1
            keys = plan.keys(self._number)
            if owed.keys().isdisjoint(keys) and self._others.isdisjoint(keys):
                break
        else:
            owed.clear()
        burst = Burst(plan, fields, now_ns, plan.datagram(self._number, space), keys)
        for key in keys:
            owed[key] = burst
        self._recent.append(burst)
        return burst

    def _change(self, plan: Plan) -> None:
        """From now on bursts are of this plan."""
        self._plan, self._since = plan, self._number
        self._others = {key for burst in self._recent for key in burst.keys}

    def take(self, key: int, data: bytes, t_ns: int) -> Burst | None:
        """Note a reply; the burst that is complete with it, if one is."""
        burst = self._owed.pop(key, None)
        if burst is None:
            self._unexpected(key, data)
            return None
        replies = burst.replies
        if not replies:
            burst.first_ns = t_ns
        elif t_ns - burst.first_ns > SPREAD_NS:
            burst.open = False
        replies[key] = data
        if not burst.open:
            self._stats.late += 1
            return None
        if len(replies) < len(burst.keys):
            return None
        self.close()
        burst.open = False
        return burst

    def close(self) -> None:
        """Nothing that is open is wanted any more."""
        for burst in self._owed.values():
            burst.open = False

    def _unexpected(self, key: int, data: bytes) -> None:
        """A reply that is not owed: one that was here before, or nobody's."""
        for burst in reversed(self._recent):
            known = burst.replies.get(key)
            if known is not None:
                self._stats.duplicate += 1
                burst.open = burst.open and known == data
                return
        self._stats.foreign += 1

    def _forget(self, before_ns: int) -> None:
        """Drop what was asked before then; the oldest come first."""
        while self._owed:
            key, burst = next(iter(self._owed.items()))
            if burst.asked_ns >= before_ns:
                return
            del self._owed[key]
