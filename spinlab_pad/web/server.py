"""The local HTTP server: binds the port, puts guard, routes and streams together, starts and stops.

Each request passes two middlewares: the outer turns what goes wrong into `{"ok": false, "reason": TEXT}`, the
inner one is the guard. What the routes answer is in `api` and `pages`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from spinlab_pad.lab.configuration import Configuration
from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.queries import Queries
from spinlab_pad.lab.view import View
from spinlab_pad.web.api import Api, failure
from spinlab_pad.web.body import MAX_BYTES
from spinlab_pad.web.errors import WebError, Wrong
from spinlab_pad.web.guard import COOKIE, Access, Asked, access_for, is_loopback_name, page_headers
from spinlab_pad.web.listen import listen
from spinlab_pad.web.pages import Pages, load_assets
from spinlab_pad.web.protocol import protocols
from spinlab_pad.web.streams import QUIET_S, Streams

_log = logging.getLogger(__name__)

_SHUTDOWN_S: Final = 1.0
"""A command in flight gets this long to answer when the server stops."""

_MIN_TOKEN_CHARS: Final = 16


class WebServer:
    """The HTTP face of the companion, for one asyncio loop.

    `host` beyond loopback needs a `token` of 16 characters or more, which other machines send once; their
    commands are refused unless `remote_commands`. `port` 0 takes a free port. `overlay_png` draws a View
    as PNG, `health` gives versions and ages for `/api/health`; both run on the loop and must be quick.
    """

    def __init__(
        self,
        hub: Hub,
        queries: Queries,
        configuration: Configuration,
        overlay_png: Callable[[View], bytes],
        health: Callable[[], Mapping[str, object]],
        host: str = "127.0.0.1",
        port: int = 15483,
        *,
        token: str | None = None,
        remote_commands: bool = False,
        quiet_s: float = QUIET_S,
    ) -> None:
        self._hub = hub
        self._queries = queries
        self._configuration = configuration
        self._overlay_png = overlay_png
        self._health = health
        self._host = host
        self._wanted_port = port
        self._token = token
        self._remote_commands = remote_commands
        self._quiet_s = quiet_s
        self._runner: web.AppRunner | None = None
        self._listening: list[asyncio.Server] = []
        self._bound_port: int | None = None

    @property
    def port(self) -> int:
        """The port it listens on; before `start` the one asked for."""
        return self._wanted_port if self._bound_port is None else self._bound_port

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        name = "127.0.0.1" if self._host in ("0.0.0.0", "::", "", "localhost") else self._host.strip("[]")
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}/"

    async def start(self) -> None:
        """Listen and serve.

        Raises:
            WebError: the port is taken or not permitted, the address isn't ours, or a token is needed.
        """
        if self._runner is not None:
            raise WebError("the server runs already: stop it first")
        if not is_loopback_name(self._host) and len(self._token or "") < _MIN_TOKEN_CHARS:
            raise WebError(
                f"network.host {self._host!r} lets other machines in: set network.token "
                f"({_MIN_TOKEN_CHARS} characters or more), or network.host to 127.0.0.1"
            )
        sockets = listen(self._host, self._wanted_port)
        try:
            await self._serve(sockets)
        except BaseException:
            for opened in sockets:
                opened.close()
            await self.stop()
            raise

    async def _serve(self, sockets: Sequence[socket.socket]) -> None:
        self._bound_port = sockets[0].getsockname()[1]
        access = access_for(self._host, self.port, self._token, self._remote_commands, machine=socket.gethostname())
        self._runner = web.AppRunner(
            self._application(access), handle_signals=False, access_log=None, shutdown_timeout=_SHUTDOWN_S
        )
        await self._runner.setup()
        assert self._runner.server is not None
        loop, protocol = asyncio.get_running_loop(), protocols(self._runner.server)
        for opened in sockets:
            self._listening.append(await loop.create_server(protocol, sock=opened))

    async def stop(self) -> None:
        """End every stream and let the port go; nothing happens where it doesn't run."""
        runner, self._runner, self._bound_port = self._runner, None, None
        listening, self._listening = self._listening, []
        await _accept_no_more(listening)
        for one in listening:
            one.close()
        if runner is not None:
            await runner.cleanup()
        for one in listening:
            await one.wait_closed()

    def _application(self, access: Access) -> web.Application:
        streams = Streams(self._hub, self._quiet_s)
        app = web.Application(middlewares=[_answer_errors, _guard(access)], client_max_size=MAX_BYTES)
        app.add_routes(Api(self._hub, self._queries, self._configuration, streams, self._health).routes())
        app.add_routes(Pages(self._hub, self._overlay_png, load_assets()).routes())
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(streams.close)
        return app


async def _accept_no_more(listening: Sequence[asyncio.Server]) -> None:
    """What is accepted already gets its transport: closed before that, `asyncio.Server` would forget it unclosed."""
    loop = asyncio.get_running_loop()
    for opened in (opened for one in listening for opened in one.sockets):
        loop.remove_reader(opened.fileno())
    await asyncio.sleep(0)


def _guard(access: Access) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked_token = request.query.get("token")
        access.check(
            Asked(
                method=request.method,
                peer=request.remote,
                hosts=tuple(request.headers.getall("Host", ())),
                origins=tuple(request.headers.getall("Origin", ())),
                token=asked_token or request.cookies.get(COOKIE),
            )
        )
        response = await handler(request)
        if asked_token is not None and access.knows(asked_token) and not response.prepared:
            response.set_cookie(COOKIE, asked_token, httponly=True, samesite="Strict", path="/")
        return response

    return guard


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Wrong as wrong:
        return failure(wrong.status, wrong.reason)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = failure(error.status, _reason(request, error))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        _log.exception("%s %s failed", request.method, request.path)
        return failure(500, "this request failed here; the log says more")


def _reason(request: web.Request, error: web.HTTPException) -> str:
    """What aiohttp found wrong, in a sentence."""
    match error:
        case web.HTTPNotFound():
            return Wrong(404, f"there is nothing at {request.path}; GET /api/schema lists the API").reason
        case web.HTTPMethodNotAllowed():
            return f"{request.method} isn't possible here, only {', '.join(sorted(error.allowed_methods))}"
        case web.HTTPRequestEntityTooLarge():
            return f"the body is larger than {MAX_BYTES} bytes"
        case _:
            return error.text or error.reason


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    framed = request.path.startswith("/widget/")
    for name, value in page_headers(request.host if response.status < 400 else "", framed=framed).items():
        response.headers[name] = value
