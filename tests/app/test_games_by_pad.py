"""From an empty screen to a game that is known, with nothing but the pad: the list, the start, the question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad.app.companion import Companion
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.sources import Source, in_process
from spinlab_pad.config import Config, RomConfig
from spinlab_pad.emulator.port import Emulator, Unreachable
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from spinlab_pad.store.records import GameRecord

from .at_the_pad import marked, seated, step_to
from .test_identity import retitled

TITLES = {"a hack.sfc": b"SUPER MARIOWORLD", "nobody knows.sfc": b"NOBODY KNOWS"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "games"
    made.mkdir()
    for name, title in TITLES.items():
        (made / name).write_bytes(retitled(title))
    return made


async def nobody() -> Emulator:
    raise Unreachable("nothing listens")


async def started(what: GameRecord | Path | None) -> Source:
    assert isinstance(what, Path)
    return in_process(Config(), what, 1.0, why="from the list")


@asynccontextmanager
async def couch_of(folder: Path, data: Path, reader: PadReader) -> AsyncIterator[tuple[Companion, Hands, VirtualPad]]:
    couch = Couch(reader)
    config, source = Config(rom=RomConfig(dir=str(folder))), Source("nobody's", "in a test", nobody, ours=False)
    async with seated(config, source, data, couch, started) as (companion, pad):
        yield companion, Hands(pad, couch, companion.lab), pad


@pytest.mark.emulator("embedded")
async def test_a_game_is_started_and_named_with_the_pad_alone(folder: Path, tmp_path: Path, pads: PadReader):
    async with couch_of(folder, tmp_path / "data", pads) as (companion, hands, _):
        lab = companion.lab
        async with asyncio.timeout(20):
            while lab.possible()["show_games"] is not None or lab.view().prompt is None:
                await asyncio.sleep(0.01)
        await hands.command(Position.Y, lambda view: marked(view) == "a hack")
        prompt = lab.view().prompt
        assert prompt is not None
        assert {item.control: item.action for item in prompt.items} == {"A": "take it", "B": "back"}
        await hands.press(Position.DOWN, lambda view: marked(view) == "nobody knows")
        await hands.press(Position.A, lambda view: view.question is not None and view.question.key == "profile")
        view = lab.view()
        assert view.game is not None
        assert (view.game.name, view.game.profile) == ("nobody knows", None)
        await hands.press(Position.B, lambda view: view.question is None)
        await hands.command(Position.R, lambda view: view.question is not None)
        await step_to(hands, companion.lab, "Super Mario World hack")
        await hands.press(Position.A, lambda view: view.game is not None and view.game.profile == "smw")
        await hands.command(Position.X, lambda view: view.mode == "reference")
