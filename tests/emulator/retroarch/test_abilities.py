from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import SetupError, Unreachable
from spinlab_pad.emulator.retroarch import faults, launch, nci, questions
from spinlab_pad.emulator.retroarch.abilities import Abilities, ReplayKind, by_version, probe, version_number
from spinlab_pad.emulator.retroarch.questions import Questions
from tests.emulator.cartridge import CARTRIDGE
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.22.2", (1, 22, 2)),
        ("1.15", (1, 15, 0)),
        ("1.16.0.3", (1, 16, 0)),
        ("1.20.0-git", (1, 20, 0)),
        ("9" * 5000 + ".1", (0, 0, 0)),
        ("nightly", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_the_number_in_a_version(text: str, number: nci.Release) -> None:
    assert version_number(text) == number


@given(st.text(max_size=40))
def test_any_version_is_understood_somehow(text: str) -> None:
    assert by_version(text).lines()


def test_what_a_version_can_do() -> None:
    old, new = by_version("1.14.0"), by_version("1.22.2")
    assert (old.load_by_slot, old.saves_while_paused, old.replays) == (False, False, ReplayKind.TOGGLE)
    assert (new.load_by_slot, new.saves_while_paused, new.replays) == (True, True, ReplayKind.REPLAY)
    assert by_version("1.15.0").replays is ReplayKind.REPLAY
    assert by_version("nothing known").replays is ReplayKind.NONE
    for told in (old, new):
        assert not any((told.save_by_slot, told.tells_active_replay, told.tells_menu, told.tells_cheevos, told.space))


@pytest.mark.parametrize(
    ("version", "has", "has_not"),
    [
        ("1.14.0", ["every input twice"], ["Hardcore", "crashes", "work RAM only"]),
        ("1.16.0", ["Hardcore"], ["every input twice", "crashes", "work RAM only"]),
        ("1.17.0", ["work RAM only"], ["crashes"]),
        ("1.18.0", ["work RAM only"], ["crashes"]),
        ("1.19.0", [], ["work RAM only", "crashes"]),
        ("1.20.0", ["crashes"], ["work RAM only"]),
        ("1.22.2", ["crashes", "Windows and macOS", "a frame late"], ["work RAM only"]),
        ("1.23.0", ["Hardcore"], ["crashes", "Windows and macOS"]),
    ],
)
def test_the_faults_of_a_version_are_known(version: str, has: list[str], has_not: list[str]) -> None:
    told = "\n".join(by_version(version).known_faults)
    assert [text for text in has if text not in told] == []
    assert [text for text in has_not if text in told] == []


def test_it_is_worded_for_people() -> None:
    lines = by_version("1.14.0").lines()
    assert lines[0] == "RetroArch 1.14.0"
    assert "loads states from the current slot only" in lines
    assert "records replays and can't play them" in lines
    assert lines[-1].startswith("known fault: ")
    assert all("\n" not in line and line[0] == line[0].strip() for line in lines)


class Told:
    """A RetroArch that answers to what it knows, in order, and loses the replies that a test says."""

    def __init__(self, version: str, commands: Iterable[str], refused: Iterable[nci.Space] = ()) -> None:
        self.host, self.port, self.counts = "127.0.0.1", 1, DatagramCounts()
        self.on_reply: Callable[[nci.Reply, int], None] = lambda reply, t_ns: None
        self.on_refused: Callable[[], None] = lambda: None
        self.version = version
        self.commands = set(commands)
        self.refused = set(refused)
        self.settings = {"active_replay": "0 0 0", "menu_active": "false", "cheevos_enable": "false"}
        self.sent: list[bytes] = []
        self.lose: set[int] = set()
        self._replies = 0

    def send(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        for request in nci.understand(datagram):
            if request.command is not None and request.command.name in self.commands:
                asyncio.get_running_loop().call_soon(self._answer, request)

    def close(self) -> None:
        pass

    def _answer(self, request: nci.Request) -> None:
        self._replies += 1
        if self._replies not in self.lose:
            self.on_reply(nci.parse(self._text(request)), time.monotonic_ns())

    def _text(self, request: nci.Request) -> bytes:
        assert request.command is not None
        assert request.arguments is not None
        name, arguments = request.command.name, request.arguments
        if name == "VERSION":
            return f"{self.version}\n".encode()
        if name == "GET_CONFIG_PARAM":
            return nci.answer(nci.Parameter(str(arguments[0]), self.settings.get(str(arguments[0]), "unsupported")))
        if name == "HELP":
            return nci.answer(nci.Help(tuple(nci.HelpLine(name, "", "does it", "") for name in sorted(self.commands))))
        space = next(space for space in nci.Space if space.command == name)
        assert isinstance(arguments[0], int)
        if space in self.refused:
            return nci.answer(nci.MemoryRefused(arguments[0] - space.base, "no memory map defined"), space)
        return nci.answer(nci.Memory(arguments[0] - space.base, b"\x55"), space)


OLD = ("VERSION", "GET_CONFIG_PARAM", "READ_CORE_RAM", "READ_CORE_MEMORY")
NEW = (*OLD, "HELP", "LOAD_STATE_SLOT", "SAVE_STATE_SLOT")


async def test_a_build_after_1_22_2_is_found_by_asking() -> None:
    told = await probe(Questions(Told("1.22.2", NEW)))
    assert told.helps
    assert told.save_by_slot
    assert told.load_by_slot
    assert (told.tells_active_replay, told.tells_menu, told.tells_cheevos) == (True, True, True)
    assert (told.space, told.other_space) == (nci.Space.CORE_RAM, True)
    assert not any("crashes" in fault for fault in told.known_faults)
    assert told.lines()[0] == "RetroArch 1.22.2, a build after 1.22.2"
    assert "saves states by slot number" in told.lines()


async def test_no_question_changes_anything() -> None:
    link = Told("1.22.2", NEW)
    await probe(Questions(link))
    asked = {request.command for datagram in link.sent for request in nci.understand(datagram)}
    assert {command.name for command in asked if command is not None} == {*OLD, "HELP"}


async def test_the_other_read_command_is_taken_where_the_first_is_refused() -> None:
    told = await probe(Questions(Told("1.18.0", OLD, refused=[nci.Space.CORE_RAM])))
    assert (told.space, told.other_space) == (nci.Space.BUS, False)
    assert told.lines()[1] == "shows work RAM by READ_CORE_MEMORY"


async def test_without_work_ram_it_is_said_what_to_do() -> None:
    with pytest.raises(SetupError, match=r"no memory map defined.*Snes9x"):
        await probe(Questions(Told("1.22.2", OLD, refused=nci.Space)))
    with pytest.raises(SetupError, match=r"1\.18\.0.*update RetroArch to 1\.19"):
        await probe(Questions(Told("1.18.0", OLD, refused=nci.Space)))


@pytest.mark.parametrize("lost", range(1, 9))
async def test_a_reply_that_gets_lost_makes_no_ability_disappear(lost: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "REPLY_TIMEOUT_S", 0.02)
    link = Told("1.22.2", NEW)
    link.lose = {lost}
    assert await probe(Questions(link)) == await probe(Questions(Told("1.22.2", NEW)))


async def test_silence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "REPLY_TIMEOUT_S", 0.01)
    with pytest.raises(Unreachable):
        await probe(Questions(Told("1.22.2", ())))


EXPECTED = {
    SNES9X: Abilities(
        version="1.22.2",
        number=(1, 22, 2),
        space=nci.Space.CORE_RAM,
        other_space=False,
        load_by_slot=True,
        save_by_slot=False,
        saves_while_paused=True,
        replays=ReplayKind.REPLAY,
        tells_active_replay=True,
        tells_menu=False,
        tells_cheevos=False,
        helps=False,
        known_faults=faults.of_release((1, 22, 2)),
    ),
    BSNES: Abilities(
        version="1.14.0",
        number=(1, 14, 0),
        space=nci.Space.CORE_RAM,
        other_space=True,
        load_by_slot=False,
        save_by_slot=False,
        saves_while_paused=False,
        replays=ReplayKind.TOGGLE,
        tells_active_replay=False,
        tells_menu=False,
        tells_cheevos=False,
        helps=False,
        known_faults=faults.of_release((1, 14, 0)),
    ),
}
EXPECTED[NEW_BSNES] = replace(EXPECTED[SNES9X], other_space=True)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in EXPECTED])
async def test_the_abilities_of_real_retroarchs(name: str) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    try:
        assert emulator.abilities == EXPECTED[name]
        assert emulator.capabilities.version == EXPECTED[name].version
        assert emulator.datagrams.foreign == emulator.datagrams.truncated == 0
    finally:
        await emulator.close()
