"""What the runner prefers until the program ends: the allocator, the estimator, the goal of a session."""

from __future__ import annotations

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext

COMMANDS = (commands.SetAllocator, commands.SetEstimator, commands.SetGoal)


class Preferences:
    """Implements `lab.clerk.Clerk`."""

    def __init__(self, context: LabContext) -> None:
        self._context = context

    async def carry_out(self, command: Command) -> Refused | None:
        """Take a preference over."""
        match command:
            case commands.SetAllocator(allocator=name):
                return self._context.choose_allocator(name)
            case commands.SetEstimator(estimator=name):
                return await self._context.choose_estimator(name)
            case commands.SetGoal(minutes=minutes, attempts=attempts):
                return self._context.choose_goal(minutes, attempts)
            case _:
                raise AssertionError(f"{command.name} is no preference")
