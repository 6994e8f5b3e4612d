"""Errors of the web room.

::

    WebError     the server can't start as it is set: wrong address, port taken or not permitted, no token
    Wrong        a request is wrong; becomes a 4xx answer with the reason, never leaves this room
"""

from __future__ import annotations

from typing import Final

REASON_CHARS: Final = 300
"""Longer reasons are cut: they may quote what the client sent."""


class WebError(Exception):
    """The server can't start; the text is one line that says what is wrong and what to change."""


class Wrong(Exception):
    """A wrong request: `status` is 4xx, `reason` one line for the person who sent it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason if len(reason) <= REASON_CHARS else reason[: REASON_CHARS - 1] + "…"
