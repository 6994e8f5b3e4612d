"""LiveSplit's TCP server: lines end with a line feed, ours with both characters, which every version takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from spinlab_pad.livesplit.errors import Absent, Gone, Nonsense
from spinlab_pad.livesplit.link import ANSWER_S, CONNECT_S
from spinlab_pad.livesplit.protocol import ANSWER_MAX


class TcpLink:
    """Implements `link.Link`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, lines: Sequence[str]) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._writer.drain()
        except TimeoutError as error:
            raise Gone("LiveSplit takes no more commands") from error
        except OSError as error:
            raise Gone("LiveSplit has closed the connection") from error

    async def answer(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_S):
                line = await self._reader.readuntil(b"\n")
        except TimeoutError as error:
            raise Gone("LiveSplit doesn't answer") from error
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Gone("LiveSplit has closed the connection") from error
        except asyncio.LimitOverrunError as error:
            raise Nonsense("something answers that isn't LiveSplit; check livesplit.port") from error
        try:
            return line.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise Nonsense("something answers that isn't LiveSplit; check livesplit.port") from error

    async def close(self) -> None:
        # What is still to be sent to somebody who doesn't listen must not hold us up.
        self._writer.transport.abort()
        with suppress(OSError):
            await self._writer.wait_closed()


async def open_tcp(host: str, port: int) -> TcpLink:
    """Connect to a LiveSplit whose TCP server runs.

    Raises:
        Absent: there is none.
    """
    remedy = "in LiveSplit choose Control > Start TCP Server (Start Server in older versions)"
    try:
        async with asyncio.timeout(CONNECT_S):
            # Some bytes more than an answer has: its line end, and one to see that it is too long.
            reader, writer = await asyncio.open_connection(host, port, limit=ANSWER_MAX + 3)
    except (OSError, ValueError) as error:  # a host that is no name is a ValueError
        raise Absent(f"LiveSplit can't be reached at {host}:{port}: {remedy}") from error
    return TcpLink(reader, writer)
