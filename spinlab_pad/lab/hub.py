"""The face of the lab towards pad, overlay and web: the newest View, a stream of Views, and commands in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.view import Mode, PromptView, View

Prompter = Callable[[Mode, Mapping[str, str | None], bool], PromptView | None]
"""(mode, refusal by command, a result waits for its rating) -> what the pad does now."""


def no_prompt(_mode: Mode, _possible: Mapping[str, str | None], _rating: bool) -> PromptView | None:
    """Without a pad there is nothing to prompt."""
    return None


class Hub(Protocol):
    """What the drawing rooms may do with the lab. One asyncio loop; nothing here blocks."""

    def view(self) -> View:
        """The newest View (connection ages are as of now)."""
        ...

    def views(self) -> AsyncIterator[View]:
        """The View at once, then each new one; a slow consumer misses middle ones, never the newest."""
        ...

    async def handle(self, command: Command) -> View | Refused:
        """Carry a command out; returns the View after it, or why it isn't possible now."""
        ...

    def possible(self) -> Mapping[str, str | None]:
        """Every command by name: None if possible now, else the reason why not."""
        ...
