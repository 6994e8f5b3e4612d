"""Listening sockets for the server: one port, on IPv4 and IPv6 loopback alike, or a clear `WebError`."""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from spinlab_pad.web.errors import WebError

_BACKLOG: Final = 64
_NO_IPV6: Final = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT})


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on `host`:`port`; the first one tells the port where 0 (any free) was asked for.

    `127.0.0.1` and `localhost` listen on `::1` as well, since browsers may try that first for `localhost`.

    Raises:
        WebError: not a port, no such address here, port taken, or not permitted.
    """
    if not 0 <= port <= 65535:
        raise WebError(f"port {port} is not within 0 to 65535: set network.dashboard_port (or --port)")
    first = _bind(host, port)
    if host not in ("127.0.0.1", "localhost"):
        return [first]
    if first.family == socket.AF_INET6:
        return [first]
    try:
        return [first, _open(socket.AF_INET6, ("::1", first.getsockname()[1]))]
    except OSError as error:
        if error.errno in _NO_IPV6 or port == 0:
            return [first]
        first.close()
        raise _cannot("::1", port, error) from error


def _bind(host: str, port: int) -> socket.socket:
    if host == "localhost":
        host = "127.0.0.1"
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host.strip("[]") or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise WebError(
            f"network.host {host!r} is no address: set it to 127.0.0.1 or one of this machine's own"
        ) from error
    try:
        return _open(family, address)
    except OSError as error:
        raise _cannot(host, port, error) from error


def _open(family: int, address: tuple[object, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A restart finds its old connections in TIME_WAIT. On Windows it would mean sharing the port.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(address)
        opened.listen(_BACKLOG)
        opened.setblocking(False)
    except OSError:
        opened.close()
        raise
    return opened


def _cannot(host: str, port: int, error: OSError) -> WebError:
    remedy = "choose another with --port N or network.dashboard_port in config.yaml"
    if error.errno == errno.EADDRINUSE:
        return WebError(f"port {port} on {host} is taken, perhaps by another spinlab-pad: end that one, or {remedy}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return WebError(f"port {port} on {host} is not permitted: {remedy} (1024 to 65535)")
    if error.errno in _NO_IPV6:
        return WebError(f"{host} is not an address of this machine: set network.host to 127.0.0.1 or one of its own")
    return WebError(f"can't listen on {host}:{port} ({error.strerror or error}): {remedy}")
