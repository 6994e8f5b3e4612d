from __future__ import annotations

import asyncio

import aiohttp
import pytest

from spinlab_pad.web.errors import WebError, Wrong
from spinlab_pad.web.guard import Access, Asked, access_for, is_loopback, is_loopback_name, split_host
from tests.web.conftest import Served, server_for
from tests.web.doubles import HandHub

TOKEN = "a-token-of-some-length"


def access(host: str = "127.0.0.1", token: str | None = None, remote_commands: bool = False) -> Access:
    return access_for(host, 15483, token, remote_commands, machine="couch")


def asked(
    host: str = "127.0.0.1:15483",
    origin: str | None = None,
    method: str = "GET",
    peer: str | None = "127.0.0.1",
    token: str | None = None,
) -> Asked:
    origins = () if origin is None else (origin,)
    return Asked(method=method, peer=peer, hosts=(host,), origins=origins, token=token)


@pytest.mark.parametrize("host", ["127.0.0.1:15483", "localhost:15483", "LocalHost:15483", "[::1]:15483"])
def test_our_own_names_are_let_in(host: str) -> None:
    access().check(asked(host))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:15483",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:15484",
        "127.0.0.1:",
        "127.0.0.1:x",
        "127.0.0.1:154830",
        "192.168.0.7:15483",
        "couch:15483",
        "0.0.0.0:15483",
        "localhost.:15483",
        "",
    ],
)
def test_any_other_host_is_403(host: str) -> None:
    with pytest.raises(Wrong) as raised:
        access().check(asked(host))
    assert raised.value.status == 403


@pytest.mark.parametrize("hosts", [(), ("127.0.0.1:15483", "127.0.0.1:15483")])
def test_host_must_be_said_exactly_once(hosts: tuple[str, ...]) -> None:
    with pytest.raises(Wrong, match="Host"):
        access().check(Asked("GET", "127.0.0.1", hosts, (), None))


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "http://evil.example:15483",
        "http://127.0.0.1",
        "https://127.0.0.1:15483",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_foreign_origin_is_403(origin: str, method: str) -> None:
    with pytest.raises(Wrong) as raised:
        access().check(asked(origin=origin, method=method))
    assert raised.value.status == 403


def test_our_own_origin_is_let_in() -> None:
    access().check(asked(origin="http://localhost:15483", method="POST"))


def test_on_every_interface_literal_addresses_and_the_machines_names_do_but_no_other_name() -> None:
    rules = access("0.0.0.0", TOKEN)
    for host in ("192.168.0.7:15483", "couch:15483", "couch.local:15483", "127.0.0.1:15483"):
        rules.check(asked(host))
    with pytest.raises(Wrong, match="Host"):
        rules.check(asked("rebound.example:15483"))


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "ünï", "\udcff"])
def test_another_machine_needs_the_token(token: str | None) -> None:
    with pytest.raises(Wrong) as raised:
        access("0.0.0.0", TOKEN).check(asked("192.168.0.7:15483", peer="192.168.0.9", token=token))
    assert raised.value.status == 401


def test_with_the_token_another_machine_may_look_but_not_command() -> None:
    rules = access("0.0.0.0", TOKEN)
    rules.check(asked("192.168.0.7:15483", peer="192.168.0.9", token=TOKEN))
    with pytest.raises(Wrong, match="commands from other machines are off"):
        rules.check(asked("192.168.0.7:15483", peer="192.168.0.9", token=TOKEN, method="POST"))


def test_commands_from_other_machines_can_be_allowed() -> None:
    rules = access("0.0.0.0", TOKEN, remote_commands=True)
    rules.check(asked("192.168.0.7:15483", peer="192.168.0.9", token=TOKEN, method="POST"))


@pytest.mark.parametrize(
    ("peer", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::1%lo", True),
        ("192.168.0.9", False),
        ("::ffff:192.168.0.9", False),
        (None, False),
        ("", False),
    ],
)
def test_loopback_peers(peer: str | None, loopback: bool) -> None:
    assert is_loopback(peer) is loopback


def test_loopback_names_to_bind_to() -> None:
    assert is_loopback_name("localhost")
    assert is_loopback_name("[::1]")
    assert not is_loopback_name("0.0.0.0")
    assert not is_loopback_name("")


def test_a_host_without_port_means_port_80() -> None:
    assert split_host("Name") == ("name", 80)
    assert split_host("[::1]") == ("::1", 80)
    assert split_host("[::1]:15483") == ("::1", 15483)


@pytest.mark.parametrize("token", [None, "short"])
async def test_beyond_loopback_it_does_not_start_without_a_good_token(token: str | None) -> None:
    with pytest.raises(WebError, match=r"network\.token"):
        await server_for(HandHub(), host="0.0.0.0", token=token).start()


async def test_over_http_the_guard_answers_as_json(served: Served) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "null"}):
        async with served.http.get(served.url("/api/state"), headers=headers) as response:
            assert response.status == 403
            assert (await response.json())["ok"] is False


async def test_a_command_of_a_foreign_page_never_reaches_the_lab(served: Served) -> None:
    async with served.http.post(
        served.url("/api/command"), json={"command": "quit"}, headers={"Origin": "http://evil.example"}
    ) as response:
        assert response.status == 403
    assert served.hub.handled == []


async def test_a_websocket_of_a_foreign_page_is_refused(served: Served) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as raised:
        await served.http.ws_connect(served.url("/ws"), origin="http://evil.example")
    assert raised.value.status == 403


async def test_the_token_in_an_address_becomes_a_strict_cookie() -> None:
    server = server_for(HandHub(), host="0.0.0.0", token=TOKEN)
    await server.start()
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{server.url}api/state", params={"token": TOKEN}) as response,
        ):
            assert response.status == 200
            cookie = response.headers["Set-Cookie"]
        assert "SameSite=Strict" in cookie
        assert "HttpOnly" in cookie
    finally:
        await server.stop()


async def test_every_answer_carries_the_protecting_headers(served: Served) -> None:
    for path, framers in (("/", "'none'"), ("/widget/timer", "'self'"), ("/nothing", "'none'")):
        async with served.http.get(served.url(path)) as response:
            policy = response.headers["Content-Security-Policy"]
            assert f"frame-ancestors {framers}" in policy
            assert "default-src 'self'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_bytes_that_are_no_http_get_400_and_no_traceback(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    assert b" 400 " in answer.partition(b"\r\n")[0]
    assert b'{"ok":false,"reason":' in answer
    assert "Traceback" not in caplog.text
    writer.close()
    await writer.wait_closed()
