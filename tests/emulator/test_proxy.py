"""The bad network does what it is told, the same way for the same seed."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.emulator.proxy import Faults, proxied

SENT = [f"{number:03} and some more bytes".encode() for number in range(100)]


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(data, addr)  # type: ignore[attr-defined]


async def echoed(faults: Faults, seed: int = 1) -> list[bytes]:
    """What comes back of SENT, in order of arrival."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    heard: list[bytes] = []
    try:
        async with proxied(transport.get_extra_info("sockname")[1], seed) as proxy:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.setblocking(False)
                client.connect(("127.0.0.1", proxy.port))
                client.send(b"first")
                assert await asyncio.wait_for(loop.sock_recv(client, 100), 5) == b"first"
                proxy.faults = faults
                for item in SENT:
                    client.send(item)
                    await asyncio.sleep(0)
                try:
                    while True:
                        heard.append(await asyncio.wait_for(loop.sock_recv(client, 100), 0.15))
                except TimeoutError:
                    pass
    finally:
        transport.close()
    return heard


async def test_without_faults_everything_passes_in_order() -> None:
    assert await echoed(Faults()) == SENT


async def test_a_share_is_lost_and_the_seed_says_which() -> None:
    heard = await echoed(Faults(lost=0.2))
    assert 40 <= len(heard) <= 85
    assert await echoed(Faults(lost=0.2)) == heard
    assert await echoed(Faults(lost=0.2), seed=2) != heard


@pytest.mark.parametrize(
    ("faults", "changed"),
    [
        (Faults(doubled=0.3), lambda heard: len(heard) > len(SENT) and set(heard) == set(SENT)),
        (Faults(reordered=0.3), lambda heard: heard != SENT and sorted(heard) == SENT),
        (Faults(delayed=0.1, delay_s=0.05), lambda heard: heard != SENT and sorted(heard) == SENT),
        (Faults(cut=0.2), lambda heard: 8 < len(set(heard) - set(SENT)) < 40 and len(heard) == len(SENT)),
        (Faults(garbage=0.2), lambda heard: len(heard) > len(SENT) and set(SENT) < set(heard)),
        (Faults(silent=True), lambda heard: heard == []),
    ],
    ids=["doubled", "reordered", "delayed", "cut", "garbage", "silent"],
)
async def test_each_fault_is_what_it_is_called(faults: Faults, changed) -> None:
    assert changed(await echoed(faults))
