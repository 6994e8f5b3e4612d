"""The network RetroPad: a pad whose buttons come by UDP.

RetroArch reads one datagram a user and frame, and a datagram changes one button (`padwire.py`). More that are sent at
once wait in its socket and come late, one a frame. So changes are handed out one a frame here, by `next_change`, and
what is not on the wire yet can still be overtaken by a newer wish. A press that goes out at once is polled by the next
frame, and memory shows it with the one after (measured: 2 frames after the newest snapshot). A datagram of any other
size lets all buttons go in one frame.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from spinlab_pad.emulator.port import Buttons, Unreachable
from spinlab_pad.emulator.retroarch import padwire
from spinlab_pad.emulator.retroarch.link import connected_socket
from spinlab_pad.emulator.retroarch.padwire import RELEASE_ALL
from spinlab_pad.emulator.retroarch.spread import BUTTONS, FIRST_USER

__all__ = ["ALL", "DEFAULT_BASE_PORT", "RELEASE_ALL", "RetroPad", "RetroPads", "encode", "next_change"]

DEFAULT_BASE_PORT: Final = 55400
ALL: Final = Buttons(0xFFF)

_OPPOSITE: Final = {
    Buttons.LEFT: Buttons.RIGHT,
    Buttons.RIGHT: Buttons.LEFT,
    Buttons.UP: Buttons.DOWN,
    Buttons.DOWN: Buttons.UP,
}
_PRESS_ORDER: Final = (
    Buttons.B,
    Buttons.A,
    Buttons.LEFT,
    Buttons.RIGHT,
    Buttons.UP,
    Buttons.DOWN,
    Buttons.Y,
    Buttons.X,
    Buttons.L,
    Buttons.R,
    Buttons.START,
    Buttons.SELECT,
)
"""What matters most first: a jump is timed to the frame, holding run is not."""


def encode(button: Buttons, pressed: bool) -> bytes:
    """The datagram that presses or lets go one button."""
    return padwire.encode(padwire.Digital(padwire.Button(button.value.bit_length() - 1), pressed))


def next_change(held: Buttons, wanted: Buttons) -> tuple[bytes, Buttons] | None:
    """The datagram that brings `held` nearest to `wanted`, and what is held after it; None if nothing is to change.

    Letting everything go takes one datagram, if that is the shorter way. A direction is let go before its opposite is
    pressed, because a game may break on both; other presses come first, because they are what is timed; what else is
    to be let go comes last.
    """
    if held == wanted:
        return None
    releases, presses = held & ~wanted, wanted & ~held
    if releases.bit_count() > 1 + (held & wanted).bit_count():
        return RELEASE_ALL, Buttons.NONE
    for button in _PRESS_ORDER:
        if button in presses:
            opposite = _OPPOSITE.get(button, Buttons.NONE)
            if opposite and opposite in releases:
                return encode(opposite, False), held & ~opposite
            return encode(button, True), held | button
    button = next(item for item in reversed(_PRESS_ORDER) if item in releases)
    return encode(button, False), held & ~button


class RetroPad(asyncio.DatagramProtocol):
    """One user's pad: `press` says what is wanted, `tick` says that a frame has passed."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.refused = False
        self._transport: asyncio.DatagramTransport | None = None
        self._held = Buttons.NONE
        self._wanted = Buttons.NONE
        self._sent_in_frame = False

    async def open(self) -> None:
        """Make the socket and let all buttons go; `refused` is set soon if nothing listens there."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, sock=connected_socket(self.host, self.port))
        self._send(RELEASE_ALL)

    @property
    def settled(self) -> bool:
        """Whether all that is wanted is on the wire."""
        return self._held == self._wanted

    @property
    def idle(self) -> bool:
        """Whether the next frame changes nothing here."""
        return self.settled and not self._sent_in_frame

    def press(self, buttons: Buttons) -> None:
        """Want exactly these buttons; the first change goes out at once unless one went out in this frame.

        Raises:
            Unreachable: the pad is closed, or RetroArch doesn't listen for it.
        """
        if self._transport is None or self._transport.is_closing():
            raise Unreachable("the network pad is closed")
        if self.refused:
            raise Unreachable(
                f"nothing listens on UDP {self.host}:{self.port}: turn on Settings > Network > Network RetroPad "
                f"and its user"
            )
        self._wanted = buttons
        if not self._sent_in_frame:
            self._advance()

    def tick(self) -> None:
        """A frame has passed, and with it the last datagram."""
        self._sent_in_frame = False
        self._advance()

    def close(self) -> None:
        """Let all buttons go and close."""
        if self._transport is not None and not self._transport.is_closing():
            self._send(RELEASE_ALL)
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The selector loop of Python 3.11 gives a transport that is none by class.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, ConnectionRefusedError | ConnectionResetError):
            self.refused = True

    def _advance(self) -> None:
        change = next_change(self._held, self._wanted)
        if change is not None:
            message, self._held = change
            self._send(message)
            self._sent_in_frame = True

    def _send(self, message: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message)


@dataclass(frozen=True, slots=True)
class _Share:
    """One user's pad and the buttons that go through it."""

    pad: RetroPad
    buttons: Buttons


class RetroPads:
    """The pads of all players, and the frame clock that hands their changes out.

    While the sampler runs, its frames are the clock; else a timer a little slower than the game is. With `spread`,
    every button of the first pad has a user of its own, and all of them can change in the same frame.
    """

    TIMER_S: Final = 1 / 60

    def __init__(self, host: str, base_port: int, sampled: Callable[[], bool], *, spread: bool = False) -> None:
        first: tuple[_Share, ...] = (_Share(RetroPad(host, base_port), ALL),)
        if spread:
            users = range(base_port + FIRST_USER, base_port + FIRST_USER + len(BUTTONS))
            first = tuple(_Share(RetroPad(host, port), button) for port, button in zip(users, BUTTONS, strict=True))
        self._ports = (first, (_Share(RetroPad(host, base_port + 1), ALL),))
        self._sampled = sampled
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def refused(self) -> bool:
        """Whether RetroArch doesn't listen for the first player's pad."""
        return any(share.pad.refused for share in self._ports[0])

    async def open(self) -> None:
        """Make all sockets and let all buttons go."""
        for pad in self._all():
            await pad.open()

    def press(self, buttons: Buttons, port: int) -> None:
        """Want exactly these buttons on pad `port` (0 or 1)."""
        if not 0 <= port < len(self._ports):
            raise ValueError(f"pad {port} is not within 0 to {len(self._ports) - 1}")
        self._busy = True
        for share in self._ports[port]:
            share.pad.press(buttons & share.buttons)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.TIMER_S, self._by_timer)

    def tick(self) -> None:
        """A frame has passed; costs nothing while nothing is pressed or let go."""
        if not self._busy:
            return
        for pad in self._all():
            pad.tick()
        self._busy = not all(pad.idle for pad in self._all())

    def close(self) -> None:
        """Let all buttons go and close."""
        if self._timer is not None:
            self._timer.cancel()
        for pad in self._all():
            pad.close()

    def _all(self) -> Iterator[RetroPad]:
        return (share.pad for port in self._ports for share in port)

    def _by_timer(self) -> None:
        self._timer = None
        if not self._sampled():
            self.tick()
        if not all(pad.settled for pad in self._all()):
            self._timer = asyncio.get_running_loop().call_later(self.TIMER_S, self._by_timer)
