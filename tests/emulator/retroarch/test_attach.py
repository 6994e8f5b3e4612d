"""Attached to a RetroArch that somebody else has started, with that person's own state files."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from spinlab_pad.emulator.port import Buttons, SetupError, StateError, Unreachable
from spinlab_pad.emulator.retroarch import RetroArch, assembly, attach, attaching, launch, nci
from spinlab_pad.emulator.retroarch.launch import Process
from spinlab_pad.emulator.retroarch.questions import Questions
from tests.emulator.cartridge import CARTRIDGE, FIELDS
from tests.emulator.contract import EmulatorContract, OpenEmulator
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulator.watch import watching
from tests.emulators.installations import BSNES, SNES9X, installations

BOTH = [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)]


@pytest.fixture
async def running(request: pytest.FixtureRequest) -> AsyncIterator[RetroArch]:
    """Somebody's RetroArch."""
    emulator = await launch(installations()[request.param], CARTRIDGE, headless=True)
    yield emulator
    await emulator.close()


def process(running: RetroArch) -> Process:
    assert running.process is not None
    return running.process


def states(running: RetroArch) -> Path:
    return process(running).states


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_the_runners_own_slots_are_as_before(running: RetroArch) -> None:
    mine = {"spinlab.state": b"my own state", "spinlab.state5": b"another", "spinlab.state.auto": b"automatic"}
    for name, data in mine.items():
        (states(running) / name).write_bytes(data)
    emulator = await attached(process(running))
    async with watching(emulator, FIELDS) as watch:
        state = await emulator.save_state()
        assert {path.name: path.read_bytes() for path in states(running).iterdir()} == mine
        await watch.take(10)
        loaded = await emulator.load_state(state.data)
        await watch.first_of_load(loaded.load_id)
    await emulator.close()
    assert {path.name: path.read_bytes() for path in states(running).iterdir()} == mine
    assert (await running.identify()).crc32 == zlib.crc32(CARTRIDGE.read_bytes()), "it runs on"


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_a_load_needs_no_save_before(running: RetroArch) -> None:
    async with watching(running, FIELDS) as watch:
        await watch.until(lambda snapshot: snapshot["log_nmi"] > 30)
    state = await running.save_state()
    emulator = await attached(process(running))
    loaded = await emulator.load_state(state.data)
    async with watching(emulator, FIELDS) as watch:
        assert watch.snapshots[0].load_id == loaded.load_id
    await emulator.close()
    assert list(states(running).iterdir()) == []


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_two_can_be_attached_at_once(running: RetroArch) -> None:
    one, other = await attached(process(running)), await attached(process(running))
    async with watching(one, FIELDS) as first, watching(other, FIELDS) as second:
        await asyncio.gather(first.take(30), second.take(30))
    assert one.stats.frames_missed <= 6
    await one.close()
    await other.close()


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_buttons_are_let_go_at_the_end(running: RetroArch) -> None:
    emulator = await attached(process(running))
    async with watching(running, FIELDS) as watch:
        emulator.press(Buttons.RIGHT | Buttons.Y)
        await watch.until(lambda snapshot: snapshot["held_1"] == 0x41)
        await emulator.close()
        await watch.until(lambda snapshot: snapshot["held_1"] == 0)


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_without_the_state_folder_frames_are_seen_and_states_refused(running: RetroArch) -> None:
    folder = states(running)
    folder.rename(folder.with_name("moved"))
    emulator = await attached(process(running))
    assert not emulator.capabilities.save_state
    async with watching(emulator, FIELDS) as watch:
        await watch.take(3)
    with pytest.raises(Exception, match="Save States"):
        await emulator.save_state()
    await emulator.close()


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_a_save_that_is_never_written_is_an_error_and_the_slots_are_back(running: RetroArch) -> None:
    (states(running) / "spinlab.state").write_bytes(b"my own state")
    emulator = await attached(process(running))
    questions: Questions = emulator._parts.questions
    send = questions.send
    questions.send = lambda *commands: send(*(item for item in commands if item != nci.SAVE_STATE))  # type: ignore[method-assign]
    with pytest.raises(StateError, match="menu"):
        await emulator.save_state()
    assert (states(running) / "spinlab.state").read_bytes() == b"my own state"
    await emulator.close()


@pytest.mark.parametrize("running", BOTH, indirect=True)
async def test_a_load_that_is_not_carried_out_is_an_error(running: RetroArch) -> None:
    state = await running.save_state()
    send = running._parts.questions.send
    dropped = (nci.LOAD_STATE, nci.load_state_slot(990))
    running._parts.questions.send = lambda *commands: send(*(item for item in commands if item not in dropped))  # type: ignore[method-assign]
    async with watching(running, FIELDS) as watch:
        await watch.take(20)
        with pytest.raises(StateError, match="Hardcore"):
            await running.load_state(state.data)
        assert (await watch.take(3))[-1].load_id == 0


async def test_nothing_there_is_said_at_once_with_what_to_turn_on() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    with pytest.raises(Unreachable, match="Network Commands"):
        await attach("127.0.0.1", port)


async def test_a_port_that_is_somebody_elses_is_said() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="does not answer"):
            await attach("127.0.0.1", silent.getsockname()[1])


async def test_an_unknown_host_is_said() -> None:
    with pytest.raises(Unreachable, match="not known"):
        await attach("no.such.host.invalid")


class Answering(asyncio.DatagramProtocol):
    """A RetroArch with nothing loaded."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        replies = {
            b"GET_CONFIG_PARAM savestate_directory": b"GET_CONFIG_PARAM savestate_directory /none",
            b"GET_STATUS": b"GET_STATUS CONTENTLESS",
            b"VERSION": b"1.22.2\n",
        }
        if data in replies:
            self.transport.sendto(replies[data], addr)  # type: ignore[attr-defined]


async def test_a_retroarch_without_a_game_is_said() -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Answering, local_addr=("127.0.0.1", 0))
    with pytest.raises(SetupError, match="without a game"):
        await attach("127.0.0.1", transport.get_extra_info("sockname")[1])
    transport.close()


class AttachedContract(EmulatorContract):
    """The contract once more, through the runner's own RetroArch and slots: one that runs all the time."""

    missed_of_100_max = 12
    press_frames_max = 8
    load_frames_max = 6
    save_frames_max = 8
    installation: ClassVar[str]

    @pytest.fixture(scope="class")
    @classmethod
    def process(cls) -> Iterator[Process]:
        with retroarch(cls.installation) as process:
            yield process

    @pytest.fixture
    def open_emulator(self, process: Process) -> OpenEmulator:
        return lambda: attached(process)


@pytest.mark.emulator(SNES9X)
class TestSnes9x(AttachedContract):
    installation = SNES9X


@pytest.mark.emulator(BSNES)
class TestBsnes(AttachedContract):
    installation = BSNES


@pytest.mark.parametrize("running", [pytest.param(SNES9X, marks=pytest.mark.emulator(SNES9X))], indirect=True)
async def test_an_attach_that_fails_late_leaves_no_socket(running: RetroArch) -> None:
    async def fail(*_: object) -> None:
        raise OSError("failed on purpose")

    def fail_at_once(*_: object) -> None:
        raise OSError("failed on purpose")

    # Python itself keeps none that is closed, but would close forgotten ones in its own time.
    gc.disable()
    try:
        before = sockets()
        for module, name, fault in ((assembly, "replays_of", fail), (attaching, "following", fail_at_once)):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, name, fault)
                with pytest.raises(OSError, match="on purpose"):
                    await attached(process(running))
            await asyncio.sleep(0)  # the sockets close with the next turn of the loop
            assert sockets() == before, name
    finally:
        gc.enable()


def sockets() -> int:
    """Open sockets of this process."""
    return sum(os.readlink(file).startswith("socket:") for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
