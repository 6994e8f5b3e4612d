from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio

from spinlab_pad.web.server import WebServer
from tests.browser.chromium import Chromium, Page, chromium
from tests.web.conftest import server_for
from tests.web.doubles import HandConfiguration, HandHub, HandQueries, with_history
from tests.web.samples import practice_view


def now_ms() -> int:
    """The clock that the lab would stamp its Views with."""
    return int(time.time() * 1000)


@dataclass
class Stage:
    """A server with its doubles, and a browser to look at it; what its tabs complain of fails the test."""

    hub: HandHub
    queries: HandQueries
    configuration: HandConfiguration
    server: WebServer
    port: int
    browser: Chromium
    pages: list[Page] = field(default_factory=list)

    async def open(self, path: str, width: int = 1280, height: int = 800, phone: bool = False) -> Page:
        page = await self.browser.open(self.server.url + path.lstrip("/"), width, height, phone)
        self.pages.append(page)
        return page

    async def restart(self) -> None:
        """Another server on the same port, as after the program was started again."""
        self.server = server_for(self.hub, self.queries, self.configuration, self.port)
        await self.server.start()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Chromium]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Chromium) -> AsyncIterator[Stage]:
    hub, queries, configuration = HandHub(practice_view(now_ms())), with_history(12), HandConfiguration()
    server = server_for(hub, queries, configuration)
    await server.start()
    stage = Stage(hub, queries, configuration, server, server.port, browser)
    try:
        yield stage
        complaints = [complaint for page in stage.pages for complaint in page.complaints()]
        assert complaints == []
    finally:
        for page in stage.pages:
            await page.close()
        await stage.server.stop()
