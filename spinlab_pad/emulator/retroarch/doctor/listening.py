"""Who answers at a port: a RetroArch, nobody, somebody who keeps silent, or another program."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Final, Literal

from spinlab_pad.emulator.port import Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.link import NciLink

TRIES: Final = 4
WAIT_S: Final = 0.25
"""A reply comes within one frame unless the machine is busy."""

EMPTY: Final = b"an empty datagram"
OTHER: Final = b"an answer to another question"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What came back to VERSION. `text` is the version, the other program's words, or why the host can't be reached."""

    kind: Literal["retroarch", "refused", "silent", "foreign", "unknown host"]
    text: str = ""


async def greet(host: str, port: int) -> Greeting:
    """Ask for the version until something comes back."""
    loop = asyncio.get_running_loop()
    said: asyncio.Future[Greeting] = loop.create_future()
    other = ""

    def take(reply: nci.Reply, t_ns: int) -> None:
        if isinstance(reply, nci.Version):
            answer(Greeting("retroarch", reply.text))
        else:
            foreign(EMPTY if isinstance(reply, nci.Empty) else OTHER)

    def foreign(words: bytes) -> None:
        nonlocal other
        other = other or words[:40].decode("ascii", "replace").strip()

    def answer(greeting: Greeting) -> None:
        if not said.done():
            said.set_result(greeting)

    link = NciLink(host, port)
    link.on_reply = take
    link.on_unrecognised = lambda datagram: foreign(datagram.raw)
    link.on_refused = lambda: answer(Greeting("refused"))
    try:
        await link.open()
        for _ in range(TRIES):
            link.send(nci.VERSION)
            done, _pending = await asyncio.wait({said}, timeout=WAIT_S)
            if done:
                return said.result()
    except Unreachable as error:
        return Greeting("unknown host", str(error))
    finally:
        link.close()
    return Greeting("foreign", other) if other else Greeting("silent")


def is_here(host: str) -> bool:
    """Whether a host is this machine, so that its files can be looked at."""
    try:
        address = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]
        if ipaddress.ip_address(address).is_loopback:
            return True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
            ours.bind((str(address), 0))  # only an address of this machine can be bound
    except (OSError, ValueError):
        return False
    return True
