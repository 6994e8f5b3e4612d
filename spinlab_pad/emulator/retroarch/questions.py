"""Single questions to RetroArch that wait for their answer, over a link of their own.

A reply belongs to the question that it echoes. An unanswered question is asked again, then it is an error. What answers
no question that waits is dropped and counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import EmulatorError, Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.ledger import Ledger
from spinlab_pad.emulator.retroarch.link import Link

REPLY_TIMEOUT_S: Final = 0.25
"""A reply comes within one frame (17 ms) unless the machine is busy."""

ATTEMPTS: Final = 4

PIECE_BYTES: Final = 16_384
"""Costs RetroArch 0.7 ms of a frame."""

BREATH_S: Final = 0.001
"""Between an answer and the next question: asked at once, RetroArch would go on answering and hold up the game."""

Answer = TypeVar("Answer")


class NoMemory(EmulatorError):
    """RetroArch answered that it can't read there."""


def gone(host: str, port: int) -> str:
    """What to do when the system says that nothing listens."""
    return (
        f"nothing listens on UDP {host}:{port}: start RetroArch, and turn on Settings > Network > Network Commands "
        f"with Network Command Port {port}"
    )


def silent(host: str, port: int) -> str:
    """What to do when there is no answer at all."""
    return (
        f"RetroArch at {host}:{port} does not answer: it is frozen, or another program has this port; "
        f"check Settings > Network > Network Command Port"
    )


def memory_at(address: int, size: int) -> Callable[[nci.Reply], nci.Memory | nci.MemoryRefused | None]:
    """Picks the answer to one read, be it bytes or a refusal."""

    def pick(reply: nci.Reply) -> nci.Memory | nci.MemoryRefused | None:
        if isinstance(reply, nci.Memory) and reply.address == address and len(reply.data) == size:
            return reply
        return reply if isinstance(reply, nci.MemoryRefused) and reply.address == address else None

    return pick


def _value(reply: nci.Reply, name: str) -> str | None:
    return reply.value if isinstance(reply, nci.Parameter) and reply.name == name else None


def _answers(command: bytes) -> Callable[[nci.Reply], bool]:
    """Whether a reply is one to the command."""
    echoes = {echo for request in nci.understand(command) for echo in nci.of_request(request)}
    return lambda reply: nci.of_reply(reply) in echoes


class Questions:
    """Asks over `link`, which it takes over."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._ledger = Ledger(link.counts)
        self._rounds = 0
        self._waiting: list[tuple[Callable[[nci.Reply], bool], asyncio.Future[nci.Reply]]] = []
        self._patient: list[tuple[Callable[[nci.Reply], bool], asyncio.Future[nci.Reply]]] = []
        link.on_reply = self._take
        link.on_refused = self._refused

    @property
    def counts(self) -> DatagramCounts:
        """What was dropped on this link, and on those that share its counts."""
        return self._link.counts

    def send(self, *commands: bytes) -> None:
        """Send commands, in one datagram, to which no reply is awaited."""
        self._put(nci.datagram(*commands))

    def expect(self, matches: Callable[[nci.Reply], bool], *, patient: bool = False) -> asyncio.Future[nci.Reply]:
        """A future of the next reply that `matches`; cancel it when it is no longer wanted.

        A `patient` one gets only what nobody else waits for.
        """
        future: asyncio.Future[nci.Reply] = asyncio.get_running_loop().create_future()
        entry, queue = (matches, future), self._patient if patient else self._waiting
        queue.append(entry)
        future.add_done_callback(lambda _: queue.remove(entry))
        return future

    async def ask(self, command: bytes, pick: Callable[[nci.Reply], Answer | None]) -> Answer:
        """Send `command` until a reply comes in which `pick` finds the answer.

        Raises:
            Unreachable: nothing listens, or no answer came to any of the attempts.
        """
        for _ in range(ATTEMPTS):
            future = self.expect(lambda reply: pick(reply) is not None)
            self._put(command)
            try:
                # Not wait_for: where the answer comes together with a cancel, Python 3.11's forgets the cancel.
                async with asyncio.timeout(REPLY_TIMEOUT_S):
                    answer = pick(await future)
            except TimeoutError:
                continue
            assert answer is not None
            return answer
        raise Unreachable(silent(self._link.host, self._link.port))

    async def ask_together(self, *commands: bytes) -> tuple[nci.Reply | None, ...]:
        """The reply to each command; None for those that this RetroArch doesn't know.

        They go out in one datagram, and behind them the question for a setting whose name was never used before: every
        version repeats it, and in order, so who has not answered before it is silent. That, too, is believed only when
        it is so twice, since a reply may get lost.

        Raises:
            Unreachable: no answer came at all.
        """
        replies: dict[bytes, nci.Reply | None] = dict.fromkeys(commands)
        for _ in range(2):
            silent = [command for command in commands if replies[command] is None]
            if silent:
                replies.update(await self._round(silent))
        return tuple(replies[command] for command in commands)

    async def _round(self, commands: Sequence[bytes]) -> dict[bytes, nci.Reply | None]:
        self._rounds += 1
        end = f"end_of_round_{self._rounds}"
        futures = {command: self.expect(_answers(command)) for command in commands}
        try:
            await self.ask(nci.datagram(*commands, nci.get_parameter(end)), partial(_value, name=end))
            return {command: future.result() if future.done() else None for command, future in futures.items()}
        finally:
            for future in futures.values():
                if not future.cancel() and not future.cancelled():
                    future.exception()  # seen: the end was refused as well

    async def status(self) -> nci.Status:
        """Playing, paused or nothing loaded, and what is loaded."""
        return await self.ask(nci.GET_STATUS, lambda reply: reply if isinstance(reply, nci.Status) else None)

    async def version(self) -> str:
        """RetroArch's version, such as `1.22.2`."""
        return await self.ask(nci.VERSION, lambda reply: reply.text if isinstance(reply, nci.Version) else None)

    async def parameter(self, name: str) -> str:
        """One of RetroArch's settings; `unsupported` for those that it doesn't tell."""
        return await self.ask(nci.get_parameter(name), partial(_value, name=name))

    async def read_all(self, address: int, size: int, space: nci.Space) -> bytes:
        """Any number of bytes of work RAM, in pieces that are each of one frame."""
        parts: list[bytes] = []
        for start in range(address, address + size, PIECE_BYTES):
            if parts:
                await asyncio.sleep(BREATH_S)
            parts.append(await self.read(start, min(PIECE_BYTES, address + size - start), space))
        return b"".join(parts)

    async def read(self, address: int, size: int, space: nci.Space) -> bytes:
        """Up to `nci.MAX_READ_BYTES` of work RAM, all of one frame.

        Raises:
            NoMemory: RetroArch or the core can't read there.
        """
        pick = memory_at(address, size)
        reply: nci.Memory | nci.MemoryRefused = await self.ask(nci.read_memory(address, size, space), pick)
        if isinstance(reply, nci.MemoryRefused):
            raise NoMemory(reply.reason or "nothing is loaded, or the core shows no work RAM")
        return reply.data

    def close(self) -> None:
        self._link.close()

    def _put(self, datagram: bytes) -> None:
        self._ledger.asked(datagram)
        self._link.send(datagram)

    def _take(self, reply: nci.Reply, t_ns: int) -> None:
        waiting = (*self._waiting, *self._patient)
        taker = next((future for matches, future in waiting if not future.done() and matches(reply)), None)
        if taker is not None:
            taker.set_result(reply)
        self._ledger.answered(reply, taken=taker is not None)

    def _refused(self) -> None:
        for _, future in (*self._waiting, *self._patient):
            if not future.done():
                future.set_exception(Unreachable(gone(self._link.host, self._link.port)))
