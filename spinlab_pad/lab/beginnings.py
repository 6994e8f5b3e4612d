"""How each mode begins and ends: the commands that do it, and what is said of an end that nobody asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from spinlab_pad.lab import commands
from spinlab_pad.lab.cold_fill import mode as cold_fill
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.keeper import ATTEMPT, LOST, RUN_PART
from spinlab_pad.lab.mode import Mode as RunningMode
from spinlab_pad.lab.practice import mode as practice
from spinlab_pad.lab.replay import begin as replay_begin
from spinlab_pad.lab.speed_run import full as speed_run

ENDS: Mapping[str, str] = {
    "reference": "The reference run is paused",
    "practice": "Practice has ended",
    "cold_fill": "The cold fill has ended",
    "replay": "The replay has ended",
    "speed_run": "The speed run has ended",
}
"""What is said when another game or core ends a mode."""

Beginning = Callable[[LabContext, Any], Awaitable[RunningMode | Refused]]
BEGINNINGS: Mapping[type[Command], Beginning] = {
    commands.StartPractice: practice.begin,
    commands.StartColdFill: cold_fill.begin,
    commands.StartReplay: replay_begin.begin,
    commands.StartSpeedRun: speed_run.begin,
}
"""What begins a mode, by its command; reference runs are begun by `Runs`."""


async def begin(context: LabContext, command: Command) -> RunningMode | Refused:
    """Begin a mode on what is on disk: its course, and the ids that it gives, are read from there."""
    keeper = context.keeper
    context.clear(LOST)
    await keeper.keep()
    if keeper.waiting(ATTEMPT, RUN_PART):
        return Refused("what was played before is not on disk yet: free some space on the disk")
    return await BEGINNINGS[type(command)](context, command)


ENDINGS = (commands.StopPractice, commands.StopColdFill, commands.StopReplay, commands.StopSpeedRun)
"""What ends a mode, whichever runs; reference runs are ended by `Runs`."""
AGAIN = (commands.Retry, commands.Skip, commands.NextSegment, commands.PreviousSegment, commands.ResetRun)
"""Whoever asks for these wants to play: a pause ends."""
ITS_OWN = (commands.SetGoal,)
"""A mode that runs carries these out itself; at rest somebody else does."""
