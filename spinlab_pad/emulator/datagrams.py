"""Datagrams that answered nothing, by kind. They are dropped; the counts tell how good the way to an emulator is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DatagramCounts:
    """Counters since the start, kept up to date by who receives.

    `late`: a reply to something that is no longer waited for. `duplicate`: a reply that had come before.
    `foreign`: not understood, or an answer to nothing that was asked. `truncated`: the beginning of a reply.
    """

    late: int = 0
    duplicate: int = 0
    foreign: int = 0
    truncated: int = 0

    @property
    def dropped(self) -> int:
        """All of them."""
        return self.late + self.duplicate + self.foreign + self.truncated

    def drop(self, *, truncated: bool) -> None:
        """Count a datagram that is no reply, or the beginning of one."""
        if truncated:
            self.truncated += 1
        else:
            self.foreign += 1
