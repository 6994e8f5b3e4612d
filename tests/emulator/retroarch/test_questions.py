"""Which reply answers which question, and what becomes of those that answer none."""

from __future__ import annotations

import asyncio
import time

import pytest

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import Unreachable
from spinlab_pad.emulator.retroarch import nci, questions
from spinlab_pad.emulator.retroarch.ledger import REMEMBERED, Ledger
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions

HERE = ("127.0.0.1", 1)
DEADLINE_S = 5.0


class Line(NciLink):
    """A link whose other end is the test: `sent` are the datagrams, `receive` is one that arrives."""

    def __init__(self) -> None:
        super().__init__(*HERE)
        self.sent: list[bytes] = []

    def send(self, datagram: bytes) -> None:
        self.sent.append(datagram)

    def receive(self, raw: bytes) -> None:
        self.datagram_received(raw, HERE)

    async def asked(self, times: int) -> None:
        """Wait until so many datagrams were sent."""
        async with asyncio.timeout(DEADLINE_S):
            while len(self.sent) < times:
                await asyncio.sleep(0)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def asking(line: Line) -> Questions:
    return Questions(line)


async def test_a_question_is_answered_by_its_echo_and_by_no_other(line: Line, asking: Questions) -> None:
    directory = asyncio.ensure_future(asking.parameter("log_dir"))
    memory = asyncio.ensure_future(asking.read(0x13, 2, nci.Space.CORE_RAM))
    await line.asked(2)
    line.receive(b"GET_CONFIG_PARAM cache_directory /c")
    line.receive(b"READ_CORE_RAM 14 01 02\n")
    line.receive(b"READ_CORE_RAM 13 03\n")
    assert not directory.done()
    assert not memory.done()
    line.receive(b"READ_CORE_RAM 13 04 05\n")
    line.receive(b"GET_CONFIG_PARAM log_dir /l")
    assert (await directory, await memory) == ("/l", b"\x04\x05")
    # The one of another length echoes the right address, so it may have been asked for.
    assert line.counts == DatagramCounts(foreign=2, late=1)


async def test_a_refusal_is_an_answer(line: Line, asking: Questions) -> None:
    memory = asyncio.ensure_future(asking.read(0x13, 2, nci.Space.BUS))
    await line.asked(1)
    line.receive(b"READ_CORE_MEMORY 7e0013 -1 no memory map defined\n")
    with pytest.raises(NoMemory, match="no memory map defined"):
        await memory


async def test_late_duplicate_foreign_and_truncated_datagrams_are_counted_by_kind(
    line: Line, asking: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "REPLY_TIMEOUT_S", 0.01)
    status = asyncio.ensure_future(asking.status())
    with pytest.raises(Unreachable):
        await status
    times = len(line.sent)
    assert times == questions.ATTEMPTS
    for _ in range(times):
        line.receive(b"GET_STATUS CONTENTLESS")
    assert asking.counts == DatagramCounts(late=times)
    line.receive(b"GET_STATUS CONTENTLESS")
    assert asking.counts == DatagramCounts(late=times, duplicate=1)
    line.receive(b"1.22.2\n")
    line.receive(b"what is this")
    line.receive(b"")
    assert asking.counts == DatagramCounts(late=times, duplicate=1, foreign=3)
    line.receive(b"GET_STATUS PLAYING super_nes,My")
    assert asking.counts == DatagramCounts(late=times, duplicate=1, foreign=3, truncated=1)
    assert asking.counts.dropped == times + 5


async def test_a_reply_that_comes_twice_is_taken_once(line: Line, asking: Questions) -> None:
    version = asyncio.ensure_future(asking.version())
    await line.asked(1)
    line.receive(b"1.22.2\n")
    line.receive(b"1.22.2\n")
    assert await version == "1.22.2"
    assert asking.counts == DatagramCounts(duplicate=1)


async def test_a_late_reply_answers_the_question_that_was_asked_again(
    line: Line, asking: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "REPLY_TIMEOUT_S", 0.05)
    version = asyncio.ensure_future(asking.version())
    await line.asked(2)
    line.receive(b"1.22.2\n")
    assert await version == "1.22.2"
    line.receive(b"1.22.2\n")
    assert asking.counts == DatagramCounts(late=1)


async def test_who_is_patient_gets_what_nobody_else_waits_for(line: Line, asking: Questions) -> None:
    patient = asking.expect(lambda reply: isinstance(reply, nci.Memory), patient=True)
    memory = asyncio.ensure_future(asking.read(0x13, 1, nci.Space.CORE_RAM))
    await line.asked(1)
    line.receive(b"READ_CORE_RAM 13 04\n")
    assert await memory == b"\4"
    assert not patient.done()
    line.receive(b"READ_CORE_RAM 13 05\n")
    assert patient.done()


async def test_what_is_no_reply_reaches_nobody(line: Line) -> None:
    seen: list[nci.Reply] = []
    line.on_reply = lambda reply, t_ns: seen.append(reply)
    before_ns = time.monotonic_ns()
    for raw in (b"junk", b"READ_CORE_RAM 13 0A", b"LOAD_STATE_SLOT 3"):
        line.receive(raw)
    assert seen == [nci.SlotEcho(3)]
    assert line.counts == DatagramCounts(foreign=1, truncated=1)
    assert before_ns <= time.monotonic_ns()


async def test_commands_that_are_asked_together_are_answered_or_not_known(line: Line, asking: Questions) -> None:
    asked = asyncio.ensure_future(asking.ask_together(b"LIST_CORES", b"GET_STATUS", b"SAVE_FILES"))
    await line.asked(1)
    assert line.sent == [b"LIST_CORES\nGET_STATUS\nSAVE_FILES\nGET_CONFIG_PARAM end_of_round_1"]
    line.receive(b"NO\n")
    line.receive(b"GET_STATUS CONTENTLESS")
    line.receive(b"GET_CONFIG_PARAM end_of_round_1 unsupported")
    await line.asked(2)
    assert line.sent[1] == b"LIST_CORES\nGET_CONFIG_PARAM end_of_round_2", "what was silent is asked once more"
    line.receive(b"GET_CONFIG_PARAM end_of_round_2 unsupported")
    assert await asked == (None, nci.Status(nci.RunState.CONTENTLESS), nci.Declined())
    assert asking.counts == DatagramCounts()
    assert not asking._waiting


async def test_nothing_that_is_late_ends_what_is_asked_together(line: Line, asking: Questions) -> None:
    for number in (1, 2):
        asked = asyncio.ensure_future(asking.ask_together(b"SAVE_FILES"))
        await line.asked(number)
        line.receive(b"GET_CONFIG_PARAM end_of_round_1 unsupported" if number > 1 else b"1.22.2\n")
        await asyncio.sleep(0)
        assert not asked.done()
        line.receive(b"OK\n")
        line.receive(f"GET_CONFIG_PARAM end_of_round_{number} unsupported".encode())
        assert await asked == (nci.Done(),)
    assert len(line.sent) == 2
    assert asking.counts == DatagramCounts(duplicate=1, foreign=1)


async def test_what_is_asked_together_of_nobody_ends_at_once(line: Line, asking: Questions) -> None:
    asked = asyncio.ensure_future(asking.ask_together(b"SAVE_FILES"))
    await line.asked(1)
    line.error_received(ConnectionRefusedError())
    with pytest.raises(Unreachable, match="nothing listens"):
        await asked
    assert not asking._waiting


async def test_links_can_share_their_counts() -> None:
    counts = DatagramCounts()
    one, other = NciLink(*HERE, counts), NciLink(*HERE, counts)
    one.datagram_received(b"junk", HERE)
    other.datagram_received(b"OK 6", HERE)
    assert counts == DatagramCounts(foreign=1, truncated=1)


def test_the_ledger_forgets_what_was_asked_long_ago() -> None:
    counts = DatagramCounts()
    ledger = Ledger(counts)
    ledger.asked(b"LOAD_STATE_SLOT 999")
    for slot in range(REMEMBERED):
        ledger.asked(nci.load_state_slot(slot))
    ledger.answered(nci.SlotEcho(999), taken=False)
    ledger.answered(nci.SlotEcho(0), taken=False)
    assert counts == DatagramCounts(foreign=1, late=1)
    assert len(ledger._tallies) == REMEMBERED
