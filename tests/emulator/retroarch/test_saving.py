"""Saves that go wrong beside a runner's own state, against a RetroArch that does what the test says."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.emulator.retroarch import afterwards, nci, questions, saving
from spinlab_pad.emulator.retroarch.abilities import by_version
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.link import Link
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.reasons import Known
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.savestates import SaveStates
from spinlab_pad.emulator.retroarch.slots import Fresh, StateFolder
from spinlab_pad.emulator.retroarch.states import state_file
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.emulator.retroarch.user_settings import UserSettings
from spinlab_pad.game.memory import WRAM_SIZE

MEMORY = random.Random(5).randbytes(WRAM_SIZE)
HIS = state_file(b"the runner's own" * 9)
DEADLINE_S = 10.0


class ScriptedRetroArch:
    """Answers a frame after it was asked and writes a state two frames after it was told, if it isn't kept from it."""

    host, port = "127.0.0.1", 1

    def __init__(self, slot: Path) -> None:
        self.counts = DatagramCounts()
        self.on_reply: Callable[[nci.Reply, int], None] = lambda reply, t_ns: None
        self.on_refused: Callable[[], None] = lambda: None
        self.slot = slot
        self.frozen = False
        self.in_menu = False
        self.holds: list[bytes] | None = None
        self.written = 0
        self.commands: list[bytes] = []
        self._queue: list[bytes] = []
        self._started_s = time.monotonic()

    @property
    def counter(self) -> int:
        return int((time.monotonic() - self._started_s) * 60) % 256

    def send(self, datagram: bytes) -> None:
        self._queue.append(datagram)
        if not self.frozen:
            asyncio.get_running_loop().call_later(0.005, self._frame)

    def thaw(self) -> None:
        self.frozen = False
        self._frame()

    def state(self) -> bytes:
        memory = bytearray(MEMORY)
        memory[0x13] = self.counter
        return state_file(b"X" * 1000 + bytes(memory) + b"Y" * 500)

    def write(self, file: bytes) -> None:
        self.slot.write_bytes(file)
        self.written += 1

    def close(self) -> None:
        """Nothing is open."""

    def _frame(self) -> None:
        commands = b"\n".join(self._queue).split(b"\n")
        self._queue.clear()
        for command in commands:
            self._answer(command)
        if nci.SAVE_STATE in commands and not self.in_menu:
            if self.holds is None:
                asyncio.get_running_loop().call_later(0.03, self.write, self.state())
            else:
                self.holds.append(self.state())

    def _answer(self, command: bytes) -> None:
        self.commands.append(command)
        if command.startswith(b"READ_CORE"):
            name, address, size = command.split()
            memory = bytearray(MEMORY)
            memory[0x13] = self.counter
            part = memory[int(address, 16) :][: int(size)]
            self._reply(b" ".join([name, address, *(b"%02X" % byte for byte in part)]))
        elif command == nci.GET_STATUS:
            self._reply(b"GET_STATUS PLAYING super_nes,game,crc32=1")

    def _reply(self, line: bytes) -> None:
        reply = nci.parse(line + b"\n")
        assert reply is not None
        self.on_reply(reply, time.monotonic_ns())


class ScriptedSampler:
    """Sees each load."""

    ended: Unreachable | None = None

    def watch_load(self, watch: object) -> asyncio.Future[int]:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(seen.set_result, 7)
        return seen


class Scene:
    """A runner's folder with a state in the slot that RetroArch saves to, known after one save of ours."""

    def __init__(self, place: Path) -> None:
        self.slot = place / "game.state"
        self.retroarch = ScriptedRetroArch(self.slot)
        self.sampler = ScriptedSampler()
        self.folder = StateFolder(place, "game", own=False, likely=place, steady=True)
        asking = Questions(cast(Link, self.retroarch))
        self.states = SaveStates(
            asking,
            Hotkeys(asking),
            cast(Sampler, self.sampler),
            self.folder,
            Turns(),
            next(iter(nci.Space)),
            by_version("1.22.2"),
            Troubles(time.monotonic_ns),
            Known(UserSettings(certain=True)),
        )

    def is_his(self) -> bool:
        return self.slot.exists() and self.slot.read_bytes() == HIS

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not holds():
                await asyncio.sleep(0.005)

    async def told_to_save(self) -> None:
        await self.until(lambda: nci.SAVE_STATE in self.retroarch.commands)


@asynccontextmanager
async def scene(place: Path) -> AsyncIterator[Scene]:
    made = Scene(place)
    made.slot.write_bytes(HIS)
    await made.states.save()
    await made.until(made.is_his)
    made.retroarch.commands.clear()
    yield made
    await made.states.settle()
    made.states.close()
    assert [path.name for path in place.iterdir()] == ["game.state"]
    assert made.is_his()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A save is given up sooner than usual."""
    monkeypatch.setattr(saving, "RETRY_S", 0.08)


@pytest.mark.usefixtures("hurried")
async def test_after_a_save_that_failed_loads_go_on(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        good = await at.states.save()
        at.retroarch.in_menu = True
        with pytest.raises(StateError, match="saved no state"):
            await at.states.save()
        assert (await at.states.load(good.data)).load_id == 7


async def test_a_save_whose_caller_has_gone_is_finished_before_the_slot_is_given_back(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        at.retroarch.holds = []
        task = asyncio.create_task(at.states.save())
        await at.told_to_save()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not at.slot.exists(), "RetroArch will write there"
        at.retroarch.write(at.retroarch.holds[0])
        await at.until(at.is_his)
        at.retroarch.holds = None
        await at.states.save()


@pytest.mark.parametrize("caller_has_gone", [False, True])
async def test_a_save_that_is_under_way_at_the_end_is_waited_for_and_nothing_goes_on_after(
    tmp_path: Path, caller_has_gone: bool
) -> None:
    async with scene(tmp_path) as at:
        task = asyncio.create_task(at.states.save())
        await at.told_to_save()
        if caller_has_gone:
            task.cancel()
            await asyncio.wait((task,))
        written = at.retroarch.written
        at.sampler.ended = Unreachable("closed")
        await at.states.settle()
        at.states.close()
        await asyncio.gather(task, return_exceptions=True)
        await at.until(lambda: at.retroarch.written > written)
        assert at.is_his()
        assert len(asyncio.all_tasks()) == 1


@pytest.mark.usefixtures("hurried")
async def test_what_a_frozen_retroarch_writes_when_it_thaws_is_undone(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        written = at.retroarch.written
        at.retroarch.frozen = True
        task = asyncio.create_task(at.states.save())
        await at.until(lambda: len(at.retroarch._queue) > saving.TRIES)  # and the question why
        at.retroarch.thaw()
        with pytest.raises(StateError):
            await task
        await at.until(lambda: at.retroarch.written > written)
        await at.until(at.is_his)


@pytest.mark.usefixtures("hurried")
async def test_a_retroarch_that_thaws_long_after_is_looked_at_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(afterwards, "LOOKS_S", (0.01, 0.15))
    monkeypatch.setattr(questions, "REPLY_TIMEOUT_S", 0.02)
    async with scene(tmp_path) as at:
        written = at.retroarch.written
        at.retroarch.frozen = True
        with pytest.raises(StateError, match="does not answer"):
            await at.states.save()
        await at.until(lambda: len(asyncio.all_tasks()) == 1)  # the last look was
        at.retroarch.thaw()
        await at.until(lambda: at.retroarch.written > written)
        await at.until(at.is_his)


@pytest.mark.usefixtures("hurried")
async def test_a_second_command_that_is_carried_out_after_the_first_was_taken_is_undone(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        held: list[bytes] = []
        at.retroarch.holds = held
        task = asyncio.create_task(at.states.save())
        await at.until(lambda: len(held) == 2)
        at.retroarch.write(held[0])
        await task
        at.retroarch.write(held[1])
        assert not at.is_his()
        await at.until(at.is_his)


@pytest.mark.usefixtures("hurried")
async def test_after_the_last_look_what_appears_is_the_runners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afterwards, "LOOKS_S", (0.01, 0.02))
    async with scene(tmp_path) as at:
        at.retroarch.in_menu = True
        with pytest.raises(StateError):
            await at.states.save()
        await at.until(lambda: len(asyncio.all_tasks()) == 1)
        assert not at.folder._guard.on


async def test_a_file_that_is_held_for_a_moment_is_taken_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path) as at:
        tries: list[Path] = []
        take = at.folder.take

        def held(fresh: Fresh, *, also_his: bool = False) -> None:
            tries.append(fresh.path)
            if len(tries) < 3:
                raise PermissionError(13, "used by another process")
            take(fresh, also_his=also_his)

        monkeypatch.setattr(at.folder, "take", held)
        await at.states.save()
        assert len(tries) == 3
