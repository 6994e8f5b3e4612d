"""Commands that belong to no mode and change none: a mark, and a setting of the emulator that is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.notices import plain

COMMANDS: Final = (commands.Mark, commands.FixSetting)
"""The commands that `Errands` carries out."""
MARK_MAX: Final = 200
"""Characters of a mark."""


class Fixer(Protocol):
    """Puts settings of an emulator right, as the lab sees it."""

    async def fix(self, setting: str) -> str | Refused:
        """Correct one setting; what was done, in one line, or why nothing was."""
        ...


class Errands:
    """`fixer` puts settings right. `on_mark` is told of each mark: true where it stands in a trace now."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self.fixer: Fixer | None = None
        self.on_mark: Callable[[str], bool] | None = None

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        match command:
            case commands.Mark(text=text):
                self._mark(plain(text, MARK_MAX))
                return None
            case commands.FixSetting(setting=name):
                return await self._fix(name)
            case _:
                raise AssertionError(f"{command.name} is no errand")

    def _mark(self, text: str) -> None:
        """A notice is a line in the log, too."""
        context = self._context
        where = f" in frame {context.newest.frame}" if context.newest is not None else ""
        traced = self.on_mark is not None and self.on_mark(text)
        said = f"Marked{where}{', also in the trace' if traced else ''}"
        context.tell("marked", "info", f"{said}: {text}" if text else said)

    async def _fix(self, name: str) -> Refused | None:
        assert self.fixer is not None, "the rules let no command pass without one who fixes"
        done = await self.fixer.fix(name)
        if isinstance(done, Refused):
            return done
        self._context.tell("setting", "good", done)
        return None
