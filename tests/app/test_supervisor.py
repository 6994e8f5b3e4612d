"""The supervisor and an emulator whose game changes: which is fed, which fields are read, what is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from spinlab_pad.app import supervisor
from spinlab_pad.app.identity import Known
from spinlab_pad.app.sources import Source
from spinlab_pad.app.supervisor import Launcher, Supervisor
from spinlab_pad.emulator.port import ContentChanged, ContentClosed, Emulator, Game, SetupError
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab.commands import ChooseProfile, Refused, StartReference
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import GameRecord
from tests.lab.fakes import GAME, NOTHING, OTHER_GAME, FakeEmulator, desk_in

SMW = load_profile("smw")
UNKNOWN = Game("Unknown", "super_nes", 0xD00D, "fake core", "1.0")


class Changing(FakeEmulator):
    """Plays whatever game the test puts in; `change` ends its frames as a change of content does."""

    def __init__(self, game: Game = GAME) -> None:
        super().__init__()
        self.game: Game | None = game
        self.asked: list[tuple[str, ...]] = []
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def change(self, error: Exception, game: Game | None) -> None:
        ended, self._end = self._end, asyncio.get_running_loop().create_future()
        self.game = game
        ended.set_exception(error)

    async def identify(self) -> Game:
        assert self.game is not None
        return self.game

    async def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        self.asked.append(tuple(field.name for field in fields))
        end = self._end
        while not end.done():
            yield self.step(NOTHING)
            await asyncio.wait((end,), timeout=0.005)
        end.result()

    async def follow(self, _: Emulator) -> None:
        if self.game is None:
            raise SetupError("runs without a game; load one")


class Scene:
    def __init__(
        self, made: Supervisor, view: Callable[[], View], do: Callable[..., Awaitable[View | Refused]]
    ) -> None:
        self.supervisor = made
        self.view = view
        self.do = do
        self.known: dict[str, Known] = {}

    async def until(self, holds: Callable[[View], bool]) -> View:
        async with asyncio.timeout(10):
            while not holds(view := self.view()):
                await asyncio.sleep(0.002)
        return view

    async def runs(self, game: Game) -> View:
        return await self.until(
            lambda view: view.game is not None and view.game.name == game.name and view.connection.frame is not None
        )


@asynccontextmanager
async def scene(folder: Path, source: Source, launcher: Launcher | None = None) -> AsyncIterator[Scene]:
    async with desk_in(folder) as desk:

        async def identify(game: Game) -> Known:
            return made.known.get(game.name, Known(SMW, "header"))

        watched = Supervisor(desk.lab, source, identify, (), launcher)
        made = Scene(watched, desk.lab.view, desk.lab.handle)
        made.known[UNKNOWN.name] = Known(None, "unknown")
        desk.lab.starter = watched
        running = asyncio.create_task(watched.run())
        try:
            yield made
        finally:
            running.cancel()
            await asyncio.wait((running,))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "RETRY_S", 0.01)


def ours(emulator: Changing) -> Source:
    async def start() -> Emulator:
        return emulator

    return Source("ours", "in a test", start, ours=True, follow=emulator.follow)


async def test_an_emulator_of_ours_is_not_ended_when_its_game_changes(tmp_path: Path):
    emulator = Changing()
    async with scene(tmp_path, ours(emulator)) as at:
        await at.runs(GAME)
        await at.do(StartReference())
        emulator.change(ContentChanged("another game"), OTHER_GAME)
        view = await at.runs(OTHER_GAME)
        assert view.mode == "idle"
        assert any("The reference run is paused: Other World" in notice.text for notice in view.notices)
        assert not emulator.closed
    assert emulator.closed


async def test_an_emulator_of_ours_without_a_game_is_waited_for_and_no_more_called_ours(tmp_path: Path):
    emulator = Changing()
    async with scene(tmp_path, ours(emulator)) as at:
        await at.runs(GAME)
        emulator.change(ContentClosed("closed"), None)
        view = await at.until(lambda view: view.connection.state == "waiting")
        assert (view.game, at.supervisor.ours, emulator.closed) == (None, False, False)
        emulator.game = OTHER_GAME
        await at.runs(OTHER_GAME)
        assert at.supervisor.ours
        assert not emulator.closed


async def test_a_change_in_somebodys_emulator_is_no_loss_of_the_connection(tmp_path: Path):
    opened: list[Changing] = []

    async def connect() -> Emulator:
        opened.append(Changing(OTHER_GAME if opened else GAME))
        return opened[-1]

    states: set[str] = set()
    async with scene(tmp_path, Source("theirs", "in a test", connect, ours=False)) as at:
        await at.runs(GAME)
        opened[0].change(ContentChanged("another game"), None)

        def other(view: View) -> bool:
            states.add(view.connection.state)
            return view.game is not None and view.game.name == OTHER_GAME.name

        await at.until(other)
        assert opened[0].closed
    assert "connecting" in states
    assert "lost" not in states


async def test_a_game_that_nobody_knows_is_watched_with_the_fields_of_the_answer(tmp_path: Path):
    emulator = Changing(UNKNOWN)
    async with scene(tmp_path, ours(emulator)) as at:
        view = await at.runs(UNKNOWN)
        assert view.question is not None
        assert emulator.asked == [()]
        await at.do(ChooseProfile("smw"))
        await at.until(lambda _: len(emulator.asked) == 2)
        assert set(emulator.asked[1]) == {field.name for field in SMW.fields}
        assert at.view().question is None


async def test_it_is_known_where_a_game_counts_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told: list[str | None] = []
    attach, emulator = Lab.attach, Changing()

    async def noted(lab: Lab, *here: Any) -> None:
        told.append("attached")
        await attach(lab, *here)

    monkeypatch.setattr(Lab, "attach", noted)
    monkeypatch.setattr(emulator, "count_turns", lambda counter: told.append(counter and counter.name))
    async with scene(tmp_path, ours(emulator)) as at:
        await at.runs(GAME)
    assert told == [SMW.counter, "attached", SMW.counter]


async def test_what_is_found_out_later_takes_the_question_back(tmp_path: Path):
    emulator = Changing(UNKNOWN)
    async with scene(tmp_path, ours(emulator)) as at:
        await at.runs(UNKNOWN)
        at.known[UNKNOWN.name] = Known(SMW, "header")
        at.supervisor.identify_anew()
        view = await at.until(lambda view: view.game is not None and view.game.profile == "smw")
        assert view.question is None
        assert not emulator.closed


async def test_a_game_is_started_instead_and_one_that_cannot_be_leaves_the_one_before(tmp_path: Path):
    first, second = Changing(), Changing(OTHER_GAME)

    async def broken() -> Emulator:
        raise SetupError("this file is no game")

    sources = [ours(second), Source("broken", "in a test", broken, ours=True)]

    async def launcher(what: GameRecord | Path | None) -> Source:
        assert isinstance(what, Path)
        return sources.pop(0)

    async with scene(tmp_path, ours(first), launcher) as at:
        await at.runs(GAME)
        assert await at.supervisor.launch_game(Path("other.sfc")) is None
        await at.runs(OTHER_GAME)
        assert first.closed
        second.closed = False
        assert await at.supervisor.launch_game(Path("broken.sfc")) is None
        await at.until(lambda view: any("this file is no game" in notice.text for notice in view.notices))
        await at.runs(OTHER_GAME)
