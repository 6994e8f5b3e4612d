"""LiveSplit's server as its published source has it, and a proxy that spoils what goes through.

`tcp` is the server inside LiveSplit since 1.8.29, `classic` the component for older versions (other line ends), and
`websocket` the other server inside LiveSplit since 1.8.30.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

from aiohttp import WSMsgType, web

from tests.livesplit.timer import Timer

Kind = Literal["tcp", "classic", "websocket"]


def ticks() -> int:
    return time.monotonic_ns() // 100


class Server:
    """One LiveSplit. `lines` are all that were sent to it but the questions of where it stands."""

    def __init__(self, kind: Kind, count: int, port: int = 0) -> None:
        self.kind = kind
        self.timer = Timer(count, ticks)
        self.lines: list[str] = []
        self.asked = 0
        self.port = port
        self._tcp: asyncio.Server | None = None
        self._web: web.AppRunner | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def take(self, line: str) -> str | None:
        if line.startswith("get"):
            self.asked += 1
        else:
            self.lines.append(line)
        return self.timer.command(line)

    async def start(self) -> None:
        if self.kind == "websocket":
            app = web.Application()
            app.router.add_get("/livesplit", self._socket)
            self._web = web.AppRunner(app, shutdown_timeout=0.1)
            await self._web.setup()
            site = web.TCPSite(self._web, "127.0.0.1", self.port)
            await site.start()
            self.port = self._web.addresses[0][1]
            return
        self._tcp = await asyncio.start_server(self._connection, "127.0.0.1", self.port)
        self.port = self._tcp.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._web is not None:
            await self._web.cleanup()
        if self._tcp is not None:
            self._tcp.close()
            for writer in self._open:
                writer.transport.abort()
            await self._tcp.wait_closed()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        end = "\r\n" if self.kind == "classic" else "\n"
        try:
            while line := await reader.readline():
                answer = self.take(line.decode().rstrip("\r\n"))
                if answer:
                    writer.write(f"{answer}{end}".encode())
        except OSError:
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT and (answer := self.take(message.data)):
                await socket.send_str(answer)
        return socket


@asynccontextmanager
async def serving(kind: Kind, count: int, port: int = 0) -> AsyncIterator[Server]:
    server = Server(kind, count, port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


class Proxy:
    """Between us and a server. `silent`: nothing comes back; `late_s`: answers are late; `instead`: what comes instead
    of answers; `crumbs`: one byte at a time."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.silent = False
        self.late_s = 0.0
        self.instead: bytes | None = None
        self.crumbs = False
        self.connections = 0
        self._ways: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """All connections end."""
        for way in self._ways:
            way.transport.abort()

    async def both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            upstream, upwriter = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, upwriter}
        self._ways |= ends
        tasks = {asyncio.ensure_future(self._up(reader, upwriter)), asyncio.ensure_future(self._down(upstream, writer))}
        self._tasks |= tasks
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self._tasks -= tasks
            self._ways -= ends
            for end in ends:
                end.transport.abort()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(4096):
                writer.write(data)
                await writer.drain()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(4096):
                if self.silent:
                    continue
                await asyncio.sleep(self.late_s)
                data = data if self.instead is None else self.instead
                for piece in [bytes([byte]) for byte in data] if self.crumbs else [data]:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)


@asynccontextmanager
async def proxied(target: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.both_ways, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
        await server.wait_closed()
