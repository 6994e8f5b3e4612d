"""Calls of the mode that runs. An error that nobody has foreseen ends the mode in order, and nothing else.

A runner in the middle of a session keeps overlay and pad, and all that was played: the mode is told of no more frames,
and is stopped as soon as no command is being carried out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.lab.context import REPORT, LabContext
from spinlab_pad.lab.mode import Mode
from spinlab_pad.lab.rules import NAMES
from spinlab_pad.lab.stage import Stage
from spinlab_pad.lab.turns import Turns
from spinlab_pad.store.errors import StoreError

T = TypeVar("T")

FAULT: Final = "fault"
"""The notice of a mode that has failed; it stays until another one is at work."""


class Guard:
    """`leave` ends a mode that has failed, in its turn."""

    def __init__(
        self, context: LabContext, stage: Stage, turns: Turns, leave: Callable[[Mode], Awaitable[None]]
    ) -> None:
        self._context = context
        self._stage = stage
        self._turns = turns
        self._leave = leave
        self._failed: Mode | None = None
        context.on_failed = self.failed

    def call(self, work: Callable[[Mode], T], otherwise: T) -> T:
        """What the mode that runs answers to `work`; `otherwise` where none runs, or it fails."""
        mode = self._stage.mode
        if mode is None:
            return otherwise
        try:
            return work(mode)
        except Exception as error:
            self.failed(error)
            return otherwise

    def held(self, seconds: float) -> None:
        """The game stood still so long."""
        self.call(lambda mode: mode.held(seconds), None)

    def frame(self, work: Callable[[Mode | None], object]) -> None:
        """Take a frame in, with the mode that is to see it: one that has failed sees none."""
        mode = self._stage.mode
        try:
            work(mode if mode is not self._failed else None)
        except Exception as error:
            self.failed(error)

    async def wait(self, work: Callable[[Mode], Awaitable[None]]) -> None:
        """Wait for something that the mode that runs does, if there is one.

        Raises:
            EmulatorError: as the work does.
            StoreError: likewise.
        """
        mode = self._stage.mode
        if mode is None:
            return
        try:
            await work(mode)
        except (EmulatorError, StoreError):
            raise
        except Exception as error:
            self.failed(error)

    def failed(self, error: Exception) -> None:
        """The mode that runs can't go on."""
        mode = self._stage.mode
        if mode is None or mode is self._failed:
            # It may come with every frame from now on.
            self._context.fault("watching the game", error, once=True)
            return
        self._failed = mode
        what = str(error) or type(error).__name__
        text = f"Something went wrong in {NAMES[mode.name]} ({what}): it has ended, what you played is kept; {REPORT}"
        self._context.fault(FAULT, error, text, lasting=True)
        self._turns.queue(lambda: self._context.answered(self._leave(mode), "end"), "end")
