"""The HTTP protocol: aiohttp's own, but what isn't even HTTP is answered in JSON like any wrong request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from spinlab_pad.web.api import failure
from spinlab_pad.web.errors import Wrong

_log = logging.getLogger(__name__)


class JsonRequestHandler(RequestHandler):
    """Answers what can't be parsed with `{"ok": false, "reason": TEXT}` and closes the connection."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Called by aiohttp for what its parser refuses (4xx), or for a fault in itself (500)."""
        if status >= 500 or request.writer is None or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        _log.debug("not HTTP from %s: %s", request.remote, message)
        said = " ".join((message or "").split())
        response = failure(status, Wrong(status, f"this is no HTTP request that can be read: {said}").reason)
        response.force_close()
        return response


def protocols(server: web.Server) -> Callable[[], asyncio.Protocol]:
    """A factory of handlers for `loop.create_server`, one for each connection.

    Bodies are not unpacked: a compressed one is refused before it is read, and can't grow.
    """
    loop = asyncio.get_running_loop()
    return lambda: JsonRequestHandler(server, loop=loop, access_log=None, auto_decompress=False)  # type: ignore[arg-type]
