"""Whether RetroArch's menu is open, where this version tells it (after 1.22.2). Pure.

An open menu and an upload of music look the same in memory. The question goes with the reads of the sampler, and only
while the game stands still: it costs nothing in play.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.emulator.retroarch import nci

ASKED_AFTER_NS: Final = 300_000_000
"""Without a byte that changes; most lag is over by then."""

_NAME: Final = "menu_active"
_QUESTION: Final = b"\n" + nci.get_parameter(_NAME)


class Menu:
    """What is known of the menu; `tells` is whether this RetroArch can be asked."""

    def __init__(self, *, tells: bool) -> None:
        self.open = False
        self._tells = tells

    def asking(self, datagram: bytes, stood_ns: int) -> bytes:
        """The datagram, with the question where it is to be asked after `stood_ns` without a change."""
        if not self._tells or stood_ns < ASKED_AFTER_NS:
            self.open = False
            return datagram
        return datagram + _QUESTION

    def take(self, reply: nci.Parameter) -> None:
        """RetroArch has answered."""
        if self._tells and reply.name == _NAME:
            self.open = nci.truth(reply.value) is True
