"""Commands that RetroArch treats like a key on the keyboard: spaced, sent again, and believed only when confirmed.

Such a command sets a flag that is looked at in the next frame, and only the step from off to on counts: two of the same
within two frames are one press. While single-instance run-ahead polls twice a frame they are lost altogether
(input_driver.c; measured: of 60 sent every 34 ms all counted, every 20 ms 14 did).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

SPACING_S: Final = 0.05
"""Three frames: the flag has been seen and taken back."""

TRIES: Final = 5
SETTLE_S: Final = 0.1
"""How long the effect of one press is waited for, longer than `SPACING_S`."""

LOOK_EVERY_S: Final = 0.002


class Sender(Protocol):
    """Who puts commands on the wire."""

    def send(self, *commands: bytes) -> None:
        """Send them in one datagram; no reply is awaited."""
        ...


class Hotkeys:
    """Presses over `sender`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._free_at: dict[bytes, float] = {}

    async def press(self, hotkey: bytes, *before: bytes) -> None:
        """Send it once, with the commands `before` it in the same datagram, as soon as RetroArch will count it."""
        await self._settled(hotkey)
        self._free_at[hotkey] = asyncio.get_running_loop().time() + SPACING_S
        self._sender.send(*before, hotkey)

    async def until(
        self,
        hotkey: bytes,
        confirmed: Callable[[], Awaitable[bool]],
        *,
        tries: int = TRIES,
        settle_s: float = SETTLE_S,
    ) -> bool:
        """Press until `confirmed` says that the effect is there, at most `tries` times; whether it is.

        A toggle is safe here: it is pressed again only while its effect is not there. One that was sent shortly before,
        by whoever gave up waiting for it, is let have its effect first: RetroArch answers in the poll that takes a
        press, a frame before the press counts.
        """
        loop = asyncio.get_running_loop()
        await self._settled(hotkey)
        for _ in range(tries):
            if await confirmed():
                return True
            await self.press(hotkey)
            deadline = loop.time() + settle_s
            while loop.time() < deadline:
                if await confirmed():
                    return True
                await asyncio.sleep(LOOK_EVERY_S)
        return False

    async def _settled(self, hotkey: bytes) -> None:
        """Wait until the last press of it has had its effect, and another one counts."""
        loop = asyncio.get_running_loop()
        while (wait_s := self._free_at.get(hotkey, 0.0) - loop.time()) > 0:
            await asyncio.sleep(wait_s)
