"""Which game is it, on the real RetroArch: known by its file, asked about, changed, and started from the list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import Source
from spinlab_pad.app.supervisor import Launcher
from spinlab_pad.config import Config, GameConfig, RomConfig
from spinlab_pad.emulator.port import Emulator, Unreachable
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch
from spinlab_pad.emulator.retroarch.launch import free_ports
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import GameRecord
from tests.app.faults import somebodys
from tests.app.person import Person
from tests.emulators.installations import SNES9X, installations

from .test_identity import retitled

CARTRIDGE = assets.path("cartridge/spinlab.sfc")
DEADLINE_S = 40.0


class Table:
    """A companion that finds out which game it is, and what it shows."""

    def __init__(self, source: Source, folder: Path, roms: Path | None, launcher: Launcher | None) -> None:
        self.companion = Companion(
            Parts(
                config=Config(rom=RomConfig(dir=str(roms) if roms else ""), game=GameConfig()),
                source=source,
                data_dir=folder,
                couch=None,
                overlay_png=lambda _: b"",
                port=0,
                profile=None,
                launcher=launcher,
            )
        )

    @property
    def retroarch(self) -> RetroArch:
        emulator = self.companion.emulator
        assert isinstance(emulator, RetroArch)
        return emulator

    async def until(self, holds: Callable[[View], bool]) -> View:
        view = self.companion.lab.view()
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not holds(view := self.companion.lab.view()):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"never seen; the last View: {view}") from None
        return view

    async def runs(self, name: str) -> View:
        """Frames of this game are seen."""
        return await self.until(
            lambda view: view.game is not None and view.game.name == name and view.connection.frame is not None
        )

    async def do(self, command: Command) -> View:
        answer = await self.companion.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer


@asynccontextmanager
async def table(
    source: Source, folder: Path, roms: Path | None = None, launcher: Launcher | None = None
) -> AsyncIterator[Table]:
    made = Table(source, folder, roms, launcher)
    async with made.companion as companion:
        work = asyncio.ensure_future(companion.run())
        try:
            yield made
        finally:
            companion.lab.quit.set()
            await work


def profile_of(view: View) -> str | None:
    assert view.game is not None
    return view.game.profile


@pytest.mark.emulator(SNES9X)
async def test_another_game_in_the_same_retroarch_is_known_asked_about_and_remembered(tmp_path: Path):
    unknown = tmp_path / "renamed.sfc"
    unknown.write_bytes(retitled(b"NOBODY KNOWS"))
    ports, recipe = free_ports(), installations()[SNES9X]

    def connect() -> Awaitable[Emulator]:
        return attach("127.0.0.1", ports.commands, pad_port=ports.pads)

    async with table(Source("RetroArch", "in a test", connect, ours=False), tmp_path / "data") as at:
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
            first = await at.runs("spinlab")
            assert profile_of(first) == "spinlab", "the header of the file that RetroArch plays tells"
            assert first.question is None
            await at.do(commands.StartReference())
        with somebodys(recipe, ports, tmp_path, str(unknown)):
            second = await at.runs("renamed")
            assert (second.mode, profile_of(second)) == ("idle", None)
            assert second.question is not None
            assert any("is paused: renamed" in notice.text for notice in second.notices), "why the run was stopped"
            frame = second.connection.frame
            answered = await at.do(commands.ChooseProfile("smw-vanilla"))
            assert (answered.question, profile_of(answered)) == (None, "smw-vanilla")
            await at.until(lambda view: (view.connection.frame or 0) > (frame or 0))
            await at.do(commands.StartReference())
            await at.do(commands.StopReference())
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
            third = await at.runs("spinlab")
            assert (third.mode, profile_of(third)) == ("reference_paused", "spinlab"), "its own run waits"
        with somebodys(recipe, ports, tmp_path, str(unknown)):
            assert profile_of(await at.runs("renamed")) == "smw-vanilla"


@pytest.mark.emulator(SNES9X)
async def test_a_game_is_started_from_the_list_and_known_by_its_header(tmp_path: Path):
    roms = tmp_path / "games"
    roms.mkdir()
    (roms / "first.sfc").write_bytes(CARTRIDGE.read_bytes())
    (roms / "second.sfc").write_bytes(bytes(512) + retitled(b"SUPER MARIOWORLD"))
    nobody = free_ports().commands

    async def launcher(what: GameRecord | Path | None) -> Source:
        assert isinstance(what, Path)

        async def start() -> Emulator:
            return await launch(installations()[SNES9X], what, headless=True)

        return Source("RetroArch", "by command", start, ours=True)

    waiting = Source("RetroArch", "in a test", lambda: attach("127.0.0.1", nobody), ours=False)
    async with table(waiting, tmp_path / "data", roms, launcher) as at:
        await at.until(lambda view: view.games is not None and view.games.count == 2 and view.games.scanned is None)
        await at.do(commands.ShowGames())
        await at.do(commands.MoveChoice("down"))
        await at.do(commands.TakeChoice())
        second = await at.runs("second")
        assert profile_of(second) == "smw"
        assert await at.companion.lab.handle(commands.LaunchGame("00000000")) == Refused(
            "there is no game '00000000' in rom.dir that could be started; GET /api/games lists them"
        )


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_of_ours_is_connected_to_anew_without_ending(tmp_path: Path):
    retroarch = await launch(installations()[SNES9X], CARTRIDGE, headless=True)
    try:
        process, saved = retroarch.process, await retroarch.save_state()
        assert process is not None
        await retroarch.follow()
        frames = [snapshot.frame async for snapshot in first_of(retroarch, 5)]
        assert frames == sorted(set(frames))
        assert (await retroarch.identify()).path == str(CARTRIDGE)
        assert (await retroarch.load_state(saved.data)).ms > 0
        assert retroarch.process is process
        assert process.exit_status is None
    finally:
        await retroarch.close()
    assert process.exit_status is not None
    with pytest.raises(Unreachable):
        await retroarch.follow()


async def first_of(retroarch: RetroArch, count: int) -> AsyncIterator[Snapshot]:
    async for snapshot in retroarch.frames(()):
        yield snapshot
        count -= 1
        if not count:
            return


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_of_ours_whose_game_was_closed_goes_on_and_another_may_be_started(tmp_path: Path):
    # Without a menu RetroArch has nowhere to go, and keeps its game.
    recipe = replace(installations()[SNES9X], settings={"menu_driver": "rgui"})

    async def start() -> Emulator:
        return await launch(recipe, CARTRIDGE, headless=True)

    async def follow(emulator: Emulator) -> None:
        assert isinstance(emulator, RetroArch)
        await emulator.follow()

    ours = Source("RetroArch", "ours", start, ours=True, follow=follow)

    async def launcher(_what: GameRecord | Path | None) -> Source:
        return ours

    async with table(ours, tmp_path / "data", launcher=launcher) as at:
        await at.runs("spinlab")
        process = at.retroarch.process
        assert process is not None
        person = Person(process.ports.commands)
        for _ in range(2):  # RetroArch asks for a second press
            await person.press("CLOSE_CONTENT")
            await asyncio.sleep(0.3)
        person.close()
        view = await at.until(lambda view: view.connection.state == "waiting")
        assert view.game is None
        assert process.exit_status is None, "whoever closed the game may want to load another one there"
        possible = at.companion.lab.possible()
        assert (possible["launch_emulator"], possible["restart_emulator"] is None) == (None, False)
    assert process.exit_status is not None
