"""What goes wrong with a RetroArch while the companion runs: not there, without a game, ended, frozen, no states."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.sources import Source
from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import attach, launch
from spinlab_pad.emulator.retroarch.launch import Ports, Recipe, free_ports
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.store.records import GameRecord
from tests.app.faults import (
    CARTRIDGE,
    FAST_RATIO,
    age_of,
    attempt_of,
    end,
    other_game,
    retroarch_of,
    somebodys,
    staged,
    under_way,
)
from tests.app.program import MARK, marked, notices, running
from tests.app.test_faults import stored
from tests.emulators.demo import demo_arguments
from tests.emulators.installations import BSNES, SNES9X, installations


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


@pytest.mark.emulator(SNES9X)
async def test_another_game_shows_frames_and_has_nothing_to_practise(tmp_path):
    arguments = demo_arguments(SNES9X, tmp_path)[2:]
    rom = other_game(tmp_path / "other.sfc")
    async with running("run", "--launch", "--rom", str(rom), *arguments, "--data", str(tmp_path / "d")) as companion:
        view = await companion.until(lambda view: (view["connection"]["frame"] or 0) > 60)
        assert view["game"]["name"] == "other"
        assert view["segment"] is None
        status, answer = await companion.do("start_practice")
        assert (status, answer["reason"]) == (409, "which game is this? Answer that first")
        assert (await companion.do("choose_profile", profile="smw"))[0] == 200
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


def fast_enough(name: str) -> Recipe:
    return replace(installations()[name], settings={"fastforward_ratio": str(FAST_RATIO)})


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_of_ours_is_started_by_command_killed_frozen_and_restarted(tmp_path, monkeypatch):
    monkeypatch.setenv(MARK, str(tmp_path))
    nobody = free_ports().commands

    async def start() -> Emulator:
        return await launch(fast_enough(SNES9X), CARTRIDGE, headless=True)

    async def launcher(last: GameRecord | Path | None) -> Source:
        assert last is None, "nothing was played yet"
        return Source("RetroArch", "by command", start, ours=True)

    def wait_for_nobody() -> Awaitable[Emulator]:
        return attach("127.0.0.1", nobody)

    async with staged(wait_for_nobody, tmp_path / "data", ours=False, launcher=launcher) as stage:
        await stage.until(lambda view: view.connection.state == "waiting" and stage.told("nothing listens"))
        refused = await stage.companion.lab.handle(commands.RestartEmulator())
        assert isinstance(refused, Refused)
        assert "not started from here" in refused.reason
        view = await stage.do(commands.LaunchEmulator())
        assert view.connection.state == "connecting"
        assert stage.told("RetroArch is being started")
        await stage.until(lambda view: view.connection.state == "playing")
        assert not stage.told("RetroArch is being started")
        async with stage.fast():
            await stage.record()
            await stage.practise()
            done = await stage.another()
        first = retroarch_of(str(tmp_path))

        os.kill(first, signal.SIGKILL)
        lost = await stage.seen("ours is killed", lambda view: view.connection.state == "lost")
        assert stage.told("RetroArch has ended (killed, signal 9)")
        assert stage.told("Starting it again")
        assert (lost.mode, attempt_of(lost)) == ("practice", done)
        await stage.back("ours is killed")
        assert not stage.told("Starting it again")
        second = retroarch_of(str(tmp_path))

        view = await stage.do(commands.RestartEmulator())
        assert (view.connection.state, view.mode) == ("connecting", "practice")
        await stage.back("ours is restarted by command")
        third = retroarch_of(str(tmp_path))

        os.kill(third, signal.SIGSTOP)
        await stage.until(lambda view: age_of(view) > 500)
        await stage.do(commands.RestartEmulator())
        view = await stage.until(under_way)
        fourth = retroarch_of(str(tmp_path))
        assert len({first, second, third, fourth}) == 4
        assert (view.mode, attempt_of(view)) == ("practice", done)
    print(f"\n{stage.times}")
    assert not marked(str(tmp_path)), "nothing is left behind"
    kept = stored(tmp_path / "data")
    assert [attempt.id for attempt in kept] == list(range(1, len(kept) + 1)), "those in flight took no number"


async def test_a_launch_that_fails_is_told_and_the_old_way_is_waited_for_again(tmp_path):
    nobody = free_ports().commands
    recipe = replace(installations()[SNES9X], command=(str(tmp_path / "no-such-program"),))
    reasons = [UsageError("which game? rom.dir is not set"), None]

    async def launcher(last: GameRecord | Path | None) -> Source:
        reason = reasons.pop(0)
        if reason is not None:
            raise reason
        return Source("RetroArch", "by command", lambda: launch(recipe, CARTRIDGE), ours=True)

    async with staged(lambda: attach("127.0.0.1", nobody), tmp_path / "data", ours=False, launcher=launcher) as stage:
        answer = await stage.companion.lab.handle(commands.LaunchEmulator())
        assert answer == Refused("which game? rom.dir is not set")
        await stage.do(commands.LaunchEmulator())
        await stage.until(lambda _: stage.told("RetroArch could not be started: RetroArch is not at"))
        await stage.until(lambda view: view.connection.state == "waiting" and stage.told("nothing listens"))
        assert stage.companion.lab.possible()["launch_emulator"] is None


@pytest.mark.emulator(BSNES)
async def test_somebodys_retroarch_is_killed_in_practice_and_comes_back(tmp_path):
    ports, recipe = free_ports(), fast_enough(BSNES)

    def connect() -> Awaitable[Emulator]:
        return attach("127.0.0.1", ports.commands, pad_port=ports.pads)

    async with staged(connect, tmp_path / "data", ours=False, port=ports.commands) as stage:
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)) as retroarch:
            await stage.until(lambda view: view.connection.frame is not None)
            async with stage.fast():
                await stage.record()
                await stage.practise()
                done = await stage.another()
            end(retroarch)
            lost = await stage.seen("killed", lambda view: view.connection.state == "lost")
            assert (lost.mode, attempt_of(lost)) == ("practice", done)
            await stage.until(lambda view: stage.told("Network Commands"))
        with somebodys(recipe, ports, tmp_path, str(CARTRIDGE)):
            back = await stage.until(under_way)
            assert (back.mode, attempt_of(back)) == ("practice", done)
            async with stage.fast():
                last = await stage.another()
        with somebodys(recipe, ports, tmp_path, str(other_game(tmp_path / "other.sfc"))):
            other = await stage.until(lambda view: view.game is not None and view.game.name == "other")
            assert other.mode == "idle"
            assert stage.told("Practice has ended"), "its states are not loaded into another game"
    kept = [attempt.id for attempt in stored(tmp_path / "data")]
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) >= last
