"""Somebody in the lab who carries out commands of one kind, whichever mode runs."""

from __future__ import annotations

from typing import Protocol

from spinlab_pad.lab.commands import Command, Refused


class Clerk(Protocol):
    """Carries out commands that the rules have let pass; its module lists them as `COMMANDS`."""

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry one out, or say why that isn't possible.

        Raises:
            EmulatorError, StoreError: it has come to nothing.
        """
        ...
