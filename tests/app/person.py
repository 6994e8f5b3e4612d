"""A person at RetroArch, who presses its own keys while the companion watches."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress

from tests.app.program import DEADLINE_S


class Person:
    """Somebody who presses RetroArch's own keys: another client of its command port."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self._pressed_at = 0.0

    def send(self, command: str) -> None:
        with suppress(ConnectionRefusedError):
            self.socket.send(command.encode())

    async def press(self, hotkey: str) -> None:
        """Press a key once; two of the same within three frames would count as one."""
        await asyncio.sleep(max(0.0, self._pressed_at + 0.06 - time.monotonic()))
        self._pressed_at = time.monotonic()
        self.send(hotkey)

    async def ask(self, command: str) -> str:
        """The answer; nothing where none comes."""
        with suppress(OSError, TimeoutError):
            while True:
                self.socket.recv(65536)  # answers to what was asked before
        with suppress(OSError, TimeoutError):
            self.send(command)
            async with asyncio.timeout(0.2):
                return (await asyncio.get_running_loop().sock_recv(self.socket, 65536)).decode()
        return ""

    async def plays(self, content: str) -> None:
        """Wait until RetroArch runs this game."""
        async with asyncio.timeout(DEADLINE_S):
            while f",{content}," not in await self.ask("GET_STATUS"):
                await asyncio.sleep(0.01)

    async def holds(self, hotkey: str, seconds: float) -> None:
        """Hold a key that lasts one frame a datagram."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.send(hotkey)
            await asyncio.sleep(0.008)

    def close(self) -> None:
        self.socket.close()
