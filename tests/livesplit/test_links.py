"""Each way to LiveSplit says in one line what is wrong with it, and ends whatever the other side does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from spinlab_pad.livesplit.errors import Absent, Gone, Nonsense
from spinlab_pad.livesplit.link import Link
from spinlab_pad.livesplit.protocol import ANSWER_MAX
from spinlab_pad.livesplit.tcp import open_tcp
from spinlab_pad.livesplit.websocket import open_websocket

OPENERS = (open_tcp, open_websocket)
Opening = Callable[[str, int], Awaitable[Link]]


async def served(says: bytes | str | None, *, then_close: bool = False) -> tuple[web.AppRunner, int]:
    """A WebSocket at LiveSplit's path that says one thing and reads nothing."""

    async def socket(request: web.Request) -> web.WebSocketResponse:
        answer = web.WebSocketResponse()
        await answer.prepare(request)
        if isinstance(says, bytes):
            await answer.send_bytes(says)
        elif says is not None:
            await answer.send_str(says)
        if not then_close:
            await asyncio.sleep(3600)
        return answer

    app = web.Application()
    app.router.add_get("/livesplit", socket)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, runner.addresses[0][1]


@pytest.mark.parametrize("opened", OPENERS)
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "no.such.host.invalid", "", "a" * 300, "bad host", "\x00"])
async def test_whatever_the_host_is_nobody_there_is_told(opened: Opening, host, unused_tcp_port):
    with pytest.raises(Absent, match=r"can't be reached at .*: in LiveSplit.* choose Control > Start"):
        await opened(host, unused_tcp_port)


@pytest.mark.parametrize(
    ("says", "error"),
    [("Running", None), ("x" * (4 * ANSWER_MAX + 1), Nonsense), (b"Running", Nonsense), (None, Gone)],
)
async def test_what_comes_over_a_websocket(says, error, monkeypatch):
    monkeypatch.setattr("spinlab_pad.livesplit.websocket.ANSWER_S", 5.0 if says else 0.05)
    runner, port = await served(says)
    link = await open_websocket("127.0.0.1", port)
    try:
        if error is None:
            assert await link.answer() == says
        else:
            with pytest.raises(error):
                await link.answer()
    finally:
        await link.close()
        await runner.cleanup()


async def test_a_websocket_that_has_closed_takes_and_gives_nothing():
    runner, port = await served(None, then_close=True)
    link = await open_websocket("127.0.0.1", port)
    with pytest.raises(Gone, match="closed the connection"):
        await link.answer()
    with pytest.raises(Gone, match="closed the connection"):
        await link.send(["split"])
    await link.close()
    await runner.cleanup()


async def test_a_tcp_connection_that_has_closed_gives_nothing():
    async def closing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(closing, "127.0.0.1", 0)
    link = await open_tcp("127.0.0.1", server.sockets[0].getsockname()[1])
    with pytest.raises(Gone, match="closed the connection"):
        await link.answer()
    await link.close()
    server.close()


@pytest.mark.parametrize("opened", OPENERS)
async def test_one_that_reads_nothing_holds_nobody_up(opened: Opening, monkeypatch):
    for room in ("tcp", "websocket"):
        monkeypatch.setattr(f"spinlab_pad.livesplit.{room}.ANSWER_S", 0.2)
    runner, port = await served(None)
    held: list[asyncio.StreamWriter] = []
    server = None
    if opened is open_tcp:
        server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0, limit=1)
        port = server.sockets[0].getsockname()[1]
    link = await opened("127.0.0.1", port)
    with pytest.raises(Gone, match="takes no more"):
        await link.send(["x" * 100_000] * 200)
    await link.close()
    for writer in held:
        writer.transport.abort()
    if server is not None:
        server.close()
    await runner.cleanup()
