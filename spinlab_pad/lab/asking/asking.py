"""What is asked on the overlay at the moment, whoever asks it: steps in it, and where the answer goes."""

from __future__ import annotations

from typing import Protocol

from spinlab_pad.lab import commands
from spinlab_pad.lab.asking.menu import Key, Menu
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.view import QuestionView

COMMANDS = (commands.MoveChoice, commands.TakeChoice, commands.LeaveChoice)
"""The commands that `Asking` carries out."""


class Asker(Protocol):
    """Who asks, and takes the answer."""

    async def take(self, value: str) -> Refused | None:
        """Take the choice of that value; the question stays where it is refused, and until it is closed."""
        ...

    async def leave(self) -> None:
        """The question is left without an answer; it stays until it is closed."""
        ...


class Asking:
    """At most one question at a time; a new one takes the place of the old one."""

    def __init__(self) -> None:
        self.menu: Menu | None = None
        self._asker: Asker | None = None

    def ask(self, menu: Menu, asker: Asker) -> None:
        """Ask this from now on."""
        self.menu, self._asker = menu, asker

    def close(self, *keys: Key) -> None:
        """Take the question away; with `keys` only one of these."""
        if self.menu is not None and (not keys or self.menu.key in keys):
            self.menu = self._asker = None

    def view(self) -> QuestionView | None:
        """What of it is shown."""
        return self.menu.view() if self.menu is not None else None

    async def carry_out(self, command: Command) -> Refused | None:
        """A step in what is asked."""
        menu, asker = self.menu, self._asker
        assert menu is not None, "the rules let no command pass without a question"
        assert asker is not None, "a question has somebody who asks it"
        match command:
            case commands.MoveChoice(way=way):
                self.menu = menu.moved(way)
            case commands.LeaveChoice():
                await asker.leave()
            case commands.TakeChoice():
                return await asker.take(menu.marked.value)
            case _:
                raise AssertionError(f"{command.name} is no step in a question")
        return None
