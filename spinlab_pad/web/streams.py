"""Live Views over WebSockets (pages, widgets) and server-sent events (scripts), and their end.

Rules: each stream follows the hub by itself, so that a slow client only misses middle Views; a View is turned
into text once for all streams; when the server stops, every stream ends at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from typing import Any, Final

from aiohttp import WSCloseCode, web

from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.view import View
from spinlab_pad.web.answers import encode

_log = logging.getLogger(__name__)

QUIET_S: Final = 15.0
"""After this long without a View an event stream gets a comment and a WebSocket the View as of now."""

_HEARTBEAT_S: Final = 10.0
_CLOSE_S: Final = 0.25
_MAX_INCOMING_BYTES: Final = 1024


class Streams:
    """The open streams of one server."""

    def __init__(self, hub: Hub, quiet_s: float = QUIET_S) -> None:
        self._hub = hub
        self._quiet_s = quiet_s
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._newest: tuple[View, str] | None = None

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._tasks)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """`GET /ws`: the View on connect, then each new one, each as one text message."""
        answer = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, timeout=_CLOSE_S, max_msg_size=_MAX_INCOMING_BYTES)
        await answer.prepare(request)
        with self._counted():
            gone = asyncio.create_task(_until_closed(answer))
            try:
                async with contextlib.aclosing(self._each(gone)) as views:
                    async for view in views:
                        await answer.send_str(self._text(view or self._hub.view()))
            except OSError:
                pass  # the client went away between two Views
            finally:
                gone.cancel()
                await asyncio.gather(gone, return_exceptions=True)
            await answer.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")
        return answer

    async def events(self, request: web.Request) -> web.StreamResponse:
        """`GET /api/events`: one `view` event for each View, a comment when nothing happens."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await answer.prepare(request)
        with self._counted(), contextlib.suppress(OSError):
            await answer.write(b"retry: 1000\n\n")
            async with contextlib.aclosing(self._each()) as views:
                async for view in views:
                    event = f"event: view\ndata: {self._text(view)}\n\n" if view else ": quiet\n\n"
                    await answer.write(event.encode())
        return answer

    async def close(self, _app: web.Application | None = None) -> None:
        """End every stream; those whose client doesn't take its last bytes are cut off."""
        self._stopping.set()
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks, timeout=2 * _CLOSE_S)
            for task in hanging:
                task.cancel()

    @contextlib.contextmanager
    def _counted(self) -> Any:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    def _text(self, view: View) -> str:
        if self._newest is None or self._newest[0] is not view:
            self._newest = (view, encode(view))
        return self._newest[1]

    async def _each(self, *ends: asyncio.Task[None]) -> AsyncGenerator[View | None, None]:
        """Each View, None after a quiet time; ends with the hub, the server, or when one of `ends` is done.

        The first View is the one as of now: a client sets its clock by it.
        """
        views = self._hub.views()
        stopped = asyncio.create_task(self._stopping.wait())
        upcoming: asyncio.Task[View | None] | None = None
        current = self._hub.view
        fresh = False
        try:
            while True:
                upcoming = upcoming or asyncio.create_task(_next(views))
                await asyncio.wait(
                    {upcoming, stopped, *ends}, timeout=self._quiet_s, return_when=asyncio.FIRST_COMPLETED
                )
                if stopped.done() or any(end.done() for end in ends):
                    return
                if not upcoming.done():
                    yield None
                    continue
                arrived, upcoming = upcoming, None
                if arrived.exception() is not None:
                    _log.error("the stream of views broke", exc_info=arrived.exception())
                    return
                view = arrived.result()
                if view is None:
                    return
                yield view if fresh else current()
                fresh = True
        finally:
            await _drop(stopped, upcoming)
            if isinstance(views, AsyncGenerator):
                await views.aclose()


async def _next(views: AsyncIterator[View]) -> View | None:
    return await anext(views, None)


async def _until_closed(socket: web.WebSocketResponse) -> None:
    """Read and ignore what the client says, until it closes; reading is also what answers its pings."""
    async for _ in socket:
        pass


async def _drop(*tasks: asyncio.Task[Any] | None) -> None:
    waiting: list[Awaitable[Any]] = []
    for task in tasks:
        if task is not None:
            task.cancel()
            waiting.append(task)
    await asyncio.gather(*waiting, return_exceptions=True)
