"""Who may ask: rules that keep other web pages and other machines away from a server without passwords.

A page on the internet can make the runner's browser send requests to this server. So the Host must be ours
(else a foreign name was pointed at this address: DNS rebinding), and an Origin, where there is one, must be
ours too; that check also covers WebSockets, which browsers don't restrict. From other machines a token is
needed, and commands only work where they were allowed.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spinlab_pad.web.errors import Wrong

COOKIE: Final = "spinlab_pad_token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules look at: the client's address and every occurrence of the headers Host and Origin."""

    method: str
    peer: str | None
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    token: str | None


@dataclass(frozen=True, slots=True)
class Access:
    """The rules for one bound server.

    `names`: host names and addresses (lower case, IPv6 without brackets) by which it may be called;
    `any_address`: bound to every interface, so that any literal address will do too (rebinding needs a name).
    """

    port: int
    names: frozenset[str]
    any_address: bool
    token: str | None
    remote_commands: bool

    def check(self, asked: Asked) -> None:
        """Raise `Wrong` 401 or 403 for a request that isn't allowed."""
        if len(asked.hosts) != 1 or not self._is_ours(asked.hosts[0]):
            said = asked.hosts[0] if asked.hosts else "none"
            raise Wrong(403, f"Host {said!r} is not this server; ask for one of {self._addresses()}")
        if asked.origins and not (len(asked.origins) == 1 and self._is_our_origin(asked.origins[0])):
            raise Wrong(403, f"pages of {asked.origins[0]!r} may not use this server")
        if is_loopback(asked.peer):
            return
        if not self.knows(asked.token):
            raise Wrong(401, "from another machine this needs the token: open the address with ?token=TOKEN")
        if asked.method not in SAFE_METHODS and not self.remote_commands:
            raise Wrong(403, "commands from other machines are off")

    def knows(self, token: str | None) -> bool:
        """Whether this is the token; never without one set."""
        return self.token is not None and token is not None and _same(token, self.token)

    def _addresses(self) -> str:
        return ", ".join(sorted(f"[{name}]" if ":" in name else name for name in self.names)) + f":{self.port}"

    def _is_ours(self, host: str) -> bool:
        name, port = split_host(host)
        if port != self.port:
            return False
        return name in self.names or (self.any_address and _is_address(name))

    def _is_our_origin(self, origin: str) -> bool:
        scheme, _, host = origin.partition("://")
        return scheme == "http" and self._is_ours(host)


def access_for(host: str, port: int, token: str | None, remote_commands: bool, machine: str | None = None) -> Access:
    """The rules for a server bound to `host`; `machine` is this machine's own name on the network."""
    names = {"127.0.0.1", "localhost", "::1", host.strip("[]").lower()}
    everywhere = host in ("0.0.0.0", "::", "")
    if machine and not is_loopback_name(host):
        names |= {machine.lower(), f"{machine.lower()}.local"}
    return Access(port, frozenset(names - {"", "0.0.0.0", "::"}), everywhere, token, remote_commands)


def split_host(host: str) -> tuple[str, int | None]:
    """`name:port` or `[ipv6]:port` as (lower-case name, port); no port is HTTP's 80, a malformed one None."""
    name, colon, port = host.rpartition(":")
    if not colon or (host.startswith("[") and host.endswith("]")):
        return host.strip("[]").lower(), 80
    if not (port.isascii() and port.isdigit() and len(port) <= 5):
        return name.lower(), None
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    return name.lower(), int(port)


def is_loopback(peer: str | None) -> bool:
    """Whether a client's address is this machine's own loopback."""
    try:
        address = ipaddress.ip_address((peer or "").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_loopback_name(host: str) -> bool:
    """Whether binding to this name or address keeps other machines out."""
    return host.lower() == "localhost" or is_loopback(host.strip("[]"))


def page_headers(host: str, *, framed: bool) -> Mapping[str, str]:
    """Headers of every answer; `framed` lets our own pages show it in a frame (the widgets' previews).

    Inline styles are allowed because that is how OBS puts a source's custom CSS in. The `ws:` source is for
    browsers in which 'self' means http only.
    """
    framers = "'self'" if framed else "'none'"
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; connect-src 'self' ws://{host}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {framers}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "backslashreplace"), wanted.encode("utf-8", "backslashreplace"))
