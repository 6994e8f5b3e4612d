"""What a practice session serves, and what it says to a command that it refuses."""

from __future__ import annotations

from spinlab_pad.lab.commands import (
    Command,
    Refused,
)
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.view import View
from tests.lab.fakes import Desk

A, B, C, D = "5.entrance.checkpoint1", "5.checkpoint1.goal", "6.entrance.checkpoint1", "6.checkpoint1.goal"
"""The segments of a run over two levels of the desk."""


def serving(view: View) -> str:
    assert view.segment is not None
    return view.segment.id


def practice(desk: Desk) -> PracticeMode:
    assert isinstance(desk.lab.mode, PracticeMode)
    return desk.lab.mode


async def refused(desk: Desk, command: Command) -> str:
    answer = await desk.lab.handle(command)
    assert isinstance(answer, Refused)
    return answer.reason


async def served(desk: Desk, times: int) -> list[str]:
    """The segments of so many completed servings."""
    found = []
    for _ in range(times):
        found.append(serving(await desk.playing()))
        await desk.complete(frames=3)
    return found
