"""One connected UDP socket to RetroArch.

The socket is connected, because only then the system tells that nothing listens any more (refused): that is how a
RetroArch that ended is noticed at once. Its receive buffer is large, because one burst can bring more replies than a
default buffer holds.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Final, Protocol, cast

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import Unreachable
from spinlab_pad.emulator.retroarch import nci

RECEIVE_BUFFER_BYTES: Final = 4 << 20


def connected_socket(host: str, port: int) -> socket.socket:
    """A non-blocking UDP socket that talks to `host:port` alone.

    Raises:
        Unreachable: the host is not known.
    """
    try:
        address = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_DGRAM)[0][4]
    except OSError as error:
        raise Unreachable(f"host {host!r} is not known ({error.strerror}); check --attach HOST:PORT") from error
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        made.connect(address)
    except OSError as error:
        made.close()
        raise Unreachable(f"no way to {host}:{port} ({error.strerror})") from error
    return made


class Link(Protocol):
    """What asks over a link needs of it."""

    host: str
    port: int
    counts: DatagramCounts
    on_reply: Callable[[nci.Reply, int], None]
    on_refused: Callable[[], None]

    def send(self, datagram: bytes) -> None:
        """Put a datagram on the wire now; does nothing when closed."""
        ...

    def close(self) -> None:
        """Send and receive nothing more."""
        ...


class NciLink(asyncio.DatagramProtocol):
    """Sends commands; hands every reply with its time (monotonic ns) to `on_reply`, a refusal to `on_refused`.

    What is no reply is dropped and counted, and shown to `on_unrecognised`. `counts` may be shared with other links.
    """

    def __init__(self, host: str, port: int, counts: DatagramCounts | None = None) -> None:
        self.host = host
        self.port = port
        self.counts = counts if counts is not None else DatagramCounts()
        self.on_reply: Callable[[nci.Reply, int], None] = lambda reply, t_ns: None
        self.on_refused: Callable[[], None] = lambda: None
        self.on_unrecognised: Callable[[nci.Unrecognised], None] = lambda datagram: None
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> None:
        """Make the socket. Nothing is sent, so nothing is known yet about the other side."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, sock=connected_socket(self.host, self.port))

    def send(self, datagram: bytes) -> None:
        """Put a datagram on the wire now; does nothing when closed."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(datagram)

    def close(self) -> None:
        """Send and receive nothing more."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The selector loop of Python 3.11 gives a transport that is none by class.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = nci.parse(data)
        if isinstance(reply, nci.Unrecognised):
            self.counts.drop(truncated=reply.truncated)
            self.on_unrecognised(reply)
        else:
            self.on_reply(reply, time.monotonic_ns())

    def error_received(self, exc: Exception) -> None:
        # Refused on POSIX; Windows says of a UDP socket that its connection was reset.
        if isinstance(exc, ConnectionRefusedError | ConnectionResetError):
            self.on_refused()
