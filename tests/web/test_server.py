from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path

import aiohttp
import pytest

from spinlab_pad.web.errors import WebError
from spinlab_pad.web.listen import listen
from spinlab_pad.web.pages import WIDGETS, load_assets
from tests.web.conftest import Served, server_for
from tests.web.doubles import HandHub


async def test_port_0_takes_a_free_port_and_tells_it() -> None:
    first, second = server_for(HandHub()), server_for(HandHub())
    assert first.port == 0
    await first.start()
    await second.start()
    try:
        assert 0 < first.port != second.port > 0
        assert first.url == f"http://127.0.0.1:{first.port}/"
    finally:
        await first.stop()
        await second.stop()


async def test_a_taken_port_says_which_setting_to_change(served: Served) -> None:
    other = server_for(HandHub(), port=served.server.port)
    with pytest.raises(WebError) as raised:
        await other.start()
    text = str(raised.value)
    assert f"port {served.server.port}" in text
    assert "--port" in text
    assert "network.dashboard_port" in text
    assert "\n" not in text
    await other.stop()


async def test_after_stop_the_port_is_free_at_once_and_start_works_again(served: Served) -> None:
    port = served.server.port
    async with served.http.get(served.url("/api/state")) as response:
        await response.read()
    await served.server.stop()
    again = server_for(served.hub, served.queries, port=port)
    await again.start()
    assert again.port == port
    await again.stop()
    await again.stop()


async def test_a_connection_accepted_while_it_stops_is_closed(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.server.port)) as late:
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # accepted, and its transport not made yet
        await served.server.stop()
        late.settimeout(2)
        assert await asyncio.to_thread(late.recv, 1) == b""


async def test_start_twice_is_an_error(served: Served) -> None:
    with pytest.raises(WebError, match="runs already"):
        await served.server.start()


@pytest.mark.parametrize(
    ("host", "port", "part"),
    [
        ("127.0.0.1", -1, "not within 0 to 65535"),
        ("127.0.0.1", 65536, "not within 0 to 65535"),
        ("192.0.2.1", 0, "not an address of this machine"),
        ("no such host", 0, "network.host 'no such host' is no address"),
        ("a" * 70 + ".example", 0, "is no address"),
    ],
)
def test_a_wrong_address_says_what_to_set(host: str, port: int, part: str) -> None:
    with pytest.raises(WebError, match="network") as raised:
        listen(host, port)
    assert part in str(raised.value)


def test_a_forbidden_port_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(WebError, match=r"not permitted.*--port.*1024"):
        listen("127.0.0.1", 80)


def test_ipv6_loopback_listens_too_where_there_is_one() -> None:
    sockets = listen("127.0.0.1", 0)
    try:
        ports = {opened.getsockname()[1] for opened in sockets}
        assert len(ports) == 1
        families = [opened.family for opened in sockets]
        assert families in ([socket.AF_INET], [socket.AF_INET, socket.AF_INET6])
        assert (len(families) == 2) is _has_ipv6()
    finally:
        for opened in sockets:
            opened.close()


def _has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


@pytest.mark.parametrize("path", ["/", *(f"/widget/{name}" for name in WIDGETS)])
async def test_pages_are_html_and_refer_only_to_files_that_are_there(served: Served, path: str) -> None:
    async with served.http.get(served.url(path)) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        page = await response.text()
    named = [part.split('"')[0] for part in page.split('="/static/')[1:]]
    assert named
    for name in named:
        async with served.http.get(served.url(f"/static/{name}")) as response:
            assert response.status == 200


def test_every_script_imports_only_packaged_files_and_nothing_from_elsewhere() -> None:
    assets = load_assets()
    for name, asset in assets.items():
        text = asset.data.decode()
        for part in text.split(' from "./')[1:]:
            assert part.split('"')[0] in assets, name
        rest = text.replace("http://www.w3.org/", "")
        assert "https://" not in rest, name
        assert "http://" not in rest, name


def test_every_packaged_file_has_a_known_type() -> None:
    import spinlab_pad.web

    folder = Path(spinlab_pad.web.__file__).parent / "static"
    assert {item.name for item in folder.iterdir()} == set(load_assets())


async def test_scripts_and_styles_have_their_types(served: Served) -> None:
    for name, kind in (
        ("page.js", "text/javascript"),
        ("page.css", "text/css"),
        ("icon.svg", "image/svg+xml"),
    ):
        async with served.http.get(served.url(f"/static/{name}")) as response:
            assert response.content_type == kind


async def test_a_broken_body_is_400_and_the_server_goes_on(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    head = (
        f"POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n"
    )
    writer.write(head.encode())
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    assert b" 400 " in answer.partition(b"\r\n")[0]
    assert b'{"ok":false' in answer
    writer.close()
    await writer.wait_closed()
    async with served.http.get(served.url("/api/health")) as response:
        assert response.status == 200
    assert "Traceback" not in caplog.text


async def test_a_body_that_does_not_arrive_is_408(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spinlab_pad.web.body.READ_TIMEOUT_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(
        f"POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    await writer.drain()
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"}")
    assert b" 408 " in answer.partition(b"\r\n")[0]
    assert b"didn't arrive" in answer
    writer.close()
    await writer.wait_closed()
    assert served.hub.handled == []


RAW = (
    "GET http://127.0.0.1:{port}/nothing HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET /?token=%0d%0aX HTTP/1.1\r\nHost: x\r\nCookie: ;;=\x01; spinlab_pad_token=%ff\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    "Sec-WebSocket-Version: 1\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n",
    "POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: -5\r\n\r\n",
    "POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: ;;\r\nContent-Length: 0\r\n\r\n",
    "GET / HTTP/9.9\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "GET  HTTP/1.1\r\n\r\n",
    "GET http://[::1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "GET /x HTTP/1.1\r\nHost: [::1]:{port}\r\nOrigin: http://[\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: " + "y" * 9000 + "\r\n\r\n",
)


@pytest.mark.parametrize("request_text", RAW)
async def test_odd_requests_get_4xx_and_never_a_traceback(
    served: Served, request_text: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(request_text.replace("{port}", str(served.server.port)).encode("latin-1"))
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"\r\n\r\n")
        length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        answer += await reader.readexactly(int(length))
    assert answer.split(b" ")[1].startswith(b"4"), answer
    assert b'{"ok":false,"reason":' in answer
    assert "Traceback" not in caplog.text
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_leaves_in_the_middle_of_its_body_does_no_harm(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(
        f"POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:{served.server.port}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    async with aiohttp.ClientSession() as http, http.get(served.url("/api/health")) as response:
        assert response.status == 200
    assert served.hub.handled == []
    assert "Traceback" not in caplog.text
