"""A bad network on loopback: a UDP proxy that loses, doubles, reorders, delays, cuts and invents datagrams, by a seed.

An adapter that attaches to `proxy.port` reaches the RetroArch at `target`; every client has a socket of its own there,
so RetroArch tells them apart as without the proxy. Set `faults` at any time. Same seed and same traffic, same faults.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, cast

Address = tuple[str, int]

REORDER_S: Final = 0.004
"""How long a datagram that is to be overtaken waits at most; others of its burst come within 1 ms."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares of datagrams (0 to 1) that something happens to, in each direction; silent: nothing passes at all.

    Only replies are cut and only replies come with garbage: a command that is cut could be another command.
    """

    lost: float = 0.0
    doubled: float = 0.0
    reordered: float = 0.0
    delayed: float = 0.0
    delay_s: float = 0.2
    cut: float = 0.0
    garbage: float = 0.0
    silent: bool = False


@dataclass(slots=True)
class Count:
    """What was done so far."""

    passed: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    delayed: int = 0
    cut: int = 0
    garbage: int = 0


@dataclass(slots=True)
class _Way:
    """One direction of one client's traffic, with its own chance."""

    send: Callable[[bytes], None]
    chance: random.Random
    back: bool
    held: list[bytes] = field(default_factory=list)


class Proxy(asyncio.DatagramProtocol):
    """Use `proxied`."""

    def __init__(self, target: Address, seed: int) -> None:
        self.faults = Faults()
        self.count = Count()
        self.port = 0
        self._target = target
        self._seed = seed
        self._listening: asyncio.DatagramTransport | None = None
        self._clients: dict[Address, asyncio.Future[_Way]] = {}
        self._upstream: list[asyncio.DatagramTransport] = []
        self._opening: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._listening = cast(asyncio.DatagramTransport, transport)
        self.port = self._listening.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: Address) -> None:
        way = self._clients.get(addr)
        if way is not None and way.done():
            self._pass(way.result(), data)
            return
        task = asyncio.create_task(self._first(data, addr))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def close(self) -> None:
        for transport in (self._listening, *self._upstream):
            if transport is not None:
                transport.close()

    async def _first(self, data: bytes, client: Address) -> None:
        """Traffic of a client whose way to the target is not open yet."""
        if client not in self._clients:
            opened: asyncio.Future[_Way] = asyncio.get_running_loop().create_future()
            self._clients[client] = opened
            opened.set_result(await self._open(client, len(self._clients)))
        self._pass(await self._clients[client], data)

    async def _open(self, client: Address, number: int) -> _Way:
        listening = self._listening
        assert listening is not None
        back = _Way(lambda data: listening.sendto(data, client), random.Random(f"{self._seed}/{number}/back"), True)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Upstream(lambda data: self._pass(back, data)), remote_addr=self._target
        )
        self._upstream.append(transport)
        return _Way(transport.sendto, random.Random(f"{self._seed}/{number}/forth"), False)

    def _pass(self, way: _Way, data: bytes) -> None:
        """Decide what becomes of one datagram."""
        faults, count = self.faults, self.count
        lost, doubled, reordered, delayed, cut, garbage = (way.chance.random() for _ in range(6))
        if faults.silent or lost < faults.lost:
            count.lost += 1
            return
        if way.back and garbage < faults.garbage:
            count.garbage += 1
            self._send(way, way.chance.randbytes(way.chance.randrange(1, 60)))
        if way.back and cut < faults.cut:
            count.cut += 1
            data = data[: way.chance.randrange(1, max(2, len(data)))]
        if delayed < faults.delayed:
            count.delayed += 1
            asyncio.get_running_loop().call_later(faults.delay_s, self._send, way, data)
            return
        if reordered < faults.reordered:
            count.reordered += 1
            way.held.append(data)
            asyncio.get_running_loop().call_later(REORDER_S, self._release, way)
            return
        count.passed += 1
        self._send(way, data)
        if doubled < faults.doubled:
            count.doubled += 1
            self._send(way, data)
        self._release(way)

    def _release(self, way: _Way) -> None:
        while way.held:
            self._send(way, way.held.pop())

    def _send(self, way: _Way, data: bytes) -> None:
        if self._listening is not None and not self._listening.is_closing():
            way.send(data)


class _Upstream(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._take(data)

    def error_received(self, exc: Exception) -> None:
        """Nothing listens at the target: for its clients that is silence."""


@asynccontextmanager
async def proxied(port: int, seed: int = 0) -> AsyncIterator[Proxy]:
    """A proxy to UDP `port` of this machine, without faults at first."""
    proxy = Proxy(("127.0.0.1", port), seed)
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: proxy, local_addr=("127.0.0.1", 0))
    try:
        yield proxy
    finally:
        proxy.close()
        await asyncio.sleep(0)
