from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from spinlab_pad.lab.view import View
from spinlab_pad.web.server import WebServer
from tests.web.doubles import HandConfiguration, HandHub, HandQueries, with_history
from tests.web.samples import practice_view

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


@dataclass
class Served:
    """A running server with its doubles and a client."""

    hub: HandHub
    queries: HandQueries
    configuration: HandConfiguration
    server: WebServer
    http: aiohttp.ClientSession

    def url(self, path: str) -> str:
        return self.server.url + path.lstrip("/")


def draw(view: View) -> bytes:
    return PNG + view.mode.encode()


def health() -> dict[str, object]:
    return {"version": "0.1.0", "frame_age_ms": 9, "view_age_ms": 20, "write_age_ms": None}


def server_for(
    hub: HandHub,
    queries: HandQueries | None = None,
    configuration: HandConfiguration | None = None,
    port: int = 0,
    **settings: object,
) -> WebServer:
    queries, configuration = queries or HandQueries(), configuration or HandConfiguration()
    return WebServer(hub, queries, configuration, draw, health, port=port, **settings)  # type: ignore[arg-type]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    hub, queries, configuration = HandHub(practice_view()), with_history(3), HandConfiguration()
    server = server_for(hub, queries, configuration)
    await server.start()
    try:
        async with aiohttp.ClientSession() as http:
            yield Served(hub, queries, configuration, server, http)
    finally:
        await server.stop()
