"""The way to LiveSplit: lines out, lines in. One adapter for each protocol that its server speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

CONNECT_S: Final = 5.0
"""How long a connection may take to come about."""
ANSWER_S: Final = 2.0
"""How long LiveSplit may take to accept a line or to answer one; older versions answer between two of its pictures."""


class Link(Protocol):
    """One connection. After an error it can only be closed."""

    async def send(self, lines: Sequence[str]) -> None:
        """Hand lines over.

        Raises:
            Gone: LiveSplit has closed, or takes nothing more.
        """
        ...

    async def answer(self) -> str:
        """The next answer, without its line end.

        Raises:
            Gone: LiveSplit has closed, or is silent for too long.
            Nonsense: it is no line of text.
        """
        ...

    async def close(self) -> None:
        """End it, whether LiveSplit takes part in that or not."""
        ...


Opener = Callable[[], Awaitable[Link]]
"""Opens a connection; raises `Absent`."""
