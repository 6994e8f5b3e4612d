"""Who answers: each with a socket that behaves so."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch.doctor.connection import check_greeting, check_shared
from spinlab_pad.emulator.retroarch.doctor.listening import Greeting, greet, is_here
from spinlab_pad.emulator.retroarch.find import this_machine
from spinlab_pad.emulator.retroarch.processes import Running, holder

RETROARCH = Running(7, (), None, None, Path("/"), frozenset({55355}))


class Saying(asyncio.DatagramProtocol):
    def __init__(self, words: bytes | None) -> None:
        self.words = words

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.words is not None:
            self.transport.sendto(self.words, addr)  # type: ignore[attr-defined]


@asynccontextmanager
async def somebody_who_says(words: bytes | None) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Saying(words), local_addr=("127.0.0.1", 0))
    yield transport.get_extra_info("sockname")[1]
    transport.close()


@pytest.mark.parametrize(
    ("words", "greeting"),
    [
        (b"1.22.2\n", Greeting("retroarch", "1.22.2")),
        (None, Greeting("silent")),
        (b"what?", Greeting("foreign", "what?")),
    ],
)
async def test_who_answers_is_told_apart(words: bytes | None, greeting: Greeting) -> None:
    async with somebody_who_says(words) as port:
        assert await greet("127.0.0.1", port) == greeting


async def test_nobody() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    assert await greet("127.0.0.1", port) == Greeting("refused")
    assert (await greet("no.such.host.invalid", 1)).kind == "unknown host"


async def test_the_program_that_holds_a_port_is_named() -> None:
    async with somebody_who_says(None) as port:
        assert "python" in holder(port, this_machine()) or "pytest" in holder(port, this_machine())


@pytest.mark.parametrize(
    ("greeting", "running", "holding", "found", "remedy"),
    [
        (Greeting("refused"), [], "", "nothing listens", "start RetroArch with your game: retroarch"),
        (Greeting("refused"), [Running(7, (), None, None, Path("/"), frozenset())], "", "though RetroArch runs", "On"),
        (Greeting("silent"), [], "dnsmasq", "another program (dnsmasq)", "end that program"),
        (Greeting("silent"), [], "retroarch", "no answer", "to the front"),
        (Greeting("silent"), [], "", "no answer", "to the front"),
        (Greeting("foreign", "hi"), [], "", "'hi'", "network.nci_port: 55356"),
        (Greeting("unknown host", "host 'x' is not known"), [], "", "not known", "--attach HOST:PORT"),
    ],
)
def test_each_has_its_remedy(greeting: Greeting, running: list[Running], holding: str, found: str, remedy: str) -> None:
    check = check_greeting(greeting, "127.0.0.1", 55355, running=running, holder=holding, start="retroarch")
    assert check.state == "fail"
    assert found in check.found
    assert remedy in f"{check.remedy.do} {check.remedy.menu}"


def test_two_at_one_port() -> None:
    other = Running(9, (), None, None, Path("/"), frozenset({55355}))
    assert check_shared(55355, [RETROARCH]) is None
    assert check_shared(55356, [RETROARCH, other]) is None
    check = check_shared(55355, [other, RETROARCH])
    assert check is not None
    assert check.state == "warn"
    assert "9 and 7" in check.found


def test_this_machine_is_known() -> None:
    assert is_here("127.0.0.1")
    assert is_here("localhost")
    assert not is_here("192.0.2.1")
    assert not is_here("no.such.host.invalid")
