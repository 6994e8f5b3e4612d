import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from spinlab_pad.app.narrator import Narrator
from spinlab_pad.lab.keeper import ATTEMPT
from spinlab_pad.lab.view import Notice
from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.store import Store
from tests.lab.fakes import desk_in
from tests.overlay.views import LOST, PRACTISING


def test_warnings_are_told_once_and_again_when_they_come_back():
    told: list[str] = []
    narrator = Narrator(told.append)
    view = replace(PRACTISING, game=None, notices=())
    warned = replace(view, notices=(Notice("k", "warn", "no disk", 0), Notice("s", "good", "Recorded", 0)))
    later = replace(view, notices=(Notice("k", "warn", "no disk", 1000),))
    for seen in (view, warned, later, replace(view, notices=(Notice("k", "error", "other", 0),)), view, warned):
        narrator.see(seen)
    assert told == ["! no disk", "! other", "! no disk"]


def test_the_game_is_told_when_it_comes():
    told: list[str] = []
    narrator = Narrator(told.append)
    lost = replace(LOST, notices=())
    for view in (lost, PRACTISING, PRACTISING, lost, PRACTISING):
        narrator.see(view)
    assert PRACTISING.game is not None
    assert len(told) == 2
    assert all(line.startswith(f"Playing: {PRACTISING.game.name} in RetroArch 1.22.2") for line in told)


async def test_what_is_lost_at_the_end_is_told(tmp_path: Path):
    def full(_store: Store) -> None:
        raise DataFolderError("the disk is full")

    told: list[str] = []
    async with desk_in(tmp_path) as desk:
        following = asyncio.create_task(Narrator(told.append).follow(desk.lab))
        await asyncio.sleep(0)
        desk.lab.context.keeper.add(ATTEMPT, "an attempt", full)
        await desk.lab.close()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    assert told[-1] == "! Could not be written: 1 attempt; free some space on the disk"
