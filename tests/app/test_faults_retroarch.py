"""What goes wrong with a RetroArch while the companion runs: not there, without a game, ended, frozen, no states."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.performer import BotPerformer
from spinlab_pad.app.sources import Source
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import attach, cfg, launch
from spinlab_pad.emulator.retroarch.launch import (
    Ports,
    Recipe,
    free_ports,
    private_settings,
)
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.view import View
from tests.app.program import DEADLINE_S, MARK, marked, notices, running
from tests.app.test_faults import stored
from tests.emulators.demo import demo_arguments
from tests.emulators.installations import BSNES, SNES9X, installations

CARTRIDGE = assets.path("cartridge/spinlab.sfc")


@contextmanager
def somebodys(recipe: Recipe, ports: Ports, folder: Path, *content: str) -> Iterator[subprocess.Popen[bytes]]:
    """A RetroArch that is not ours, at fixed ports; without content it sits in its menu."""
    for name in ("states", "saves"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "spinlab.cfg").write_text(cfg.text(private_settings(recipe, ports, folder, headless=True)))
    (folder / "retroarch.cfg").write_text("")
    given = ("--appendconfig", str(folder / "spinlab.cfg"), "--config", str(folder / "retroarch.cfg"), "--verbose")
    bus = ("dbus-run-session", "--") if content and os.geteuid() == 0 else ()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*bus, *recipe.command, *given, "-L", str(recipe.core), *(content or ("--menu",))],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def configured(folder: Path) -> tuple[str, ...]:
    """Arguments: the profile of our cartridge, and a data folder."""
    (folder / "c.yaml").write_text("game:\n  profile: spinlab\n")
    return ("--config", str(folder / "c.yaml"), "--data", str(folder / "data"))


def state_is(state: str, text: str | None = None) -> Callable[[dict[str, object]], bool]:
    def holds(view: dict[str, object]) -> bool:
        told = notices(view)
        fits = not told if text is None else any(text in item for item in told)
        return fits and view["connection"]["state"] == state  # type: ignore[index]

    return holds


@pytest.mark.emulator(SNES9X)
async def test_it_waits_for_a_retroarch_and_for_its_game_and_comes_back(tmp_path):
    ports, recipe = free_ports(), installations()[SNES9X]
    address = f"127.0.0.1:{ports.commands}"
    async with running("run", "--attach", address, *configured(tmp_path)) as companion:
        await companion.until(
            state_is(
                "waiting", f"turn on Settings > Network > Network Commands with Network Command Port {ports.commands}"
            )
        )
        assert (await companion.do("start_practice"))[0] == 409
        with somebodys(recipe, ports, tmp_path):
            await companion.until(state_is("waiting", "RetroArch runs without a game; load one"))
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)) as retroarch:
            view = await companion.until(state_is("playing"))
            assert view["game"]["name"] == "spinlab"
            end(retroarch)
            await companion.until(state_is("lost", "nothing listens"))
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
            await companion.until(state_is("playing"))
            assert await companion.stop() == 0
        assert companion.cleanly()
        assert f"Emulator: RetroArch at {address}, used as soon as it runs a game" in companion.told
        assert any(line.startswith("! nothing listens") for line in companion.told)
        assert sum(line.startswith("Playing: spinlab in RetroArch 1.22") for line in companion.told) == 2


async def test_a_retroarch_that_never_comes_ends_with_status_0(tmp_path):
    for number in (signal.SIGTERM, signal.SIGINT):
        async with running("run", "--attach", "no.such.host.invalid:9", *configured(tmp_path)) as companion:
            await companion.until(state_is("waiting", "is not known"))
            assert await companion.stop(number) == 0
            assert companion.cleanly()


async def playing(ports: Ports) -> None:
    """A player of a RetroArch that is not ours, until cancelled."""
    emulator = await attach("127.0.0.1", ports.commands, pad_port=ports.pads)
    bot = Bot(skill=1.0, seed=5)
    bot.play_level(1)
    try:
        async for snapshot in emulator.frames(bot.fields):
            await bot.see(snapshot, emulator)
    finally:
        await emulator.close()


@pytest.mark.emulator(BSNES)
async def test_a_core_without_save_states_is_told_in_the_reference_run(tmp_path):
    """RetroArch 1.14 refuses to save for a core of which it finds no description."""
    ports, recipe = free_ports(), replace(installations()[BSNES], info_folder=tmp_path)
    with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
        async with running("run", "--attach", f"127.0.0.1:{ports.commands}", *configured(tmp_path)) as companion:
            await companion.until(state_is("playing"))
            assert (await companion.do("start_reference"))[0] == 200
            player = asyncio.ensure_future(playing(ports))
            view = await companion.until(lambda view: bool(notices(view, "save 1.entrance")))
            assert "RetroArch saved no state" in notices(view, "save 1.entrance")[0]
            assert "Update Core Info Files" in notices(view, "save 1.entrance")[0]
            assert view["mode"] == "reference"
            await companion.until(lambda later: later["connection"]["frame"] > view["connection"]["frame"])
            player.cancel()
            await asyncio.gather(player, return_exceptions=True)
            assert await companion.stop() == 0
            assert companion.cleanly()
    assert stored(tmp_path / "data") == []


def other_game(file: Path) -> Path:
    """A SNES game that does nothing: interrupts off, and a loop."""
    image = bytearray(b"\xff" * 0x8000)
    image[:3] = bytes((0x78, 0x80, 0xFE))  # sei; loop: bra loop
    image[0x7FC0:0x7FE0] = b"OTHER GAME".ljust(21) + bytes((0x20, 0, 5, 0, 1, 0, 0, 0xFF, 0xFF, 0, 0))
    image[0x7FFC:0x7FFE] = bytes((0x00, 0x80))
    file.write_bytes(image)
    return file


@pytest.mark.emulator(SNES9X)
async def test_another_game_shows_frames_and_has_nothing_to_practise(tmp_path):
    arguments = demo_arguments(SNES9X, tmp_path)[2:]
    rom = other_game(tmp_path / "other.sfc")
    async with running("run", "--launch", "--rom", str(rom), *arguments, "--data", str(tmp_path / "d")) as companion:
        view = await companion.until(lambda view: (view["connection"]["frame"] or 0) > 60)
        assert view["game"]["name"] == "other"
        assert view["segment"] is None
        status, answer = await companion.do("start_practice")
        assert (status, answer["reason"]) == (409, "there is nothing to practise yet: record a reference run first")
        assert (await companion.do("start_reference"))[0] == 200
        status, answer = await companion.do("finish_reference")
        assert status == 409
        assert "nothing is recorded yet" in answer["reason"]
        assert await companion.stop() == 0
        assert companion.cleanly()


@pytest.mark.emulator(BSNES)
@pytest.mark.parametrize(("phase", "number"), [("Status page: ", signal.SIGTERM), ("Recording ", signal.SIGKILL)])
async def test_no_retroarch_is_left_behind(phase, number, tmp_path):
    async with running("demo", *demo_arguments(BSNES, tmp_path), "--data", str(tmp_path / "d")) as demo:
        await demo.line(phase)
        assert await demo.stop(number) == (0 if number is signal.SIGTERM else -number), demo.lines()
        assert demo.cleanly()


# in the middle of practice


def attempt_of(view: View) -> int:
    """The id of the last finished attempt, 0 without one."""
    return view.result.attempt if view.result is not None else 0


def age_of(view: View) -> int:
    """How old the newest frame is, in ms."""
    assert view.connection.age_ms is not None
    return view.connection.age_ms


class Stage:
    """A companion in this process with a bot that plays."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.performer = BotPerformer(3)
        parts = Parts(
            config=Config(),
            source=source,
            data_dir=folder,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=lambda _: load_profile("spinlab"),
        )
        self.companion = Companion(parts, (self.performer,))

    async def until(self, holds: Callable[[View], bool]) -> View:
        view = None
        try:
            async with asyncio.timeout(2 * DEADLINE_S):
                async for view in self.companion.lab.views():
                    if holds(view):
                        return view
        except TimeoutError:
            raise AssertionError(f"never seen; the last View: {view}") from None
        raise AssertionError

    async def practise(self) -> None:
        """Record level 1, start practice, and come to the first attempt after a finished one."""
        lab = self.companion.lab
        await self.until(lambda view: view.connection.frame is not None)
        await lab.handle(commands.StartReference())
        self.performer.play_run()
        await self.until(lambda view: view.run is not None and view.run.segments == 2)
        await lab.handle(commands.FinishReference())
        self.performer.play_on()
        await lab.handle(commands.StartPractice())
        await self.another()

    async def another(self) -> int:
        """Wait for an attempt more, and for the start of the next; its id."""
        last = attempt_of(self.companion.lab.view())
        return attempt_of(await self.until(lambda view: attempt_of(view) > last and view.timer.running))

    def told(self, text: str) -> bool:
        return any(text in notice.text for notice in self.companion.lab.view().notices)


@asynccontextmanager
async def staged(open_one: Callable[[], Awaitable[Emulator]], folder: Path, *, ours: bool) -> AsyncIterator[Stage]:
    stage = Stage(Source("RetroArch", "in a test", open_one, ours=ours), folder)
    async with stage.companion as companion:
        work = asyncio.ensure_future(companion.run())
        yield stage
        companion.lab.quit.set()
        await work


def retroarch_of(mark: str) -> int:
    """The process id of the RetroArch that carries the mark."""
    (found,) = (
        pid
        for pid, command in marked(mark).items()
        if " --appendconfig " in command and "keeper" not in command and "dbus-run" not in command
    )
    return found


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_of_ours_is_frozen_and_killed_in_practice(tmp_path, monkeypatch):
    monkeypatch.setenv(MARK, str(tmp_path))
    recipe = installations()[SNES9X]
    async with staged(lambda: launch(recipe, CARTRIDGE, headless=True), tmp_path / "data", ours=True) as stage:
        await stage.practise()
        pid = retroarch_of(str(tmp_path))
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(3)  # as long as the freeze is to be
        assert age_of(stage.companion.lab.view()) > 2000
        os.kill(pid, signal.SIGCONT)
        await stage.until(lambda view: age_of(view) < 200)
        done = await stage.another()

        os.kill(pid, signal.SIGKILL)
        lost = await stage.until(lambda view: view.connection.state == "lost")
        assert stage.told("RetroArch has ended (killed, signal 9)")
        assert stage.told("Starting it again")
        assert (lost.mode, attempt_of(lost)) == ("practice", done)
        await stage.until(lambda view: view.connection.state == "playing")
        assert retroarch_of(str(tmp_path)) != pid
        assert not stage.told("Starting it again")
        last = await stage.another()
    assert not marked(str(tmp_path)), "nothing is left behind"
    kept = stored(tmp_path / "data")
    assert [attempt.id for attempt in kept] == list(range(1, last + 1)), "the one in flight took no number"


@pytest.mark.emulator(BSNES)
async def test_somebodys_retroarch_is_killed_in_practice_and_comes_back(tmp_path):
    ports, recipe = free_ports(), installations()[BSNES]

    def connect() -> Awaitable[Emulator]:
        return attach("127.0.0.1", ports.commands, pad_port=ports.pads)

    async with staged(connect, tmp_path / "data", ours=False) as stage:
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)) as retroarch:
            await stage.practise()
            end(retroarch)
            lost = await stage.until(lambda view: view.connection.state == "lost")
            done = attempt_of(lost)
            assert lost.mode == "practice"
            await stage.until(lambda view: stage.told("Network Commands"))
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
            back = await stage.until(lambda view: view.connection.state == "playing")
            assert (back.mode, attempt_of(back)) == ("practice", done)
            last = await stage.another()
        with somebodys(recipe, ports, tmp_path, str(other_game(tmp_path / "other.sfc"))):
            other = await stage.until(lambda view: view.game is not None and view.game.name == "other")
            assert other.mode == "idle"
            assert stage.told("practice of spinlab stopped"), "its states are not loaded into another game"
    assert [attempt.id for attempt in stored(tmp_path / "data")] == list(range(1, last + 1))
