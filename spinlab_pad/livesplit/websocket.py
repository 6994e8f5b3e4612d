"""LiveSplit's WebSocket server (1.8.30 and newer): each command and each answer is one text message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import aiohttp

from spinlab_pad.livesplit.errors import Absent, Gone, Nonsense
from spinlab_pad.livesplit.link import ANSWER_S, CONNECT_S
from spinlab_pad.livesplit.protocol import ANSWER_MAX

PATH: Final = "/livesplit"
"""The only path that LiveSplit serves."""

_CLOSE_S: Final = 0.25
_TEXT_BYTES: Final = 4
"""The most bytes that one character takes."""


class WebSocketLink:
    """Implements `link.Link`."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse[Any]) -> None:
        self._session = session
        self._socket = socket

    async def send(self, lines: Sequence[str]) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                for line in lines:
                    await self._socket.send_str(line)
        except TimeoutError as error:
            raise Gone("LiveSplit takes no more commands") from error
        except (OSError, aiohttp.ClientError) as error:
            raise Gone("LiveSplit has closed the connection") from error

    async def answer(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_S):
                message = await self._socket.receive()
        except TimeoutError as error:
            raise Gone("LiveSplit doesn't answer") from error
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data)
        if message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.ERROR):
            raise Nonsense("something answers that isn't LiveSplit; check livesplit.port")
        raise Gone("LiveSplit has closed the connection")

    async def close(self) -> None:
        try:
            await self._socket.close()
        finally:
            await self._session.close()


async def open_websocket(host: str, port: int) -> WebSocketLink:
    """Connect to a LiveSplit whose WebSocket server runs.

    Raises:
        Absent: there is none.
    """
    remedy = "in LiveSplit 1.8.30 or newer choose Control > Start WebSocket Server"
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
    name = f"[{host}]" if ":" in host else host
    try:
        async with asyncio.timeout(CONNECT_S):
            socket = await session.ws_connect(
                f"ws://{name}:{port}{PATH}",
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_S),
                max_msg_size=ANSWER_MAX * _TEXT_BYTES,
            )
    except (OSError, ValueError, aiohttp.ClientError) as error:
        await session.close()
        raise Absent(f"LiveSplit can't be reached at {host}:{port}: {remedy}") from error
    except BaseException:
        await session.close()
        raise
    return WebSocketLink(session, socket)
