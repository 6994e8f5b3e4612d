"""Tells replies that come late, twice or unasked for apart, by what was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.retroarch import nci

REMEMBERED: Final = 64
"""Kinds of question that are remembered: a late reply comes within seconds of its question."""


@dataclass(slots=True)
class _Tally:
    """How often something was asked, and how often answered."""

    asked: int = 0
    answered: int = 0


class Ledger:
    """Who answers what was asked before: tells late from duplicate from foreign, and adds to `counts`."""

    def __init__(self, counts: DatagramCounts) -> None:
        self._counts = counts
        self._tallies: dict[nci.Echo, _Tally] = {}

    def asked(self, datagram: bytes) -> None:
        """Remember what may be answered to a datagram that is sent."""
        for request in nci.understand(datagram):
            echoes = nci.of_request(request)
            if not echoes:
                continue
            tally = self._tallies.pop(echoes[0], None) or _Tally()
            tally.asked += 1
            for echo in echoes:
                self._tallies.pop(echo, None)
                self._tallies[echo] = tally
        while len(self._tallies) > REMEMBERED:
            del self._tallies[next(iter(self._tallies))]

    def answered(self, reply: nci.Reply, *, taken: bool) -> None:
        """Note a reply; one that nobody has `taken` counts as dropped."""
        echo = nci.of_reply(reply)
        tally = None if echo is None else self._tallies.get(echo)
        if tally is not None:
            tally.answered += 1
        if taken:
            return
        if tally is None:
            self._counts.foreign += 1
        elif tally.answered > tally.asked:
            self._counts.duplicate += 1
        else:
            self._counts.late += 1
