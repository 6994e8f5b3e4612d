"""The menu over a game that is really played, with nothing but a pad: presses stay the game's until it stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.sources import in_process
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.lab.view import View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from tests.app.at_the_pad import marked, seated, step_to

SEEN_S = 20.0


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
    couch, config = Couch(reader), Config()
    source = in_process(config, assets.path("cartridge/spinlab.sfc"), 1.0, why="in a test")
    async with seated(config, source, data, couch) as (companion, pad):
        yield Table(companion, couch, pad)


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
        await step_to(table.hands, table.lab, "Reference run ›")
        await hands.press(Position.A, lambda view: marked(view) not in ("", "Reference run ›"))
        await step_to(table.hands, table.lab, "Throw the run away")
        await hands.press(Position.A, lambda view: marked(view) == "No, back")
        assert lab.view().mode == "reference"
        await hands.press(Position.DOWN, lambda view: marked(view).startswith("Yes"))
        await hands.press(Position.A, lambda view: view.mode == "idle")
        await table.true(lambda view: view.question is None and view.connection.state == "playing")
