"""Whatever arrives from the network breaks nothing, and every datagram is either taken or counted."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.questions import Questions
from tests.emulator.retroarch.nci.examples import EXAMPLES

DATAGRAMS = 1_000_000 if os.environ.get("SPINLAB_LONG") == "1" else 50_000
HERE = ("127.0.0.1", 1)

HUGE = (b"9" * 5000, b"-1", b"0", b"7fffffff", b"80000000", b"ffffffff", b"18446744073709551616", b"1e999", b"nan")
ODD = (b"\0", b"\n", b"\r\n", b" ", b"\t", b",", b"|", b"-1", b"\xff", b"\xed\xa0\x80", b"crc32=", b"MORE\n", b"%s%n")
REAL = tuple(EXAMPLES)
LARGE = nci.answer(nci.Memory(0, bytes(range(256)) * 64))


def flipped(chance: random.Random, raw: bytes) -> bytes:
    made = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def cut(chance: random.Random, raw: bytes) -> bytes:
    start = chance.choice((0, 0, chance.randrange(len(raw) + 1)))
    return raw[start : chance.randrange(len(raw) + 1)]


def stuffed(chance: random.Random, raw: bytes) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(ODD) * chance.randint(1, 3) + raw[place:]


def renumbered(chance: random.Random, raw: bytes) -> bytes:
    words = raw.split(b" ")
    words[chance.randrange(len(words))] = chance.choice(HUGE)
    return b" ".join(words)


def joined(chance: random.Random, raw: bytes) -> bytes:
    return chance.choice((b"", b"\n", b" ")).join((raw, chance.choice(REAL)))


def recoded(chance: random.Random, raw: bytes) -> bytes:
    return raw.decode("latin-1").encode(chance.choice(("utf-16", "utf-8", "utf-7", "cp037")))


def untouched(chance: random.Random, raw: bytes) -> bytes:
    return raw


def thrown(chance: random.Random, raw: bytes) -> bytes:
    return chance.randbytes(chance.choice((1, 8, 64, 300)))


def large(chance: random.Random, raw: bytes) -> bytes:
    return chance.choice((cut, flipped, stuffed))(chance, LARGE) if chance.random() < 0.02 else raw


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    flipped, cut, stuffed, renumbered, joined, recoded, untouched, thrown, large,
)  # fmt: skip


def fuzzed(chance: random.Random) -> bytes:
    """A real reply with one or two things done to it."""
    raw = chance.choice(MUTATIONS)(chance, chance.choice(REAL))
    return chance.choice(MUTATIONS)(chance, raw) if chance.random() < 0.4 else raw


class Asker:
    """Asks about everything in turn, and waits for some of the answers."""

    COMMANDS = (
        b"VERSION", b"GET_STATUS", b"GET_CONFIG_PARAM log_dir", b"READ_CORE_RAM 13 2", b"READ_CORE_MEMORY 7e0013 2",
        b"LOAD_STATE_SLOT 77", b"PLAY_REPLAY_SLOT 3", b"SAVE_FILES", b"HELP", b"LIST_CORES",
    )  # fmt: skip

    def __init__(self) -> None:
        self.link = NciLink(*HERE)
        self.questions = Questions(self.link)
        self.taken = 0
        self._waiting = [self._wait(command) for command in self.COMMANDS[::2]]

    def _wait(self, command: bytes) -> asyncio.Future[nci.Reply]:
        echoes = nci.of_request(nci.understand(command)[0])
        self.questions.send(command)
        return self.questions.expect(lambda reply: nci.of_reply(reply) in echoes)

    def turn(self, number: int) -> None:
        self.questions.send(self.COMMANDS[number % len(self.COMMANDS)])
        for place, future in enumerate(self._waiting):
            if future.done():
                future.result()
                self.taken += 1
                self._waiting[place] = self._wait(self.COMMANDS[::2][place])

    def close(self) -> None:
        for future in self._waiting:
            self.taken += future.done()
            future.cancel()


async def test_no_datagram_breaks_anything_and_each_is_taken_or_counted() -> None:
    chance = random.Random(20_260_131)
    asker = Asker()
    recognised = 0
    for number in range(DATAGRAMS):
        raw = fuzzed(chance)
        asker.link.datagram_received(raw, HERE)
        reply = nci.parse(raw)
        if not isinstance(reply, nci.Unrecognised):
            recognised += 1
            assert nci.parse(nci.answer(reply)) == reply, raw
        if number % 16 == 0:
            asker.turn(number)
            await asyncio.sleep(0)
    asker.close()
    counts = asker.link.counts
    assert asker.taken + counts.dropped == DATAGRAMS
    assert counts.foreign + counts.truncated >= DATAGRAMS - recognised
    assert min(counts.late, counts.foreign, counts.truncated, counts.duplicate, asker.taken) > 0, counts
