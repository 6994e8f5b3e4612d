"""The menu over a game that is really played, with nothing but a pad: presses stay the game's until it stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pygame
import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.couch import Couch, pad_bindings
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.sources import in_process
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.lab.view import View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad

SEEN_S = 20.0


@pytest.fixture
def pads() -> Iterator[PadReader]:
    reader = PadReader(pad_bindings(Config()))
    reader.open()
    yield reader
    pygame.display.quit()


class Table:
    """A couch, a pad in the hand, and all buttons that the game got."""

    def __init__(self, companion: Companion, couch: Couch, pad: VirtualPad) -> None:
        self.lab = companion.lab
        self.pad = pad
        self.hands = Hands(pad, couch, companion.lab)
        self.given: list[Buttons] = []
        self._couch = couch
        couch.game_pad = self.given.append

    @property
    def held(self) -> frozenset[Position]:
        """What the couch sees held down."""
        return self._couch.reading.held if self._couch.reading is not None else frozenset()

    async def true(self, holds: Callable[[View], bool]) -> None:
        async with asyncio.timeout(SEEN_S):
            while not holds(self.lab.view()):
                await asyncio.sleep(0.01)


@asynccontextmanager
async def table_of(data: Path, reader: PadReader) -> AsyncIterator[Table]:
    couch = Couch(reader)
    parts = Parts(
        config=Config(),
        source=in_process(Config(), assets.path("cartridge/spinlab.sfc"), 1.0, why="in a test"),
        data_dir=data,
        couch=couch,
        overlay_png=lambda _: b"",
        port=0,
        profile=None,
        launcher=None,
    )
    async with Companion(parts) as companion:
        work = asyncio.ensure_future(companion.run())
        pad = VirtualPad("Runner's pad")
        try:
            yield Table(companion, couch, pad)
        finally:
            pad.detach()
            companion.lab.quit.set()
            await work


def marked(view: View) -> str:
    question = view.question
    return question.choices[question.cursor - question.first].label if question is not None else ""


@pytest.mark.emulator("embedded")
async def test_over_a_recorded_run_the_menu_pauses_and_the_game_goes_on_when_the_pad_is_at_rest(
    tmp_path: Path, pads: PadReader
):
    async with table_of(tmp_path / "data", pads) as table:
        lab, hands = table.lab, table.hands
        await table.true(lambda view: view.connection.frame is not None and lab.possible()["start_reference"] is None)
        await hands.command(Position.X, lambda view: view.mode == "reference")
        assert lab.playing
        await hands.command(Position.START, lambda view: view.question is not None and view.question.key == "menu")
        await table.true(lambda view: view.connection.state == "paused" and view.prompt is not None)
        assert not lab.playing
        assert marked(lab.view()) == "Go on"
        table.given.clear()
        await hands.press(Position.DOWN, lambda view: marked(view) != "Go on")
        await hands.press(Position.UP, lambda view: marked(view) == "Go on")
        assert set(table.given) == {Buttons.NONE}, "what answers the menu is not the game's"
        table.pad.press(Position.A)
        table.pad.press(Position.RIGHT)
        await table.true(lambda _: Position.A in table.held)
        assert lab.view().question is not None, "the game waits until the pad is at rest"
        table.pad.release(Position.A)
        table.pad.release(Position.RIGHT)
        await table.true(lambda view: view.question is None and view.connection.state == "playing")
        assert lab.view().mode == "reference"
        table.pad.press(Position.RIGHT)
        await table.true(lambda _: table.given[-1] == Buttons.RIGHT)
        table.pad.release(Position.RIGHT)


@pytest.mark.emulator("embedded")
async def test_a_run_is_thrown_away_from_the_menu_only_after_a_second_question(tmp_path: Path, pads: PadReader):
    async with table_of(tmp_path / "data", pads) as table:
        lab, hands = table.lab, table.hands
        await table.true(lambda view: view.connection.frame is not None and lab.possible()["start_reference"] is None)
        await hands.command(Position.X, lambda view: view.mode == "reference")
        await hands.command(Position.START, lambda view: view.question is not None)
        await down_to(table, "Reference run ›")
        await hands.press(Position.A, lambda view: marked(view) not in ("", "Reference run ›"))
        await down_to(table, "Throw the run away")
        await hands.press(Position.A, lambda view: marked(view) == "No, back")
        assert lab.view().mode == "reference"
        await hands.press(Position.DOWN, lambda view: marked(view).startswith("Yes"))
        await hands.press(Position.A, lambda view: view.mode == "idle")
        await table.true(lambda view: view.question is None and view.connection.state == "playing")


async def down_to(table: Table, label: str) -> None:
    while (before := marked(table.lab.view())) != label:

        def stepped(view: View, before: str = before) -> bool:
            return marked(view) != before

        await table.hands.press(Position.DOWN, stepped)
