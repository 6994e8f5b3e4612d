"""What the real thing won't do on demand: lose datagrams, answer late, change the game, fall silent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from spinlab_pad.emulator import pace
from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import Pace, SamplingStats, Unreachable
from spinlab_pad.emulator.retroarch import menu, nci, sampler
from spinlab_pad.emulator.retroarch.board import STANDSTILL
from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch
from spinlab_pad.emulator.retroarch.sampler import OTHER_GAME_MIN, Sampler
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.game.memory import Field, Snapshot

COUNTER = Field("frame_counter", 0x13)
FAR = Field("far", 0x1E004)
DEADLINE_S = 5.0


class ScriptedLink:
    """A link to a RetroArch that does what a test says. `bursts` are the datagrams that it was sent."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", 1
        self.counts = DatagramCounts()
        self.bursts: list[bytes] = []
        self.on_reply: Callable[[nci.Reply, int], None] = lambda reply, t_ns: None
        self.on_refused: Callable[[], None] = lambda: None
        self.closed = False
        self._news = asyncio.Event()

    def send(self, datagram: bytes) -> None:
        self.bursts.append(datagram)
        self._news.set()

    def close(self) -> None:
        self.closed = True

    async def burst(self, number: int) -> bytes:
        """The datagram with this number, from 0."""
        async with asyncio.timeout(DEADLINE_S):
            while len(self.bursts) <= number:
                self._news.clear()
                await self._news.wait()
        return self.bursts[number]

    def answer(self, burst: bytes, memory: bytes, *, only: slice = slice(None), status: str = "a,crc32=1") -> None:
        """Reply to a burst (to those of its reads that are in `only`) as of one frame with this memory."""
        if status:
            self.reply(f"GET_STATUS PLAYING super_nes,{status}\n".encode())
        for command in burst.split(b"\n")[1:][only]:
            name, where, size = command.decode().split(" ")
            start = int(where, 16)
            values = " ".join(f"{byte:02X}" for byte in memory[start : start + int(size)])
            self.reply(f"{name} {where} {values}\n".encode())

    def reply(self, raw: bytes) -> None:
        self.on_reply(nci.parse(raw), time.monotonic_ns())


def memory(counter: int) -> bytes:
    """Work RAM in which both fields are the same counter, so that a mixed snapshot shows."""
    image = bytearray(0x20000)
    image[COUNTER.address] = image[FAR.address] = counter
    return bytes(image)


@pytest.fixture
def link() -> ScriptedLink:
    return ScriptedLink()


@pytest.fixture
async def sampling(link: ScriptedLink) -> AsyncIterator[Sampler]:
    made = Sampler(
        link, Turns(COUNTER), nci.Space.CORE_RAM, SamplingStats(), time.monotonic_ns, Troubles(time.monotonic_ns)
    )
    yield made
    made.close()


def consume(sampling: Sampler) -> asyncio.Queue[Snapshot | BaseException]:
    """Consume the snapshots into a queue that ends with what ended them."""
    queue: asyncio.Queue[Snapshot | BaseException] = asyncio.Queue()

    async def run() -> None:
        try:
            async for snapshot in sampling.snapshots((COUNTER, FAR)):
                queue.put_nowait(snapshot)
        except Exception as error:
            queue.put_nowait(error)

    queue.task = asyncio.create_task(run())  # type: ignore[attr-defined]
    return queue


async def next_of(queue: asyncio.Queue[Snapshot | BaseException]) -> Snapshot:
    async with asyncio.timeout(DEADLINE_S):
        item = await queue.get()
    if isinstance(item, BaseException):
        raise item
    return item


async def test_one_burst_is_outstanding_and_the_next_one_follows_the_answer(
    link: ScriptedLink, sampling: Sampler
) -> None:
    queue = consume(sampling)
    for number in range(3):
        link.answer(await link.burst(number), memory(number))
        snapshot = await next_of(queue)
        assert (snapshot["frame_counter"], snapshot["far"], snapshot.frame) == (number, number, number + 1)
    stats = sampling.stats
    assert (stats.frames_seen, stats.frames_missed, stats.bursts, stats.dropped) == (3, 0, 3, 0)
    assert stats.latency.count == stats.age.count == 3
    queue.task.cancel()  # type: ignore[attr-defined]


async def test_the_stack_is_looked_at_whatever_is_asked_for(link: ScriptedLink, sampling: Sampler) -> None:
    queue = consume(sampling)
    reads = [line.split() for line in (await link.burst(0)).split(b"\n")[1:] if line]
    shown = [(int(where, 16), int(where, 16) + int(size)) for _, where, size in reads]
    assert any(start <= 0x100 and end >= 0x200 for start, end in shown)
    queue.task.cancel()  # type: ignore[attr-defined]


@pytest.mark.parametrize("runs_on", [False, True])
async def test_the_rest_of_a_turn_after_a_load_is_a_frame_unless_the_core_runs_on(
    link: ScriptedLink, sampling: Sampler, runs_on: bool
) -> None:
    sampling.runs_on = runs_on
    queue = consume(sampling)
    for number in range(2):
        link.answer(await link.burst(number), memory(number))
        await next_of(queue)
    loaded = memory(100)
    watch = LoadWatch(loaded[: LOW_RAM.size], COUNTER.address)
    future = sampling.watch_load(watch)
    link.answer(await link.burst(2), memory(2))
    watch.before(memory(2)[: LOW_RAM.size])
    watch.sent()
    link.answer(await link.burst(3), loaded)
    await future
    begun = bytearray(memory(101))
    link.answer(await link.burst(4), bytes(begun))
    begun[0x150] = 7
    link.answer(await link.burst(5), bytes(begun))
    link.answer(await link.burst(6), memory(102))
    snapshots = [await next_of(queue)]
    while snapshots[-1]["far"] != 102:
        snapshots.append(await next_of(queue))
    first = next(snapshot for snapshot in snapshots if snapshot.load_id == 1)
    assert snapshots[-1].frame - first.frame == (2 if runs_on else 3)
    queue.task.cancel()  # type: ignore[attr-defined]


async def test_a_reply_that_is_lost_costs_the_burst_and_mixes_nothing(link: ScriptedLink, sampling: Sampler) -> None:
    queue = consume(sampling)
    first = await link.burst(0)
    link.answer(first, memory(1), only=slice(0, 1))
    second = await link.burst(1)
    assert first != second
    link.answer(second, memory(3))
    snapshot = await next_of(queue)
    assert (snapshot["frame_counter"], snapshot["far"]) == (3, 3)
    assert sampling.stats.timeouts == 1
    queue.task.cancel()  # type: ignore[attr-defined]


async def test_frames_are_told_by_the_counter_of_the_game_that_runs(link: ScriptedLink, sampling: Sampler) -> None:
    def turned(turns: int) -> bytes:
        image = bytearray(memory(7))
        image[0x3E02] = turns
        return bytes(image)

    sampling.turns.field = Field("turns", 0x3E02, 2)
    queue = consume(sampling)
    numbers = []
    for number, turns in enumerate((0, 1, 3)):
        link.answer(await link.burst(number), turned(turns))
        numbers.append((await next_of(queue)).frame)
    assert numbers == [1, 2, 4]
    assert sampling.stats.frames_missed == 1
    queue.task.cancel()  # type: ignore[attr-defined]


async def test_what_was_asked_for_before_the_counter_was_known_shows_no_frame(
    link: ScriptedLink, sampling: Sampler
) -> None:
    queue = consume(sampling)
    asked = await link.burst(0)
    sampling.turns.field = Field("turns", 0x3E02, 2)
    new = consume(sampling)
    await asyncio.sleep(0)  # it has taken over
    link.answer(asked, memory(7))
    assert not sampling._queue
    link.answer(await link.burst(1), memory(8))
    assert (await next_of(new)).frame == 1
    for reader in (queue, new):
        reader.task.cancel()  # type: ignore[attr-defined]


async def test_late_replies_are_dropped(link: ScriptedLink, sampling: Sampler) -> None:
    queue = consume(sampling)
    first, second = await link.burst(0), await link.burst(1)
    link.answer(first, memory(1))
    link.answer(second, memory(1))
    assert (await next_of(queue))["far"] == 1
    link.answer(second, memory(1), status="")
    third = await link.burst(2)
    link.answer(third, memory(2))
    snapshot = await next_of(queue)
    assert (snapshot["far"], snapshot.frame) == (2, 2)
    assert sampling.stats.dropped == 4
    queue.task.cancel()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("reply", "why"),
    [(b"GET_STATUS CONTENTLESS", "closed the game"), (b"GET_STATUS PLAYING super_nes,b,crc32=2\n", "another game")],
)
async def test_a_game_that_is_no_longer_there_ends_the_frames(
    link: ScriptedLink, sampling: Sampler, reply: bytes, why: str
) -> None:
    queue = consume(sampling)
    link.answer(await link.burst(0), memory(1))
    await next_of(queue)
    for _ in range(OTHER_GAME_MIN - 1):
        link.reply(b"GET_STATUS PLAYING super_nes,a,crc32=12")  # cut short
    link.answer(await link.burst(1), memory(2))
    await next_of(queue)
    for _ in range(OTHER_GAME_MIN):
        link.reply(reply)
    with pytest.raises(Unreachable, match=why):
        await next_of(queue)
    with pytest.raises(Unreachable, match=why):
        await anext(sampling.snapshots((COUNTER,)))


async def test_a_refusal_ends_the_frames_and_a_load_that_is_waited_for(link: ScriptedLink, sampling: Sampler) -> None:
    queue = consume(sampling)
    await link.burst(0)
    loading = sampling.watch_load(LoadWatch(bytes(LOW_RAM.size), COUNTER.address))
    link.on_refused()
    with pytest.raises(Unreachable, match="nothing listens"):
        await next_of(queue)
    with pytest.raises(Unreachable, match="nothing listens"):
        await loading


async def test_silence_ends_the_frames_after_a_while(
    link: ScriptedLink, sampling: Sampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "FROZEN_S", 0.2)
    queue = consume(sampling)
    link.answer(await link.burst(0), memory(1))
    await next_of(queue)
    with pytest.raises(Unreachable, match="does not answer"):
        await next_of(queue)
    assert len(link.bursts) < 10, "a frozen RetroArch is not flooded"


async def test_a_new_consumer_takes_over(link: ScriptedLink, sampling: Sampler) -> None:
    old, new = consume(sampling), asyncio.Queue[Snapshot | BaseException]()
    link.answer(await link.burst(0), memory(1))
    await next_of(old)
    new = consume(sampling)
    count = 1
    async with asyncio.timeout(DEADLINE_S):
        while new.empty():
            count += 1
            link.answer(await link.burst(count - 1), memory(count))
            await asyncio.sleep(0)
    assert isinstance(await new.get(), Snapshot)
    left = [old.get_nowait() for _ in range(old.qsize())]
    assert isinstance(left[-1], RuntimeError)
    new.task.cancel()  # type: ignore[attr-defined]


async def test_a_consumer_that_stands_still_loses_the_oldest(
    link: ScriptedLink, sampling: Sampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "QUEUE_MAX", 2)
    stream = sampling.snapshots((COUNTER,))
    first = asyncio.ensure_future(anext(stream))
    link.answer(await link.burst(0), memory(1))
    await first
    for number in range(1, 5):
        link.answer(await link.burst(number), memory(number + 1))
    assert [(await anext(stream))["frame_counter"] for _ in range(2)] == [4, 5]
    assert sampling.stats.frames_missed == 2
    await stream.aclose()  # type: ignore[attr-defined]


async def test_nothing_is_sent_while_nobody_looks(link: ScriptedLink, sampling: Sampler) -> None:
    queue = consume(sampling)
    link.answer(await link.burst(0), memory(1))
    await next_of(queue)
    queue.task.cancel()  # type: ignore[attr-defined]
    await asyncio.wait([queue.task])  # type: ignore[attr-defined]
    assert not sampling.running


async def test_a_menu_that_was_open_before_us_stands_still(
    link: ScriptedLink, sampling: Sampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "STILL_NS", 20_000_000)
    queue = consume(sampling)
    since = time.monotonic()
    number = 0
    while time.monotonic() - since < 0.15:
        await asyncio.sleep(0.012)  # sooner it is no frame but a second look
        link.answer(await link.burst(number), memory(7))
        number += 1
    assert sampling.stats.frames_seen > 1
    assert sampling.pace is Pace.STANDSTILL
    for count in range(8, 11):
        link.answer(await link.burst(number), memory(count))
        number += 1
    assert sampling.pace is not Pace.STANDSTILL
    queue.task.cancel()


@pytest.mark.parametrize("tells", [True, False])
async def test_a_retroarch_that_tells_its_menu_is_asked_while_the_game_stands_still(
    tells: bool, link: ScriptedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "STILL_NS", 60_000_000)
    monkeypatch.setattr(menu, "ASKED_AFTER_NS", 20_000_000)
    troubles = Troubles(time.monotonic_ns)
    sampling = Sampler(
        link, Turns(COUNTER), nci.Space.CORE_RAM, SamplingStats(), time.monotonic_ns, troubles, tells_menu=tells
    )
    queue = consume(sampling)
    since, number, asked = time.monotonic(), 0, 0
    while time.monotonic() - since < 0.2:
        question = (await link.burst(number)).endswith(b"GET_CONFIG_PARAM menu_active")
        if question:
            asked += 1
            link.reply(b"GET_CONFIG_PARAM menu_active true")
        link.answer(link.bursts[number].removesuffix(b"\nGET_CONFIG_PARAM menu_active"), memory(7))
        number += 1
    assert sampling.pace is Pace.STANDSTILL
    assert (asked > 0) is tells
    assert troubles.current() == ((STANDSTILL,) if tells else ())
    for count in range(8, 12):
        burst = await link.burst(number)
        link.answer(burst.removesuffix(b"\nGET_CONFIG_PARAM menu_active"), memory(count))
        number += 1
    assert troubles.current() == ()
    assert not (await link.burst(number)).endswith(b"menu_active")
    queue.task.cancel()  # type: ignore[attr-defined]
    sampling.close()
