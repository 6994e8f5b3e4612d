"""The real RetroArch, set up rightly and wrongly in many ways: the right check fails, with the right remedy."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.doctor import WANTED, Change, Check, Order, examine, fix, fixable, live, sampling
from spinlab_pad.emulator.retroarch.doctor.examination import REMOTE
from spinlab_pad.emulator.retroarch.doctor.fixing import RUNNING
from spinlab_pad.emulator.retroarch.launch import free_ports
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.processes import retroarchs
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.turns import FRAME_COUNTER
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.retroarch.doctor.somebody import DEADLINE_S, Somebody, somebody
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations

SINGLE_RUN_AHEAD = {
    "run_ahead_enabled": "true",
    "run_ahead_frames": "1",
    "run_ahead_secondary_instance": "false",
}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "SECONDS", 0.7)


def snes9x(home: Path, **changes: str) -> Somebody:
    return somebody(home, installations()[SNES9X], **changes)


@asynccontextmanager
async def questions(port: int) -> AsyncIterator[Questions]:
    link = NciLink("127.0.0.1", port)
    await link.open()
    asking = Questions(link)
    yield asking
    asking.close()


@pytest.mark.emulator(SNES9X)
async def test_a_right_one_passes_and_is_left_as_it_was_playing_or_paused(tmp_path: Path) -> None:
    one = snes9x(tmp_path, savestate_thumbnail_enable="true")
    mine = one.home / "states" / "Snes9x" / "spinlab.state"
    mine.parent.mkdir()
    mine.write_bytes(b"my own state")
    async with one.running():
        for state in (nci.RunState.PLAYING, nci.RunState.PAUSED):
            found = await one.examined()
            assert found.failed() == set()
            sure = ("nci", "version", "core_info", "memory", "hotkeys")
            assert {found[key].state for key in sure} == {"pass"}
            assert "loaded in" in found["states"].found
            assert [key for key in found.keys if key in live.TITLES] == list(live.TITLES)
            assert found.keys[-len(WANTED) :] == [setting.name for setting in WANTED]
            assert len(set(found.keys)) == len(found.keys)
            async with questions(one.port) as asking:
                assert (await asking.status()).state is state
            assert {path.name for path in (one.home / "states").rglob("*.*")} <= {"spinlab.state"}
            assert mine.read_bytes() == b"my own state"
            await toggle(one.port)
        left = await one.examined(leave_alone="in use")
        assert {(left[key].state, left[key].why) for key in live.TITLES} == {("skip", "in use")}
        subject = found.subject
        assert (subject.version[:5], subject.core, subject.game) == ("1.22.", "snes9x", "spinlab")
        assert subject.settings.files == (one.main,)
        assert subject.settings.certain


async def toggle(port: int) -> None:
    """Pause or resume, as a person would with a key."""
    async with questions(port) as asking, asyncio.timeout(DEADLINE_S):
        before = (await asking.status()).state
        asking.send(nci.PAUSE_TOGGLE)
        while (await asking.status()).state is before:
            await asyncio.sleep(0.005)


@pytest.mark.emulator(SNES9X)
async def test_an_open_menu_and_a_frozen_retroarch_are_told(tmp_path: Path) -> None:
    one = snes9x(tmp_path)
    async with one.running() as process:
        await open_menu(one.port)
        found = await one.examined()
        assert found.failed() == {"sampling"}
        assert "menu" in found["sampling"].remedy.do
        assert {found["hotkeys"].state, found["states"].state} == {"skip"}
        os.killpg(process.pid, signal.SIGSTOP)
        found = await one.examined()
        os.killpg(process.pid, signal.SIGCONT)
    assert found.failed() == {"nci"}
    assert "no answer" in found["nci"].found


async def open_menu(port: int) -> None:
    """Toggle it until the game's counter stands still; in the first frames RetroArch takes no hotkeys."""
    async with questions(port) as asking, asyncio.timeout(DEADLINE_S):

        async def counter() -> bytes:
            return await asking.read(FRAME_COUNTER.address, 1, nci.Space.CORE_RAM)

        before = b""
        while before != await counter():
            asking.send(b"MENU_TOGGLE")
            await asyncio.sleep(0.15)
            before = await counter()
            await asyncio.sleep(0.1)


@pytest.mark.emulator(SNES9X)
async def test_run_ahead_with_one_instance_fails_and_passes_when_it_is_mended(tmp_path: Path) -> None:
    one = snes9x(tmp_path, **SINGLE_RUN_AHEAD)
    async with one.running():
        found = await one.examined()
    assert found.failed() == {"hotkeys", "run_ahead_secondary_instance"}
    assert found["states"].state == "skip"
    for key in ("hotkeys", "run_ahead_secondary_instance"):
        assert found[key].remedy.menu.endswith("Second Instance Mode")
        assert found[key].remedy.line == 'run_ahead_secondary_instance = "true"'
    assert found["run_ahead_secondary_instance"].file == str(one.main)
    assert fix(found.subject.settings, ["run_ahead_secondary_instance"]).refused == RUNNING
    names = fixable(found.checks.values())
    fixed = fix(found.subject.settings, names, found.subject.situation, running=False)
    assert fixed.changes == (Change("run_ahead_secondary_instance", "false", "true"),)
    async with one.running():
        found = await one.examined()
    assert found.failed() == set()
    assert found["hotkeys"].state == "pass"
    assert "loaded in" in found["states"].found


@pytest.mark.emulator(SNES9X)
async def test_hardcore_mode_with_a_login_fails_and_stays_on(tmp_path: Path) -> None:
    login = {"cheevos_enable": "true", "cheevos_username": "nobody", "cheevos_token": "0123456789abcdef"}
    one = snes9x(tmp_path, cheevos_hardcore_mode_enable="true", **login)
    async with one.running():
        found = await one.examined()
    assert found.failed() == {"cheevos_hardcore_mode_enable"}
    assert "Hardcore Mode" in found["cheevos_hardcore_mode_enable"].remedy.menu
    assert found["states"].state == "skip"
    assert "switch it off" in found["states"].why
    assert "Hardcore disabled" not in (one.home / "log").read_text("utf-8", "replace")


@pytest.mark.emulator(SNES9X)
async def test_a_missing_info_file_is_found_without_crashing_retroarch(tmp_path: Path) -> None:
    (tmp_path / "info").mkdir()
    one = snes9x(tmp_path, libretro_info_path=str(tmp_path / "info"))
    async with one.running() as process:
        found = await one.examined()
        assert found.failed() == {"core_info"}
        assert found["core_info"].remedy.menu == "Main Menu > Online Updater > Update Core Info Files"
        assert {found[key].state for key in ("memory", *live.TITLES)} == {"skip"}
        assert "crash" in found["memory"].why
        await one.until_it_answers()
        assert process.poll() is None


@pytest.mark.emulator(BSNES)
async def test_an_older_retroarch_refuses_states_to_a_core_without_info(tmp_path: Path) -> None:
    (tmp_path / "info").mkdir()
    one = somebody(tmp_path, installations()[BSNES], libretro_info_path=str(tmp_path / "info"))
    async with one.running():
        found = await one.examined()
    assert found.failed() == {"core_info", "states"}
    assert "refuses save states" in found["core_info"].why


@pytest.mark.emulator(NEW_BSNES)
async def test_bsnes_mercury_must_poll_early(tmp_path: Path) -> None:
    one = somebody(tmp_path, installations()[NEW_BSNES], input_poll_type_behavior="2")
    async with one.running():
        found = await one.examined()
    assert found.failed() == {"input_poll_type_behavior"}
    assert found["input_poll_type_behavior"].remedy.line == 'input_poll_type_behavior = "0"'


@pytest.mark.emulator(SNES9X)
async def test_a_state_folder_that_takes_no_files(tmp_path: Path) -> None:
    one = snes9x(tmp_path, savestate_directory="/proc/sys/fs")
    async with one.running():
        found = await one.examined()
    assert found.failed() == {"state_folder", "states"}
    assert found["state_folder"].found == "/proc/sys/fs"
    assert "Save States" in found["state_folder"].remedy.menu


@pytest.mark.emulator(SNES9X)
async def test_states_beside_the_game_are_found(tmp_path: Path) -> None:
    game = shutil.copy(CARTRIDGE, tmp_path / "game.sfc")
    one = snes9x(tmp_path, savestates_in_content_dir="true")
    async with one.running(str(game)):
        found = await one.examined()
    assert found.failed() == set()
    assert str(tmp_path / "Snes9x") in found["state_folder"].found
    assert "loaded in" in found["states"].found
    assert "found there" in found["savestates_in_content_dir"].found
    assert not list(tmp_path.rglob("game.state*"))


@pytest.mark.emulator(SNES9X)
async def test_nothing_loaded_and_network_commands_off_and_a_wrong_port(tmp_path: Path) -> None:
    one = snes9x(tmp_path)
    async with one.running("--menu"):
        found = await one.examined()
        assert found.failed() == {"memory"}
        assert "load a game" in found["memory"].remedy.do
        assert {found[key].state for key in live.TITLES} == {"skip"}

        wrong = free_ports().commands
        found = await one.examined(wrong)
        assert found.failed() == {"nci", "network_cmd_port"}
        assert f"listens at {one.port}" in found["nci"].found
        assert f"--attach 127.0.0.1:{one.port}" in found["nci"].remedy.do
        assert found["network_cmd_port"].remedy.line == f'network_cmd_port = "{wrong}"'


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_that_takes_no_commands_is_seen(tmp_path: Path) -> None:
    one = snes9x(tmp_path, network_cmd_enable="false")
    async with one.running("--menu", answers=False):
        found = await one.examined()
    assert found.failed() == {"nci", "network_cmd_enable"}
    assert "though RetroArch runs" in found["nci"].found
    assert found["nci"].remedy.menu == "Settings > Network > Network Commands > On"
    assert found["config"].found == f"{one.main} (read by the RetroArch that runs)"


async def test_the_files_of_an_installation_are_checked_while_it_does_not_run(tmp_path: Path) -> None:
    one = snes9x(tmp_path, pause_nonactive="true", network_cmd_enable="false")
    found = await one.examined()
    assert found.failed() == {"nci", "network_cmd_enable"}
    assert f"start RetroArch with your game: {one.program}" in found["nci"].remedy.do
    assert found["network_cmd_enable"].remedy.menu == "Settings > Network > Network Commands"
    assert found["pause_nonactive"].state == "warn"
    assert (found["cores"].state, found["core_info"].state, found["state_folder"].state) == ("pass", "pass", "pass")
    assert {found[key].state for key in ("version", "memory", *live.TITLES)} == {"skip"}


async def test_of_another_machine_only_the_answers_count(tmp_path: Path) -> None:
    one = snes9x(tmp_path)
    checks: dict[str, Check] = {}
    order = Order("192.0.2.1", 9, program=one.program, machine=one.machine)
    await examine(order, lambda check: checks.update({check.key: check}), lambda text: None)
    assert checks["nci"].state == "fail"
    assert not {"installation", "cores", "state_folder"} & set(checks)
    assert {checks[setting.name].why for setting in WANTED} == {REMOTE}


async def test_no_retroarch_at_all(tmp_path: Path) -> None:
    one = snes9x(tmp_path)
    one.program.unlink()
    one.main.unlink()
    found = await one.examined()
    assert {"installation", "nci"} <= found.failed()
    assert "install RetroArch" in found["installation"].remedy.do
    assert {found[setting.name].state for setting in WANTED} == {"skip"}


@pytest.mark.emulator(SNES9X)
async def test_two_at_one_port_are_told(tmp_path: Path) -> None:
    one = snes9x(tmp_path)
    async with one.running("--menu"), one.running("--menu"), asyncio.timeout(DEADLINE_S):
        while sum(one.port in item.ports for item in retroarchs(one.machine)) < 2:
            await asyncio.sleep(0.02)
        found = await one.examined()
    assert found["shared_port"].state == "warn"
