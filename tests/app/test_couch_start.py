"""A start that stands still, and a pad in the hand: what the couch tells a lab that shows such a start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from spinlab_pad.app.couch import Couch
from spinlab_pad.lab.commands import COMMANDS, Command, CountDown, HoldOn, Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import ChoiceView, QuestionView, StartView, View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from tests.web.doubles import HandHub
from tests.web.samples import start_view

SEEN_S = 20.0
NOTHING = dict.fromkeys(COMMANDS, "not at a start")


class StandingLab(HandHub):
    """A lab whose game stands still at a start: counts when it is told to, and stops counting when it is told to."""

    playing = False

    def __init__(self, buttons: tuple[str, ...]) -> None:
        super().__init__()
        self.refusals = {name: text for name, text in NOTHING.items() if name not in ("count_down", "hold_on", "rate")}
        self.start = StartView(buttons, None, 1_000)
        self.told: list[str] = []
        self.question: QuestionView | None = None

    @property
    def context(self) -> StandingLab:
        return self

    def tell(self, key: str, level: str, text: str) -> None:
        self.told.append(text)

    def touch(self) -> None:
        """Nothing is kept that would have to be made anew."""

    def view(self) -> View:
        shown = start_view()
        paused = replace(shown.connection, state="paused")
        return replace(shown, start=self.start, question=self.question, connection=paused)

    async def handle(self, command: Command) -> View | Refused:
        self.handled.append(command)
        self.start = replace(self.start, counting_ms=900 if isinstance(command, CountDown) else None)
        return self.view()


@pytest.fixture
def pad(pads: PadReader) -> VirtualPad:
    return VirtualPad("Runner's pad")


async def true(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(SEEN_S):
        while not holds():
            await asyncio.sleep(0.01)


async def test_holding_what_is_to_be_held_counts_down_and_letting_go_waits(pads: PadReader, pad: VirtualPad):
    lab = StandingLab(("right", "y"))
    couch = Couch(pads)
    running = asyncio.ensure_future(couch.run(cast(Lab, lab)))
    try:
        pad.press(Position.RIGHT)
        await true(lambda: couch.reading is not None and Position.RIGHT in couch.reading.held)
        assert lab.handled == [], "a direction that is held for the game rates nothing and counts nothing"
        pad.press(Position.Y)
        await true(lambda: lab.handled == [CountDown()])
        pad.release(Position.RIGHT)
        await true(lambda: lab.handled == [CountDown(), HoldOn()])
        pad.press(Position.RIGHT)
        await true(lambda: lab.handled == [CountDown(), HoldOn(), CountDown()])
        assert lab.told[1:] == [], "nothing was refused; the pad's own news come first"
    finally:
        pad.detach()  # the couch takes the pads down when it ends
        running.cancel()
        await asyncio.wait([running])


async def test_where_nothing_is_to_be_held_any_press_counts_down(pads: PadReader, pad: VirtualPad):
    lab = StandingLab(())
    running = asyncio.ensure_future(Couch(pads).run(cast(Lab, lab)))
    try:
        pad.press(Position.B)
        await true(lambda: lab.handled == [CountDown()])
    finally:
        pad.detach()  # the couch takes the pads down when it ends
        running.cancel()
        await asyncio.wait([running])


class HangingLab(StandingLab):
    """One that never comes back from a command."""

    def __init__(self) -> None:
        super().__init__(())
        self.quit = asyncio.Event()
        del self.refusals["quit"]

    async def handle(self, command: Command) -> View | Refused:
        self.handled.append(command)
        await asyncio.Event().wait()
        raise AssertionError


async def test_quitting_waits_for_no_command(pads: PadReader, pad: VirtualPad):
    lab, couch = HangingLab(), Couch(pads)
    running = asyncio.ensure_future(couch.run(cast(Lab, lab)))
    try:
        pad.press(Position.B)
        await true(lambda: lab.handled == [CountDown()])
        pad.release(Position.B)
        pad.press(Position.SELECT)
        await true(lambda: couch.reading is not None and couch.reading.layer_open)
        pad.press(Position.START)
        await true(lab.quit.is_set)
    finally:
        pad.detach()
        running.cancel()
        await asyncio.wait([running])


async def test_what_is_held_under_a_question_counts_nothing_down(pads: PadReader, pad: VirtualPad):
    lab = StandingLab(("y",))
    running = asyncio.ensure_future(Couch(pads).run(cast(Lab, lab)))
    try:
        pad.press(Position.Y)
        await true(lambda: lab.handled == [CountDown()])
        lab.question = QuestionView("menu", "What now?", (ChoiceView("a", "Go on", ""),), 0, 0, 1)
        await true(lambda: lab.handled == [CountDown(), HoldOn()])
        lab.question = None
        await true(lambda: lab.handled == [CountDown(), HoldOn(), CountDown()])
    finally:
        pad.detach()
        running.cancel()
        await asyncio.wait([running])
