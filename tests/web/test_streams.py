from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from spinlab_pad.lab.view import View, to_json
from tests.web.conftest import Served, server_for
from tests.web.doubles import HandHub
from tests.web.samples import NOW_MS, idle_view, practice_view
from tests.web.waiting import until


def as_sent(view: View) -> Any:
    return json.loads(json.dumps(to_json(view)))


def numbered(number: int) -> View:
    return replace(practice_view(), deaths=number)


async def message(socket: aiohttp.ClientWebSocketResponse) -> Any:
    return json.loads(await socket.receive_str(timeout=5))


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[list[str]]:
    """Blocks of an event stream, each as its lines."""
    block: list[str] = []
    while True:
        line = (await asyncio.wait_for(response.content.readline(), 5)).decode()
        if not line:
            return
        if line == "\n":
            yield block
            block = []
        else:
            block.append(line.rstrip("\n"))


async def test_a_socket_gets_the_view_on_connect_then_each_new_one(served: Served) -> None:
    async with served.http.ws_connect(served.url("/ws")) as socket:
        assert await message(socket) == as_sent(served.hub.view())
        for number in (1, 2, 3):
            await served.hub.publish(numbered(number))
            assert (await message(socket))["deaths"] == number


async def test_the_first_view_carries_the_time_of_the_connect(served: Served) -> None:
    served.hub.clock_ms = lambda: NOW_MS + 90_000
    async with served.http.ws_connect(served.url("/ws")) as socket:
        assert (await message(socket))["app"]["now_ms"] == NOW_MS + 90_000


async def test_sixteen_sockets_at_once_all_see_every_view(served: Served) -> None:
    sockets = [await served.http.ws_connect(served.url("/ws")) for _ in range(16)]
    for socket in sockets:
        await message(socket)
    await served.hub.publish(numbered(7))
    assert [(await message(socket))["deaths"] for socket in sockets] == [7] * 16
    for socket in sockets:
        await socket.close()
    await until(lambda: served.hub.readers == 0)


async def test_what_a_client_says_on_the_socket_is_ignored(served: Served) -> None:
    async with served.http.ws_connect(served.url("/ws")) as socket:
        await message(socket)
        await socket.send_str('{"command": "quit"}')
        await socket.send_bytes(b"\x00\xff")
        await served.hub.publish(numbered(1))
        assert (await message(socket))["deaths"] == 1
    assert served.hub.handled == []


async def test_a_too_long_message_closes_only_its_own_socket(served: Served) -> None:
    async with (
        served.http.ws_connect(served.url("/ws")) as talker,
        served.http.ws_connect(served.url("/ws")) as other,
    ):
        await message(talker)
        await message(other)
        await talker.send_str("x" * 5000)
        closed = await talker.receive(timeout=5)
        assert closed.type is aiohttp.WSMsgType.CLOSE
        assert closed.data == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
        await served.hub.publish(numbered(4))
        assert (await message(other))["deaths"] == 4


async def test_a_client_that_does_not_read_misses_views_but_never_the_newest(served: Served) -> None:
    filler = replace(practice_view(), allocator="x" * 40_000)
    async with served.http.ws_connect(served.url("/ws"), max_msg_size=0) as socket:
        await message(socket)
        for number in range(400):
            await served.hub.publish(replace(filler, deaths=number))
            await asyncio.sleep(0)
        seen: list[int] = []
        while not seen or seen[-1] != 399:
            seen.append((await message(socket))["deaths"])
        assert seen == sorted(seen)


async def test_events_are_one_view_event_each(served: Served) -> None:
    async with served.http.get(served.url("/api/events")) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        blocks = events(response)
        assert await anext(blocks) == ["retry: 1000"]
        for number in (1, 2):
            kind, data = await anext(blocks)
            assert kind == "event: view"
            sent = json.loads(data.removeprefix("data: "))
            assert sent == as_sent(served.hub.view())
            await served.hub.publish(numbered(number))


async def test_a_client_that_goes_away_is_let_go(served: Served) -> None:
    async with aiohttp.ClientSession() as http:
        response = await http.get(served.url("/api/events"))
        await anext(events(response))
        await until(lambda: served.hub.readers == 1)
        response.close()
    for number in range(200):
        await served.hub.publish(numbered(number))
        await asyncio.sleep(0.005)
        if served.hub.readers == 0:
            break
    assert served.hub.readers == 0


async def test_a_quiet_stream_gets_comments_and_a_quiet_socket_the_view_as_of_now() -> None:
    hub = HandHub(idle_view())
    server = server_for(hub, quiet_s=0.02)
    await server.start()
    try:
        async with aiohttp.ClientSession() as http:
            async with http.get(server.url + "api/events") as response:
                blocks = events(response)
                await anext(blocks)
                assert (await anext(blocks))[0] == "event: view"
                assert await anext(blocks) == [": quiet"]
                assert await anext(blocks) == [": quiet"]
            async with http.ws_connect(server.url + "ws") as socket:
                first = await message(socket)
                hub.clock_ms = lambda: NOW_MS + 5_000
                while (await message(socket))["app"]["now_ms"] == first["app"]["now_ms"]:
                    pass
    finally:
        await server.stop()


async def test_when_the_lab_ends_its_streams_end(served: Served) -> None:
    async with (
        served.http.ws_connect(served.url("/ws")) as socket,
        served.http.get(served.url("/api/events")) as response,
    ):
        await message(socket)
        blocks = events(response)
        await anext(blocks)
        await anext(blocks)
        await served.hub.end()
        assert (await socket.receive(timeout=5)).data == aiohttp.WSCloseCode.GOING_AWAY
        with pytest.raises(StopAsyncIteration):
            await anext(blocks)


async def test_a_broken_stream_of_views_is_logged_and_closed(caplog: pytest.LogCaptureFixture) -> None:
    class BrokenHub(HandHub):
        async def views(self) -> AsyncIterator[View]:
            yield self.view()
            raise RuntimeError("a secret detail")

    server = server_for(BrokenHub())
    await server.start()
    try:
        async with aiohttp.ClientSession() as http, http.ws_connect(server.url + "ws") as socket:
            await message(socket)
            assert (await socket.receive(timeout=5)).data == aiohttp.WSCloseCode.GOING_AWAY
            async with http.get(server.url + "api/events") as response:
                assert "secret" not in await response.text()
    finally:
        await server.stop()
    assert "a secret detail" in caplog.text


async def test_stop_with_open_streams_is_instant_and_clean() -> None:
    hub = HandHub(practice_view())
    server = server_for(hub)
    await server.start()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        sockets = [await http.ws_connect(server.url + "ws") for _ in range(8)]
        readers = [asyncio.create_task(socket.receive(timeout=5)) for socket in sockets]
        await asyncio.gather(*readers)
        closes = [asyncio.create_task(socket.receive(timeout=5)) for socket in sockets]
        streams = [await http.get(server.url + "api/events") for _ in range(8)]
        await until(lambda: hub.readers == 16)
        started = time.monotonic()
        await server.stop()
        took_s = time.monotonic() - started
        assert took_s < 0.9, f"stop took {took_s:.2f} s; a stream was waited for"
        assert {close.data for close in await asyncio.gather(*closes)} == {aiohttp.WSCloseCode.GOING_AWAY}
        for response in streams:
            assert (await asyncio.wait_for(response.read(), 5)).endswith(b"\n\n")
    assert hub.readers == 0


async def test_stop_does_not_wait_for_a_client_that_reads_nothing() -> None:
    hub = HandHub(replace(practice_view(), allocator="x" * 2_000_000))
    server = server_for(hub)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
    await writer.drain()
    await until(lambda: hub.readers == 1)
    for number in range(8):
        await hub.publish(replace(hub.view(), deaths=number))
        await asyncio.sleep(0.01)
    started = time.monotonic()
    await server.stop()
    assert time.monotonic() - started < 3
    assert hub.readers == 0
    writer.close()
    del reader
