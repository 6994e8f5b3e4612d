"""The couch: what the runner touches and sees. Polls the pad, carries its commands to the lab, draws the overlay.

One tick 60 times a second. A command may take a while (a disk, an emulator); it is carried out beside the ticks, in
the order pressed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import Mode, PromptView, View
from spinlab_pad.pad.bindings import Bindings, bindings
from spinlab_pad.pad.context import Context, Kind, kind_of
from spinlab_pad.pad.prompt import prompt
from spinlab_pad.pad.reader import PadReader, PadReading

TICK_S = 1 / 60

GamePad = Callable[[Buttons], None]
"""Takes the buttons that a person holds, where the game is played with our own pad."""


class Screen(Protocol):
    """Something that shows the View."""

    def show(self, view: View, reading: PadReading) -> None:
        """Draw what has changed."""
        ...

    def close(self) -> None:
        """Take the window away."""
        ...


class Couch:
    """Pad and overlay of one lab."""

    def __init__(self, reader: PadReader, screen: Screen | None = None) -> None:
        self._reader = reader
        self._screen = screen
        self._commands: asyncio.Queue[Command] = asyncio.Queue()
        self._reading: PadReading | None = None
        self.game_pad: GamePad | None = None

    @property
    def reading(self) -> PadReading | None:
        """The newest poll of the pads."""
        return self._reading

    def prompter(self, mode: Mode, possible: Mapping[str, str | None], rating: bool) -> PromptView | None:
        """What the pad does now, for the View."""
        reading = self._reading
        return prompt(
            mode,
            possible,
            reading.layer_open if reading else False,
            self._reader.bindings,
            pad_present=bool(reading and reading.pads),
            kind=_kind(mode, rating=rating, asked=possible["take_choice"] is None),
        )

    async def run(self, lab: Lab) -> None:
        """Tick until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._obey(lab))
            try:
                await self._tick(lab)
            finally:
                if self._screen is not None:
                    self._screen.close()
                self._reader.close()

    async def _tick(self, lab: Lab) -> None:
        due = time.monotonic()
        while True:
            self._poll(lab)
            due = max(due + TICK_S, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    def _poll(self, lab: Lab) -> None:
        view = lab.view()
        # While a run or an attempt is played the plain buttons are the game's, also in a pause that somebody made.
        state = "playing" if lab.playing else view.connection.state
        context = Context(kind_of(view.mode, state, asked=view.question is not None), lab.possible())
        before, reading = self._reading, self._reader.poll(time.monotonic(), context)
        self._reading = reading
        for command in reading.commands:
            self._commands.put_nowait(command)
        for notice in reading.notices:
            lab.context.tell(notice.key, notice.level, notice.text)
        if before is None or before.layer_open != reading.layer_open or before.pads != reading.pads:
            lab.touch()
        if self.game_pad is not None:
            ours = reading.layer_open or view.question is not None
            self.game_pad(Buttons.NONE if ours else held_buttons(reading))
        if self._screen is not None:
            self._screen.show(lab.view(), reading)

    async def _obey(self, lab: Lab) -> None:
        while True:
            answer = await lab.handle(await self._commands.get())
            if isinstance(answer, Refused):
                lab.context.tell("pad", "warn", answer.reason)


def _kind(mode: Mode, *, rating: bool, asked: bool) -> Kind:
    """What the plain buttons are for, as far as the View that is being built knows it."""
    if mode in ("reference", "practice"):
        return "over" if rating else "live"
    return "choice" if asked else "menu"


def pad_bindings(config: Config) -> Bindings:
    """The pad's table with the configured hold."""
    return bindings({"modifiers": {"select": config.pad.hold_ms}})


def held_buttons(reading: PadReading) -> Buttons:
    """The held positions as SNES buttons."""
    held = Buttons.NONE
    for position in reading.held:
        held |= Buttons.__members__.get(position.value.upper(), Buttons.NONE)
    return held
