"""The couch: what the runner touches and sees. Polls the pad, carries its commands to the lab, draws the overlay.

One tick 60 times a second. A command may take a while (a disk, an emulator); it is carried out beside the ticks, in
the order pressed; only quitting waits for none of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.lab.commands import Command, LeaveChoice, Quit, Refused, Resume, TakeChoice
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import Mode, PromptView, StartView, View
from spinlab_pad.pad import starting
from spinlab_pad.pad.bindings import Bindings, bindings
from spinlab_pad.pad.context import Context, Kind, kind_of
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.prompt import prompt
from spinlab_pad.pad.reader import PadReader, PadReading

TICK_S = 1 / 60
NEUTRAL_S = 2.0
"""A command that may let the game go on waits so long for the pad to be at rest, or the game would see the press."""

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
        self._starting = starting.IDLE
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
            kind=_kind(mode, possible, rating=rating),
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
        asked, start = view.question is not None, view.start
        context = Context(kind_of(view.mode, state, asked=asked, starting=start is not None), lab.possible())
        before, reading = self._reading, self._reader.poll(time.monotonic(), context)
        self._reading = reading
        for command in (*reading.commands, *self._start(start, reading, context, asked=asked)):
            if isinstance(command, Quit):
                lab.quit.set()  # whatever else is under way
            else:
                self._commands.put_nowait(command)
        for notice in reading.notices:
            lab.context.tell(notice.key, notice.level, notice.text)
        if before is None or before.layer_open != reading.layer_open or before.pads != reading.pads:
            lab.touch()
        if self.game_pad is not None:
            ours = reading.layer_open or asked
            self.game_pad(Buttons.NONE if ours else held_buttons(reading))
        if self._screen is not None:
            self._screen.show(lab.view(), reading)

    def _start(
        self, start: StartView | None, reading: PadReading, context: Context, *, asked: bool
    ) -> tuple[Command, ...]:
        """What the pad says at a start where the game stands still; what is pressed for something else says nothing."""
        elsewhere = reading.layer_open or asked
        edges = () if elsewhere else tuple(edge for _, edge in reading.moved)
        held = frozenset[Position]() if elsewhere else reading.held
        self._starting, command = starting.step(self._starting, start, held, edges)
        return () if command is None or not context.allows(command.name) else (command,)

    async def _obey(self, lab: Lab) -> None:
        while True:
            command = await self._commands.get()
            if isinstance(command, TakeChoice | LeaveChoice | Resume):
                await self._neutral()
            answer = await lab.handle(command)
            if isinstance(answer, Refused):
                lab.context.tell("pad", "warn", answer.reason)

    async def _neutral(self) -> None:
        """Wait until the pad is at rest."""
        limit = time.monotonic() + NEUTRAL_S
        while self._reading is not None and self._reading.held and time.monotonic() < limit:
            await asyncio.sleep(TICK_S)


def _kind(mode: Mode, possible: Mapping[str, str | None], *, rating: bool) -> Kind:
    """What the plain buttons are for, as far as the View that is being built knows it."""
    asked, counts, waits = (possible[name] is None for name in ("take_choice", "count_down", "hold_on"))
    # In a mode something is asked only over a game that stands still for it.
    return kind_of(mode, "paused" if asked or rating else "playing", asked=asked, starting=counts or waits)


def pad_bindings(config: Config) -> Bindings:
    """The pad's table with the configured hold."""
    return bindings({"modifiers": {"select": config.pad.hold_ms}})


def held_buttons(reading: PadReading) -> Buttons:
    """The held positions as SNES buttons."""
    held = Buttons.NONE
    for position in reading.held:
        held |= Buttons.__members__.get(position.value.upper(), Buttons.NONE)
    return held
